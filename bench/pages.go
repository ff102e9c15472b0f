package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The site that the cost of crawlers is measured on: pages of 29 KB on average,
// each of which leads to a few more, with the menus of a portal around them; a
// tenth has a table with merged cells, some are GBK, some are files.
const (
	costHosts = 20
	costPages = 500
	pageSize  = 29 << 10
)

// payload is what the simulated site answers for a path.
type payload struct {
	contentType string
	body        []byte
}

// pagePath is the address of page i of a host.
func pagePath(i int) string {
	switch {
	case i == 0:
		return "/"
	case i%40 == 39:
		return fmt.Sprintf("/files/2024/P0%05d.docx", i)
	case i%40 == 38:
		return fmt.Sprintf("/files/2024/P0%05d.pdf", i)
	}
	return fmt.Sprintf("/zwgk/%d/t20240312_%05d.html", 202400+i%12, i)
}

// site returns the pages of a host, by path.
func site(host int) map[string]payload {
	dice := rand.New(rand.NewPCG(uint64(host), 7))
	pages := map[string]payload{}
	for i := range costPages {
		switch path := pagePath(i); {
		case strings.HasSuffix(path, ".docx"):
			pages[path] = payload{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", wordFile(dice)}
		case strings.HasSuffix(path, ".pdf"):
			pages[path] = payload{"application/pdf", append([]byte("%PDF-1.5\n"), noise(dice, pageSize)...)}
		case i%16 == 5:
			body, err := simplifiedchinese.GBK.NewEncoder().Bytes(page(dice, host, i, "gb2312"))
			if err != nil {
				panic(err)
			}
			pages[path] = payload{"text/html", body}
		default:
			pages[path] = payload{"text/html; charset=utf-8", page(dice, host, i, "utf-8")}
		}
	}
	return pages
}

func noise(dice *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(dice.Uint32())
	}
	return b
}

// wordFile is a file that says nothing of disclosure.
func wordFile(dice *rand.Rand) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + hanzi(dice, 3000) + `</w:t></w:r></w:p></w:body></w:document>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			panic(err) // a buffer takes all writes
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// common are characters that notices are made of.
var common = []rune("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严")

func hanzi(dice *rand.Rand, n int) string {
	text := make([]rune, n)
	for i := range text {
		text[i] = common[dice.IntN(len(common))]
		if i%23 == 22 {
			text[i] = '，'
		}
	}
	return string(text)
}

// page is one page: menus, a body, links to the pages below it, and a table on
// every tenth.
func page(dice *rand.Rand, host, i int, charset string) []byte {
	var b bytes.Buffer
	title := hanzi(dice, 14)
	fmt.Fprintf(&b, `<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=%s"><title>%s</title><style type="text/css">`, charset, title)
	for r := range 60 {
		fmt.Fprintf(&b, ".c%d{width:%dpx;float:left;color:#%06x}\n", r, r*10, r*9999)
	}
	b.WriteString(`</style></head><body><div class="top"><ul class="nav">`)
	for n := range 30 {
		fmt.Fprintf(&b, `<li class="n%d"><a href="%s" title="%s">%s</a></li>`+"\n", n, pagePath(n), hanzi(dice, 4), hanzi(dice, 4))
	}
	b.WriteString(`</ul></div><div class="main"><ul class="list">`)
	last := 5*i + 5
	if i%40 == 37 {
		last += 10 // files lead nowhere: what is below the next two stands here
	}
	for below := 5*i + 1; below <= last && below < costPages; below++ {
		fmt.Fprintf(&b, `<li><a href="%s" target="_blank">%s</a><span>2024-03-12</span></li>`+"\n", pagePath(below), hanzi(dice, 16))
	}
	fmt.Fprintf(&b, `</ul><div class="content" id="article-%d-%d">`, host, i)
	if i%10 == 3 {
		b.WriteString(`<table border="1">`)
		for r := range 24 {
			b.WriteString("<tr>")
			if r%4 == 0 {
				fmt.Fprintf(&b, `<td rowspan="4">%s</td>`, hanzi(dice, 6))
			}
			for range 8 {
				fmt.Fprintf(&b, "<td><p><span>%d</span></p></td>", dice.IntN(1000))
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	}
	for b.Len() < pageSize*2/3+dice.IntN(pageSize*2/3) {
		fmt.Fprintf(&b, `<p style="text-indent:2em"><span>%s</span></p>`+"\n", hanzi(dice, 90))
	}
	b.WriteString(`</div></div></body></html>`)
	return b.Bytes()
}
