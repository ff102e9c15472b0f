package deliver

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gongkai/archive"
)

// memoryOutbox is an Outbox that keeps its contract without a disk.
type memoryOutbox struct {
	mu        sync.Mutex
	owed      map[string]archive.Parcel
	delivered []string
	dead      map[string]string // id → error
	settled   [][]archive.Receipt
	failing   error
	disabled  string // why
}

func newMemoryOutbox(parcels ...archive.Parcel) *memoryOutbox {
	o := &memoryOutbox{owed: map[string]archive.Parcel{}, dead: map[string]string{}}
	o.owe(parcels...)
	return o
}

func (o *memoryOutbox) owe(parcels ...archive.Parcel) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range parcels {
		o.owed[p.Delivery.ID] = p
	}
}

func (o *memoryOutbox) DueDeliveries(ctx context.Context, sink string, now time.Time, max int) ([]archive.Parcel, time.Time, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, time.Time{}, err
	}
	if o.failing != nil {
		return nil, time.Time{}, o.failing
	}
	var all []archive.Parcel
	for _, p := range o.owed {
		if p.Delivery.Sink == sink {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b archive.Parcel) int {
		return cmp.Or(a.Delivery.Due.Compare(b.Delivery.Due), cmp.Compare(a.Document.Title, b.Document.Title))
	})
	n := 0
	for n < len(all) && n < max && !all[n].Delivery.Due.After(now) {
		n++
	}
	var next time.Time
	if n < len(all) {
		next = all[n].Delivery.Due
	}
	return all[:n], next, nil
}

func (o *memoryOutbox) SettleDeliveries(ctx context.Context, receipts []archive.Receipt) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	o.settled = append(o.settled, receipts)
	for _, r := range receipts {
		id := r.Delivery.ID
		p, ok := o.owed[id]
		switch {
		case !ok:
		case r.Error == "":
			o.delivered = append(o.delivered, p.Document.Title)
			delete(o.owed, id)
		case r.Dead:
			o.dead[p.Document.Title] = r.Error
			delete(o.owed, id)
		default:
			p.Delivery = r.Delivery
			o.owed[id] = p
		}
	}
	return nil
}

func (o *memoryOutbox) DisableSink(_ context.Context, sink, why string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, p := range o.owed { // nothing is due to it any more
		if p.Delivery.Sink == sink {
			o.disabled = why
			p.Delivery.Due = p.Delivery.Due.AddDate(1000, 0, 0)
			o.owed[id] = p
		}
	}
	return nil
}

// state returns the titles of what was delivered, is owed and is dead, sorted.
func (o *memoryOutbox) state() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var owed, dead []string
	for _, p := range o.owed {
		owed = append(owed, p.Document.Title)
	}
	for title := range o.dead {
		dead = append(dead, title)
	}
	slices.Sort(owed)
	slices.Sort(dead)
	return fmt.Sprint("delivered ", slices.Sorted(slices.Values(o.delivered)), " owed ", owed, " dead ", dead)
}

// parcel returns a parcel owed to sink since created.
func parcel(sink, title string, created time.Time) archive.Parcel {
	digest := archive.DigestOf([]byte(title))
	return archive.Parcel{
		Delivery: archive.Delivery{ID: archive.DeliveryID(sink, digest), Sink: sink, Document: digest, Created: created, Due: created},
		Portal:   "qingdu",
		Document: archive.Document{Schema: archive.DocumentSchema, ContentDigest: digest, Title: title},
	}
}

// parcels returns one parcel a title, owed since the day before the clock of a
// bubble begins.
func parcels(sink string, titles ...string) []archive.Parcel {
	var all []archive.Parcel
	for _, title := range titles {
		all = append(all, parcel(sink, title, time.Date(1999, 12, 31, 8, 0, 0, 0, time.UTC)))
	}
	return all
}

// sinkFunc is a Sink named "fake" that notes the titles of each batch.
type sinkFunc struct {
	deliver func(ctx context.Context, parcels []archive.Parcel) ([]archive.Receipt, error)
	mu      sync.Mutex
	batches []string
}

func (s *sinkFunc) Name() string { return "fake" }

func (s *sinkFunc) Deliver(ctx context.Context, parcels []archive.Parcel) ([]archive.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batches = append(s.batches, titles(parcels))
	return s.deliver(ctx, parcels)
}

func (s *sinkFunc) Close() error { return nil }

func titles(parcels []archive.Parcel) string {
	var all []string
	for _, p := range parcels {
		all = append(all, p.Document.Title)
	}
	return fmt.Sprint(all)
}

// takeAll is what a sink does on a good day.
func takeAll(_ context.Context, parcels []archive.Parcel) ([]archive.Receipt, error) {
	return answerAll(parcels, ""), nil
}

func answerAll(parcels []archive.Parcel, failure string) []archive.Receipt {
	var receipts []archive.Receipt
	for _, p := range parcels {
		receipts = append(receipts, archive.Receipt{Delivery: p.Delivery, Error: failure})
	}
	return receipts
}

func wantState(t *testing.T, o *memoryOutbox, want string) {
	t.Helper()
	if got := o.state(); got != want {
		t.Errorf("outbox:\n got %s\nwant %s", got, want)
	}
}
