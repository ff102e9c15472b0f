package store

import (
	"testing"

	"gongkai/archive"
)

func TestADocumentWithoutAReportIsHollow(t *testing.T) {
	f := newFixture(t)
	page := f.arrive("http://www.qingdu.gov.cn/nb/1.html", "青渡县水利局2023年政府信息公开工作年度报告", nil)
	f.arrive("http://www.qingdu.gov.cn/nb/2.html", "青渡县财政局2023年政府信息公开工作年度报告", &archive.AnnualReport{Issuer: "青渡县财政局", Year: 2023})
	got, err := f.Unread(t.Context())
	f.must(err)
	if len(got) != 1 || !got[0].Hollow || got[0].URL != "http://www.qingdu.gov.cn/nb/1.html" || got[0].Portal == "" {
		t.Errorf("got %+v, want %s alone", got, page.Short())
	}
}
