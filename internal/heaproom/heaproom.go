package heaproom

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The least and the most that the heap grows by between two collections, in
// percent of what is kept. Below, collecting costs more than the memory is
// worth; above, nothing more is saved.
const (
	least = 50
	most  = 300
)

// Crawl is the room of a crawl: a thousand hosts keep about 55 MB, and have to
// do with 150 of anonymous memory, of which stacks and the like take 30.
const Crawl = 36 << 20

// Keep lets the heap grow by about room bytes between collections until ctx
// ends. What is kept is looked at after each collection: by the next one it may
// be twice as much.
func Keep(ctx context.Context, room uint64) {
	collected := make(chan struct{}, 1)
	tell(ctx, collected)
	set := 0
	for {
		if p := percent(kept(), room); p != set {
			debug.SetGCPercent(p)
			set = p
		}
		select {
		case <-collected:
		case <-ctx.Done():
			return
		}
	}
}

// tell has each collection told until ctx ends: each finds the value that the one
// before left behind.
func tell(ctx context.Context, collected chan<- struct{}) {
	runtime.SetFinalizer(&struct{ _ *int }{}, func(*struct{ _ *int }) {
		select {
		case collected <- struct{}{}:
		default:
		}
		if ctx.Err() == nil {
			tell(ctx, collected)
		}
	})
}

// percent returns the growth that leaves room for garbage beside what is kept,
// in steps of 10.
func percent(kept, room uint64) int {
	if kept == 0 {
		return most
	}
	return int(min(max(100*room/kept/10*10, least), most))
}

// kept returns the bytes that the last collection found to be in use: those of the
// heap, and of stacks and globals, which Go's ratio counts too.
func kept() (bytes uint64) {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	metrics.Read(samples)
	for _, s := range samples {
		if s.Value.Kind() == metrics.KindUint64 {
			bytes += s.Value.Uint64()
		}
	}
	return bytes
}
