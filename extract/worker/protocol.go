package worker

import (
	"time"

	"gongkai/archive"
	"gongkai/extract"
)

// Limits are what reading one payload may take. The zero value stands for the
// usual ones.
type Limits struct {
	Memory int64         // bytes of a worker; 512 MiB
	Time   time.Duration // from the payload's first byte to its last part, and again from each picture's to the next; 20 s
}

func (l Limits) withDefaults() Limits {
	if l.Memory == 0 {
		l.Memory = 512 << 20
	}
	if l.Time == 0 {
		l.Time = 20 * time.Second
	}
	return l
}

// maxOutput is how many bytes one document may be sent in.
const maxOutput = 64 << 20

// The exit statuses with which a worker ends itself.
const (
	exitMemory = 97
	exitTime   = 98
)

// request is a payload, whose bytes follow.
type request struct {
	Size      int64
	Name      string
	MediaType string
	Source    archive.Source
	Anchor    string
	OCR       bool
}

// answer is a part of a payload, or the end of it.
type answer struct {
	Part    extract.Part
	Picture bool // no part: a picture is going to be read
	End     bool
	Failed  string // End: why the payload could not be read through, which is not its fault
	Broken  string // End: what a reader panicked with, and where
}

// mend undoes what gob makes of a document: it leaves out zeros, also those that
// are pointed to, and lists without elements.
func mend(d *archive.Document) {
	if d == nil {
		return
	}
	for i := range d.Blocks {
		if p := &d.Blocks[i]; p.Type == archive.PassageTable && p.Table == nil {
			p.Table = new(int)
		}
	}
	extract.Complete(d)
}
