package odt

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strconv"

	"gongkai/extract/flow"
	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// spreadsheet reads the sheets of a spreadsheet.
func (b *body) spreadsheet() error {
	return b.Children(func(start xml.StartElement) error {
		if b.Name(start) != "table:table" {
			return b.Skip()
		}
		s := sheeter{body: b, out: &sheet.Sheet{Name: xmlpart.Value(start, "name")}}
		s.out.Hidden = b.styled("table", xmlpart.Value(start, "style-name")).hidden
		if err := s.children(); err != nil {
			return err
		}
		b.book.Add(s.out)
		return nil
	}, nil)
}

// sheeter reads one sheet.
type sheeter struct {
	*body
	out     *sheet.Sheet
	columns []columns // in order
	column  int       // the next of them
	row     int
}

// columns is a run of columns whose cells have a style where they name none.
type columns struct {
	end   int
	style string
}

// entry is a cell of a row with what it shows, which may stand for many.
type entry struct {
	column, repeated int
	rows, columns    int // that it spans
	text             string
}

func (s *sheeter) children() error {
	return s.Children(func(start xml.StartElement) error {
		switch s.Name(start) {
		case "table:table-columns", "table:table-header-columns", "table:table-column-group",
			"table:table-rows", "table:table-header-rows", "table:table-row-group":
			return s.children()
		case "table:table-column":
			s.readColumns(start)
		case "table:table-row":
			return s.readRow(start)
		case "table:shapes":
			return s.box()
		case "calcext:conditional-formats":
			return s.rules()
		}
		return s.Skip()
	}, nil)
}

// rules warns of rules that have icons or bars stand in the place of numbers, below
// the element that was entered last.
func (s *sheeter) rules() error {
	return s.Children(func(start xml.StartElement) error {
		if xmlpart.Value(start, "show-value") == "false" {
			s.book.Warn(sheet.Replaced, sheet.ReplacedMessage)
		}
		return s.rules()
	}, nil)
}

// unshown reports whether a row or column is hidden, or filtered out.
func unshown(start xml.StartElement) bool {
	v := xmlpart.Value(start, "visibility")
	return v == "collapse" || v == "filter"
}

func (s *sheeter) readColumns(start xml.StartElement) {
	n := count(start, "number-columns-repeated")
	if unshown(start) {
		s.out.HideColumns(s.column, s.column+n-1)
	}
	s.column = min(s.column+n, sheet.MaxColumns)
	if len(s.columns) < sheet.MaxColumns {
		s.columns = append(s.columns, columns{s.column, xmlpart.Value(start, "default-cell-style-name")})
	}
}

// box reads texts that stand beside the cells.
func (s *sheeter) box() error {
	var f flow.Flow
	err := s.boxes(&f)
	if text := f.Text(); text != "" {
		s.out.Box(text)
	}
	return err
}

// readRow reads a row, which may stand for many.
func (s *sheeter) readRow(start xml.StartElement) error {
	n := count(start, "number-rows-repeated")
	if unshown(start) {
		s.out.HideRows(s.row, s.row+n-1)
	}
	first := s.row
	s.row = min(s.row+n, sheet.MaxRows)
	var entries []entry
	column, of := 0, 0
	usual := xmlpart.Value(start, "default-cell-style-name")
	err := s.Children(func(start xml.StartElement) error {
		name := s.Name(start)
		if name != "table:table-cell" && name != "table:covered-table-cell" {
			return s.Skip()
		}
		e := entry{column: column, repeated: count(start, "number-columns-repeated"), rows: count(start, "number-rows-spanned"), columns: count(start, "number-columns-spanned")}
		column = min(column+e.repeated, sheet.MaxColumns)
		for of < len(s.columns) && s.columns[of].end <= e.column {
			of++
		}
		style := cmp.Or(xmlpart.Value(start, "style-name"), usual)
		if style == "" && of < len(s.columns) {
			style = s.columns[of].style
		}
		look := s.styled("table-cell", style)
		ground := s.ground
		s.cellStruck, s.cellInk, s.ground = look.struck(), look.ink, s.groundOf(look)
		var err error
		if e.text, err = s.cell(start, first, e.column); err != nil {
			return err
		}
		if e.text != "" && (slices.ContainsFunc(look.cases, s.hides) || s.pale[look.format]) {
			s.sights[visible.Doubtful] = true
		}
		s.cellStruck, s.cellInk, s.ground = false, 0, ground
		drawn := look.lines.upright && look.lines.level
		if e.text != "" || drawn || e.rows > 1 || e.columns > 1 {
			entries = append(entries, e)
		}
		return nil
	}, nil)
	s.put(entries, first, n)
	return err
}

