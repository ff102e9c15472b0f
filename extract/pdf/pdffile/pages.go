package pdffile

// maxPageDepth is how deep the page tree may be.
const maxPageDepth = 64

// Page is a page with what it inherits.
type Page struct {
	Dict      Dict
	Resources Dict
	MediaBox  Object
	CropBox   Object
	Rotate    int
}

// Pages returns the pages in their order, most at most, and whether there are
// more.
func (f *File) Pages(most int) (pages []Page, more bool) {
	w := walk{f: f, most: most, seen: map[int]bool{}}
	w.node(f.Catalog()["Pages"], Page{}, 0)
	if d, ok := f.source.(*direct); ok && len(w.pages) == 0 {
		for _, o := range d.pages { // whose tree is lost
			w.node(o, Page{}, 0)
		}
	}
	return w.pages, w.more
}

type walk struct {
	f     *File
	most  int
	seen  map[int]bool // nodes that were visited: a tree has each once
	pages []Page
	more  bool
}

func (w *walk) node(o Object, p Page, depth int) {
	if ref, ok := o.(Ref); ok {
		if w.seen[ref.Number] {
			return
		}
		w.seen[ref.Number] = true
	}
	d := w.f.Dict(o)
	if d == nil || depth > maxPageDepth || w.more {
		return
	}
	p.inherit(w.f, d)
	kids := w.f.Array(d["Kids"])
	if kids == nil {
		if w.f.Name(d["Type"]) == "Pages" {
			return
		}
		if len(w.pages) == w.most {
			w.more = true
			return
		}
		p.Dict = d
		w.pages = append(w.pages, p)
		return
	}
	for _, kid := range kids {
		w.node(kid, p, depth+1)
	}
}

func (p *Page) inherit(f *File, d Dict) {
	if r := f.Dict(d["Resources"]); r != nil {
		p.Resources = r
	}
	if b := d["MediaBox"]; b != nil {
		p.MediaBox = b
	}
	if b := d["CropBox"]; b != nil {
		p.CropBox = b
	}
	if d["Rotate"] != nil {
		p.Rotate = f.Int(d["Rotate"])
	}
}
