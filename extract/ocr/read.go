package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/extract/layout"
)

// Warning is the code of the warning that every document has that was read
// here.
const Warning = "ocr"

// longSide is how long the longer side of a picture is taken to be, in points:
// that of A4.
const longSide = 842

// ErrMissing says that tesseract is not installed, or not its data for
// simplified Chinese.
var ErrMissing = errors.New("tesseract, which reads pictures, is not installed with its data for Chinese (chi_sim)")

// Read reads the picture of size bytes in r as a document of one page: Title,
// Blocks, Tables and Warnings. An error that is not ctx's says, in words for
// people, what is wrong with the file, or is [ErrMissing].
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	g, err := upright(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	p, err := Page(ctx, g)
	if err != nil {
		return archive.Document{}, err
	}
	doc, err := Document(ctx, []layout.Page{p})
	if morePages(r) {
		doc.Warnings = append(doc.Warnings, archive.Warning{Code: "pages_left_out", Message: "the TIFF file has more pages than the first, which alone is read"})
	}
	return doc, err
}

// morePages reports whether a TIFF file has a second page: another directory
// after the first (TIFF 6.0, section 2).
func morePages(r io.ReaderAt) bool {
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return false
	}
	order := byteOrder(head[:])
	if order == nil {
		return false
	}
	at := int64(order.Uint32(head[4:]))
	var count [2]byte
	if _, err := r.ReadAt(count[:], at); err != nil {
		return false
	}
	const entry = 12 // bytes
	var next [4]byte
	_, err := r.ReadAt(next[:], at+2+int64(order.Uint16(count[:]))*entry)
	return err == nil && order.Uint32(next[:]) != 0
}

// Picture reads a picture that stands in box on a page, after that many quarter
// turns to the right, as that part of the page. It comes in strips, from above. Where
// beside is the page of text that it stands on, a picture without a table is an empty page.
func Picture(ctx context.Context, strips [][]byte, turns int, box layout.Box, beside *layout.Page) (layout.Page, error) {
	least := minSide
	if beside != nil {
		least = minTable
	}
	g, err := stack(strips, least)
	if err != nil {
		return layout.Page{}, err
	}
	g = turned(g, turns)
	if beside != nil {
		if g = onPage(g, box, beside); g == nil || !hasTable(g) {
			return layout.Page{}, nil
		}
		box = layout.Box{X1: beside.Width, Y1: beside.Height}
	}
	p, err := Page(ctx, g)
	if err != nil {
		return layout.Page{}, err
	}
	if width, height := box.X1-box.X0, box.Y1-box.Y0; (p.Width > p.Height) != (g.Rect.Dx() > g.Rect.Dy()) { // it lay on its side
		box.X1, box.Y1 = box.X0+height, box.Y0+width
	}
	x, y := (box.X1-box.X0)/p.Width, (box.Y1-box.Y0)/p.Height
	p.Width, p.Height = box.X1-box.X0, box.Y1-box.Y0
	place := func(b *layout.Box) {
		*b = layout.Box{X0: box.X0 + b.X0*x, Y0: box.Y0 + b.Y0*y, X1: box.X0 + b.X1*x, Y1: box.Y0 + b.Y1*y}
	}
	for i := range p.Glyphs {
		place(&p.Glyphs[i].Box)
		p.Glyphs[i].Size *= y
	}
	for i := range p.Rules {
		place(&p.Rules[i])
	}
	return p, nil
}

// onPage returns a page that is white but for the picture, so that it has the size of a
// page, or nil where that is too large.
func onPage(g *image.Gray, box layout.Box, page *layout.Page) *image.Gray {
	scale := float64(g.Rect.Dx()) / (box.X1 - box.X0)
	width, height := int(page.Width*scale), int(page.Height*scale)
	if width < 1 || height < 1 || width > maxPixels/height {
		return nil
	}
	to := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(to, to.Rect, image.White, image.Point{}, draw.Src)
	at := image.Pt(int(box.X0*scale), int(box.Y0*scale))
	draw.Draw(to, g.Rect.Add(at), g, image.Point{}, draw.Src)
	return to
}

