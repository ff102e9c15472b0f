package visible

// The warning of text that is struck out: it is left out, as its author no
// longer holds to it.
const (
	Struck        = "text_struck"
	StruckMessage = "text is struck out in the file; it was left out"
)
