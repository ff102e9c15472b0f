package font

import (
	"strings"

	"gongkai/extract/pdf/cmap"
	"gongkai/extract/pdf/pdffile"
)

// composite is what a Type 0 font has beside a simple one.
type composite struct {
	codes      *cmap.Map // from codes to CIDs
	level      *cmap.Map // the same for horizontal text, where codes runs downwards
	characters *cmap.Map // of the CIDs of a known collection, or nil
	toGlyphs   []byte    // CIDToGIDMap
	identical  bool      // CIDs are the numbers of glyphs
	down       float64   // DW2
	originY    float64
	drops      map[uint32]drop // W2
}

// drop is how a glyph stands in vertical text, in ems.
type drop struct{ down, x, y float64 }

// maxWidths is how many widths one font may list.
const maxWidths = 1 << 17

func (f *Font) loadComposite(d pdffile.Dict) {
	file := f.file
	c := &composite{down: -1, originY: 0.88}
	f.composite = c
	descendants := file.Array(d["DescendantFonts"])
	var cid pdffile.Dict
	if len(descendants) > 0 {
		cid = file.Dict(descendants[0])
	}
	if f.Name == "" {
		f.Name = baseName(file.Name(cid["BaseFont"]))
	}
	f.describe(file.Dict(cid["FontDescriptor"]))

	name := file.Name(d["Encoding"])
	if stream := file.Stream(d["Encoding"]); stream != nil {
		name = file.Name(stream.Dict["CMapName"])
		data, _ := file.Data(stream)
		c.codes = cmap.Parse(data, f.cmaps.Map)
		c.codes.Vertical = c.codes.Vertical || file.Int(stream.Dict["WMode"]) == 1
		if used := file.Name(stream.Dict["UseCMap"]); used != "" {
			c.codes.Use(f.cmaps.Map(used))
		}
	} else {
		c.codes = f.cmaps.Map(name)
	}
	if c.codes == nil {
		c.codes = f.cmaps.Map("Identity-H")
	}
	f.Vertical = c.codes.Vertical
	c.level = c.codes
	if base, ok := strings.CutSuffix(name, "-V"); ok {
		if m := f.cmaps.Map(base + "-H"); m != nil {
			c.level = m
		}
	}

	ordering := file.Bytes(file.Dict(cid["CIDSystemInfo"])["Ordering"])
	c.characters = f.cmaps.Characters(ordering)
	if c.characters == nil {
		c.characters = f.cmaps.Characters(collection(name))
	}
	c.identical = file.Name(cid["Subtype"]) == "CIDFontType2"
	if stream := file.Stream(cid["CIDToGIDMap"]); stream != nil {
		c.toGlyphs, _ = file.Data(stream)
	}
	f.compositeWidths(cid)
	f.verticalMetrics(cid)
}

// collection returns the collection of characters that a predefined CMap's CIDs
// are of (ISO 32000-1 table 118).
func collection(name string) string {
	for prefix, ordering := range map[string]string{
		"GB": "GB1", "UniGB": "GB1",
		"B5": "CNS1", "HKscs": "CNS1", "ETen": "CNS1", "CNS": "CNS1", "UniCNS": "CNS1",
		"83pv": "Japan1", "90": "Japan1", "Add": "Japan1", "EUC": "Japan1", "Ext": "Japan1", "UniJIS": "Japan1",
		"KSC": "Korea1", "UniKS": "Korea1",
	} {
		if strings.HasPrefix(name, prefix) {
			return ordering
		}
	}
	if name == "H" || name == "V" {
		return "Japan1"
	}
	return ""
}

// compositeWidths reads DW and W (ISO 32000-1 9.7.4.3).
func (f *Font) compositeWidths(cid pdffile.Dict) {
	file := f.file
	f.widths.missing = 1
	if w, ok := file.Number(cid["DW"]); ok {
		f.widths.missing = w / 1000
	}
	list := file.Array(cid["W"])
	set := 0
	for len(list) >= 2 && set < maxWidths {
		first := file.Int(list[0])
		if each := file.Array(list[1]); each != nil {
			for i, w := range each {
				if n, ok := file.Number(w); ok && first+i >= 0 && first+i < 1<<16 {
					f.widths.set(uint32(first+i), n/1000)
					set++
				}
			}
			list = list[2:]
			continue
		}
		if len(list) < 3 {
			break
		}
		last := min(file.Int(list[1]), 1<<16-1)
		if n, ok := file.Number(list[2]); ok {
			for code := max(first, 0); code <= last && set < maxWidths; code++ {
				f.widths.set(uint32(code), n/1000)
				set++
			}
		}
		list = list[3:]
	}
}

// verticalMetrics reads DW2 and W2.
func (f *Font) verticalMetrics(cid pdffile.Dict) {
	file, c := f.file, f.composite
	if !f.Vertical {
		return
	}
	if d := file.Numbers(cid["DW2"]); len(d) == 2 {
		c.originY, c.down = d[0]/1000, d[1]/1000
	}
	c.drops = map[uint32]drop{}
	list := file.Array(cid["W2"])
	for len(list) >= 2 && len(c.drops) < maxWidths {
		first := file.Int(list[0])
		if each := file.Numbers(list[1]); len(each) > 0 {
			for i := 0; i+2 < len(each); i += 3 {
				c.drops[uint32(first+i/3)] = drop{each[i] / 1000, each[i+1] / 1000, each[i+2] / 1000}
			}
			list = list[2:]
			continue
		}
		if len(list) < 5 {
			break
		}
		n := file.Numbers(list[:5])
		for code := max(first, 0); code <= min(int(n[1]), 1<<16-1) && len(c.drops) < maxWidths; code++ {
			c.drops[uint32(code)] = drop{n[2] / 1000, n[3] / 1000, n[4] / 1000}
		}
		list = list[5:]
	}
}

func (f *Font) compositeText(code uint32, length int) string {
	c := f.composite
	if r, ok := c.level.Character(code, length); ok {
		return string(r)
	}
	if c.characters != nil {
		if s, ok := c.characters.Text(c.level.CID(code, length)); ok {
			return s
		}
	}
	if glyph, ok := c.glyphNumber(c.codes.CID(code, length)); ok {
		return f.ofGlyph(glyph)
	}
	return ""
}

// glyphNumber returns which glyph of an embedded TrueType program a CID selects.
func (c *composite) glyphNumber(cid uint32) (int, bool) {
	if i := int(cid) * 2; c.toGlyphs != nil {
		if i+1 >= len(c.toGlyphs) {
			return 0, false
		}
		return int(c.toGlyphs[i])<<8 | int(c.toGlyphs[i+1]), true
	}
	return int(cid), c.identical
}