// hasTable reports whether a picture shows as many rules as the least table has.
func hasTable(g *image.Gray) bool {
	horizontal, vertical := ruled(straight(g))
	return len(horizontal) >= 3 && len(vertical) >= 3
}

// straight returns g laid straight, black on white.
func straight(g *image.Gray) *image.Gray { return whitened(level(cleared(positive(g)))) }

// Page reads one page. The error is ctx's or says why tesseract failed.
func Page(whole context.Context, g *image.Gray) (layout.Page, error) {
	ctx, cancel := context.WithTimeout(whole, Longest)
	defer cancel()
	g = straight(g)
	horizontal, vertical := ruled(g)
	words, err := read(ctx, erase(g, horizontal, vertical), horizontal, vertical)
	if err == nil && doubtful(words) {
		if turns := lying(ctx, g); turns > 0 {
			g = straight(turned(g, turns))
			horizontal, vertical = ruled(g)
			words, err = read(ctx, erase(g, horizontal, vertical), horizontal, vertical)
		}
	}
	switch {
	case ctx.Err() != nil && whole.Err() == nil:
		return layout.Page{}, fmt.Errorf("tesseract took more than %v", Longest)
	case err != nil:
		return layout.Page{}, err
	}
	scale := longSide / float64(max(g.Rect.Dx(), g.Rect.Dy()))
	p := layout.Page{Width: float64(g.Rect.Dx()) * scale, Height: float64(g.Rect.Dy()) * scale, Recognised: true}
	for _, s := range horizontal {
		y := float64(s.Low+s.High+1) / 2 * scale // a skewed rule is taken for a straight one
		p.Rules = append(p.Rules, layout.Box{X0: float64(s.From) * scale, X1: float64(s.To+1) * scale, Y0: y, Y1: y})
	}
	for _, s := range vertical {
		x := float64(s.Low+s.High+1) / 2 * scale
		p.Rules = append(p.Rules, layout.Box{X0: x, X1: x, Y0: float64(s.From) * scale, Y1: float64(s.To+1) * scale})
	}
	for _, w := range words {
		p.Glyphs = append(p.Glyphs, w.glyphs(scale)...)
	}
	return p, nil
}

// doubtful reports whether what was read may be no text at all: of a page that lies on
// its side or head tesseract's words with Hanzi have a confidence of 20 to 30, of bad
// scans 70 and more.
func doubtful(words []word) bool {
	sum, n := 0.0, 0
	for _, w := range words {
		if strings.ContainsFunc(w.text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			sum += w.confidence
			n++
		}
	}
	const least, sure = 20, 50
	return n >= least && sum < sure*float64(n)
}

// lying returns by how many quarter turns to the right a page stands upright, as
// far as tesseract has the data to tell (osd), and is sure.
func lying(ctx context.Context, g *image.Gray) (turns int) {
	size := min(1, bestSide/float64(side(g)))
	out, err := tesseract(ctx, resampled(g, 0, size), "--psm", "0")
	if err != nil {
		return 0
	}
	var turn, confidence float64
	for line := range strings.Lines(out) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "Rotate":
			turn, _ = strconv.ParseFloat(value, 64)
		case "Orientation confidence":
			confidence, _ = strconv.ParseFloat(value, 64)
		}
	}
	const sure = 2
	if confidence < sure {
		return 0
	}
	return int(turn) / 90 % 4
}

// Document returns the document that is drawn on pages that were read here.
func Document(ctx context.Context, pages []layout.Page) (archive.Document, error) {
	doc, err := layout.Read(ctx, pages)
	doc.Warnings = append(doc.Warnings, archive.Warning{Code: Warning, Message: "the pages are pictures, and every character was recognised by OCR: any of them may be wrong"})
	return doc, err
}

