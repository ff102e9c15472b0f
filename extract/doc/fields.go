package doc

import (
	"unicode/utf16"

	"gongkai/extract/fieldcode"
	"gongkai/extract/flow"
)

// fields are the fields that are open, the outermost first. A field is its code
// and its result, which is what the paper shows.
type fields []field

type field struct {
	inCode bool
	units  []uint16   // its code
	flow   *flow.Flow // where its result stands
	from   int        // where it begins in the paragraph
}

// maxFields is how deep fields may nest; Word allows 20.
const maxFields = 100

func (fs *fields) begin() {
	if len(*fs) < maxFields {
		*fs = append(*fs, field{inCode: true})
	}
}

// split ends the code of the innermost field; its result follows.
func (fs fields) split(f *flow.Flow) {
	if n := len(fs); n > 0 {
		last := &fs[n-1]
		last.inCode, last.flow, last.from = false, f, f.Len()
	}
}

// end ends the innermost field, and returns what it links to and its text.
func (fs *fields) end(f *flow.Flow) (url, text string) {
	n := len(*fs)
	if n == 0 {
		return "", ""
	}
	last := (*fs)[n-1]
	*fs = (*fs)[:n-1]
	if url = fieldcode.Link(string(utf16.Decode(last.units))); url != "" && last.flow == f {
		text = f.Since(last.from)
	}
	return url, text
}

// code reports whether what is read now is a field's code.
func (fs fields) code() bool {
	for i := range fs {
		if fs[i].inCode {
			return true
		}
	}
	return false
}

// write adds to the code of the innermost field.
func (fs fields) write(unit uint16) {
	if last := &fs[len(fs)-1]; last.inCode && len(last.units) < fieldcode.Max {
		last.units = append(last.units, unit)
	}
}

// endParagraph says that the results go on in another paragraph.
func (fs fields) endParagraph() {
	for i := range fs {
		fs[i].from = 0
	}
}

// endCell ends the fields whose code is still open, which no field's is at the
// end of a cell, and reports whether there were any.
func (fs *fields) endCell() bool {
	for i := range *fs {
		if (*fs)[i].inCode {
			*fs = (*fs)[:i]
			return true
		}
	}
	return false
}
