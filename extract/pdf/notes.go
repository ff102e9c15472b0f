package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/draw"
	"gongkai/extract/visible"
)

// manyShapes is more than there are in an emblem and a few signs.
const manyShapes = 60

// notes is what could not be read well, as pages were drawn.
type notes struct {
	unmapped   map[string]int // glyphs by font
	scanned    []int          // pages
	recognised []int          // scanned pages that OCR has read
	hidden     []int          // pages whose text stands invisibly behind a picture
	cut        []int
	broken     []int
	odd        []int
	white      []int
	faint      []int
	shapes     []int
	unshown    []int
	covered    []int
	clipped    []int
	unread     error // what kept a picture from being read
	conflicts  int
	damaged    bool
	more       bool
}

func newNotes() notes { return notes{unmapped: map[string]int{}} }

// see takes note of a page, and reports whether it is a picture of which nothing
// is read yet. Invisible text becomes the page's where there is a picture and
// nothing else.
func (n *notes) see(number int, page *draw.Page) (unread bool) {
	scan := page.Scanned()
	if len(page.Images) > 0 && layout.Printed(page.Glyphs) == 0 && layout.Printed(page.Hidden) > 0 {
		page.Glyphs, page.Recognised = page.Hidden, true
		n.hidden = append(n.hidden, number)
		scan = false
	}
	for font, count := range page.Unmapped {
		n.unmapped[font] += count
	}
	n.conflicts += page.Conflicts
	for _, note := range []struct {
		is   bool
		list *[]int
	}{
		{page.Cut, &n.cut},
		{page.Damaged, &n.broken},
		{page.Odd, &n.odd},
		{page.White > 0, &n.white},
		{page.Faint > 0, &n.faint},
		{page.Unshown > 0, &n.unshown},
		{page.Shapes > manyShapes && layout.Printed(page.Glyphs) <= layout.FewCharacters, &n.shapes},
		{page.Covered > 0, &n.covered},
		{page.Clipped > 0, &n.clipped},
	} {
		if note.is {
			*note.list = append(*note.list, number)
		}
	}
	if scan {
		n.scanned = append(n.scanned, number)
	}
	return scan
}

func (n *notes) warnings() []archive.Warning {
	var out []archive.Warning
	warn := func(code, format string, args ...any) {
		out = append(out, archive.Warning{Code: code, Message: fmt.Sprintf(format, args...)})
	}
	if len(n.scanned) > 0 {
		why := ""
		if n.unread != nil {
			why = ": " + n.unread.Error()
		}
		warn("scanned_page", "%s: a picture with few characters beside it; what it shows is not read%s", pages(n.scanned), why)
	}
	if len(n.recognised) > 0 {
		warn("ocr", "%s: pictures, whose characters were recognised by OCR: any of them may be wrong", pages(n.recognised))
	}
	if len(n.hidden) > 0 {
		warn("hidden_text", "%s: the text is the one that stands invisibly behind a picture", pages(n.hidden))
	}
	for _, font := range slices.Sorted(maps.Keys(n.unmapped)) {
		name := "a font"
		if font != "" {
			name = "the font " + font
		}
		warn("text_unmapped", "%s does not tell which characters %d of its glyphs are", name, n.unmapped[font])
	}
	if len(n.white) > 0 {
		warn(visible.Pale, "%s: %s", pages(n.white), visible.Unseen.Message())
	}
	if len(n.faint) > 0 {
		warn(visible.Pale, "%s: %s", pages(n.faint), visible.Doubtful.Message())
	}
	if len(n.unshown) > 0 {
		warn("annotation_unread", "%s: a note that strikes text out or has a text of its own, or a field that is filled in, is drawn by viewers alone; it was not read", pages(n.unshown))
	}
	if len(n.shapes) > 0 {
		warn("text_as_shapes", "%s: few characters beside many shapes; the text may be drawn as shapes, which are not read", pages(n.shapes))
	}
	if len(n.covered) > 0 {
		warn("text_covered", "%s: an area that was drawn later covers text; that text was left out", pages(n.covered))
	}
	if len(n.clipped) > 0 {
		warn("text_clipped", "%s: a clip cuts off a part of a figure; what is seen of it was read", pages(n.clipped))
	}
	if n.conflicts > 0 {
		warn("replacement_text", "in %d places the file has another text for its figures than the one that shows, which is what was read", n.conflicts)
	}
	if len(n.cut) > 0 {
		warn("page_cut", "%s: more is drawn there than is read of one document", pages(n.cut))
	}
	if len(n.broken) > 0 {
		warn("page_damaged", "%s: part of what is drawn there can't be decoded", pages(n.broken))
	}
	if len(n.odd) > 0 {
		warn("page_size", "%s: of no sensible size; taken to be A4", pages(n.odd))
	}
	if n.damaged {
		warn("file_damaged", "the file's parts don't lie where it says; some may be missing")
	}
	if n.more {
		warn("pages_left_out", "the document has more pages than the %d that are read", maxPages)
	}
	return out
}

// pages names pages for people, a few of them by their numbers.
func pages(numbers []int) string {
	const most = 5
	if len(numbers) == 1 {
		return "page " + strconv.Itoa(numbers[0])
	}
	var names []string
	for _, n := range numbers[:min(len(numbers), most)] {
		names = append(names, strconv.Itoa(n))
	}
	list := strings.Join(names, ", ")
	if len(numbers) > most {
		list += ", …"
	}
	return fmt.Sprintf("%d pages (%s)", len(numbers), list)
}
