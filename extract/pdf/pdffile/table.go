package pdffile

import (
	"errors"

	"gongkai/extract/pdf/lex"
)

// The limits of the cross-reference table.
const (
	maxTables  = 1000
	maxObjects = 2_000_000
)

var errBadTable = errors.New("its cross-reference table is damaged")

// readTable reads one table, or the stream that is one, and returns its trailer.
func (d *direct) readTable(offset int) (Dict, error) {
	s := lex.New(d.data)
	s.Seek(offset)
	if s.Next().Is("xref") {
		return d.readSections(s)
	}
	_, o := d.at(offset)
	stream, ok := o.(*Stream)
	if !ok || stream.Dict["Type"] != Name("XRef") {
		return nil, errBadTable
	}
	return stream.Dict, d.readXRefStream(stream)
}

// readSections reads a table in its older form (ISO 32000-1 7.5.4).
func (d *direct) readSections(s *lex.Scanner) (Dict, error) {
	for {
		v := s.Next()
		if v.Is("trailer") {
			if trailer, ok := object(s.Next()).(Dict); ok {
				return trailer, nil
			}
			return nil, errBadTable
		}
		count := s.Next()
		if !v.Integer || !count.Integer {
			return nil, errBadTable
		}
		for i := range count.Int() {
			at, _, kind := s.Next(), s.Next(), s.Next()
			if kind.Kind != lex.Word || len(d.table) > maxObjects {
				return nil, errBadTable
			}
			if kind.Is("n") {
				d.add(v.Int()+i, entry{offset: at.Int()})
			} else {
				d.add(v.Int()+i, entry{})
			}
		}
	}
}

// readXRefStream reads a table that is a stream (7.5.8).
func (d *direct) readXRefStream(stream *Stream) error {
	data, err := d.file.Data(stream)
	if err != nil {
		return errBadTable
	}
	var width [3]int
	w, _ := stream.Dict["W"].(Array)
	if len(w) < 3 {
		return errBadTable
	}
	for i := range width {
		n, ok := w[i].(int)
		if !ok || n < 0 || n > 8 {
			return errBadTable
		}
		width[i] = n
	}
	size := width[0] + width[1] + width[2]
	index, ok := stream.Dict["Index"].(Array)
	if !ok {
		index = Array{0, stream.Dict["Size"]}
	}
	for len(index) >= 2 && size > 0 {
		first, ok1 := index[0].(int)
		count, ok2 := index[1].(int)
		if !ok1 || !ok2 {
			return errBadTable
		}
		index = index[2:]
		for i := 0; i < count && len(data) >= size; i++ {
			kind := 1
			if width[0] > 0 {
				kind = field(data[:width[0]])
			}
			second := field(data[width[0] : width[0]+width[1]])
			third := field(data[width[0]+width[1] : size])
			data = data[size:]
			switch kind {
			case 1:
				d.add(first+i, entry{offset: second})
			case 2:
				d.add(first+i, entry{offset: third, stream: second})
			default:
				d.add(first+i, entry{})
			}
			if len(d.table) > maxObjects {
				return errBadTable
			}
		}
	}
	return nil
}

// add notes where an object lies, unless a newer table has said so.
func (d *direct) add(number int, e entry) {
	if _, ok := d.table[number]; !ok {
		d.table[number] = e
	}
}

func field(b []byte) int {
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n & (1<<40 - 1)
}

// pack is an object stream (7.5.7).
type pack struct {
	data    []byte
	numbers []int // of its objects
	offsets []int // of them, from the start of data
}

// packed reads an object out of an object stream.
func (d *direct) packed(e entry) Object {
	p, ok := d.packs[e.stream]
	if !ok {
		p = d.unpack(e.stream)
		d.packs[e.stream] = p
	}
	if e.offset >= len(p.offsets) {
		d.wrong = true
		return nil
	}
	s := lex.New(p.data)
	s.Seek(p.offsets[e.offset])
	return object(s.Next())
}

func (d *direct) unpack(number int) *pack {
	p := &pack{}
	if d.table[number].stream != 0 {
		return p // an object stream in another would lead nowhere
	}
	stream, ok := d.object(number).(*Stream)
	if !ok {
		d.wrong = true
		return p
	}
	data, err := d.file.Data(stream)
	if err != nil {
		d.wrong = true
		return p
	}
	p.data = data
	s := lex.New(data)
	first := d.file.Int(stream.Dict["First"])
	for range min(d.file.Int(stream.Dict["N"]), len(data)/4+1) {
		p.numbers = append(p.numbers, s.Next().Int())
		p.offsets = append(p.offsets, first+s.Next().Int())
	}
	return p
}
