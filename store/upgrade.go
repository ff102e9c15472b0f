package store

import (
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

const schemaVersion = 5

// upgrades bring a database of an older schema up to date: the first one that
// of version 1 to version 2, and so on. All that are needed run in the one
// transaction that also writes the new version, so that a crash leaves the
// database as it was.
var upgrades = [schemaVersion - 1]func(*bbolt.Tx) error{countSinks, packLater, queueLent, packLater}

// upgrade brings a database of a version up to date.
func upgrade(tx *bbolt.Tx, version int) error {
	for v := version; v < schemaVersion; v++ {
		if err := upgrades[v-1](tx); err != nil {
			return fmt.Errorf("upgrade gongkai.db from schema version %d: %w", v, err)
		}
	}
	return bucketMeta.in(tx).Put(keySchema, []byte(strconv.Itoa(schemaVersion)))
}

// packLater leaves entries as they are that a newer version packs: visits since
// version 3, captures and payloads since version 5. They are read in both forms,
// and packed when they are written next.
func packLater(*bbolt.Tx) error { return nil }

// queueLent puts what version 3 had lent back into the queue, from which it was
// taken then. The hosts are reserved.
func queueLent(tx *bbolt.Tx) error {
	type lender struct {
		archive.Host
		Lease *struct{ SURT archive.SURT } `json:"lease"`
	}
	var lent []lender
	err := bucketHosts.each(tx, nil, func(k, v []byte) (bool, error) {
		h, err := decode[lender](bucketHosts, k, v)
		if h.Lease != nil {
			lent = append(lent, h)
		}
		return true, err
	})
	for _, h := range lent {
		if err != nil {
			break
		}
		var r *visitRecord
		if r, err = visitAt(tx, h.Lease.SURT); err == nil && r != nil && r.State == stateQueued {
			err = bucketQueue.in(tx).Put(r.place(h.Lease.SURT), []byte(h.Lease.SURT))
		}
		if err == nil {
			err = write(tx, bucketHosts, []byte(h.Name), h.Host)
		}
	}
	return err
}

// countSinks counts the deliveries of each sink, which version 1 did not keep.
func countSinks(tx *bbolt.Tx) error {
	sinks := map[string]*sinkRecord{}
	err := bucketDeliveries.each(tx, nil, func(k, v []byte) (bool, error) {
		d, err := decode[deliveryRecord](bucketDeliveries, k, v)
		if sinks[d.Sink] == nil {
			sinks[d.Sink] = new(sinkRecord)
		}
		*sinks[d.Sink].in(d.State)++
		return true, err
	})
	if err != nil {
		return err
	}
	for name, r := range sinks {
		if err := write(tx, bucketSinks, []byte(name), r); err != nil {
			return err
		}
	}
	return nil
}
