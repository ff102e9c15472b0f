package heaproom

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The least and the most that the heap grows by between two collections, in
// percent of what is kept. Below, collecting costs more than the memory is
// worth; above, nothing more is saved.
const (
	least = 50
	most  = 300
)

// Crawl is the room of a crawl: a thousand hosts keep about 60 MB, and have to
// do with 150 of anonymous memory, of which stacks and the like take 30.
const Crawl = 36 << 20

// every is how often the setting follows what is kept.
const every = time.Second

// Keep lets the heap grow by about room bytes between collections until ctx
// ends.
func Keep(ctx context.Context, room uint64) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	set := 0
	for {
		if p := percent(kept(), room); p != set {
			debug.SetGCPercent(p)
			set = p
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// percent returns the growth that leaves room for garbage beside what is kept,
// in steps of 10.
func percent(kept, room uint64) int {
	if kept == 0 {
		return most
	}
	return int(min(max(100*room/kept/10*10, least), most))
}

// kept returns the bytes that the last collection found to be in use.
func kept() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
