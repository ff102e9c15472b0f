package draw

import (
	"context"

	"gongkai/extract/affine"
	"gongkai/extract/pdf/lex"
	"gongkai/extract/pdf/pdffile"
	"gongkai/extract/visible"
)

// run is the drawing of one page.
type run struct {
	*Drawer
	ctx       context.Context
	page      *Page
	left      int // steps
	open      map[*pdffile.Stream]bool
	resources pdffile.Dict

	state state
	saved []state
	path  path
	clip  bool // the path becomes part of the clip once it is painted

	text, lineStart affine.Matrix // Tm and the start of the line
	marked          []marked
	covered         int // open marked content that doesn't show
	grounds         []ground
	shades          []visible.Colour // of the grounds
	covers          []cover
	digit           digit // the last one that was shown
}

// step counts work, and reports whether there may be more.
func (r *run) step(n int) bool {
	if r.left -= n; r.left <= 0 {
		r.page.Cut = true
		return false
	}
	return r.left&0xfff >= n || r.ctx.Err() == nil
}

// content carries out a content stream.
func (r *run) content(data []byte, resources pdffile.Dict) {
	before := r.resources
	r.resources = resources
	defer func() { r.resources = before }()
	saved, marks := len(r.saved), len(r.marked)
	scanner := lex.New(data)
	var operands []lex.Value
	for {
		v := scanner.Next()
		switch v.Kind {
		case lex.End:
			r.restoreTo(saved)
			r.endMarksTo(marks)
			return
		case lex.Close:
		case lex.Word:
			if !r.step(1) {
				return
			}
			if string(v.Bytes) == "BI" {
				r.inlineImage(scanner)
			} else {
				r.operator(v.Bytes, operands, saved)
			}
			operands = operands[:0]
			scanner.Recycle()
		default:
			if len(operands) < 64 { // more than any operator has
				operands = append(operands, v)
			} else {
				copy(operands, operands[1:])
				operands[len(operands)-1] = v
			}
		}
	}
}

// save keeps the graphics state, and restore takes it up again. What a form
// saved is not restored beyond its end, and a form restores no more than it
// saved.
func (r *run) save() {
	if len(r.saved) < maxSaved {
		r.saved = append(r.saved, r.state)
	}
}

func (r *run) restoreTo(n int) {
	if len(r.saved) > n {
		r.state = r.saved[n]
		r.saved = r.saved[:n]
	}
}

// numbers returns the last n operands as numbers; a missing one is 0.
func numbers(operands []lex.Value, n int) (out [6]float64) {
	operands = operands[max(0, len(operands)-n):]
	for i, v := range operands {
		if v.Kind == lex.Number {
			out[i] = v.Number
		}
	}
	return out
}

func last(operands []lex.Value) lex.Value {
	if len(operands) == 0 {
		return lex.Value{}
	}
	return operands[len(operands)-1]
}
