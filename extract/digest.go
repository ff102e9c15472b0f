package extract

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gongkai/archive"
)

// maxLead is how many characters may stand before the title in the text and
// still be its first lines: 青渡县水利局 before 2023年政府信息公开工作年度报告.
const maxLead = 60

// Renew sets text and content digest of a document whose passages or tables were
// taken from another's.
func Renew(doc *archive.Document) {
	doc.Text = textOf(doc)
	doc.ContentDigest = contentDigest(doc)
	Complete(doc)
}

// contentDigest returns the digest that says whether two documents are the
// same, whatever their URL, site and format. Its form is stable: a change would
// make every known document new.
//
// It is the SHA-256 of this UTF-8 text, where N(s) is s in Unicode form NFKC
// without white space (Unicode White_Space) and without format characters
// (category Cf):
//
//	gongkai.content/1 LF
//	title LF
//	text LF
//	and for each table, in order, that has a text in any place:
//	T SP rows SP columns LF
//	and for each row: its places' N(text), each followed by TAB; LF
//
// text is N of all passages but tables, joined with nothing between. title is
// N of the document's title, taken before a link's text stands in for it. Where
// text has the title at its beginning or after up to 60 characters, title
// becomes all of text up to and with the title, and text the rest: whether a
// page repeats its title above the article, or names the issuer on a line of
// its own, makes no difference. rows and columns count, and the rows hold, only
// rows and columns with a text in some place. A merged cell's text stands in
// each place that it covers.
func contentDigest(doc *archive.Document) archive.Digest {
	var b strings.Builder
	for _, p := range doc.Blocks {
		if p.Table == nil {
			normalise(&b, p.Text)
		}
	}
	text := b.String()
	title := normal(doc.Title)
	if at := strings.Index(text, title); title != "" && at >= 0 && utf8.RuneCountInString(text[:at]) <= maxLead {
		title, text = text[:at+len(title)], text[at+len(title):]
	}
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "gongkai.content/1\n%s\n%s\n", title, text) // a hash's Write never fails
	for _, t := range doc.Tables {
		writeTable(sum, t)
	}
	return archive.DigestFromSum(sum.Sum(nil))
}

func writeTable(w io.Writer, t archive.Table) {
	grid := make([][]string, 0, len(t.Grid))
	used := make([]bool, t.Columns)
	columns := 0
	for _, row := range t.Grid {
		texts := make([]string, len(row))
		blank := true
		for i, s := range row {
			texts[i] = normal(s)
			if texts[i] == "" || i >= len(used) {
				continue
			}
			blank = false
			if !used[i] {
				used[i] = true
				columns++
			}
		}
		if !blank {
			grid = append(grid, texts)
		}
	}
	if len(grid) == 0 {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "T %d %d\n", len(grid), columns)
	for _, row := range grid {
		for i, text := range row {
			if i < len(used) && used[i] {
				b.WriteString(text)
				b.WriteByte('\t')
			}
		}
		b.WriteByte('\n')
	}
	_, _ = io.WriteString(w, b.String())
}

// normal returns N(s) of [contentDigest].
func normal(s string) string {
	if simple, same := plainly(s); simple && same {
		return s
	}
	var b strings.Builder
	normalise(&b, s)
	return b.String()
}

func normalise(b *strings.Builder, s string) {
	b.Grow(len(s))
	simple, same := plainly(s)
	switch {
	case same:
		b.WriteString(s)
		return
	case !simple:
		s = norm.NFKC.String(s)
	}
	for _, r := range s {
		switch {
		case simple && r >= 0xff01:
			b.WriteByte(byte(r - 0xff01 + '!'))
		case 0x4e00 <= r && r <= 0x9fff, !unicode.IsSpace(r) && (r < utf8.RuneSelf || !unicode.Is(unicode.Cf, r)):
			b.WriteRune(r) // unified ideographs, most of a text, are neither
		}
	}
}

// plainly reports whether s holds nothing but ASCII, unified ideographs, the
// commonest Chinese punctuation and full-width forms of ASCII, of which the last
// alone have another form in NFKC and none combines with another; and whether
// N(s) is s.
func plainly(s string) (simple, same bool) {
	same = true
	for _, r := range s {
		switch {
		case 0x4e00 <= r && r <= 0x9fff, 0x3001 <= r && r <= 0x3002, 0x3008 <= r && r <= 0x3011, r == '—', '‘' <= r && r <= '”':
		case 0xff01 <= r && r <= 0xff5e, r == 0x3000:
			same = false
		case r < utf8.RuneSelf:
			same = same && !unicode.IsSpace(r)
		default:
			return false, false
		}
	}
	return true, same
}
