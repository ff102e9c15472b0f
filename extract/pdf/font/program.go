package font

import (
	"bytes"
	"strconv"

	"gongkai/extract/pdf/lex"
	"gongkai/extract/pdf/pdffile"
)

// program is what an embedded font program tells of its glyphs. It is asked
// where nothing else says what a glyph is.
type program struct {
	trueType *trueType
	names    [256]string // glyph names of a Type 1 program's own encoding
}

// load reads the embedded font program, if there is one.
func (f *Font) load() *program {
	if f.program != nil {
		return f.program
	}
	f.program = &program{}
	for _, key := range []pdffile.Name{"FontFile", "FontFile2", "FontFile3"} {
		stream := f.file.Stream(f.embedded[key])
		if stream == nil {
			continue
		}
		data, _ := f.file.Data(stream)
		switch {
		case key == "FontFile":
			f.program.names = type1Encoding(data)
		case key == "FontFile2", bytes.HasPrefix(data, []byte("OTTO")), bytes.HasPrefix(data, []byte("\x00\x01\x00\x00")):
			f.program.trueType = openTrueType(data)
		default:
			f.program.names = cffEncoding(data)
		}
		break
	}
	return f.program
}

// builtin returns what a code of a simple font stands for by the font program.
func (f *Font) builtin(code byte) string {
	p := f.load()
	if p.trueType != nil {
		return p.trueType.ofCode(code)
	}
	s, _ := characters(p.names[code])
	return s
}

// ofGlyph returns what a glyph of an embedded TrueType program stands for.
func (f *Font) ofGlyph(glyph int) string {
	if t := f.load().trueType; t != nil {
		return t.ofGlyph(glyph)
	}
	return ""
}

// type1Encoding reads the encoding of a Type 1 program, which stands in its
// clear part: "dup 65 /A put".
func type1Encoding(data []byte) (names [256]string) {
	if end := bytes.Index(data, []byte("eexec")); end >= 0 {
		data = data[:end]
	}
	start := bytes.Index(data, []byte("/Encoding"))
	if start < 0 {
		return names
	}
	s := lex.New(data[start+len("/Encoding"):])
	if s.Next().Is("StandardEncoding") {
		for code, r := range standard() {
			if r != 0 {
				names[code] = "u" + hex4(r)
			}
		}
		return names
	}
	for range 1 << 12 {
		v := s.Next()
		if v.Kind == lex.End || v.Is("def") || v.Is("readonly") {
			break
		}
		if !v.Is("dup") {
			continue
		}
		code, name := s.Next(), s.Next()
		if n := code.Int(); code.Integer && n >= 0 && n < 256 && name.Kind == lex.Name {
			names[n] = name.Text()
		}
	}
	return names
}

func hex4(r rune) string {
	s := strconv.FormatInt(int64(r), 16)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}
