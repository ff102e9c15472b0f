package archive

// DocumentSchema names the JSON form of [Document].
const DocumentSchema = "gongkai.document/1"

// Document is what extraction read out of a payload.
type Document struct {
	Schema        string    `json:"schema"`
	PayloadDigest Digest    `json:"payload_digest"`
	ContentDigest Digest    `json:"content_digest"` // of title, text and tables, normalised: what makes a document new
	Source        Source    `json:"source"`
	MediaType     string    `json:"media_type"` // as sniffed
	Charset       string    `json:"charset"`    // WHATWG name, lower case
	Title         string    `json:"title"`
	Published     string    `json:"published"`   // YYYY-MM-DD, or empty
	IssuerHint    string    `json:"issuer_hint"` // 发布机关 as the page's own metadata has it
	Text          string    `json:"text"`        // reading order, a line a paragraph, a tab between cells
	Blocks        []Passage `json:"blocks"`
	Tables        []Table   `json:"tables"`
	Links         []Link    `json:"links"`
	Warnings      []Warning `json:"warnings"`
}

// Source is where a document's payload came from: a URL or a file. Where the
// payload is a file with files packed in it, Member is the one that the document
// was read from, the names of nested files joined by slashes.
type Source struct {
	URL        string `json:"url,omitempty"`
	File       string `json:"file,omitempty"`
	Member     string `json:"member,omitempty"`
	CapturedAt string `json:"captured_at,omitempty"` // RFC 3339, UTC
}

// The types of passages.
const (
	PassageHeading   = "heading"
	PassageParagraph = "paragraph"
	PassageList      = "list" // one item
	PassageTable     = "table"
)

// Passage is one block of a document, in reading order.
type Passage struct {
	Type  string `json:"type"`
	Level int    `json:"level,omitempty"` // of a heading, from 1
	Text  string `json:"text,omitempty"`
	Table *int   `json:"table,omitempty"` // index into Tables
}

// Table is a grid of cells. Grid has Rows rows of Columns texts each; a merged
// cell's text stands in every place that it covers.
type Table struct {
	Caption string     `json:"caption"`
	Rows    int        `json:"rows"`
	Columns int        `json:"columns"`
	Cells   []Cell     `json:"cells"`
	Grid    [][]string `json:"grid"`

	Recognised bool `json:"recognised,omitempty"` // by OCR: any character may be wrong
}

// Cell is a cell of a table as the source has it, merged cells once. Row and
// Column count from 0.
type Cell struct {
	Row     int    `json:"row"`
	Column  int    `json:"column"`
	Rowspan int    `json:"rowspan"` // at least 1
	Colspan int    `json:"colspan"` // at least 1
	Text    string `json:"text"`
	Header  bool   `json:"header"`
}

// Link is a link of a document, resolved where the document has a URL.
type Link struct {
	URL        string `json:"url"`
	Text       string `json:"text"`
	Attachment bool   `json:"attachment"` // leads to a file, by its address or markup
}

// Warning is something that a reader met and could not do well.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}
