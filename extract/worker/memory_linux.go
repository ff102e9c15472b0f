//go:build !race

package worker

import "golang.org/x/sys/unix"

// headroom is what a Go process takes beyond what it uses: the heap grows by
// arenas of 64 MiB, which the kernel counts when they are mapped.
const headroom = 128 << 20

// limitMemory has the kernel refuse the process more than most bytes of memory,
// about: an allocation beyond them ends it. Where the limit can't be set, the
// worker's own watch is what is left.
func limitMemory(most uint64) {
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most + headroom, Max: most + headroom})
}
