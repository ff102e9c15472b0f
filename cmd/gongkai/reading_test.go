package main

import (
	"testing"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/extract/ocr"
)

func TestAFileThatCannotBeReadForCertainIsNoReasonToSayThatThereIsNone(t *testing.T) {
	r := &reader{place: func(string) string { return "" }}
	const titled = "青渡县水利局2023年政府信息公开工作年度报告"
	for name, c := range map[string]struct {
		anchor string
		doc    archive.Document
		want   archive.Reason
	}{
		"a scan called a report":      {titled, archive.Document{Text: "本午新攸", Warnings: []archive.Warning{{Code: ocr.Warning}}}, archive.ReasonUnreadable},
		"a scan that is not read":     {titled, archive.Document{Title: "CamScanner", Warnings: []archive.Warning{{Code: "scanned_page"}}}, archive.ReasonUnreadable},
		"text of unknown characters":  {titled, archive.Document{Title: "���", Text: "���1�", Warnings: []archive.Warning{{Code: "text_unmapped"}}}, archive.ReasonUnreadable},
		"a mark that is unknown":      {titled, archive.Document{Text: "�申请表填写", Warnings: []archive.Warning{{Code: "text_unmapped"}}}, archive.ReasonNotDocument},
		"a scan of something else":    {"领导活动", archive.Document{Text: "本午新攸", Warnings: []archive.Warning{{Code: ocr.Warning}}}, archive.ReasonNotDocument},
		"a file of something else":    {"附件", archive.Document{Text: "申请表"}, archive.ReasonNotDocument},
		"a file called a report once": {titled, archive.Document{Text: "申请表"}, archive.ReasonNotDocument},
	} {
		out, err := r.judge(archive.Extraction{Capture: archive.Capture{Anchor: c.anchor}}, []extract.Part{{Document: &c.doc}})
		if err != nil || out.Refusal != c.want {
			t.Errorf("%s: got %q (%s), %v, want %q", name, out.Refusal, out.Detail, err, c.want)
		}
	}
}
