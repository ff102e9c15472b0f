package warc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"gongkai/archive"
)

// faultyFile is a file on a disk that goes wrong when it is told to.
type faultyFile struct {
	*os.File
	room     atomic.Int64 // bytes that may still be written; below 0: any number
	short    atomic.Bool  // too little room is a short write without an error
	syncs    atomic.Int64
	syncFail atomic.Bool
	stuck    atomic.Bool   // can't be truncated
	begun    chan struct{} // takes one value an fsync
	gate     chan struct{} // holds up an fsync until it is closed
}

func (f *faultyFile) WriteAt(p []byte, at int64) (int, error) {
	room := f.room.Load()
	if room < 0 || room >= int64(len(p)) {
		return f.File.WriteAt(p, at)
	}
	n, err := f.File.WriteAt(p[:room], at)
	if err == nil && !f.short.Load() {
		err = syscall.ENOSPC
	}
	return n, err
}

func (f *faultyFile) Truncate(size int64) error {
	if f.stuck.Load() {
		return syscall.EIO
	}
	return f.File.Truncate(size)
}

func (f *faultyFile) Sync() error {
	f.syncs.Add(1)
	if f.begun != nil {
		f.begun <- struct{}{}
	}
	if f.gate != nil {
		<-f.gate
	}
	if f.syncFail.Load() {
		return syscall.EIO
	}
	return f.File.Sync()
}

// openFaulty returns a writer with one exchange in a file that is well so far.
func openFaulty(t *testing.T, root string) (*Writer, *faultyFile) {
	t.Helper()
	w := open(t, root, Options{})
	f := &faultyFile{}
	f.room.Store(-1)
	w.create = func(path string) (file, error) {
		var err error
		f.File, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
		return f, err
	}
	write(t, w, page(1))
	return w, f
}

const twoExchanges = "warcinfo response request metadata response request metadata"

func TestAFailedWriteLeavesTheFileAsItWas(t *testing.T) {
	for _, short := range []bool{false, true} {
		for _, room := range []int64{0, 1, 20, 400, 800} {
			t.Run(fmt.Sprintf("after %d bytes, short %v", room, short), func(t *testing.T) {
				root := t.TempDir()
				w, f := openFaulty(t, root)
				before, _ := f.Stat()
				f.room.Store(room)
				f.short.Store(short)
				if _, err := w.WriteExchange(page(2), archive.RevisitNone, nil); err == nil {
					t.Fatal("got no error")
				} else if !short && !errors.Is(err, syscall.ENOSPC) {
					t.Errorf("got %v, want ENOSPC", err)
				}
				if after, _ := f.Stat(); after.Size() != before.Size() {
					t.Errorf("size: got %d, want %d", after.Size(), before.Size())
				}
				f.room.Store(-1)
				write(t, w, page(3))
				closeWriter(t, w)
				if got := kinds(scanAll(t, root)); got != twoExchanges {
					t.Errorf("records: got %q, want %q", got, twoExchanges)
				}
			})
		}
	}
}

func TestWhatCouldNotBeCutIsCutBeforeTheNextWrite(t *testing.T) {
	root := t.TempDir()
	w, f := openFaulty(t, root)
	f.room.Store(100)
	f.stuck.Store(true)
	for range 2 {
		if _, err := w.WriteExchange(page(2), archive.RevisitNone, nil); !errors.Is(err, syscall.EIO) {
			t.Fatalf("got %v, want EIO", err)
		}
	}
	f.room.Store(-1)
	f.stuck.Store(false)
	write(t, w, page(3))
	closeWriter(t, w)
	if got := kinds(scanAll(t, root)); got != twoExchanges {
		t.Errorf("records: got %q, want %q", got, twoExchanges)
	}
}

func TestAFileThatCannotBeCutKeepsItsOpenName(t *testing.T) {
	root := t.TempDir()
	w, f := openFaulty(t, root)
	f.room.Store(100)
	f.stuck.Store(true)
	if _, err := w.WriteExchange(page(2), archive.RevisitNone, nil); err == nil {
		t.Fatal("got no error")
	}
	if err := w.Close(); !errors.Is(err, syscall.EIO) {
		t.Errorf("close: got %v, want EIO", err)
	}
	if names := files(t, root); len(names) != 1 || !strings.HasSuffix(names[0], suffixOpen) {
		t.Fatalf("files: got %v, want one open file", names)
	}
	w, recovered, err := Open(root, "warc", Options{Now: clock})
	if err != nil || len(recovered) != 1 || recovered[0].Cut != 100 {
		t.Errorf("got %v, %v; want 100 bytes cut", recovered, err)
	}
	closeWriter(t, w)
}

