package draw

import (
	"gongkai/extract/affine"
	"gongkai/extract/pdf/lex"
	"gongkai/extract/pdf/pdffile"
	"gongkai/extract/visible"
)

// operator carries out one operator (ISO 32000-1 annex A). floor is how many
// graphics states were saved before the content stream began.
func (r *run) operator(op []byte, operands []lex.Value, floor int) {
	s := &r.state
	switch string(op) {
	// Graphics state.
	case "q":
		r.save()
	case "Q":
		if len(r.saved) > floor {
			r.restoreTo(len(r.saved) - 1)
		}
	case "cm":
		if len(operands) >= 6 {
			n := numbers(operands, 6)
			s.ctm = affine.Matrix{A: n[0], B: n[1], C: n[2], D: n[3], E: n[4], F: n[5]}.Times(s.ctm)
		}
	case "w":
		s.width = numbers(operands, 1)[0]
	case "gs":
		r.graphicsState(r.resource("ExtGState", last(operands)))

	// Paths.
	case "m":
		n := numbers(operands, 2)
		r.path.move(s.ctm.Apply(n[0], n[1]))
	case "l":
		n := numbers(operands, 2)
		x, y := s.ctm.Apply(n[0], n[1])
		r.path.line(x, y)
	case "c":
		n := numbers(operands, 6)
		r.curve(n[0], n[1], n[2], n[3], n[4], n[5])
	case "v":
		n := numbers(operands, 4)
		x, y := s.ctm.Apply(n[2], n[3])
		r.path.add(point{x: x, y: y, curve: true})
	case "y":
		n := numbers(operands, 4)
		r.curve(n[0], n[1], n[2], n[3], n[2], n[3])
	case "sh":
		r.ground(s.clip, paint{ink: visible.Unclear})
	case "h":
		r.path.close()
	case "re":
		n := numbers(operands, 4)
		r.path.rectangle(s.ctm, n[0], n[1], n[2], n[3])
	case "W", "W*":
		r.clip = true
	case "S":
		r.paint(false, true)
	case "s":
		r.path.close()
		r.paint(false, true)
	case "f", "F", "f*":
		r.paint(true, false)
	case "B", "B*":
		r.paint(true, true)
	case "b", "b*":
		r.path.close()
		r.paint(true, true)
	case "n":
		r.paint(false, false)

	// Colours.
	case "g", "rg", "k":
		s.fill.tint, s.fill.listed = false, false
		s.fill.set(components(operands))
	case "G", "RG", "K":
		s.line.tint, s.line.listed = false, false
		s.line.set(components(operands))
	case "cs":
		s.fill = r.space(last(operands), s.fill.clear)
	case "CS":
		s.line = r.space(last(operands), s.line.clear)
	case "sc", "scn":
		s.fill.set(components(operands))
	case "SC", "SCN":
		s.line.set(components(operands))

	// Objects and marked content.
	case "Do":
		r.object(r.resource("XObject", last(operands)))
	case "BMC":
		r.begin(lex.Value{}, lex.Value{})
	case "BDC":
		if len(operands) >= 2 {
			r.begin(operands[0], operands[1])
		} else {
			r.begin(lex.Value{}, lex.Value{})
		}
	case "EMC":
		r.end()
	default:
		r.textOperator(op, operands)
	}
}

// curve draws a curve whose points are in the state's coordinates.
func (r *run) curve(cx, cy, dx, dy, x, y float64) {
	m := r.state.ctm
	cx, cy = m.Apply(cx, cy)
	dx, dy = m.Apply(dx, dy)
	x, y = m.Apply(x, y)
	r.path.curve(cx, cy, dx, dy, x, y)
}

// resource returns the entry of a category of the resources.
func (r *run) resource(category pdffile.Name, name lex.Value) pdffile.Object {
	if name.Kind != lex.Name {
		return nil
	}
	return r.file.Dict(r.resources[category])[pdffile.Name(name.Bytes)]
}

// graphicsState takes over a graphics state parameter dictionary.
func (r *run) graphicsState(o pdffile.Object) {
	d := r.file.Dict(o)
	if w, ok := r.file.Number(d["LW"]); ok {
		r.state.width = w
	}
	if f := r.file.Array(d["Font"]); len(f) == 2 {
		r.state.font = r.font(f[0])
		r.state.size, _ = r.file.Number(f[1])
	}
	if a, ok := r.file.Number(d["ca"]); ok {
		r.state.fill.clear = a == 0
		r.state.sheer[0] = a < 1
	}
	if a, ok := r.file.Number(d["CA"]); ok {
		r.state.line.clear = a == 0
	}
	if blend := r.file.Resolve(d["BM"]); blend != nil {
		if several := r.file.Array(blend); len(several) > 0 {
			blend = several[0]
		}
		name := r.file.Name(blend)
		r.state.sheer[1] = name != "Normal" && name != "Compatible"
	}
	if mask := r.file.Resolve(d["SMask"]); mask != nil {
		r.state.sheer[2] = r.file.Name(mask) != "None"
	}
}

// components returns the numbers of a colour; a pattern has none.
func components(operands []lex.Value) []float64 {
	var n []float64
	for _, v := range operands {
		if v.Kind == lex.Name {
			return nil
		}
		n = append(n, v.Number)
	}
	return n
}

// space returns the paint that a colour space begins with.
func (r *run) space(name lex.Value, clear bool) paint {
	p := paint{clear: clear, ink: visible.Unclear}
	if a := r.file.Array(r.resource("ColorSpace", name)); len(a) > 0 {
		switch r.file.Name(a[0]) {
		case "Separation", "DeviceN":
			p.tint = true
		case "Indexed", "Pattern":
			p.listed = true
		}
	}
	return p
}
