package archive

// Holding is what the archive holds of a URL.
type Holding struct {
	URL      string
	Captures int // at least 1
	First    Capture
	Last     Capture
}
