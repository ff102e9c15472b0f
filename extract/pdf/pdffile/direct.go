package pdffile

import (
	"bytes"
	"errors"
	"fmt"

	"gongkai/extract/pdf/lex"
)

// entry says where an object lies: at an offset, or as one of an object stream.
type entry struct {
	offset int // from the start of the file; of a compressed object its index
	stream int // number of the object stream, or 0
}

// direct reads the objects of a sound file where they lie.
type direct struct {
	file    *File
	data    []byte
	table   map[int]entry
	trailer Dict
	packs   map[int]*pack // object streams that were read
	loading map[int]bool  // objects that are being read, which nothing may lead back to
	wrong   bool          // an object did not lie where the table says
	pages   []Object      // that were met where the table was made up
}

var errNoTable = errors.New("it has no cross-reference table")

// openDirect reads the cross-reference table.
func openDirect(f *File, data []byte) (*direct, error) {
	d := &direct{file: f, data: data, table: map[int]entry{}, packs: map[int]*pack{}, loading: map[int]bool{}}
	f.source = d
	tail := data[max(0, len(data)-2048):]
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return nil, errNoTable
	}
	s := lex.New(tail)
	s.Seek(at + len("startxref"))
	return d, d.readTables(s.Next().Int())
}

func (d *direct) root() Dict { return d.trailer }

func (d *direct) damaged() bool { return d.wrong }

// object returns an object by its number; nil where there is none.
func (d *direct) object(number int) Object {
	e, ok := d.table[number]
	if !ok || d.loading[number] {
		return nil
	}
	d.loading[number] = true
	defer delete(d.loading, number)
	if e.stream != 0 {
		return d.packed(e)
	}
	found, o := d.at(e.offset)
	if found != number {
		d.wrong = true
		return nil
	}
	return o
}

// at reads the object that begins at an offset, and its number; -1 if none does.
func (d *direct) at(offset int) (int, Object) {
	if offset <= 0 || offset >= len(d.data) {
		return -1, nil
	}
	s := lex.New(d.data)
	s.Seek(offset)
	number, generation, word := s.Next(), s.Next(), s.Next()
	if !number.Integer || !generation.Integer || !word.Is("obj") {
		return -1, nil
	}
	o := object(s.Next())
	end := s.Pos()
	switch v := s.Next(); {
	case v.Is("stream"):
		if dict, ok := o.(Dict); ok {
			return number.Int(), d.stream(dict, s.Pos())
		}
	case v.Kind == lex.Number: // a reference, or what can't be
		s.Seek(end)
		if _, ok := o.(int); ok {
			if g, r := s.Next(), s.Next(); g.Integer && r.Is("R") {
				return number.Int(), Ref{o.(int), g.Int()}
			}
		}
	}
	return number.Int(), o
}

// dictAt returns the dictionary that stands at an offset, or nil.
func (d *direct) dictAt(offset int) Dict {
	s := lex.New(d.data)
	s.Seek(offset)
	dict, _ := object(s.Next()).(Dict)
	return dict
}

// stream cuts out a stream's data, which begins behind the end of the line.
func (d *direct) stream(dict Dict, start int) *Stream {
	if start < len(d.data) && d.data[start] == '\r' {
		start++
	}
	if start < len(d.data) && d.data[start] == '\n' {
		start++
	}
	length := d.file.Int(dict["Length"])
	if length >= 0 && length <= len(d.data)-start {
		after := d.data[start+length:]
		if bytes.HasPrefix(bytes.TrimLeft(after[:min(len(after), 16)], "\r\n \t\x00"), []byte("endstream")) {
			return &Stream{Dict: dict, Raw: d.data[start : start+length : start+length]}
		}
	}
	// The length is wrong: the data ends where the word for it stands.
	rest := d.data[min(start, len(d.data)):]
	end := bytes.Index(rest, []byte("endstream"))
	if end < 0 {
		end = len(rest)
		d.wrong = true
	}
	for _, eol := range []string{"\n", "\r"} {
		if end > 0 && rest[end-1] == eol[0] {
			end--
		}
	}
	return &Stream{Dict: dict, Raw: rest[:end:end]}
}

// readTables reads the table at offset and those before it; an entry counts as
// the newest has it.
func (d *direct) readTables(offset int) error {
	seen := map[int]bool{}
	queue := []int{offset}
	for len(queue) > 0 {
		offset, queue = queue[0], queue[1:]
		if seen[offset] {
			continue
		}
		if offset <= 0 || offset >= len(d.data) {
			return errNoTable
		}
		seen[offset] = true
		if len(seen) > maxTables {
			return fmt.Errorf("it has more than %d cross-reference tables", maxTables)
		}
		trailer, err := d.readTable(offset)
		if err != nil {
			return err
		}
		if d.trailer == nil {
			d.trailer = trailer
		}
		for _, key := range []Name{"XRefStm", "Prev"} {
			if o, ok := trailer[key].(int); ok {
				queue = append(queue, o)
			}
		}
	}
	return nil
}