// word is a word as tesseract reports it, in pixels.
type word struct {
	text                     string
	left, top, width, height int
	line                     string // words of a line have the same
	confidence               float64
}

// glyphs spreads the characters of a word over its box.
func (w word) glyphs(scale float64) []layout.Glyph {
	n := utf8.RuneCountInString(w.text)
	step := float64(w.width) / float64(max(n, 1))
	glyphs := make([]layout.Glyph, 0, n)
	for _, r := range w.text {
		x := float64(w.left) + step*float64(len(glyphs))
		glyphs = append(glyphs, layout.Glyph{
			Box:  layout.Box{X0: x * scale, X1: (x + step) * scale, Y0: float64(w.top) * scale, Y1: float64(w.top+w.height) * scale},
			Text: string(r), Size: float64(w.height) * scale,
		})
	}
	return glyphs
}

// Longest is how long reading a picture may take: it takes about two seconds, and on
// a busy machine many times that.
const Longest = 30 * time.Second

// noLetters keeps tesseract from seeing letters, as an O, in the figures of a cell.
var noLetters = []string{"-c", "tessedit_char_blacklist=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz|[]{}"}

// recognise has tesseract read a picture in that size. English is there for the figures:
// without it a point between two is lost.
func recognise(ctx context.Context, g *image.Gray, size float64, how ...string) ([]word, error) {
	if math.Abs(size-1) > 0.1 {
		g = resampled(g, 0, size)
	} else {
		size = 1
	}
	out, err := tesseract(ctx, g, append(append([]string{"-l", "chi_sim+eng", "--psm", "6"}, how...), "tsv")...)
	if err != nil {
		return nil, err
	}
	return parse(out, size), nil
}

// tesseract runs it on a picture.
func tesseract(ctx context.Context, g *image.Gray, how ...string) (string, error) {
	var in, out, said bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&in, g); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "tesseract", append([]string{"stdin", "stdout"}, how...)...)
	cmd.Env = append(cmd.Environ(), "OMP_THREAD_LIMIT=1") // more threads take more CPU, and no less time
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &said
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return "", ErrMissing
	case err != nil && !available(ctx):
		return "", ErrMissing
	case err != nil:
		first, _, _ := strings.Cut(said.String(), "\n")
		return "", fmt.Errorf("tesseract: %w: %s", err, first)
	}
	return out.String(), nil
}

// available reports whether tesseract has what it needs for Chinese.
func available(ctx context.Context) bool {
	out, err := exec.CommandContext(ctx, "tesseract", "--list-langs").Output()
	return err == nil && bytes.Contains(out, []byte("chi_sim"))
}

// parse reads tesseract's table of a picture of that size: level, page, block, paragraph, line, word, left,
// top, width, height, confidence and text, with tabs between.
func parse(tsv string, size float64) []word {
	var words []word
	for line := range strings.Lines(tsv) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 12 || f[0] != "5" || strings.TrimSpace(f[11]) == "" {
			continue
		}
		w := word{text: strings.TrimSpace(f[11]), line: strings.Join(f[1:5], " ")}
		w.confidence, _ = strconv.ParseFloat(f[10], 64)
		for i, to := range []*int{&w.left, &w.top, &w.width, &w.height} {
			n, _ := strconv.Atoi(f[6+i]) // tesseract's own numbers
			*to = int(float64(n) / size)
		}
		words = append(words, w)
	}
	inOrder(words)
	return words
}

// inOrder lets the words of each line stand one after the other, as they are told:
// tesseract's boxes of neighbours overlap, or are the wrong way round.
func inOrder(words []word) {
	for i := 1; i < len(words); i++ {
		before, w := &words[i-1], &words[i]
		if w.line != before.line {
			continue
		}
		w.left = max(w.left, before.left+1)
		before.width = min(before.width, w.left-before.left)
	}
}
