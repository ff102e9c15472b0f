package workbook

import (
	"fmt"
	"strings"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNS  = "http://schemas.openxmlformats.org/package/2006/"
	types      = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// entry is a file of the package.
type entry struct{ name, xml string }

// frame is what a workbook has beside its sheets.
func frame(parts []*part, shared []string) []entry {
	var content, sheets, relations strings.Builder
	for i, p := range parts {
		n := i + 1
		fmt.Fprintf(&content, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, types)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, appendText(nil, p.name), n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relationNS, n)
	}
	fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(parts)+1, relationNS)
	fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/sharedStrings" Target="sharedStrings.xml"/>`, len(parts)+2, relationNS)
	return []entry{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="` + packageNS + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/>` +
			`<Override PartName="/xl/sharedStrings.xml" ContentType="` + types + `sharedStrings+xml"/>` + content.String() + `</Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + packageNS + `relationships">` +
			`<Relationship Id="rId1" Type="` + relationNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="` + mainNS + `" xmlns:r="` + relationNS + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="` + packageNS + `relationships">` + relations.String() + `</Relationships>`},
		{"xl/styles.xml", styles},
		{"xl/sharedStrings.xml", sharedStrings(shared)},
	}
}

func sharedStrings(shared []string) string {
	b := fmt.Appendf(nil, `%s<sst xmlns="%s" uniqueCount="%d">`, xmlHead, mainNS, len(shared))
	for _, s := range shared {
		b = append(appendText(append(b, `<si><t xml:space="preserve">`...), s), "</t></si>"...)
	}
	return string(append(b, "</sst>"...))
}

// styles are the styles of cells by their number: plain, heading, time.
const styles = xmlHead + `<styleSheet xmlns="` + mainNS + `">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
