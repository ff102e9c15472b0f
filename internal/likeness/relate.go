package likeness

import (
	"regexp"
	"strings"
)

// Relation is what a document is to another.
type Relation string

// The relations. A near-duplicate has the same figures and all but the same
// text; a version of a report has others.
const (
	None          Relation = ""
	NearDuplicate Relation = "near_duplicate"
	Version       Relation = "version"
)

// The limits. Of 180,000 pairs of generated reports of two issuers on one form
// and year, texts resemble each other by up to 0.84, and figures, where there
// are few, agree by up to 0.82; never both.
const (
	sameText    = 0.75 // another host's words around a report take away less
	similarText = 0.6
	mostFigures = 0.5 // a correction touches fewer
	nearlyAll   = 0.8
	fewFigures  = 10 // fewer agree by chance: many towns report little but zeros
)

// Relate tells what two documents are to each other: [None] unless they are one
// issuer's report on one year. In doubt it says None. Neither is the older one:
// that is for the caller to know.
func Relate(a, b Sketch) Relation {
	switch {
	case a.Year != 0 && b.Year != 0 && a.Year != b.Year,
		a.Division != "" && b.Division != "" && a.Division != b.Division,
		!issuersAgree(a.Issuer, b.Issuer):
		return None
	}
	named := a.Year != 0 && a.Year == b.Year && a.Issuer != "" && a.Issuer == b.Issuer
	text, agree := resemblance(a.Text, b.Text), overlap(a.Figures, b.Figures)
	comparable := a.Cells == b.Cells && a.Count > 0 && b.Count > 0
	telling := comparable && min(a.Count, b.Count) >= fewFigures
	same := comparable && a.Sum == b.Sum || a.Count == 0 && b.Count == 0
	switch {
	case named && (a.Portal == b.Portal || telling && agree >= mostFigures && text >= similarText || local(a.Issuer) && text >= sameText && (same || agree >= mostFigures)):
		// One portal has one issuer of a name. Elsewhere the name may be another
		// place's: every county has a 教育局 and most a 城关镇.
	case !named && telling && agree >= nearlyAll && text >= similarText:
	default:
		return None
	}
	switch {
	case same && text >= sameText:
		return NearDuplicate
	case text >= similarText, comparable && agree >= mostFigures:
		return Version
	}
	return None
}

// issuersAgree reports whether two names may be one issuer's: where one is not
// known, or is the end of the other (教育局 and 青渡县教育局).
func issuersAgree(a, b string) bool {
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

var (
	zone  = regexp.MustCompile(`(开发|园|示范|试验|管理|景|新|保税|高新)区`)
	place = regexp.MustCompile(`^.{2,}?[省市县区州盟旗].`)
)

// local reports whether an issuer's name tells its place (青渡县教育局).
func local(issuer string) bool { return place.MatchString(zone.ReplaceAllString(issuer, "")) }

// Resemblance returns what share of their text two documents have in common, as
// far as their sketches tell, and what share of their figures.
func Resemblance(a, b Sketch) (text, figures float64) {
	return resemblance(a.Text, b.Text), overlap(a.Figures, b.Figures)
}

// Others reports whether two documents are known to be reports of two issuers,
// or on two years.
func Others(a, b Sketch) bool {
	return a.Year != 0 && b.Year != 0 && a.Year != b.Year ||
		a.Issuer != "" && b.Issuer != "" && !issuersAgree(a.Issuer, b.Issuer)
}

// SameFigures reports whether two documents have the same cells of a report, zeros
// aside, and any.
func SameFigures(a, b Sketch) bool { return a.Cells && b.Cells && a.Count > 0 && a.Sum == b.Sum }

// Telling reports whether a document has so many figures that another's are hardly the
// same by chance.
func (s Sketch) Telling() bool { return s.Count >= fewFigures }
