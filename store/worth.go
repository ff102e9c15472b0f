package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Worth counts a portal's queued visits that order holds worth a request, up to
// limit, beyond which nobody needs to know. It looks at no more entries than
// that and one for each arm. A nil order counts all.
func (s *Store) Worth(ctx context.Context, portal string, order archive.Order, limit int) (n int, err error) {
	if order == nil {
		order = byScore
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		prefix := text(portal)
		c := bucketQueue.in(tx).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && n < limit; {
			lane := len(prefix) + bytes.IndexByte(k[len(prefix):], 0) + 1
			place := k[lane:]
			if place[0] != placeArm {
				n++ // of no arm, or waiting to be asked for again
				k, _ = c.Next()
				continue
			}
			arm := binary.BigEndian.Uint32(place[1:])
			if _, worth := order(portal, arm, scoreOf(binary.BigEndian.Uint16(place[5:]))); worth {
				n++
				k, _ = c.Next()
				continue
			}
			// An arm's lower scores are worth less.
			next := bytes.Clone(k[:lane+1])
			if arm == math.MaxUint32 {
				next[lane]++
			} else {
				next = binary.BigEndian.AppendUint32(next, arm+1)
			}
			k, _ = c.Seek(next)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("what is worth a request of %s: %w", portal, err)
	}
	return n, nil
}
