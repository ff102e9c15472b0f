package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// holderFile names, in the data directory, the process that writes to it. The lock of the
// database decides who may; the file only tells people.
const holderFile = "gongkai.pid"

// hold notes that this process has the directory.
func (s *Store) hold() error {
	return os.WriteFile(filepath.Join(s.dir, holderFile), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644)
}

// letGo removes what hold wrote.
func (s *Store) letGo() { _ = os.Remove(filepath.Join(s.dir, holderFile)) }

// inUse returns ErrInUse, with the process that has the directory where that is
// known.
func (s *Store) inUse() error {
	b, err := os.ReadFile(filepath.Join(s.dir, holderFile))
	pid, numErr := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || numErr != nil || pid < 1 || pid == os.Getpid() || !runs(pid) {
		return fmt.Errorf("%s: %w by another process", s.dir, ErrInUse)
	}
	return fmt.Errorf("%s: %w by process %d", s.dir, ErrInUse, pid)
}

// runs reports whether there is a process of that number.
func runs(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, syscall.EPERM)
}
