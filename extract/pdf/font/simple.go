package font

import (
	"maps"
	"slices"
	"strings"

	"gongkai/extract/pdf/lex"
	"gongkai/extract/pdf/pdffile"
)

// loadSimple reads a font whose codes are single bytes.
func (f *Font) loadSimple(d pdffile.Dict) {
	file := f.file
	descriptor := file.Dict(d["FontDescriptor"])
	f.describe(descriptor)
	first := file.Int(d["FirstChar"])
	scale := 0.001
	if f.Type3 {
		if m := file.Numbers(d["FontMatrix"]); len(m) == 6 {
			copy(f.Matrix[:], m)
		}
		scale = f.Matrix[0]
		f.box(d)
		f.Painted = f.painted(file.Dict(d["CharProcs"]))
	}
	list := file.Array(d["Widths"])
	missing, _ := file.Number(descriptor["MissingWidth"])
	f.widths.missing = missing * scale
	for i, w := range list[:min(len(list), 256)] {
		if n, ok := file.Number(w); ok && first+i >= 0 {
			f.widths.set(uint32(first+i), n*scale)
		}
	}
	f.encode(d, descriptor)
	if len(list) == 0 && !f.Type3 {
		f.standardWidths()
	}
}

// painted reports whether glyphs have colours of their own: the first operator of
// one tells (ISO 32000-1 9.6.5).
func (f *Font) painted(glyphs pdffile.Dict) bool {
	if len(glyphs) == 0 {
		return true
	}
	stream := f.file.Stream(glyphs[slices.Min(slices.Collect(maps.Keys(glyphs)))])
	if stream == nil {
		return true
	}
	data, _ := f.file.Data(stream)
	scanner := lex.New(data[:min(len(data), 256)])
	for v := scanner.Next(); v.Kind != lex.End; v = scanner.Next() {
		if v.Is("d1") {
			return false
		}
	}
	return true
}

// box finds a Type 3 font's height. Where its glyphs have an em of the usual
// number of units it is that of any font; the box around the glyphs of a subset
// may be as flat as 一. Otherwise that box tells it.
func (f *Font) box(d pdffile.Dict) {
	if em := 1 / abs(f.Matrix[3]); em >= 240 && em <= 4100 {
		f.Ascent, f.Descent = 0.88, -0.12
		return
	}
	b := f.file.Numbers(d["FontBBox"])
	if len(b) != 4 || b[1] == b[3] {
		return
	}
	low, high := min(b[1], b[3])*abs(f.Matrix[3]), max(b[1], b[3])*abs(f.Matrix[3])
	if f.Matrix[3] < 0 {
		low, high = -high, -low
	}
	if high > low && high < 1000 && low > -1000 {
		f.Ascent, f.Descent = high, low
	}
}

// encode finds out what the codes stand for by the font's encoding (ISO 32000-1
// 9.6.6).
func (f *Font) encode(d, descriptor pdffile.Dict) {
	const symbolic = 1 << 2
	file := f.file
	isSymbolic := file.Int(descriptor["Flags"])&symbolic != 0
	embedded := inFile(descriptor)
	encoded := file.Resolve(d["Encoding"])
	base, _ := encoded.(pdffile.Name)
	differences := file.Dict(d["Encoding"])
	if differences != nil {
		base = pdffile.Name(file.Name(differences["BaseEncoding"]))
	}
	e := baseEncoding(string(base))
	switch {
	case e != nil:
	case f.Type3:
	case strings.HasPrefix(f.Name, "Symbol"):
		e = symbol()
	case strings.HasPrefix(f.Name, "ZapfDingbats"):
		e = dingbats()
	case embedded && (isSymbolic || encoded == nil):
		// What the font program itself says, which builtin asks for.
	case !isSymbolic || differences == nil && !embedded && isStandard(f.Name):
		e = standard()
	}
	if e != nil {
		f.encoding = *e
	}
	code := 0
	for _, o := range file.Array(differences["Differences"]) {
		switch o := file.Resolve(o).(type) {
		case int:
			code = o
		case pdffile.Name:
			if code >= 0 && code < 256 {
				f.named[code] = string(o)
			}
			code++
		}
	}
}

func (f *Font) simpleText(code byte) string {
	name := f.named[code]
	if s, ok := characters(name); ok {
		return s
	}
	if r := f.encoding[code]; r != 0 && name == "" {
		return string(r)
	}
	if f.Type3 || name == ".notdef" {
		return ""
	}
	return f.builtin(code)
}
