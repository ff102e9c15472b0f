package archive

// Extraction is a payload that is due to be read, with a capture that has it.
type Extraction struct {
	Payload Digest
	Capture Capture
}

// Extracted is all that follows from reading a payload. Either Refusal is set
// and there is no document, or the other way round.
type Extracted struct {
	Extraction Extraction
	Refusal    Reason          // not_document or unreadable
	Detail     string          // for people
	Documents  []Document      // one, or those that are packed in the payload
	Reports    []*AnnualReport // of each document; nil where it is not an annual report
	Sinks      []Subscription  // to which a new document may be owed
}

// Novelty tells what a settled document was.
type Novelty string

// The kinds of novelty.
const (
	NoveltyNew           Novelty = "new"            // a content digest never seen
	NoveltyVersion       Novelty = "version"        // a new content digest: of a known report, or at a URL whose document was known
	NoveltyNearDuplicate Novelty = "near_duplicate" // a new content digest of a known report, with the same figures and nearly the same text
	NoveltyAlias         Novelty = "alias"          // a known content digest, from another payload or URL
	NoveltyNone          Novelty = ""               // no document
)

// Receipt is how an attempt at a delivery ended. A zero Receipt but for the
// delivery says that the sink has taken it.
type Receipt struct {
	Delivery Delivery // Due is when to try again, where Error is set and Dead is not
	Error    string
	Dead     bool // given up: a dead letter
}
