package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"time"

	"gongkai/archive"
)

// Properties are the core properties of a document.
type Properties struct {
	Title   string
	Author  string
	Created time.Time
}

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const contentTypes = declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`</Types>`

const relationships = declaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`</Relationships>`

// borders draws every rule of a table, as the statutory forms do.
const borders = `<w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/>` +
	`<w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders>`

// Write writes the document to w: its title as the first paragraph, and then
// passages, whose tables are in tables. The same arguments give the same bytes.
func Write(w io.Writer, p Properties, passages []archive.Passage, tables []archive.Table) error {
	z := zip.NewWriter(w)
	parts := []struct {
		name string
		data []byte
	}{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(relationships)},
		{"docProps/core.xml", core(p)},
		{"word/document.xml", body(p.Title, passages, tables)},
	}
	for _, part := range parts {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: p.Created.UTC()})
		if err != nil {
			return fmt.Errorf("create %s: %w", part.name, err)
		}
		if _, err := f.Write(part.data); err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return z.Close()
}

func core(p Properties) []byte {
	var b bytes.Buffer
	b.WriteString(declaration + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>`)
	escape(&b, p.Title)
	b.WriteString(`</dc:title><dc:creator>`)
	escape(&b, p.Author)
	b.WriteString(`</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">` + p.Created.UTC().Format(time.RFC3339) +
		`</dcterms:created></cp:coreProperties>`)
	return b.Bytes()
}

func body(title string, passages []archive.Passage, tables []archive.Table) []byte {
	var b bytes.Buffer
	b.WriteString(declaration + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	paragraph(&b, title, `<w:pPr><w:jc w:val="center"/></w:pPr>`, `<w:rPr><w:b/><w:sz w:val="44"/></w:rPr>`)
	for _, p := range passages {
		switch {
		case p.Table != nil && *p.Table < len(tables):
			table(&b, tables[*p.Table])
		case p.Type == archive.PassageHeading:
			paragraph(&b, p.Text, "", `<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>`)
		default:
			paragraph(&b, p.Text, `<w:pPr><w:ind w:firstLineChars="200"/></w:pPr>`, `<w:rPr><w:sz w:val="32"/></w:rPr>`)
		}
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`)
	return b.Bytes()
}

// table writes t. A cell that spans rows begins with a vMerge that restarts,
// and goes on with an empty cell in each row below.
func table(b *bytes.Buffer, t archive.Table) {
	owner := make([]int, t.Rows*t.Columns) // index of the covering cell, plus one
	for i, c := range t.Cells {
		for r := c.Row; r < c.Row+c.Rowspan; r++ {
			for k := c.Column; k < c.Column+c.Colspan; k++ {
				owner[r*t.Columns+k] = i + 1
			}
		}
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>` + borders + `</w:tblPr><w:tblGrid>`)
	for range t.Columns {
		b.WriteString(`<w:gridCol w:w="900"/>`)
	}
	b.WriteString(`</w:tblGrid>`)
	for r := range t.Rows {
		b.WriteString(`<w:tr>`)
		for c := 0; c < t.Columns; {
			i := owner[r*t.Columns+c]
			if i == 0 {
				b.WriteString(`<w:tc><w:p/></w:tc>`)
				c++
				continue
			}
			cell(b, t.Cells[i-1], r)
			c += t.Cells[i-1].Colspan
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	b.WriteString(`<w:p/>`)
}

func cell(b *bytes.Buffer, c archive.Cell, row int) {
	b.WriteString(`<w:tc><w:tcPr>`)
	if c.Colspan > 1 {
		b.WriteString(`<w:gridSpan w:val="` + strconv.Itoa(c.Colspan) + `"/>`)
	}
	switch {
	case c.Rowspan > 1 && row == c.Row:
		b.WriteString(`<w:vMerge w:val="restart"/>`)
	case row > c.Row:
		b.WriteString(`<w:vMerge/></w:tcPr><w:p/></w:tc>`)
		return
	}
	b.WriteString(`</w:tcPr>`)
	paragraph(b, c.Text, `<w:pPr><w:jc w:val="center"/></w:pPr>`, "")
	b.WriteString(`</w:tc>`)
}

func paragraph(b *bytes.Buffer, text, properties, run string) {
	b.WriteString(`<w:p>` + properties)
	if text != "" {
		b.WriteString(`<w:r>` + run + `<w:t xml:space="preserve">`)
		escape(b, text)
		b.WriteString(`</w:t></w:r>`)
	}
	b.WriteString(`</w:p>`)
}

// escape writes text as XML; a buffer takes all writes.
func escape(b *bytes.Buffer, text string) { _ = xml.EscapeText(b, []byte(text)) }
