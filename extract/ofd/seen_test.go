package ofd_test

import (
	"strings"
	"testing"

	"gongkai/archive"
)

// figure is a text object at a place of the page, in millimetres.
func figure(at, attributes, inner, text string) string {
	return `<ofd:TextObject Boundary="` + at + ` 50 10" Font="1" Size="5" ` + attributes + `>` + inner + `<ofd:TextCode X="0" Y="5">` + text + `</ofd:TextCode></ofd:TextObject>`
}

func codes(doc archive.Document) string {
	var out []string
	for _, w := range doc.Warnings {
		out = append(out, w.Code)
	}
	return strings.Join(out, " ")
}

func TestTextThatIsNotPaintedIsLeftOut(t *testing.T) {
	const white = `<ofd:FillColor Value="255 255 255"/>`
	params := `<ofd:DrawParams><ofd:DrawParam ID="7">` + white + `</ofd:DrawParam><ofd:DrawParam ID="8" Relative="7" LineWidth="1"/></ofd:DrawParams>`
	const seven = `<ofd:TextObject Boundary="20 80 50 10" Size="5"><ofd:FillColor Value="0 0 0"/><ofd:TextCode X="0" Y="5">7</ofd:TextCode></ofd:TextObject>`
	for name, c := range map[string]struct{ content, want, codes string }{
		"it is not filled":               {figure("20 20", `Fill="false"`, "", "66"), "7", ""},
		"it is outlined":                 {figure("20 20", `Fill="false" Stroke="true"`, "", "66"), "66|7", ""},
		"the object is clear":            {figure("20 20", `Alpha="0"`, "", "66"), "7", ""},
		"its colour is clear":            {figure("20 20", "", `<ofd:FillColor Value="0 0 0" Alpha="0"/>`, "66"), "7", ""},
		"a parameter makes it white":     {figure("20 20", `DrawParam="7"`, "", "66"), "7", "text_white"},
		"another one is its base":        {figure("20 20", `DrawParam="8"`, "", "66"), "7", "text_white"},
		"its own colour stands above it": {figure("20 20", `DrawParam="7"`, `<ofd:FillColor Value="0 0 0"/>`, "66"), "66|7", ""},
		"its layer makes it white":       {`</ofd:Layer><ofd:Layer DrawParam="7">` + figure("20 20", "", "", "66"), "7", "text_white"},
	} {
		p := parts(c.content + seven)
		replace(p, "Doc_0/DocumentRes.xml", "<ofd:CompositeGraphicUnits>", params+"<ofd:CompositeGraphicUnits>")
		doc := read(t, zipped(t, p))
		if got := textOf(doc); got != c.want || codes(doc) != c.codes {
			t.Errorf("%s: got %q and warnings %q, want %q and %q", name, got, codes(doc), c.want, c.codes)
		}
	}
}

func TestAFigureBeyondTheEdgeOfItsObjectIsWarnedOf(t *testing.T) {
	for boundary, want := range map[string]string{"20 20 50 10": "", "20 20 10 10": "", "20 20 5.5 10": "text_clipped", "20 20 0 0": ""} {
		doc := read(t, zipped(t, parts(textObject(`Boundary="`+boundary+`"`, `X="0" Y="5"`, "1234"))))
		if got := codes(doc); got != want || textOf(doc) != "1234" {
			t.Errorf("%s: got %q and warnings %q, want %q", boundary, textOf(doc), got, want)
		}
	}
}

func TestCharactersThatOnlyTheFontKnowsAreWarnedOf(t *testing.T) {
	doc := read(t, zipped(t, parts(textObject(`Boundary="20 20 50 10"`, `X="0" Y="5"`, "⽬1\ue001"))))
	if got := textOf(doc); got != "目1\ufffd" || codes(doc) != "text_unmapped" {
		t.Errorf("got %q and warnings %q", got, codes(doc))
	}
}

