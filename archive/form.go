package archive

// Form describes a statutory form, to people and to programs that lay its
// figures out in tables.
type Form struct {
	ID     Template
	Basis  string // the notice that prescribes it
	Years  [2]int // first and last year reported on by it; 0: to now
	Tables []FormTable
}

// FormTable is a statutory table. Its cells are its rows × its columns.
type FormTable struct {
	ID      string
	Chinese string // what it is about
	English string
	Columns []FormLine
	Rows    []FormLine
}

// FormLine is a column or a row of a statutory table.
type FormLine struct {
	Key     string
	Chinese string // its label, below those that it stands under; "" where the form prints none
	English string
	Unit    string // of its cells, "" where the form prints none or the other line has it
}
