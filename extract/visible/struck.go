package visible

// The warning of text that is struck out: it is left out, as its author no
// longer holds to it.
const (
	Struck        = "text_struck"
	StruckMessage = "text is struck out in the file; it was left out"
)

// The warning of formulas that are drawn or kept apart from the text.
const (
	Formula        = "formula_not_read"
	FormulaMessage = "a formula stands in the file; it was left out"
)

// The warning of cells that are numbered as lists are: the numbers do not stand
// in the file's text.
const (
	Numbered        = "list_numbers"
	NumberedMessage = "a table has cells that are numbered automatically; their numbers were not read"
)

// The warning of a picture in the place of a cell's text.
const (
	Picture        = "cell_picture"
	PictureMessage = "a picture stands in a cell without text, where a figure may be; it was not read"
)

// The warning of sheets and texts of other programs that stand in a file as objects,
// of which a picture is shown.
const (
	Embedded        = "tables_not_read"
	EmbeddedMessage = "an object of another program (a sheet, a text) is embedded in the file, which may hold figures; it was not read"
)
