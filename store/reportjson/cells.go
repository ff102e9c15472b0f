package reportjson

import (
	"bytes"

	"gongkai/archive"
)

// forms are the cells of the report before, by their number. Most reports have
// the same cells in the same order: all of one but for its figure and its place
// is read by comparing it with the one before.
type forms struct{ cells []form }

// form is a cell without its figure, as it is written.
type form struct {
	head []byte // up to the value
	tail []byte // from behind the raw text up to the origin
	cell archive.ReportCell
}

// cells reads the cells of a report, or nil for null.
func (c *cursor) cells() []archive.ReportCell {
	origins := make([]archive.Origin, 0, 256)
	n := -1
	return list(c, 256, func(c *cursor, cell *archive.ReportCell) {
		n++
		if n < len(c.forms.cells) && c.again(&c.forms.cells[n], cell, &origins) {
			return
		}
		start := c.i
		c.cell(cell, &origins)
		if !c.odd && n < mostWords {
			c.forms.keep(n, c.b[start:c.i], *cell)
		}
	})
}

var (
	keyRaw    = []byte(`,"raw":`)
	keyOrigin = []byte(`,"origin":{"table":`)
)

// keep keeps a cell as the form of the n-th, if it is one that again can read.
func (f *forms) keep(n int, written []byte, cell archive.ReportCell) {
	value := bytes.Index(written, []byte(`"value":`))
	origin := bytes.LastIndex(written, keyOrigin)
	raw := bytes.LastIndex(written[:max(origin, 0)], []byte(`,"unit":`))
	one := form{}
	if value >= 0 && raw > value && origin > raw && len(written) < longestForm {
		cell.Value, cell.Raw, cell.Origin, cell.Part = "", "", nil, 0
		one = form{bytes.Clone(written[:value+len(`"value":`)]), bytes.Clone(written[raw : origin+len(keyOrigin)]), cell}
		c := cursor{b: written}
		if !c.again(&one, &archive.ReportCell{}, &[]archive.Origin{}) || c.i != len(written) {
			one = form{} // its fields stand in another order
		}
	}
	for len(f.cells) <= n {
		f.cells = append(f.cells, form{})
	}
	f.cells[n] = one
}

// longestForm is the longest cell that is kept as one: a long text does not come
// again.
const longestForm = 1024

// again reads a cell of a form, and reports whether it is one. If not, nothing
// was read.
func (c *cursor) again(f *form, cell *archive.ReportCell, origins *[]archive.Origin) bool {
	start := c.i
	if len(f.head) == 0 || !c.begins(f.head) {
		return false
	}
	*cell = f.cell
	value := c.figure()
	cell.Value = archive.Number(value)
	if !c.odd && c.begins(keyRaw) {
		if raw := c.quoted(); !c.odd {
			if cell.Raw = value; string(raw) != value {
				cell.Raw = c.word(raw)
			}
			var o archive.Origin
			if c.begins(f.tail) {
				o.Table = c.whole()
				if c.has(`,"row":`) {
					o.Row = c.whole()
					if c.has(`,"column":`) {
						if o.Column = c.whole(); c.has("}}") && !c.odd {
							*origins = append(*origins, o)
							cell.Origin = &(*origins)[len(*origins)-1]
							return true
						}
					}
				}
			}
		}
	}
	*cell = archive.ReportCell{}
	c.i, c.odd = start, false
	return false
}

// begins passes over what comes next if it is that.
func (c *cursor) begins(with []byte) bool {
	if !bytes.HasPrefix(c.b[c.i:], with) {
		return false
	}
	c.i += len(with)
	return true
}

// figure is number, quicker for one of few digits.
func (c *cursor) figure() string {
	if c.i+1 < len(c.b) && c.b[c.i] >= '0' && c.b[c.i] <= '9' && c.b[c.i+1] == ',' {
		c.i++
		return digits[c.b[c.i-1]-'0' : c.b[c.i-1]-'0'+1]
	}
	return c.number()
}

const digits = "0123456789"

// whole is integer, quicker, for what is not negative.
func (c *cursor) whole() int {
	n, start := 0, c.i
	for ; c.i < len(c.b) && c.i-start < 9 && c.b[c.i] >= '0' && c.b[c.i] <= '9'; c.i++ {
		n = 10*n + int(c.b[c.i]-'0')
	}
	if c.i == start || c.b[start] == '0' && c.i > start+1 {
		c.odd = true
	}
	return n
}

func (c *cursor) cell(cell *archive.ReportCell, origins *[]archive.Origin) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "table":
			cell.Table = c.text()
		case "row":
			cell.Row = c.text()
		case "column":
			cell.Column = c.text()
		case "label":
			cell.Label = c.text()
		case "state":
			cell.State = c.text()
		case "value":
			cell.Value = archive.Number(c.number())
		case "raw":
			cell.Raw = c.text()
		case "unit":
			cell.Unit = archive.OptionalText(c.text())
		case "unit_source":
			cell.UnitSource = c.text()
		case "origin":
			if !c.has("null") {
				*origins = append(*origins, archive.Origin{})
				cell.Origin = &(*origins)[len(*origins)-1]
				c.origin(cell.Origin)
			}
		case "part":
			cell.Part = c.integer()
		default:
			c.odd = true
		}
	}
}

func (c *cursor) origin(o *archive.Origin) {
	c.take('{')
	for n := 0; c.more(&n, '}'); {
		switch string(c.key()) {
		case "table":
			o.Table = c.integer()
		case "row":
			o.Row = c.integer()
		case "column":
			o.Column = c.integer()
		default:
			c.odd = true
		}
	}
}
