package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// sample is a document with a table whose cells are merged both ways.
func sample() ([]archive.Passage, []archive.Table) {
	at := 0
	return []archive.Passage{
			{Type: archive.PassageHeading, Level: 2, Text: "一、总体情况"},
			{Type: archive.PassageParagraph, Text: "甲 < 乙 & 丙"},
			{Type: archive.PassageTable, Table: &at},
		}, []archive.Table{{Rows: 3, Columns: 3, Cells: []archive.Cell{
			{Row: 0, Column: 0, Rowspan: 2, Colspan: 2, Text: "甲"},
			{Row: 0, Column: 2, Rowspan: 1, Colspan: 1, Text: "乙"},
			{Row: 1, Column: 2, Rowspan: 2, Colspan: 1, Text: "丙"},
			{Row: 2, Column: 0, Rowspan: 1, Colspan: 1, Text: "1,234"},
		}}}
}

func write(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	passages, tables := sample()
	p := Properties{Title: "报告 <一>", Author: "青渡县", Created: time.Date(2022, 1, 18, 9, 0, 0, 0, time.UTC)}
	if err := Write(&b, p, passages, tables); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestADocumentIsAZipOfWellFormedParts(t *testing.T) {
	raw := write(t)
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml"} {
		if parts[name] == "" {
			t.Errorf("no part %s", name)
		}
	}
	for _, want := range []string{"报告 &lt;一&gt;", "2022-01-18T09:00:00Z"} {
		if !strings.Contains(parts["docProps/core.xml"], want) {
			t.Errorf("core.xml lacks %s", want)
		}
	}
}

func TestEveryRowOfATableFillsTheGrid(t *testing.T) {
	passages, tables := sample()
	var doc struct {
		Rows []struct {
			Cells []struct {
				Span struct {
					Value string `xml:"val,attr"`
				} `xml:"tcPr>gridSpan"`
				Merge *struct {
					Value string `xml:"val,attr"`
				} `xml:"tcPr>vMerge"`
			} `xml:"tc"`
		} `xml:"body>tbl>tr"`
	}
	if err := xml.Unmarshal(body("题", passages, tables), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Rows) != 3 {
		t.Fatalf("got %d rows, want 3", len(doc.Rows))
	}
	restarts, goesOn := 0, 0
	for i, row := range doc.Rows {
		width := 0
		for _, c := range row.Cells {
			span := 1
			if c.Span.Value != "" {
				span, _ = strconv.Atoi(c.Span.Value)
			}
			width += span
			if c.Merge != nil && c.Merge.Value == "restart" {
				restarts++
			} else if c.Merge != nil {
				goesOn++
			}
		}
		if width != 3 {
			t.Errorf("row %d: got %d columns, want 3", i, width)
		}
	}
	if restarts != 2 || goesOn != 2 {
		t.Errorf("got %d merged cells that go on %d times, want 2 and 2", restarts, goesOn)
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(write(t), write(t)) {
		t.Error("got different bytes")
	}
}
