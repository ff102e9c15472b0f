package report

// ExportTable is a statutory table, for tests that write reports.
type ExportTable struct {
	ID, Item      string
	Columns, Rows [][2]string // key and label
}

// Tables2019 and Tables2021 are the tables of the forms.
func Tables2019() []ExportTable { return form2019.export() }
func Tables2021() []ExportTable { return form2021.export() }

func (f *form) export() []ExportTable {
	var all []ExportTable
	for _, t := range f.tables {
		e := ExportTable{ID: t.id, Item: t.item}
		for _, c := range t.columns {
			e.Columns = append(e.Columns, [2]string{c.key, c.label})
		}
		for _, r := range t.rows {
			e.Rows = append(e.Rows, [2]string{r.key, r.label})
		}
		all = append(all, e)
	}
	return all
}
