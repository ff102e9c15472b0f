package deliver

import (
	"errors"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

const (
	firstRetry   = time.Minute
	longestRetry = 24 * time.Hour

	// longestRest is shorter than longestRetry: a sink that a person has
	// repaired should not stand idle for the rest of the day.
	longestRest = 30 * time.Minute
)

// retryDelay returns how long to wait after so many failures in a row.
func retryDelay(failures int) time.Duration {
	d := firstRetry
	for range failures - 1 {
		if d *= 2; d >= longestRetry {
			return longestRetry
		}
	}
	return d
}

// spread makes a wait up to a quarter longer.
func (c *Courier) spread(d time.Duration) time.Duration {
	return d + time.Duration(c.opts.Spread()*float64(d)/4)
}

// restAfter returns how long a sink is left alone after so many faults in a
// row, the last of which is fault.
func (c *Courier) restAfter(faults int, fault error) time.Duration {
	rest := min(retryDelay(faults), longestRest)
	if re, ok := errors.AsType[*RestError](fault); ok {
		rest = max(rest, min(re.Rest, longestRetry))
	}
	return c.spread(rest)
}

// share returns how many of parcels go into the next batch. Each failure
// divides the company that a delivery may travel in by four.
func (c *Courier) share(parcels []archive.Parcel) int {
	most := c.opts.Batch
	for n, p := range parcels {
		most = min(most, max(1, c.opts.Batch>>min(2*p.Delivery.Attempts, 62)))
		if n >= most {
			return n
		}
	}
	return len(parcels)
}

// judge returns what is to be settled: for each of parcels that has a receipt,
// its delivery with this attempt counted, and when to try again or that there
// is no point in it.
func (c *Courier) judge(parcels []archive.Parcel, receipts []archive.Receipt, now time.Time) []archive.Receipt {
	byID := make(map[string]archive.Receipt, len(receipts))
	for _, r := range receipts {
		byID[r.Delivery.ID] = r
	}
	var settled []archive.Receipt
	for _, p := range parcels {
		r, ok := byID[p.Delivery.ID]
		if !ok {
			continue
		}
		r.Delivery = p.Delivery
		r.Delivery.Attempts++
		if r.Dead && r.Error == "" {
			r.Error = "refused without a reason"
		}
		r.Delivery.Error = r.Error
		if r.Error != "" {
			r.Dead = r.Dead || r.Delivery.Attempts >= c.opts.Attempts
			r.Delivery.Due = now.Add(c.spread(retryDelay(r.Delivery.Attempts)))
		}
		settled = append(settled, r)
	}
	return settled
}

// report logs how an attempt ended.
func (c *Courier) report(r archive.Receipt) {
	level, message := zerolog.InfoLevel, "delivered"
	switch {
	case r.Dead:
		level, message = zerolog.ErrorLevel, "dead letter"
	case r.Error != "":
		level, message = zerolog.WarnLevel, "not delivered"
	}
	c.log.WithLevel(level).Str("sink", r.Delivery.Sink).Str("delivery", r.Delivery.ID).
		Str("digest", string(r.Delivery.Document)).Int("attempt", r.Delivery.Attempts).
		Str("error", r.Error).Time("due", r.Delivery.Due).Msg(message)
}
