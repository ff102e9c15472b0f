package pdffile

import (
	"bytes"
	"errors"
)

// openScanned makes a table of the objects that stand in a file, whatever its own
// table says. Of objects with one number the last counts, as it does in a file
// that was updated. What a file that was cut short has lost stays lost.
func openScanned(f *File, data []byte) (*direct, error) {
	d := &direct{file: f, data: data, table: map[int]entry{}, packs: map[int]*pack{}, loading: map[int]bool{}, trailer: Dict{}, wrong: true}
	f.source = d
	for at := 0; len(d.table) < maxObjects; {
		next := bytes.Index(data[at:], []byte("obj"))
		if next < 0 {
			break
		}
		at += next + len("obj")
		if start := headBefore(data, at-len("obj")); start >= 0 {
			d.found(start)
		}
	}
	d.trailers()
	if len(d.table) == 0 {
		return nil, errors.New("it has no objects")
	}
	return d, nil
}

// headBefore returns where "12 0 " begins that ends at end, or -1.
func headBefore(data []byte, end int) int {
	at := end
	for range 2 {
		from := at
		for at > 0 && (data[at-1] == ' ' || data[at-1] == '\r' || data[at-1] == '\n' || data[at-1] == '\t') {
			at--
		}
		digits := at
		for at > 0 && data[at-1] >= '0' && data[at-1] <= '9' {
			at--
		}
		if at == digits || digits == from || digits-at > 10 {
			return -1
		}
	}
	return at
}

// found enters the object that begins at an offset, and those in it if it is an
// object stream. The types of others that matter stand near their beginning.
func (d *direct) found(offset int) {
	head := d.data[offset:min(len(d.data), offset+2048)]
	if end := bytes.Index(head, []byte("endobj")); end >= 0 {
		head = head[:end]
	}
	number := 0
	for _, c := range head {
		if c < '0' || c > '9' {
			break
		}
		number = number*10 + int(c-'0')
	}
	d.table[number] = entry{offset: offset}
	delete(d.packs, number)
	if !bytes.Contains(head, []byte("/Type")) {
		return
	}
	switch {
	case bytes.Contains(head, []byte("ObjStm")):
		p := d.unpack(number)
		d.packs[number] = p
		for i, inner := range p.numbers {
			d.table[inner] = entry{offset: i, stream: number}
			d.kind(inner)
		}
	case bytes.Contains(head, []byte("XRef")):
		if _, o := d.at(offset); o != nil {
			d.adopt(d.file.Dict(o))
		}
	case bytes.Contains(head, []byte("Catalog")), bytes.Contains(head, []byte("Page")):
		d.kind(number)
	}
}

// kind notes an object that is the catalog or a page.
func (d *direct) kind(number int) {
	dict, _ := d.object(number).(Dict)
	switch dict["Type"] {
	case Name("Catalog"):
		d.trailer["Root"] = Ref{Number: number}
	case Name("Page"):
		d.pages = append(d.pages, Ref{Number: number})
	}
}

// trailers takes over what the trailers say.
func (d *direct) trailers() {
	const word = "trailer"
	for at := 0; ; {
		next := bytes.Index(d.data[at:], []byte(word))
		if next < 0 {
			return
		}
		at += next + len(word)
		d.adopt(d.dictAt(at))
	}
}

// adopt takes over the entries of a trailer that are needed.
func (d *direct) adopt(trailer Dict) {
	for _, key := range []Name{"Root", "Info", "Encrypt"} {
		if ref, ok := trailer[key].(Ref); ok && d.table[ref.Number] != (entry{}) {
			d.trailer[key] = ref
		} else if trailer[key] != nil && key == "Encrypt" {
			d.trailer[key] = trailer[key]
		}
	}
}
