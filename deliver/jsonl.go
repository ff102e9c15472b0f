package deliver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/archive"
)

// JSONL is a sink that writes each batch as a file of JSON Lines into a
// folder. A reader of *.jsonl sees whole files only, which are never opened
// again: it may move or remove what it has read.
type JSONL struct {
	name   string
	folder string
	rename func(from, to string) error
}

// Temporary files begin with a dot, so that no pattern for *.jsonl, nor ls,
// shows them.
const (
	tempPrefix = ".gongkai-"
	tempSuffix = ".tmp"
)

// NewJSONL returns the sink name for folder, which is made where it is
// missing. No two sinks may share a folder: temporary files of an earlier run
// are removed from it.
func NewJSONL(name, folder string) (*JSONL, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, fmt.Errorf("sink %s: %w", name, err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("sink %s: %w", name, err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) && strings.HasSuffix(e.Name(), tempSuffix) && e.Type().IsRegular() {
			if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
				return nil, fmt.Errorf("sink %s: %w", name, err)
			}
		}
	}
	return &JSONL{name: name, folder: folder, rename: os.Rename}, nil
}

// Name returns the sink's name.
func (s *JSONL) Name() string { return s.name }

// Deliver writes parcels into one file. Its name follows from the parcels, so
// that the same batch replaces its file instead of adding another. When Deliver
// returns without an error the file is on the disk, under its name.
func (s *JSONL) Deliver(ctx context.Context, parcels []archive.Parcel) ([]archive.Receipt, error) {
	if err := ctx.Err(); err != nil || len(parcels) == 0 {
		return nil, err
	}
	temp, err := os.CreateTemp(s.folder, tempPrefix+"*"+tempSuffix)
	if err != nil {
		return nil, err
	}
	receipts, err := writeLines(temp, parcels)
	if err = errors.Join(err, temp.Close()); err == nil && slices.ContainsFunc(receipts, taken) {
		err = s.publish(temp.Name(), fileName(parcels))
	} else {
		err = errors.Join(err, os.Remove(temp.Name()))
	}
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

func taken(r archive.Receipt) bool { return r.Error == "" }

// publish gives temp its name, for good.
func (s *JSONL) publish(temp, name string) error {
	// CreateTemp lets nobody else read; who reads the folder is the umask's
	// business, and 0644 what it would leave to most.
	if err := os.Chmod(temp, 0o644); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	if err := s.rename(temp, filepath.Join(s.folder, name)); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return syncFolder(s.folder)
}

// writeLines writes parcels to f and to the disk, and returns their receipts. A
// parcel that has no envelope never will: it is refused for good.
func writeLines(f *os.File, parcels []archive.Parcel) ([]archive.Receipt, error) {
	w := bufio.NewWriter(f)
	receipts := make([]archive.Receipt, 0, len(parcels))
	for _, p := range parcels {
		receipt := archive.Receipt{Delivery: p.Delivery}
		if line, err := Envelope(p); err != nil {
			receipt.Error, receipt.Dead = err.Error(), true
		} else if err := writeLine(w, line); err != nil {
			return nil, err
		}
		receipts = append(receipts, receipt)
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return receipts, f.Sync()
}

// writeLine writes line and its end.
func writeLine(w io.Writer, line []byte) error {
	_, err := w.Write(append(line, '\n'))
	return err
}

// fileName returns a name that depends on which deliveries parcels holds, and
// on nothing else. Names sort by when the deliveries came to be owed.
func fileName(parcels []archive.Parcel) string {
	first := parcels[0].Delivery.Created
	ids := make([]string, 0, len(parcels))
	for _, p := range parcels {
		ids = append(ids, p.Delivery.ID)
		if p.Delivery.Created.Before(first) {
			first = p.Delivery.Created
		}
	}
	slices.Sort(ids)
	hexed := strings.TrimPrefix(string(archive.DigestOf([]byte(strings.Join(ids, "\n")))), "sha256:")
	return first.UTC().Format("20060102T150405Z") + "-" + hexed[:32] + ".jsonl"
}

// syncFolder makes renames in folder survive a loss of power.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Close does nothing: no file stays open.
func (s *JSONL) Close() error { return nil }
