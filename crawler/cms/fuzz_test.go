package cms

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/urls"
)

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`<script>createPageHTML(4, 0, "index", "html");createPageHTML(x,`, `<script>var n=3;createPageHTML("a",n,1,'b','c',9)`,
		`<datastore><totalrecord>9</totalrecord><record><![CDATA[<a href=/x>y</a>]]></record>/module/web/jpage/dataproxy.jsp unitid:'5',path:'/'`,
		`<span>共9条 1/3</span><a href="a/2.htm">下页</a>`, `{"data":{"total":9,"rows":1,"results":[{"url":"/a","title":"<b>c"}]}}`,
		`/site/label/8888?labelName=a&pageIndex=" + n + "&organId=1";pageCount:4`, `/common/search/0123456789abcdef0123456789abcdef?_pageSize=1&page=`,
		`<a href="index_2.html">2</a><a href="index_3.html">3</a><a href="index_9.html">尾页</a>`, `<i>第1页/共5页</i><a href="?start=10">下一页</a>`,
		"<script>$.ajax({url:'/a?x='+y+'&page='+n,data:{rows:1,'c':\"d\"}})//'\n`/b?page=${p}&q=1`</script>", `<script>var n="1, x=[{"url":"\/a.html","title":"\u5e74"}]</script>`,
		`<script>window._CONFIG={SID:'7',TREE:[{"id":1,"name":"a"}]}</script>`, `{"totalPages":3,"page":1,"list":[{"url":"/a"}]}`, `<div class="TRS_Editor x" id=zoom><i data-url="/a?page=2">下页</i>`,
		`a({"url":"//b"})`, `<meta http-equiv=refresh content="0;url=/a"><iframe src="/viewer?file=a.pdf">`,
	} {
		f.Add("/a.htm", s, uint8(0))
		f.Add("/common/search/0?page=1&pageIndex=1&startrecord=1&endrecord=45", s, uint8(1))
		f.Add("/index.jhtml", s, uint8(2))
		f.Add("/a/gkmlpt/index?page=2&offset=3", s, uint8(2))
	}
	f.Fuzz(func(t *testing.T, path, body string, how uint8) {
		kind := [...]archive.Kind{archive.KindList, archive.KindListData, archive.KindPage}[how%3]
		if _, err := urls.NewBase(host + path); err != nil {
			return
		}
		p := page(t, path, body, kind)
		family, evidence := Detect(p)
		if (family == "") != (len(evidence) == 0) {
			t.Fatalf("family %q by %q", family, evidence)
		}
		seen := map[string]bool{}
		for _, l := range Read(p, family).Links {
			if c, err := urls.Canonical(l.URL); err != nil || c != l.URL {
				t.Fatalf("%q is not canonical: %q, %v", l.URL, c, err)
			}
			if seen[l.URL] || l.URL == p.URL || l.Score < 0 || l.Score > 1000 || l.Kind == "" {
				t.Fatalf("%+v, seen %v", l, seen[l.URL])
			}
			seen[l.URL] = true
		}
	})
}

// BenchmarkRead reads a page of about 30 KB with 100 links.
func BenchmarkRead(b *testing.B) {
	var s strings.Builder
	s.WriteString(`<html><head><title>政府信息公开年报-青渡县人民政府</title></head><body><script>createPageHTML(20, 0, "index", "html");</script><div class="main"><ul>`)
	for i := range 100 {
		fmt.Fprintf(&s, `<li class="clearfix"><a href="./202401/t20240112_%d.html" target="_blank" title="河包镇2023年政府信息公开工作年度报告">河包镇2023年政府信息公开工作年度报告</a><span class="date">2024-01-12</span><p class="text">青渡县人民政府办公室</p></li>`, i)
	}
	s.WriteString(`</ul></div></body></html>`)
	p := page(b, "/zwgk/nb/", s.String(), archive.KindList)
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		Read(p, FamilyTRS)
	}
}
