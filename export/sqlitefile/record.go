package sqlitefile

import (
	"encoding/binary"
	"math"
)

// Record builds the record of a row. The zero value is empty; Reset makes it
// that again.
type Record struct {
	types []byte
	body  []byte
}

// Reset forgets what was added.
func (r *Record) Reset() { r.types, r.body = r.types[:0], r.body[:0] }

// Add adds what another record has.
func (r *Record) Add(other *Record) {
	r.types, r.body = append(r.types, other.types...), append(r.body, other.body...)
}

// Null adds NULL.
func (r *Record) Null() { r.types = append(r.types, 0) }

// Text adds a text, which must be UTF-8.
func (r *Record) Text(s string) {
	r.types = appendVarint(r.types, uint64(13+2*len(s)))
	r.body = append(r.body, s...)
}

// Integer adds an integer, in as few bytes as it needs.
func (r *Record) Integer(n int64) {
	switch {
	case n == 0 || n == 1:
		r.types = append(r.types, byte(8+n))
	case n == int64(int8(n)):
		r.types, r.body = append(r.types, 1), append(r.body, byte(n))
	case n == int64(int16(n)):
		r.types, r.body = append(r.types, 2), binary.BigEndian.AppendUint16(r.body, uint16(n))
	case n == int64(int32(n)):
		r.types, r.body = append(r.types, 4), binary.BigEndian.AppendUint32(r.body, uint32(n))
	default:
		r.types, r.body = append(r.types, 6), binary.BigEndian.AppendUint64(r.body, uint64(n))
	}
}

// Double adds a floating-point number.
func (r *Record) Double(f float64) {
	r.types, r.body = append(r.types, 7), binary.BigEndian.AppendUint64(r.body, math.Float64bits(f))
}

// Append appends the record to b.
func (r *Record) Append(b []byte) []byte {
	size := len(r.types) + 1
	for size < len(r.types)+varintSize(uint64(size)) { // the size counts itself
		size++
	}
	b = appendVarint(b, uint64(size))
	return append(append(b, r.types...), r.body...)
}

// appendVarint appends n as SQLite has it: seven bits a byte, the high ones
// first; a ninth byte has eight.
func appendVarint(b []byte, n uint64) []byte {
	if n < 0x80 {
		return append(b, byte(n))
	}
	if n >= 1<<56 {
		for shift := 57; shift >= 8; shift -= 7 {
			b = append(b, byte(n>>shift)|0x80)
		}
		return append(b, byte(n))
	}
	for shift := 7 * (varintSize(n) - 1); shift > 0; shift -= 7 {
		b = append(b, byte(n>>shift)|0x80)
	}
	return append(b, byte(n&0x7f))
}

func varintSize(n uint64) int {
	size := 1
	for n >>= 7; n > 0 && size < 9; n >>= 7 {
		size++
	}
	return size
}
