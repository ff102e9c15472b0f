package workbook

import (
	"bytes"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// Rows are rows that are made ready for a sheet. The zero value is empty.
type Rows struct {
	xml    []byte
	ends   []int // of the rows in xml
	packed []byte
}

// Reset makes it empty again.
func (r *Rows) Reset() { r.xml, r.ends, r.packed = r.xml[:0], r.ends[:0], nil }

// Add adds the cells that were added to other, outside of a row.
func (r *Rows) Add(other *Rows) { r.xml = append(r.xml, other.xml...) }

// Begin begins a row. What is added afterwards stands in it, until End.
func (r *Rows) Begin() { r.xml = append(r.xml, "<row>"...) }

// End ends a row.
func (r *Rows) End() {
	r.xml = append(r.xml, "</row>"...)
	r.ends = append(r.ends, len(r.xml))
}

// Empty adds an empty cell.
func (r *Rows) Empty() { r.xml = append(r.xml, "<c/>"...) }

// Text adds a text.
func (r *Rows) Text(s string) {
	if simple(s) {
		r.xml = append(r.xml, `<c t="inlineStr"><is><t>`...)
		r.xml = append(append(r.xml, s...), "</t></is></c>"...)
		return
	}
	r.text(s, `<c t="inlineStr"><is><t xml:space="preserve">`)
}

// Shared adds the n-th of the workbook's shared texts.
func (r *Rows) Shared(n int) {
	r.xml = append(strconv.AppendInt(append(r.xml, `<c t="s"><v>`...), int64(n), 10), "</v></c>"...)
}

// simple reports whether s can stand in XML as it is: it is short, of ASCII, and
// has nothing that is escaped or may be taken for space.
func simple(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '&' || c == '<' || c == '>' || c == '_' && looksEscaped(s[i:]) {
			return false
		}
	}
	return len(s) <= most
}

func (r *Rows) text(s, begin string) {
	r.xml = append(r.xml, begin...)
	r.xml = appendText(r.xml, s)
	r.xml = append(r.xml, "</t></is></c>"...)
}

// Number adds a number, of digits with an optional sign and point. A spreadsheet
// keeps 15 digits of it.
func (r *Rows) Number(digits string) {
	r.xml = append(append(append(r.xml, "<c><v>"...), digits...), "</v></c>"...)
}

// Integer adds an integer.
func (r *Rows) Integer(n int64) {
	r.xml = append(strconv.AppendInt(append(r.xml, "<c><v>"...), n, 10), "</v></c>"...)
}

// Time adds a time, in UTC, to the second. Days are counted so that 1970-01-01
// is 25569, as in the calendar that begins with 1900.
func (r *Rows) Time(t time.Time) {
	r.xml = append(r.xml, `<c s="2"><v>`...)
	r.xml = strconv.AppendFloat(r.xml, float64(t.Unix())/86400+25569, 'f', -1, 64)
	r.xml = append(r.xml, "</v></c>"...)
}

// Pack compresses the rows. It may be called on any goroutine, once all are
// there.
func (r *Rows) Pack() { r.packed = pack(r.xml) }

// compressors are used again: each has tables of hundreds of kilobytes.
var compressors = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one that there is
	}
	return w
}}

// pack compresses data as a part of a deflated stream (RFC 1951): whole blocks,
// none of them the last.
func pack(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	w := compressors.Get().(*flate.Writer)
	defer compressors.Put(w)
	out := bytes.NewBuffer(make([]byte, 0, len(data)/8))
	w.Reset(out)
	_, err := w.Write(data)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		panic(err) // memory can be written
	}
	return out.Bytes()
}

// most is how many UTF-16 units a cell holds.
const most = 32767

// cut ends a text that is too long for a cell.
const cut = "…"

// appendText appends a text as XML has it. What XML does not allow is written as
// _xHHHH_, and what looks like that is escaped.
func appendText(b []byte, s string) []byte {
	s = fitted(s)
	start := 0
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		var as string
		switch {
		case c == '&':
			as = "&amp;"
		case c == '<':
			as = "&lt;"
		case c == '>':
			as = "&gt;"
		case c == '_' && looksEscaped(s[i:]):
			as = "_x005F_"
		case c < ' ' && c != '\t' && c != '\n', c == 0xfffe, c == 0xffff:
			as = "_x" + hex(c) + "_"
		case c == utf8.RuneError && size == 1:
			as = "\ufffd"
		default:
			i += size
			continue
		}
		b = append(append(b, s[start:i]...), as...)
		i += size
		start = i
	}
	return append(b, s[start:]...)
}

// fitted is s, cut where it is longer than a cell holds.
func fitted(s string) string {
	if len(s) <= most {
		return s
	}
	units := 0
	for i, c := range s {
		units++
		if c > 0xffff {
			units++
		}
		if units > most {
			last := i
			for n := 0; n < 2; n++ { // room for the sign
				_, size := utf8.DecodeLastRuneInString(s[:last])
				last -= size
			}
			return s[:last] + cut
		}
	}
	return s
}

// looksEscaped reports whether s begins with _xHHHH_.
func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

func hex(c rune) string {
	s := "000" + strconv.FormatInt(int64(c), 16)
	return s[len(s)-4:]
}
