package draw

import (
	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/lex"
	"gongkai/extract/pdf/pdffile"
)

// object draws a form or notes an image.
func (r *run) object(o pdffile.Object) {
	stream := r.file.Stream(o)
	if stream == nil || r.groupOff(stream.Dict["OC"]) {
		return
	}
	switch r.file.Name(stream.Dict["Subtype"]) {
	case "Image":
		r.image(stream)
	case "Form":
		r.form(stream, affine.Identity())
	}
}

// form draws a form after a further matrix, which is that of an annotation.
func (r *run) form(stream *pdffile.Stream, place affine.Matrix) {
	if len(r.open) >= maxForms || r.open[stream] || !r.step(8) {
		return
	}
	r.open[stream] = true
	defer delete(r.open, stream)

	before, floor := r.state, len(r.saved)
	text, lineStart, pathBefore := r.text, r.lineStart, r.path
	r.path = path{}
	defer func() {
		r.state, r.saved = before, r.saved[:min(floor, len(r.saved))]
		r.text, r.lineStart, r.path = text, lineStart, pathBefore
	}()
	if m, ok := affine.Of(r.file.Numbers(stream.Dict["Matrix"])); ok {
		place = m.Times(place)
	}
	r.state.ctm = place.Times(r.state.ctm)
	if b := r.file.Numbers(stream.Dict["BBox"]); len(b) == 4 {
		r.state.clip = meet(r.state.clip, r.state.ctm.Box(layout.Box{X0: b[0], Y0: b[1], X1: b[2], Y1: b[3]}))
	}
	resources := r.resources
	if own := r.file.Dict(stream.Dict["Resources"]); own != nil {
		resources = own
	}
	r.content(r.formData(stream), resources)
}

// formData returns a form's content. Forms that are drawn often are decoded
// once.
func (r *run) formData(stream *pdffile.Stream) []byte {
	if data, ok := r.forms[stream]; ok {
		return data
	}
	data, err := r.file.Data(stream)
	if err != nil {
		r.page.Damaged = true
	}
	if r.cached+len(data) <= maxCached {
		r.cached += len(data)
		r.forms[stream] = data
	}
	return data
}

// image notes an image, which fills the unit square. A thin one is a line.
func (r *run) image(stream *pdffile.Stream) {
	m := r.state.ctm
	b := meet(m.Box(layout.Box{X1: 1, Y1: 1}), r.state.clip)
	if r.covered > 0 || empty(b) || r.state.fill.clear {
		return
	}
	if len(r.page.Images) >= maxMarks/10 {
		r.page.Cut = true
		return
	}
	if b.X1-b.X0 <= thin || b.Y1-b.Y0 <= thin {
		r.rule(b, paint{})
	}
	if (b.X1-b.X0)*(b.Y1-b.Y0) > r.page.Width*r.page.Height/2 && r.state.opaque() && !lets(stream.Dict) && len(r.covers) < maxFills {
		r.covers = append(r.covers, cover{Box: b, glyphs: len(r.page.Glyphs), picture: true})
	}
	r.page.Images = append(r.page.Images, b)
	r.page.Pictures = append(r.page.Pictures, Picture{stream, r.resources, int(m.Turn())})
}

// lets reports whether a picture lets through what it covers, as a mask says (ISO
// 32000-1 8.9.6).
func lets(d pdffile.Dict) bool {
	return d["SMask"] != nil || d["Mask"] != nil || pdffile.First(d, "ImageMask", "IM") == true
}

// inlineImage notes an image whose data stands in the content, and passes over
// it (ISO 32000-1 8.9.7).
func (r *run) inlineImage(s *lex.Scanner) {
	d := pdffile.Dict{}
	var key pdffile.Name
	for {
		v := s.Next()
		if v.Kind == lex.End {
			return
		}
		if v.Is("ID") {
			break
		}
		if key == "" && v.Kind == lex.Name {
			key = pdffile.Name(v.Bytes)
		} else if key != "" {
			d[key], key = pdffile.Parse(v), ""
		}
	}
	src := s.Source()
	start := min(s.Pos()+1, len(src))
	end := endOfImage(src, start)
	s.Seek(end + len("EI"))
	r.image(&pdffile.Stream{Dict: d, Raw: src[start:max(start, end-1)]})
}

// endOfImage returns where the EI stands that ends an image's data, or the end.
func endOfImage(src []byte, start int) int {
	for at := start; at+1 < len(src); at++ {
		if src[at] != 'E' || src[at+1] != 'I' || at > 0 && !lex.Space(src[at-1]) {
			continue
		}
		if at+2 == len(src) || lex.Space(src[at+2]) && readable(src[at+2:]) {
			return at
		}
	}
	return len(src)
}

// readable reports whether bytes look like a content stream and not like the
// data of an image.
func readable(b []byte) bool {
	for _, c := range b[:min(len(b), 16)] {
		if c >= 0x80 || c < ' ' && !lex.Space(c) {
			return false
		}
	}
	return true
}

// annotations draws what fields and notes show on the page (ISO 32000-1 12.5.5).
func (r *run) annotations(o pdffile.Object) {
	const hidden, noView = 1 << 1, 1 << 5
	base := r.state
	for _, a := range r.file.Array(o) {
		d := r.file.Dict(a)
		switch r.file.Name(d["Subtype"]) {
		case "", "Link", "Popup":
			continue
		}
		if r.file.Int(d["F"])&(hidden|noView) != 0 || r.groupOff(d["OC"]) || !r.step(8) {
			continue
		}
		normal := r.file.Resolve(r.file.Dict(d["AP"])["N"])
		if states, ok := normal.(pdffile.Dict); ok {
			normal = r.file.Resolve(states[pdffile.Name(r.file.Name(d["AS"]))])
		}
		stream, ok := normal.(*pdffile.Stream)
		if !ok {
			if r.shows(d) {
				r.page.Unshown++
			}
			continue
		}
		if place, ok := r.place(stream.Dict, d["Rect"]); ok {
			r.form(stream, place)
		}
		r.state = base
	}
}

// shows reports whether an annotation without an appearance is one that viewers
// draw figures for, or through them.
func (r *run) shows(d pdffile.Dict) bool {
	switch r.file.Name(d["Subtype"]) {
	case "StrikeOut", "FreeText":
		return true
	case "Widget":
		parent := r.file.Dict(d["Parent"])
		return r.file.Bytes(d["V"])+r.file.Bytes(parent["V"]) != ""
	}
	return false
}

// place returns the matrix that brings an appearance into its rectangle.
func (r *run) place(form pdffile.Dict, o pdffile.Object) (affine.Matrix, bool) {
	rect, box := r.file.Numbers(o), r.file.Numbers(form["BBox"])
	if len(rect) != 4 || len(box) != 4 {
		return affine.Identity(), false
	}
	m, _ := affine.Of(r.file.Numbers(form["Matrix"]))
	from := m.Box(layout.Box{X0: box[0], Y0: box[1], X1: box[2], Y1: box[3]})
	to := layout.Box{X0: min(rect[0], rect[2]), Y0: min(rect[1], rect[3]), X1: max(rect[0], rect[2]), Y1: max(rect[1], rect[3])}
	if from.X1 == from.X0 || from.Y1 == from.Y0 {
		return affine.Identity(), false
	}
	sx, sy := (to.X1-to.X0)/(from.X1-from.X0), (to.Y1-to.Y0)/(from.Y1-from.Y0)
	return affine.Matrix{A: sx, D: sy, E: to.X0 - from.X0*sx, F: to.Y0 - from.Y0*sy}, true
}
