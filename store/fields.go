package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongkai/archive"
)

// fields packs the fields of a record, or reads them back: whoever names them one
// after another does both. A field that is zero takes a bit of a mask before all
// of them, and no more.
type fields struct {
	reading bool
	mask    uint64
	bit     int
	data    []byte // packed so far, or left to be read
	err     error
}

var errPacked = errors.New("packed record is damaged")

// pack returns the fields that name names.
func pack(name func(*fields)) ([]byte, error) {
	f := fields{}
	name(&f)
	return slices.Concat(binary.AppendUvarint(nil, f.mask), f.data), f.err
}

// unpack reads what pack returned.
func unpack(b []byte, name func(*fields)) error {
	mask, n := binary.Uvarint(b)
	if n <= 0 {
		return errPacked
	}
	f := fields{reading: true, mask: mask, data: b[n:]}
	name(&f)
	if f.err == nil && (len(f.data) > 0 || mask>>f.bit != 0) {
		f.err = fmt.Errorf("%w: %d bytes are left", errPacked, len(f.data))
	}
	return f.err
}

// next goes on to the next field, and reports whether it is there.
func (f *fields) next(present bool) bool {
	bit := uint64(1) << f.bit
	f.bit++
	if f.reading {
		return f.mask&bit != 0 && f.err == nil
	}
	if present {
		f.mask |= bit
	}
	return present
}

func (f *fields) flag(b *bool) {
	if there := f.next(*b); f.reading {
		*b = there
	}
}

func (f *fields) number(n *uint64) {
	if !f.next(*n != 0) {
		return
	}
	if !f.reading {
		f.data = binary.AppendUvarint(f.data, *n)
		return
	}
	*n = f.length()
}

func (f *fields) signed(n *int) {
	zigzag := uint64(*n)<<1 ^ uint64(*n>>63)
	f.number(&zigzag)
	if f.reading {
		*n = int(zigzag>>1) ^ -int(zigzag&1)
	}
}

func (f *fields) small(n *uint32) {
	wide := uint64(*n)
	f.number(&wide)
	if *n = uint32(wide); uint64(*n) != wide {
		f.err = errPacked
	}
}

// length reads a number.
func (f *fields) length() uint64 {
	n, size := binary.Uvarint(f.data)
	if size <= 0 {
		f.err = errPacked
		return 0
	}
	f.data = f.data[size:]
	return n
}

// text packs a text.
func (f *fields) text(s *string) { f.textLike(s, "") }

// textLike packs a text that often begins as another does.
func (f *fields) textLike(s *string, other string) {
	if !f.next(*s != "") {
		return
	}
	if !f.reading {
		same := 0
		for same < min(len(*s), len(other)) && (*s)[same] == other[same] {
			same++
		}
		if other != "" {
			f.data = binary.AppendUvarint(f.data, uint64(same))
		}
		f.data = binary.AppendUvarint(f.data, uint64(len(*s)-same))
		f.data = append(f.data, (*s)[same:]...)
		return
	}
	same := uint64(0)
	if other != "" {
		same = f.length()
	}
	n := f.length()
	if f.err != nil || same > uint64(len(other)) || n > uint64(len(f.data)) {
		f.err = errPacked
		return
	}
	*s = other[:same] + string(f.data[:n])
	f.data = f.data[n:]
}

// time packs a time as it stands in keys.
func (f *fields) time(t *time.Time) {
	if !f.next(!t.IsZero()) {
		return
	}
	if !f.reading {
		f.data = binary.BigEndian.AppendUint64(f.data, stamp(*t))
		return
	}
	if len(f.data) < 8 {
		f.err = errPacked
		return
	}
	*t = timeOf(number(f.data))
	f.data = f.data[8:]
}

func (f *fields) digest(d *archive.Digest) {
	if !f.next(*d != "") {
		return
	}
	if !f.reading {
		sum, err := raw(*d)
		f.err = errors.Join(f.err, err)
		f.data = append(f.data, sum...)
		return
	}
	const size = 32
	if len(f.data) < size {
		f.err = errPacked
		return
	}
	*d = digestOf(f.data[:size])
	f.data = f.data[size:]
}
