package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// leastSections is how many sections must follow a title for it to begin a
// report of its own, and no quotation.
const leastSections = 3

// Split returns the reports that stand one behind the other in doc, each as a
// document of its own, in their order; doc itself where there is one, or none.
// A report begins at a title with another issuer or year than the one before,
// behind which sections of its own follow. Text and digests of the documents are
// left for the caller to renew.
func Split(doc *archive.Document) []*archive.Document {
	starts := reportStarts(doc)
	if len(starts) < 2 {
		return []*archive.Document{doc}
	}
	var parts []*archive.Document
	for i, s := range starts {
		from, to := s.block, len(doc.Blocks)
		if i == 0 {
			from = 0
		}
		if i+1 < len(starts) {
			to = starts[i+1].block
		}
		parts = append(parts, cut(doc, s, from, to, i))
	}
	return parts
}

// reportStart is where a report begins: the block with its title, or with the
// issuer's name above it.
type reportStart struct {
	block  int
	title  string
	issuer string
	year   int
}

func reportStarts(doc *archive.Document) []reportStart {
	var all []reportStart
	if title := ownTitle(doc.Title); readsAsReport(title) { // it may stand outside of the blocks
		all = append(all, startOf(0, title))
	}
	for i, b := range doc.Blocks {
		if b.Table != nil || utf8.RuneCountInString(b.Text) > 80 || !readsAsReport(b.Text) {
			continue
		}
		s := startOf(i, strings.TrimSpace(b.Text))
		if s.issuer == "" && i > 0 && doc.Blocks[i-1].Table == nil && mayIssue(doc.Blocks[i-1].Text) {
			s = startOf(i-1, strings.TrimSpace(doc.Blocks[i-1].Text)+s.title)
		}
		all = append(all, s)
	}
	var kept []reportStart
	for i, s := range all {
		end := len(doc.Blocks)
		if i+1 < len(all) {
			end = all[i+1].block
		}
		if sectionsIn(doc.Blocks[s.block:end]) < leastSections {
			continue
		}
		if n := len(kept); n > 0 && (s.year == 0 || s.year == kept[n-1].year) && (s.issuer == "" || sameIssuer(s.issuer, kept[n-1].issuer)) {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// sameIssuer reports whether two titles may name one issuer. A government reports
// apart from its office.
func sameIssuer(a, b string) bool {
	return alike(a, b) && IsOffice(a) == IsOffice(b)
}

func startOf(block int, title string) reportStart {
	s := reportStart{block: block, title: title, issuer: issuerOf(title)}
	if years := yearsIn(title); len(years) > 0 {
		s.year = years[0].year
	}
	return s
}

// sectionsIn counts the different sections that blocks have headings of.
func sectionsIn(blocks []archive.Passage) int {
	seen := map[int]bool{}
	for _, b := range blocks {
		if b.Table != nil {
			continue
		}
		for line := range strings.SplitSeq(b.Text, "\n") {
			if section, _ := readHeading(strings.TrimSpace(line)); section >= 0 {
				seen[section] = true
			}
		}
	}
	return len(seen)
}

// cut returns the blocks from..to of doc, which are the report number n.
func cut(doc *archive.Document, s reportStart, from, to, n int) *archive.Document {
	part := *doc
	part.Blocks, part.Tables, part.Title, part.Text, part.ContentDigest = nil, nil, s.title, "", ""
	if n > 0 {
		part.Links, part.IssuerHint = nil, ""
	}
	part.Source.Member = strings.TrimPrefix(doc.Source.Member+"#"+strconv.Itoa(n+1), "/")
	appendBlocks(&part, doc, from, to)
	return &part
}

// appendBlocks adds the blocks from..to of doc, with their tables.
func appendBlocks(to *archive.Document, doc *archive.Document, from, end int) {
	for _, b := range doc.Blocks[from:end] {
		if b.Table != nil {
			if *b.Table < 0 || *b.Table >= len(doc.Tables) {
				continue
			}
			at := len(to.Tables)
			to.Tables = append(to.Tables, doc.Tables[*b.Table])
			b.Table = &at
		}
		to.Blocks = append(to.Blocks, b)
	}
}

// Join returns the documents that one report is parted into as one, in their
// order: the pages of an article, or a page and its attachments. What they say
// of themselves is taken from the first that says it.
func Join(docs ...*archive.Document) *archive.Document {
	if len(docs) == 0 {
		return &archive.Document{Schema: archive.DocumentSchema}
	}
	whole := *docs[0]
	whole.Blocks, whole.Tables = nil, nil
	whole.Links, whole.Warnings = slices.Clone(whole.Links), slices.Clone(whole.Warnings)
	var text []string
	for i, doc := range docs {
		if i > 0 {
			whole.Links = append(whole.Links, doc.Links...)
			whole.Warnings = append(whole.Warnings, doc.Warnings...)
		}
		if whole.Published == "" {
			whole.Published = doc.Published
		}
		if whole.IssuerHint == "" {
			whole.IssuerHint = doc.IssuerHint
		}
		if !readsAsReport(whole.Title) && readsAsReport(doc.Title) {
			whole.Title = doc.Title
		}
		text = append(text, doc.Text)
		if len(doc.Blocks) == 0 {
			for line := range strings.SplitSeq(doc.Text, "\n") {
				whole.Blocks = append(whole.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: line})
			}
			continue
		}
		appendBlocks(&whole, doc, 0, len(doc.Blocks))
	}
	whole.Text = strings.Join(text, "\n")
	return &whole
}
