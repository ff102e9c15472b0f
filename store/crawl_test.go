package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

func TestABeginningQueuesAllThatIsDue(t *testing.T) {
	for name, interrupted := range map[string]bool{
		"at once":                         false,
		"after it was cut off by a crash": true,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			const due = fillChunk + 200
			f.must(f.db.Update(func(tx *bbolt.Tx) error {
				c := f.newChange(tx)
				for i := range due + 1 {
					url := fmt.Sprintf("http://h%d.gov.cn/", i)
					s, err := surtOf(url)
					f.must(err)
					r := &visitRecord{State: stateSettled, Visit: page(url, 1), Seen: f.now, Due: f.now}
					switch i {
					case due - 1:
						r.Due = f.now.Add(dueSoon) // asked for in the same crawl
					case due:
						r.Due = f.now.Add(dueSoon + time.Second)
					}
					f.must(c.putVisit(s, nil, r))
				}
				p, err := c.portal("qd")
				f.must(err)
				p.Running, p.Filling, p.Started = interrupted, interrupted, f.now
				return c.flush()
			}))
			if resumed := f.begin("qd"); resumed != interrupted {
				t.Errorf("resumed: got %v, want %v", resumed, interrupted)
			}
			st, err := f.Status(context.Background(), []archive.Portal{archivePortal()})
			f.must(err)
			if st[0].Queued != due {
				t.Errorf("got %d queued, want %d", st[0].Queued, due)
			}
		})
	}
}
