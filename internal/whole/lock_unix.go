//go:build unix

package whole

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// holds tells whether hold can tell who holds a folder.
const holds = true

// hold marks a folder as in use until it is closed, or this process ends
// in whatever way. It returns nil where another process holds it.
func hold(folder string) (io.Closer, error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		closed := f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, closed
		}
		return nil, errors.Join(err, closed)
	}
	return f, nil
}
