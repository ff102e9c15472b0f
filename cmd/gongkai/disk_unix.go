//go:build unix

package main

import (
	"math"

	"golang.org/x/sys/unix"
)

// freeBytes returns how much may be written on the disk that holds a folder.
func freeBytes(folder string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}

// mostFiles returns how many files this process may have open; the runtime has
// raised it as far as it may.
func mostFiles() uint64 {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxUint64
	}
	return uint64(limit.Cur)
}
