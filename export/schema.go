package export

import (
	"cmp"

	"gongkai/archive"
)

// The tables that every export has, by their index.
const (
	reports = iota
	cells
	readings
	findings
	fixedTables
)

// Layout is the tables of an export.
type Layout struct {
	Tables   []Table // the codebook is the last one
	codebook int
	wide     map[archive.Template]wide
}

// wide is a table with a column a cell.
type wide struct {
	table  int
	column map[string]int // by the key of the cell
}

// NewLayout returns the tables for reports of some forms.
func NewLayout(forms []archive.Form) *Layout {
	l := &Layout{Tables: fixed(), wide: map[archive.Template]wide{}}
	for _, f := range forms {
		l.addWide(f)
	}
	l.codebook = len(l.Tables)
	l.Tables = append(l.Tables, codebookTable())
	return l
}

// addWide adds the wide table of a form that has statutory tables.
func (l *Layout) addWide(f archive.Form) {
	if len(f.Tables) == 0 {
		return
	}
	t := wideTable(f)
	w := wide{table: len(l.Tables), column: map[string]int{}}
	for _, s := range f.Tables {
		for _, r := range s.Rows {
			for _, c := range s.Columns {
				key := s.ID + "." + r.Key + "." + c.Key
				w.column[key] = len(t.Columns)
				t.Columns = append(t.Columns, Column{
					Name: columnName(key), Kind: Decimal, Cell: key, Unit: cmp.Or(c.Unit, r.Unit),
					Chinese: joined("，", s.Chinese, r.Chinese, c.Chinese),
					English: joined("; ", s.English, r.English, c.English),
				})
			}
		}
	}
	l.wide[f.ID] = w
	l.Tables = append(l.Tables, t)
}

func joined(by string, parts ...string) string {
	s := ""
	for _, p := range parts {
		if s != "" && p != "" {
			s += by
		}
		s += p
	}
	return s
}
