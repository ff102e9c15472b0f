package ofdwrite

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/typeset"
)

// Options says how the file is written. The zero value is plain.
type Options struct {
	typeset.Options
	Namespace string // of the elements; empty for the standard's
	Filled    bool   // rules are filled rectangles, not strokes
}

// Write writes a report on pages of A4, its title first. Tables stand where the
// passages have them and go on over page breaks.
func Write(w io.Writer, title string, passages []archive.Passage, tables []archive.Table) error {
	return WriteWith(w, title, passages, tables, Options{Options: typeset.Options{
		Size: 10.5, Middle: true, Numbered: true, Running: "政府信息公开工作年度报告",
	}})
}

// WriteWith writes a report as opts says.
func WriteWith(w io.Writer, title string, passages []archive.Passage, tables []archive.Table, opts Options) error {
	if opts.Namespace == "" {
		opts.Namespace = "http://www.ofdspec.org/2016"
	}
	running := opts.Running
	opts.Running = "" // which the template draws
	f := &file{zip: zip.NewWriter(w), opts: opts, id: 10}
	pages := typeset.Document(title, passages, tables, opts.Options)
	f.part("OFD.xml", "OFD", ` Version="1.0" DocType="OFD"`, fmt.Sprintf(
		`<ofd:DocBody><ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID><ofd:Title>%s</ofd:Title><ofd:Creator>gongkai</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>`, escaped(title)))
	f.part("Doc_0/PublicRes.xml", "Res", ` BaseLoc="Res"`,
		`<ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/><ofd:Font ID="2" FontName="黑体" FamilyName="黑体" Bold="true"/></ofd:Fonts>`)
	f.part("Doc_0/DocumentRes.xml", "Res", ` BaseLoc="Res"`, `<ofd:DrawParams><ofd:DrawParam ID="3" LineWidth="0.2"/></ofd:DrawParams>`)
	var list strings.Builder
	for i := range pages {
		at := fmt.Sprintf("Pages/Page_%d/Content.xml", i) // relative to Document.xml, or from the root
		if i%2 == 1 {
			at = "/Doc_0/" + at
		}
		fmt.Fprintf(&list, `<ofd:Page ID="%d" BaseLoc="%s"/>`, f.next(), at)
	}
	f.part("Doc_0/Document.xml", "Document", "", `<ofd:CommonData><ofd:MaxUnitID>100000</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>/Doc_0/DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="4" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>`+list.String()+`</ofd:Pages>`)
	f.part("Doc_0/Tpls/Tpl_0/Content.xml", "Page", "", f.content(template(running)))
	for i, p := range pages {
		f.part(fmt.Sprintf("Doc_0/Pages/Page_%d/Content.xml", i), "Page", "",
			`<ofd:Template TemplateID="4" ZOrder="Background"/>`+f.content(p))
	}
	if f.err != nil {
		return f.err
	}
	return f.zip.Close()
}

// template returns what every page has: a running head.
func template(running string) typeset.Page {
	if running == "" {
		return typeset.Page{}
	}
	l := typeset.Line{X: 72, Y: 48, Text: []rune(running), Size: 9}
	for _, r := range l.Text {
		l.Steps = append(l.Steps, typeset.Advance(r)*l.Size)
	}
	return typeset.Page{Lines: []typeset.Line{l}, Rules: []typeset.Rule{{X0: 72, Y0: 54, X1: 523, Y1: 54, Width: 0.75}}}
}

// file is a file that is being written.
type file struct {
	zip  *zip.Writer
	opts Options
	id   int
	err  error
}

// next returns an id that no other element has.
func (f *file) next() int {
	f.id++
	return f.id
}

// part writes a part of one outermost element.
func (f *file) part(name, element, attributes, content string) {
	if f.err != nil {
		return
	}
	w, err := f.zip.Create(name)
	if err == nil {
		_, err = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<ofd:%[1]s xmlns:ofd="%[2]s"%[3]s>%[4]s</ofd:%[1]s>`, element, f.opts.Namespace, attributes, content)
	}
	if err != nil {
		f.err = fmt.Errorf("write %s: %w", name, err)
	}
}

// content returns what a page draws: its rules, then its texts.
func (f *file) content(p typeset.Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<ofd:Content><ofd:Layer ID="%d" Type="Body">`, f.next())
	drawn := make(map[typeset.Rule]bool, len(p.Rules))
	for _, r := range p.Rules {
		if !drawn[r] { // the border of two cells is drawn once
			drawn[r] = true
			f.rule(&b, r)
		}
	}
	fmt.Fprintf(&b, `<ofd:PageBlock ID="%d">`, f.next())
	for _, l := range p.Lines {
		f.line(&b, l)
	}
	b.WriteString(`</ofd:PageBlock></ofd:Layer></ofd:Content>`)
	return b.String()
}

func (f *file) rule(b *strings.Builder, r typeset.Rule) {
	w, h := r.X1-r.X0, r.Y1-r.Y0
	if f.opts.Filled {
		half := r.Width / 2
		fmt.Fprintf(b, `<ofd:PathObject ID="%d" Boundary="%s %s %s %s" Stroke="false" Fill="true"><ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>M 0 0 L %[6]s 0 L %[6]s %[7]s L 0 %[7]s C</ofd:AbbreviatedData></ofd:PathObject>`,
			f.next(), mm(r.X0-half), mm(r.Y0-half), mm(w+r.Width), mm(h+r.Width), mm(w+r.Width), mm(h+r.Width))
		return
	}
	fmt.Fprintf(b, `<ofd:PathObject ID="%d" Boundary="%s %s %s %s" LineWidth="%s"><ofd:AbbreviatedData>M 0 0 L %s %s</ofd:AbbreviatedData></ofd:PathObject>`,
		f.next(), mm(r.X0), mm(r.Y0), mm(max(w, r.Width)), mm(max(h, r.Width)), mm(r.Width), mm(w), mm(h))
}

func (f *file) line(b *strings.Builder, l typeset.Line) {
	font, length := 1, 0.0
	if l.Bold {
		font = 2
	}
	for _, s := range l.Steps {
		length += s
	}
	fmt.Fprintf(b, `<ofd:TextObject ID="%d" Boundary="%s %s %s %s" Font="%d" Size="%s"><ofd:TextCode X="0" Y="%s"`,
		f.next(), mm(l.X), mm(l.Y-l.Size), mm(length), mm(1.3*l.Size), font, mm(l.Size), mm(l.Size))
	if len(l.Text) > 1 {
		fmt.Fprintf(b, ` DeltaX="%s"`, deltas(l.Steps[:len(l.Steps)-1]))
	}
	fmt.Fprintf(b, `>%s</ofd:TextCode></ofd:TextObject>`, escaped(string(l.Text)))
}

// deltas returns steps with those that repeat as "g n v".
func deltas(list []float64) string {
	var out []string
	for i := 0; i < len(list); {
		n := 1
		for i+n < len(list) && list[i+n] == list[i] {
			n++
		}
		if n > 2 {
			out = append(out, "g", strconv.Itoa(n), mm(list[i]))
		} else {
			for range n {
				out = append(out, mm(list[i]))
			}
		}
		i += n
	}
	return strings.Join(out, " ")
}

// mm returns points as millimetres.
func mm(points float64) string {
	return strconv.FormatFloat(points*25.4/72, 'f', 4, 64)
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes all
	return b.String()
}