// put sets the cells of n equal rows, as long as more are kept.
func (s *sheeter) put(entries []entry, row, n int) {
	for ; n > 0 && len(entries) > 0; n-- {
		more := true
		texts := 0
		for _, e := range entries {
			if e.text != "" {
				texts++
			}
			for i := 0; i < e.repeated; i++ {
				s.out.Merge(sheet.Range{Top: row, Left: e.column + i, Bottom: row + e.rows - 1, Right: e.column + i + e.columns - 1})
				if !s.out.Set(row, e.column+i, e.text) {
					more = false
					break
				}
			}
		}
		if row++; more {
			continue
		}
		// What is only drawn is not kept any more; texts are, until there is no room.
		if s.out.Full() || texts == 0 {
			return
		}
		kept := entries[:0]
		for _, e := range entries {
			if e.text != "" {
				kept = append(kept, e)
			}
		}
		entries = kept
	}
}

// cell reads what a cell shows. Writers that leave the text out say its value.
func (s *sheeter) cell(start xml.StartElement, row, column int) (string, error) {
	var f flow.Flow
	links, says := len(s.links), false
	struck, unseen := s.struck, s.sights[visible.Unseen]
	s.struck, s.sights[visible.Unseen] = false, false
	err := s.Children(func(start xml.StartElement) error {
		if drawn(s.Name(start)) {
			return s.box()
		}
		says = says || s.Name(start) == "text:p"
		return s.block(start, &f, false)
	}, nil)
	for _, l := range s.links[links:] {
		s.out.Link(row, column, l.URL)
	}
	leftOut := s.struck || s.sights[visible.Unseen]
	s.struck, s.sights[visible.Unseen] = s.struck || struck, s.sights[visible.Unseen] || unseen
	text := f.Text()
	if err != nil || text != "" || leftOut {
		return text, err
	}
	if s.cellStruck {
		s.strike(cmp.Or(xmlpart.Value(start, "value"), xmlpart.Value(start, "string-value"), xmlpart.Value(start, "date-value"), xmlpart.Value(start, "boolean-value")))
		return "", nil
	}
	if says { // its format shows nothing
		if v := xmlpart.Value(start, "value"); v != "" && v != "0" {
			s.book.WarnUnshown()
		}
		return "", nil
	}
	if text = stored(start); s.unseen(text, s.cellInk, s.ground) {
		return "", nil
	}
	return text, nil
}

// groundOf returns what text in a cell of a style stands on. It is unclear where
// another style may take its place.
func (s *sheeter) groundOf(look style) visible.Colour {
	for _, name := range look.cases {
		if s.styled("table-cell", name).ground != 0 {
			return visible.Unclear
		}
	}
	return look.ground.Or(s.ground)
}

// hides reports whether a style hides the text of its cells.
func (s *sheeter) hides(name string) bool {
	look := s.styled("table-cell", name)
	return visible.See(look.ink, look.ground) != visible.Seen
}

// stored returns the value of a cell as it shows without a format.
func stored(start xml.StartElement) string {
	value := xmlpart.Value(start, "value")
	switch xmlpart.Value(start, "value-type") {
	case "float", "currency", "percentage":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return value
		}
		if xmlpart.Value(start, "value-type") == "percentage" {
			return numfmt.General(v*100) + "%"
		}
		return numfmt.General(v)
	case "string":
		return xmlpart.Value(start, "string-value")
	case "date":
		return xmlpart.Value(start, "date-value")
	case "boolean":
		return xmlpart.Value(start, "boolean-value")
	}
	return ""
}
