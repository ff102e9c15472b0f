package deliver

import (
	"context"
	"errors"
	"time"

	"gongkai/archive"
)

// Outbox is where deliveries are owed from. It is safe for concurrent use.
type Outbox interface {
	// DueDeliveries returns up to max parcels that are owed to sink and due at
	// now or before, those due first at the front. The time is when the next
	// one after them is due, which may lie in the past; zero if there is none.
	// Until a delivery is settled it comes again. One whose document can't be
	// read is left out, and put off.
	DueDeliveries(ctx context.Context, sink string, now time.Time, max int) ([]archive.Parcel, time.Time, error)

	// SettleDeliveries records receipts in one transaction. A receipt without
	// Error ends its delivery as made, one with Dead as a dead letter; any
	// other keeps the delivery as it stands in the receipt, with its Due,
	// Attempts and Error. A receipt of a delivery that is no longer owed is
	// ignored.
	SettleDeliveries(ctx context.Context, receipts []archive.Receipt) error

	// DisableSink notes that sink is to be given nothing any more, and why. From
	// then on nothing is due to it, until a person enables it again.
	DisableSink(ctx context.Context, sink, why string) error
}

// Sink is a place that documents are delivered to. Its methods are called one
// at a time.
type Sink interface {
	// Name returns the name that deliveries are owed under.
	Name() string

	// Deliver hands parcels over. It returns a receipt for each of them, in
	// their order: an empty Error says that the parcel is safe with the sink, a
	// set one that it is not, and Dead that it never will be. When to try again
	// is for the courier to say.
	//
	// An error says that the sink itself is at fault, or that ctx ended. Then
	// receipts may be missing; parcels without one stay owed as they were. One
	// that is a *RestError says how long to leave the sink alone at least, one
	// that is ErrGone that it wants nothing any more.
	//
	// A parcel may come again after it was taken, under the same id.
	Deliver(ctx context.Context, parcels []archive.Parcel) ([]archive.Receipt, error)

	// Close gives up what the sink holds. It is called once, last.
	Close() error
}

// ErrGone says that a sink wants no more deliveries, for good.
var ErrGone = errors.New("the sink wants no more deliveries")

// RestError is a fault of a sink that asked to be left alone.
type RestError struct {
	Err  error
	Rest time.Duration // at least so long
}

// Error returns what is wrong with the sink.
func (e *RestError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *RestError) Unwrap() error { return e.Err }
