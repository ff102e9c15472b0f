package odt

import (
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasAreWarnedOf(t *testing.T) {
	manifest := `<manifest><file-entry full-path="Object 1/" media-type="application/vnd.oasis.opendocument.formula"/>` +
		`<file-entry full-path="Object 2/" media-type="application/vnd.oasis.opendocument.chart"/></manifest>`
	for markup, want := range map[string]bool{
		`<draw:object xlink:href="./Object 1"/>`:                                 true,
		`<draw:object xlink:href="./Object 2"/>`:                                 false,
		`<draw:object><math:math><math:mn>1</math:mn></math:math></draw:object>`: true,
	} {
		doc := read(t, "META-INF/manifest.xml", manifest, "content.xml", content(p("a<draw:frame>"+markup+"</draw:frame>")))
		if got := slices.Contains(doc.Warnings, archive.Warning{Code: visible.Formula, Message: visible.FormulaMessage}); got != want {
			t.Errorf("%s: got %v, want a warning: %v", markup, doc.Warnings, want)
		}
	}
}

func TestASheetInAFrameIsWarnedOf(t *testing.T) {
	manifest := `<manifest><file-entry full-path="Object 1/" media-type="application/vnd.oasis.opendocument.spreadsheet"/>` +
		`<file-entry full-path="Object 2/" media-type="application/vnd.oasis.opendocument.chart"/></manifest>`
	for markup, want := range map[string]bool{
		`<draw:object xlink:href="./Object 1"/>`:                                       true,
		`<draw:object xlink:href="./Object 2"/>`:                                       false,
		`<draw:object><office:document><office:body/></office:document></draw:object>`: true,
	} {
		doc := read(t, "META-INF/manifest.xml", manifest, "content.xml", content(p("a<draw:frame>"+markup+"</draw:frame>")))
		if got := slices.Contains(doc.Warnings, archive.Warning{Code: visible.Embedded, Message: visible.EmbeddedMessage}); got != want {
			t.Errorf("%s: got %v, want a warning: %v", markup, doc.Warnings, want)
		}
	}
}

func TestAFormulaBesideTheCellsOfASheetIsWarnedOf(t *testing.T) {
	doc := read(t, "content.xml", spreadsheet(sheetOf(`<table:shapes><draw:frame><draw:object><math:math/></draw:object></draw:frame></table:shapes>`+tr(td("", "7")))))
	if !slices.Contains(doc.Warnings, archive.Warning{Code: visible.Formula, Message: visible.FormulaMessage}) {
		t.Errorf("got %v", doc.Warnings)
	}
}
