package likeness

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gongkai/archive"
)

// Method tells sketches apart that were made in another way. It changes with
// what [Of] makes of a document.
const Method = "1"

// Sketch is what is kept of a document to compare it with others.
type Sketch struct {
	Portal   string   `json:"portal"`
	Issuer   string   `json:"issuer,omitempty"` // 发布机关, normalised; empty where it is not known
	Year     int      `json:"year,omitempty"`   // 0 where it is not known
	Division string   `json:"division,omitempty"`
	Cells    bool     `json:"cells,omitempty"`   // the figures are a report's cells; else numbers in the text
	Count    int      `json:"count,omitempty"`   // of figures that are not zero
	Figures  []uint32 `json:"figures,omitempty"` // the least hashes of them, sorted
	Sum      uint64   `json:"sum,omitempty"`     // of all of their hashes: two sets with one sum are equal
	Text     []byte   `json:"text,omitempty"`    // a byte of each bin of the text's MinHash

	bands []uint64
}

// Of returns the sketch of a document that a portal has. report is nil where the
// document is no annual report.
func Of(portal string, doc *archive.Document, report *archive.AnnualReport) Sketch {
	s := Sketch{Portal: portal}
	if report != nil {
		s.Issuer, s.Year, s.Division = Issuer(string(report.Issuer)), int(report.Year), string(report.Division)
	}
	text := passages(doc)
	all := cellFigures(report)
	if s.Cells = len(all) > 0; !s.Cells {
		all = textFigures(text)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	s.Count = len(all)
	for _, f := range all {
		s.Sum += mix(uint64(f))
	}
	s.Figures = all[:min(len(all), figures)]
	least, ok := signature(text)
	if ok {
		s.Text = make([]byte, bins)
		for i, h := range least {
			s.Text[i] = byte(h)
		}
	}
	s.bands = bands(least, ok, s.Figures)
	return s
}

// Issuer returns an issuer's name as it is compared: in form NFKC, without
// white space and signs.
func Issuer(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, norm.NFKC.String(name))
}

// fewRunes is the length of a text below which its tables are compared too.
const fewRunes = 200

// passages returns the letters and digits of what a document says outside of
// its tables, which are nearly all of the form's own words; and of all of it
// where that is little.
func passages(doc *archive.Document) []rune {
	var text []rune
	for _, p := range doc.Blocks {
		if p.Table == nil {
			text = plain(text, p.Text)
		}
	}
	if len(text) < fewRunes {
		return plain(nil, doc.Text)
	}
	return text
}

// plain appends the letters and digits of s in form NFKC.
func plain(text []rune, s string) []rune {
	for _, r := range norm.NFKC.String(s) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			text = append(text, r)
		}
	}
	return text
}

// cellFigures returns a hash of each cell of a report that is a number other
// than zero, with where it stands.
func cellFigures(report *archive.AnnualReport) []uint32 {
	if report == nil {
		return nil
	}
	var all []uint32
	for _, c := range report.Cells {
		if value := significant(string(c.Value)); c.State == archive.CellNumber && value != "" {
			all = append(all, uint32(hashString(c.Key()+"="+value)>>32))
		}
	}
	return all
}

// significant returns a number without zeros that say nothing, and "" for zero.
func significant(number string) string {
	sign, digits := "", number
	if rest, ok := strings.CutPrefix(number, "-"); ok {
		sign, digits = "-", rest
	}
	digits = strings.TrimLeft(digits, "0")
	if strings.Contains(digits, ".") {
		digits = strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
	}
	if digits == "" {
		return ""
	}
	return sign + digits
}

// context is how many characters before a number in a text say what it counts.
const context = 4

// textFigures returns a hash of each number in a text, with the characters
// before it. Years, and days and months, are in every report.
func textFigures(text []rune) []uint32 {
	var all []uint32
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		end := i
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		dated := end < len(text) && strings.ContainsRune("年月日号条", text[end])
		if !dated && strings.Trim(string(text[i:end]), "0") != "" {
			all = append(all, uint32(hashRunes(text[max(0, i-context):end])>>32))
		}
		i = end
	}
	return all
}

// The bands: each is one thing that two documents have in common with near
// certainty where they are the same report. Two documents whose texts resemble
// each other by 0.9 and whose figures do by 0.9 share a band with a chance of
// 0.99; of two issuers' reports of one form few do, since their figures differ.
const (
	bandCount = 6
	bandTexts = 2 // bins of the text's MinHash in a band
)

// bands names what the sketch is found by. A document without figures has none:
// its text alone would be found with every other of its form.
func bands(least [bins]uint64, ok bool, figures []uint32) []uint64 {
	if !ok || len(figures) < fewFigures {
		return nil
	}
	all := make([]uint64, bandCount)
	for i := range all {
		h := uint64(i)
		for j := range bandTexts {
			h = mix(h ^ least[i*bandTexts+j])
		}
		all[i] = mix(h ^ leastFigure(figures, uint64(i)))
	}
	return all
}

// leastFigure returns the figure whose hash with a seed is least: a MinHash of
// the figures that are kept.
func leastFigure(figures []uint32, seed uint64) uint64 {
	least := ^uint64(0)
	for _, f := range figures {
		least = min(least, mix(uint64(f)+seed<<32))
	}
	return least
}

// Bands returns the keys, of 8 bytes each, that documents are looked up by which
// may be the same report. Only a sketch that [Of] made has them.
func (s Sketch) Bands() [][]byte {
	keys := make([][]byte, len(s.bands))
	for i, b := range s.bands {
		keys[i] = binary.BigEndian.AppendUint64(nil, b)
	}
	return keys
}

// Stored returns the sketch as it comes back from JSON: without bands.
func (s Sketch) Stored() Sketch {
	s.bands = nil
	return s
}