func TestAfterAFailedFsyncNothingIsWritten(t *testing.T) {
	root := t.TempDir()
	w, f := openFaulty(t, root)
	f.syncFail.Store(true)
	if err := w.Sync(context.Background()); !errors.Is(err, syscall.EIO) {
		t.Fatalf("sync: got %v, want EIO", err)
	}
	f.syncFail.Store(false)
	if err := w.Sync(context.Background()); !errors.Is(err, syscall.EIO) {
		t.Errorf("second sync: got %v, want EIO", err)
	}
	if _, err := w.WriteExchange(page(2), archive.RevisitNone, nil); !errors.Is(err, syscall.EIO) {
		t.Errorf("write: got %v, want EIO", err)
	}
	if err := w.Close(); !errors.Is(err, syscall.EIO) {
		t.Errorf("close: got %v, want EIO", err)
	}
	if names := files(t, root); len(names) != 1 || !strings.HasSuffix(names[0], suffixOpen) {
		t.Errorf("files: got %v, want one open file", names)
	}
}

func TestAFileThatCannotBeBegunLeavesNothing(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	w.create = func(path string) (file, error) {
		f := &faultyFile{}
		var err error
		f.File, err = os.Create(path)
		return f, err // no room at all
	}
	if _, err := w.WriteExchange(page(1), archive.RevisitNone, nil); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want ENOSPC", err)
	}
	if names := files(t, root); len(names) != 0 {
		t.Errorf("files: got %v, want none", names)
	}
	w.create = createFile
	write(t, w, page(1))
}

func TestCallersThatWaitTogetherShareAnFsync(t *testing.T) {
	w, f := openFaulty(t, t.TempDir())
	f.gate = make(chan struct{})
	const callers = 20
	errs := make(chan error, callers)
	var written sync.WaitGroup
	for i := range callers {
		written.Add(1)
		go func() {
			_, err := w.WriteExchange(page(i), archive.RevisitNone, nil)
			written.Done()
			errs <- errors.Join(err, w.Sync(context.Background()))
		}()
	}
	written.Wait()
	close(f.gate)
	for range callers {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	// One may have begun before all were written, and one more covers them.
	if got := f.syncs.Load(); got > 2 {
		t.Errorf("fsyncs: got %d, want at most 2", got)
	}
	if err := w.Sync(context.Background()); err != nil || f.syncs.Load() > 2 {
		t.Errorf("sync of nothing new: %v, %d fsyncs", err, f.syncs.Load())
	}
}

func TestSyncStopsWaitingWithItsContext(t *testing.T) {
	w, f := openFaulty(t, t.TempDir())
	f.begun, f.gate = make(chan struct{}, 10), make(chan struct{})
	first := make(chan error)
	go func() { first <- w.Sync(context.Background()) }()
	<-f.begun
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.Sync(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	close(f.gate)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

func TestASpoolWithoutRoomFailsTheExchangeAlone(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	write(t, w, page(1))
	if err := os.Remove(filepath.Join(root, "spool")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.WriteExchange(large(4<<20), archive.RevisitNone, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want %v", err, os.ErrNotExist)
	}
	write(t, w, page(2))
	closeWriter(t, w)
	if got := kinds(scanAll(t, root)); got != twoExchanges {
		t.Errorf("records: got %q, want %q", got, twoExchanges)
	}
}

func TestAFileThatLostItsNameWhileItIsWrittenToIsTold(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"deleted": os.Remove,
		"moved":   func(path string) error { return os.Rename(path, path+".old") },
		"replaced": func(path string) error {
			return errors.Join(os.Link(path, path+".old"), os.Remove(path), os.WriteFile(path, nil, 0o644))
		},
	} {
		root := t.TempDir()
		w := open(t, root, Options{})
		if err := w.Present(); err != nil {
			t.Errorf("before anything was written: got %v", err)
		}
		write(t, w, page(1))
		if err := w.Present(); err != nil {
			t.Errorf("before it was %s: got %v", name, err)
		}
		if err := lose(filepath.Join(root, files(t, root)[0])); err != nil {
			t.Fatal(err)
		}
		if err := w.Present(); err == nil || !strings.Contains(err.Error(), "was moved, replaced or deleted") {
			t.Errorf("%s: got %v, want it told", name, err)
		}
	}
}
