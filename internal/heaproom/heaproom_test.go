package heaproom

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

func TestTheRoomIsTheSameForLittleAndForMuch(t *testing.T) {
	const mb = 1 << 20
	for what, test := range map[string]struct {
		kept uint64
		want int
	}{
		"nothing was collected yet": {0, 300},
		"a small heap":              {4 * mb, 300},
		"a heap as large as room":   {48 * mb, 100},
		"a larger one":              {60 * mb, 80},
		"a huge one":                {4096 * mb, 50},
	} {
		if got := percent(test.kept, 48*mb); got != test.want {
			t.Errorf("%s: got %d%%, want %d%%", what, got, test.want)
		}
	}
}

func TestWhatIsKeptIsSeen(t *testing.T) {
	held := make([]byte, 32<<20)
	runtime.GC()
	if got := kept(); got < uint64(len(held)) {
		t.Errorf("got %d bytes, want at least the %d that are held", got, len(held))
	}
	runtime.KeepAlive(held)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	Keep(ctx, 48<<20) // ends
}

func TestTheRoomFollowsEachCollection(t *testing.T) {
	set := func() uint64 {
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); Keep(ctx, 36<<20) }()
	runtime.GC()
	for set() != most {
		runtime.GC()
	}
	held := make([]byte, 64<<20)
	for range 50 {
		runtime.GC()
	}
	if got := set(); got != least {
		t.Errorf("got room for %d%% once 64 MB were kept, want %d%%", got, least)
	}
	runtime.KeepAlive(held)
	cancel()
	<-done
}
