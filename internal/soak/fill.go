package soak

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// fill fills the disk for a while: in turn to the last byte, and so far that a
// crawl must not begin.
func (s *soak) fill(ctx context.Context) {
	leave := int64(0)
	if s.result.Fills%2 == 1 {
		leave = minFree / 2
	}
	name := filepath.Join(filepath.Dir(s.opts.Data), "ballast")
	if err := writeBallast(name, leave); err != nil {
		s.problem("fill the disk: %v", err)
		return
	}
	s.result.Fills++
	s.say("the disk is full but for %d MiB", leave>>20)
	wait(ctx, s.opts.Hold)
	if err := os.Remove(name); err != nil {
		s.problem("free the disk: %v", err)
	}
	s.say("the disk is free")
}

// writeBallast writes a file that leaves so many bytes of its disk.
func writeBallast(name string, leave int64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	chunk := make([]byte, 1<<20)
	for {
		var st unix.Statfs_t
		if err := unix.Fstatfs(int(f.Fd()), &st); err != nil {
			return err
		}
		free := int64(st.Bavail)*int64(st.Bsize) - leave
		if free <= 0 {
			return nil
		}
		if _, err := f.Write(chunk[:min(free, int64(len(chunk)))]); errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
