package report_test

import (
	"context"
	"os"
	"testing"
	"time"

	"gongkai/extract/htmldoc"
	"gongkai/extract/plain"
	"gongkai/archive"
	"gongkai/report"
	"strings"
)

func TestZZ(t *testing.T) {
	name := os.Getenv("ADVF")
	if name == "" {
		t.Skip()
	}
	raw, _ := os.ReadFile(name)
	var doc archive.Document
	s := time.Now()
	if strings.HasSuffix(name, "html") {
		doc, _ = htmldoc.Read(context.Background(), raw, "")
	} else {
		doc = plain.Read(string(raw))
	}
	t.Log("read", time.Since(s), len(doc.Tables), len(doc.Blocks))
	s = time.Now()
	_, err := report.Parse(&doc)
	t.Log("parse", time.Since(s), err)
}