func TestAForegroundIsDrawnLast(t *testing.T) {
	const box = `<ofd:PathObject Boundary="18 18 60 12" Stroke="false" Fill="true"><ofd:FillColor Value="255 255 255"/><ofd:AbbreviatedData>M 0 0 L 60 0 L 60 12 L 0 12 C</ofd:AbbreviatedData></ofd:PathObject>`
	for name, c := range map[string]struct{ declared, used, want, codes string }{
		"a background":              {"", "", "9|66", "text_overprinted"},
		"a foreground":              {"", `ZOrder="Foreground"`, "9", "text_covered"},
		"one that is declared so":   {`ZOrder="Foreground"`, "", "9", "text_covered"},
		"one that is used as other": {`ZOrder="Foreground"`, `ZOrder="Background"`, "9|66", "text_overprinted"},
	} {
		p := parts(figure("20 20", "", "", "66"))
		p["Doc_0/Tpls/T.xml"] = `<ofd:Page><ofd:Content><ofd:Layer>` + box + figure("20 20", "", "", "9") + `</ofd:Layer></ofd:Content></ofd:Page>`
		replace(p, "Doc_0/Document.xml", "</ofd:CommonData>", `<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml" `+c.declared+`/></ofd:CommonData>`)
		replace(p, "Doc_0/Pages/Page_0/Content.xml", "<ofd:Content>", `<ofd:Template TemplateID="9" `+c.used+`/><ofd:Content>`)
		doc := read(t, zipped(t, p))
		if got := textOf(doc); (got == "9") != (c.want == "9") || codes(doc) != c.codes {
			t.Errorf("%s: got %q and warnings %q, want %q and %q", name, got, codes(doc), c.want, c.codes)
		}
	}
}

func TestAnnotationsAreDrawnOverThePage(t *testing.T) {
	const box = `<ofd:PathObject Boundary="0 0 50 12" Stroke="false" Fill="true"><ofd:FillColor Value="255 255 255"/><ofd:AbbreviatedData>M 0 0 L 50 0 L 50 12 L 0 12 C</ofd:AbbreviatedData></ofd:PathObject>`
	for attributes, want := range map[string]string{
		`Type="Stamp"`:                 "7",
		`Type="Stamp" Visible="false"`: "66",
		`Type="Watermark"`:             "66",
		`Type="Highlight"`:             "66",
	} {
		p := parts(figure("20 20", "", "", "66"))
		replace(p, "Doc_0/Document.xml", "</ofd:Document>", `<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>`)
		p["Doc_0/Annots/Annotations.xml"] = `<ofd:Annotations><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>`
		p["Doc_0/Annots/Page_0/Annotation.xml"] = `<ofd:PageAnnot><ofd:Annot ` + attributes + `><ofd:Appearance Boundary="18 18 60 12">` + box + figure("2 2", "", "", "7") + `</ofd:Appearance></ofd:Annot></ofd:PageAnnot>`
		if got := textOf(read(t, zipped(t, p))); got != want {
			t.Errorf("%s: got %q, want %q", attributes, got, want)
		}
	}
}

func TestAPageThatIsAPictureIsWarnedOf(t *testing.T) {
	const picture = `<ofd:ImageObject Boundary="0 0 210 290" ResourceID="5"/>`
	for name, c := range map[string]struct{ content, want string }{
		"a picture":                   {picture, "scanned_page"},
		"one with a few words":        {picture + figure("20 100", "", "", "公开"), "scanned_page"},
		"one with spaces":             {picture + figure("20 100", "", "", strings.Repeat("　", 50)), "scanned_page"},
		"one behind a page of text":   {picture + strings.Repeat(figure("20 20", "", "", "政府信息公开工作"), 1) + figure("20 40", "", "", strings.Repeat("公开", 50)), ""},
		"a picture on a page of text": {`<ofd:ImageObject Boundary="0 0 210 50" ResourceID="5"/>` + figure("20 80", "", "", "公开"), ""},
	} {
		if got := codes(read(t, zipped(t, parts(c.content)))); got != c.want {
			t.Errorf("%s: got warnings %q, want %q", name, got, c.want)
		}
	}
}
