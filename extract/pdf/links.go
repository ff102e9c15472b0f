package pdf

import (
	"path"
	"strings"

	"gongkai/archive"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/draw"
	"gongkai/extract/pdf/pdffile"
	"gongkai/extract/visible"
)

// maxLinks is how many links of one page are read.
const maxLinks = 1_000

// links returns where a page's link annotations lead outside of the file, with
// the text below them.
func links(file *pdffile.File, drawer *draw.Drawer, p pdffile.Page, page *draw.Page) []archive.Link {
	var out []archive.Link
	annotations := file.Array(p.Dict["Annots"])
	for _, o := range annotations[:min(len(annotations), maxLinks)] {
		d := file.Dict(o)
		action := file.Dict(d["A"])
		if file.Name(d["Subtype"]) != "Link" || file.Name(action["S"]) != "URI" {
			continue
		}
		url := strings.TrimSpace(draw.TextString(file.Bytes(action["URI"])))
		if url == "" {
			continue
		}
		link := archive.Link{URL: url, Attachment: attachment(url)}
		if box, ok := drawer.Box(p, d["Rect"]); ok {
			link.Text = under(page.Glyphs, box)
		}
		out = append(out, link)
	}
	return out
}

func under(glyphs []layout.Glyph, box layout.Box) string {
	var b strings.Builder
	for _, g := range glyphs {
		if x, y := (g.X0+g.X1)/2, (g.Y0+g.Y1)/2; x >= box.X0 && x <= box.X1 && y >= box.Y0 && y <= box.Y1 {
			b.WriteString(g.Text)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// attachment reports whether an address is that of a file.
func attachment(url string) bool {
	url, _, _ = strings.Cut(url, "?")
	url, _, _ = strings.Cut(url, "#")
	switch strings.ToLower(path.Ext(url)) {
	case ".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".zip", ".rar", ".7z":
		return true
	}
	return false
}

// infoTitle returns the title in the document information, unless it is a file's
// name or what a program puts there of its own accord.
func infoTitle(file *pdffile.File) string {
	title, ok := visible.Clean(draw.TextString(file.Bytes(file.Info()["Title"])))
	title = strings.Join(strings.Fields(title), " ")
	lower := strings.ToLower(title)
	switch {
	case !ok, len(title) > 600:
		return ""
	case strings.Contains(lower, "microsoft word"), strings.Contains(lower, "powerpoint"), strings.Contains(lower, "untitled"), strings.HasPrefix(title, "未命名"), strings.HasPrefix(title, "文档"), strings.HasPrefix(lower, "http"), strings.HasPrefix(lower, "file:"), strings.HasPrefix(lower, "about:"), strings.HasPrefix(lower, "data:"):
		return ""
	case strings.ContainsAny(title, `\/`):
		return ""
	}
	if ext := path.Ext(lower); len(ext) > 1 && len(ext) <= 6 && strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") == "" {
		return ""
	}
	for _, r := range title {
		if r >= 0x4e00 && r <= 0x9fff {
			return title
		}
	}
	return ""
}
