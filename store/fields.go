package store

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

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
	wide := int64(*n)
	f.wide(&wide)
	*n = int(wide)
}

func (f *fields) wide(n *int64) {
	zigzag := uint64(*n)<<1 ^ uint64(*n>>63)
	f.number(&zigzag)
	if f.reading {
		*n = int64(zigzag>>1) ^ -int64(zigzag&1)
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

// textOr packs a text that mostly is the one that is implied.
func (f *fields) textOr(s *string, implied string) {
	other := ""
	if *s != implied {
		other = *s
	}
	if f.text(&other); f.reading {
		*s = cmp.Or(other, implied)
	}
}

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
	*t = timeOf(number(f.take(8)))
}

// timeOr packs a time that mostly is the one that is implied. Unlike time it keeps
// those that no key can hold.
func (f *fields) timeOr(t *time.Time, implied time.Time) {
	var near time.Time
	far := ""
	switch {
	case f.reading, t.Equal(implied):
	case timeOf(stamp(*t)).Equal(*t):
		near = *t
	default:
		b, err := t.UTC().MarshalText()
		f.err = errors.Join(f.err, err)
		far = string(b)
	}
	f.time(&near)
	f.text(&far)
	switch {
	case !f.reading:
	case far != "":
		if t.UnmarshalText([]byte(far)) != nil {
			f.err = errPacked
		}
	case !near.IsZero():
		*t = near
	default:
		*t = implied
	}
}

// recordID packs a WARC-Record-ID, which mostly is a UUID's.
func (f *fields) recordID(id *string) {
	const before, behind = "<urn:uuid:", ">"
	u, _ := uuid.Parse(strings.TrimSuffix(strings.TrimPrefix(*id, before), behind)) // none is the zero one
	ours := *id == before+u.String()+behind
	if f.next(ours) {
		if f.reading {
			ours = true
			copy(u[:], f.take(len(u)))
		} else {
			f.data = append(f.data, u[:]...)
		}
	}
	other := ""
	if !ours {
		other = *id
	}
	if f.text(&other); f.reading {
		*id = other
		if ours {
			*id = before + u.String() + behind
		}
	}
}

// location packs where a record stands, in a file that often is that of another.
func (f *fields) location(l *archive.Location, other archive.Location) {
	f.textLike(&l.File, other.File)
	f.wide(&l.Offset)
	f.wide(&l.Length)
}

// take reads n bytes.
func (f *fields) take(n int) []byte {
	if n > len(f.data) {
		f.err = errPacked
		return make([]byte, n)
	}
	b := f.data[:n]
	f.data = f.data[n:]
	return b
}

// digests packs any number of digests.
func (f *fields) digests(all *[]archive.Digest) {
	n := uint64(len(*all))
	f.number(&n)
	if f.reading {
		if n > uint64(len(f.data))/digestSize {
			f.err = errPacked
			return
		}
		for range n {
			*all = append(*all, digestOf(f.take(digestSize)))
		}
		return
	}
	for _, d := range *all {
		sum, err := raw(d)
		f.err = errors.Join(f.err, err)
		f.data = append(f.data, sum...)
	}
}

const digestSize = 32

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
	*d = digestOf(f.take(digestSize))
}
