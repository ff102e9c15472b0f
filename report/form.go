package report

import "gongkai/archive"

// form is a statutory form: its tables as the notice prints them, and indexes
// over them. It is fixed once built.
type form struct {
	id     archive.Template
	basis  string // the notice that prescribes it
	years  [2]int // first and last year reported on by it; 0: to now
	tables []table
	signs  []string // keys of labels of section two that no other form has
	signs3 []string // the same, of section three

	cells []cellDef
	rows  map[string]rowRef // by the key of the row's label, and of its variants
	at    map[string]int    // index into cells, by the key of the cell
	leafs []string          // rows of t3 that add up to （七）总计

	checks []identity
	marks  *marker
}

// table is a statutory table.
type table struct {
	id      string
	item    string // t2: the numeral in its caption 第二十条第（…）项
	unit    string // of every cell that has none of its own; empty where the form prints none
	columns []column
	rows    []row
}

// column is a column of values.
type column struct {
	key, label string
	group      string   // t4: the key of the group that it stands in
	variants   []string // labels seen in its place
	unit       string
	keys       []string // of label and variants, once the form is built
	signed     bool     // may be negative
	decimal    bool     // may have a fraction
}

// row is a row of values.
type row struct {
	key, label string
	variants   []string
}

// rowRef names a row by its indexes.
type rowRef struct{ table, row int }

// cellDef is one cell of a form.
type cellDef struct {
	key              string // table.row.column
	table, row, col  int
	rowKey, colKey   string
	unit             string
	signed, decimal  bool
	tableID          string
	rowText, colText string
}

// build fills the indexes of f.
func (f form) build() *form {
	f.rows = map[string]rowRef{}
	f.at = map[string]int{}
	for i, t := range f.tables {
		for k := range t.columns {
			c := &t.columns[k]
			c.keys = nil
			for _, label := range append([]string{c.label}, c.variants...) {
				c.keys = append(c.keys, labelKey(label))
			}
		}
		for j, r := range t.rows {
			if r.label != "" {
				f.rows[labelKey(r.label)] = rowRef{i, j}
			}
			for _, v := range r.variants {
				f.rows[labelKey(v)] = rowRef{i, j}
			}
			for k, c := range t.columns {
				unit := c.unit
				if unit == "" {
					unit = t.unit
				}
				def := cellDef{key: t.id + "." + r.key + "." + c.key, table: i, row: j, col: k,
					rowKey: r.key, colKey: c.key, unit: unit, signed: c.signed, decimal: c.decimal,
					tableID: t.id, rowText: r.label, colText: c.label}
				f.at[def.key] = len(f.cells)
				f.cells = append(f.cells, def)
			}
		}
	}
	for _, signs := range [][]string{f.signs, f.signs3} {
		for i, sign := range signs {
			signs[i] = labelKey(sign)
		}
	}
	f.checks = f.identities()
	f.marks = newMarker(&f)
	return &f
}

// tableIndex returns the index of the table id.
func (f *form) tableIndex(id string) int {
	for i, t := range f.tables {
		if t.id == id {
			return i
		}
	}
	return -1
}

// fits reports whether a report on year may use f.
func (f *form) fits(year int) bool {
	return year >= f.years[0] && (f.years[1] == 0 || year <= f.years[1])
}

// mixedForms are the forms of reports whose section two follows one notice and
// the others the other, by the template that section two follows.
var mixedForms = map[archive.Template]*form{
	archive.T2019: mixed(form2019, form2021),
	archive.T2021: mixed(form2021, form2019),
}

// mixed returns the form that has section two of one form, and the rest of the
// other, whose name it has.
func mixed(two, rest *form) *form {
	f := form{id: rest.id, basis: rest.basis, years: rest.years, leafs: rest.leafs,
		signs: append([]string{}, two.signs...), signs3: append([]string{}, rest.signs3...)}
	for _, t := range two.tables {
		if t.item != "" {
			t.columns = append([]column{}, t.columns...)
			f.tables = append(f.tables, t)
		}
	}
	for _, t := range rest.tables {
		if t.item == "" {
			t.columns = append([]column{}, t.columns...)
			f.tables = append(f.tables, t)
		}
	}
	return f.build()
}
