package cms

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gongkai/archive"
	"gongkai/internal/pictures"
	"gongkai/internal/urls"
)

const host = "http://www.qingdu.gov.cn"

// page returns a page as the crawler hands it over.
func page(t testing.TB, path, body string, kind archive.Kind) Page {
	t.Helper()
	at, err := urls.Canonical(host + path)
	if err != nil {
		t.Fatal(err)
	}
	base, err := urls.NewBase(at)
	if err != nil {
		t.Fatal(err)
	}
	p := Page{URL: at, Base: base, Body: []byte(body), Kind: kind}
	if kind != archive.KindListData {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		p.Root = doc.Nodes[0]
	}
	return p
}

// paths returns the addresses of the links of a kind, without the host, sorted.
func paths(links []Link, kind archive.Kind) []string {
	var got []string
	for _, l := range links {
		if l.Kind == kind {
			got = append(got, strings.TrimPrefix(l.URL, host))
		}
	}
	slices.Sort(got)
	return got
}

// pages returns format filled with each of the numbers, sorted.
func pages(format string, numbers ...int) []string {
	var want []string
	for _, n := range numbers {
		want = append(want, fmt.Sprintf(format, n))
	}
	slices.Sort(want)
	return want
}

func upTo(first, last int) []int {
	var n []int
	for ; first <= last; first++ {
		n = append(n, first)
	}
	return n
}

func downTo(first, last int) []int {
	n := upTo(last, first)
	slices.Reverse(n)
	return n
}

func TestListsPageOn(t *testing.T) {
	const dataproxy = "/module/web/jpage/dataproxy.jsp?startrecord=%d&endrecord=%d&perpage=15&col=1&appid=1&webid=7&path=/&columnid=88&sourceContentType=1&unitid=5678&webname=%%E9%%9D%%92&permissiontype=0"
	jpageRanges := func(batches ...int) []string {
		var want []string
		for _, b := range batches {
			want = append(want, fmt.Sprintf(dataproxy, b*45+1, b*45+45))
		}
		slices.Sort(want)
		return want
	}
	const jpageScript = `<div id="5678"></div><script>$('#5678').jpage({total_record: %s, proxyUrl: '/module/web/jpage/dataproxy.jsp',
		params: {col:1, appid:1, webid:'7', path:'/', columnid:88, sourceContentType:1, unitid:'5678', webname:'青', permissiontype:0}});</script>`
	const channel = "0123456789abcdef0123456789abcdef"
	const search = "/common/search/" + channel + "?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=%d"
	const label = "/site/label/8888?labelName=publicInfoList&siteId=61&pageSize=15&pageIndex=%d&action=list&organId=99&type=3"

	for name, c := range map[string]struct {
		path, body, family string
		kind               archive.Kind // KindList, unless told
		wantKind           archive.Kind // KindList, unless told
		want               []string
	}{
		"TRS by pages and current": {
			path: "/zwgk/", body: `<script>createPageHTML(4, 0, "index", "html");</script>`, want: pages("/zwgk/index_%d.html", 1, 2, 3),
		},
		"TRS by records, pages and current": {
			path: "/zwgk/", body: `<script>createPageHTML(52, 4, 0, 'index', 'shtml');</script>`, want: pages("/zwgk/index_%d.shtml", 1, 2, 3),
		},
		"TRS from a later page on": {
			path: "/zwgk/index_2.html", body: `<script>createPageHTML(5, 2, "index", "html");</script>`, want: pages("/zwgk/index_%d.html", 3, 4),
		},
		"TRS by variables": {
			path: "/zwgk/", body: `<script>var currentPage = 0; var countPage=3 //共多少页
				function createPageHTML(_nPageCount, _nCurrIndex, _sName, _sExt){} createPageHTML(countPage, currentPage, "index", "htm")</script>`,
			want: pages("/zwgk/index_%d.htm", 1, 2),
		},
		"TRS past its end": {
			path: "/zwgk/index_9.html", body: `<script>createPageHTML(4, 9, "index", "html");</script>`,
		},
		"TRS with a hostile count stops": {
			path: "/zwgk/", body: `<script>createPageHTML(999999999, 0, "index", "html");</script>`, want: pages("/zwgk/index_%d.html", upTo(1, maxPages-1)...),
		},
		"TRS with a hostile count is followed stepwise": {
			path: "/zwgk/index_5000.html", body: `<script>createPageHTML(999999999, 5000, "index", "html");</script>`, want: pages("/zwgk/index_%d.html", upTo(5001, 5020)...),
		},
		"TRS with a name that leads elsewhere": {
			path: "/zwgk/", body: `<script>createPageHTML(4, 0, "//evil.cn/x", "html");</script>`,
		},
		"TRS with numbers that overflow": {
			path: "/zwgk/", body: `<script>createPageHTML(99999999999999999999, 0, "index", "html");</script>`,
		},
		"UCAP's pager counts from 1": {
			path: "/zwgk/common_list.shtml", body: `<script>createPageHTML('page_div', 3, 1, 'common_list', 'shtml', 41);</script>`, want: pages("/zwgk/common_list_%d.shtml", 2, 3),
		},
		"jpage asks for 45 records at once": {
			path: "/col/col88/index.html", body: fmt.Sprintf(jpageScript, "100"), wantKind: archive.KindListData, want: jpageRanges(0, 1, 2),
		},
		"jpage with a hostile total stops": {
			path: "/col/col88/index.html", body: fmt.Sprintf(jpageScript, "'999999999'"), wantKind: archive.KindListData, want: jpageRanges(upTo(0, maxPages-1)...),
		},
		"jpage whose records all stand in the page asks for nothing": {
			path: "/col/col88/index.html", body: `<script type="text/xml"><datastore><totalrecord>1</totalrecord><recordset><record><![CDATA[<a href="/art/2024/1/2/art_88_1.html">a</a>]]></record></recordset>
				</datastore>/module/web/jpage/dataproxy.jsp?unitid=5678</script>`, wantKind: archive.KindListData,
		},
		"jpage's answer leads to the next ranges": {
			path: fmt.Sprintf(dataproxy, 46, 90), kind: archive.KindListData, wantKind: archive.KindListData,
			body: `<datastore><totalrecord>150</totalrecord><recordset><record><![CDATA[<li><a href="/art/2024/1/2/art_88_1.html">a</a></li>]]></record></recordset></datastore>`, want: jpageRanges(2, 3),
		},
		"jpage's empty answer leads nowhere": {
			path: fmt.Sprintf(dataproxy, 46, 90), kind: archive.KindListData, wantKind: archive.KindListData,
			body: `<datastore><totalrecord>999999</totalrecord><recordset></recordset></datastore>`,
		},
		"VSB counts backwards from the next link": {
			path: "/zfxxgknb.htm", body: `<span>共50条 1/5</span><a href="zfxxgknb/4.htm">下页</a><a href="zfxxgknb/1.htm">尾页</a>`, want: pages("/zfxxgknb/%d.htm", 4, 3, 2, 1),
		},
		"VSB on a later page goes further back": {
			path: "/zfxxgknb/4.htm", body: `<td>共50条 2/5</td><a href="3.htm">下页</a>`, want: pages("/zfxxgknb/%d.htm", 3, 2, 1),
		},
		"VSB trusts the link where the count has shifted": {
			path: "/zfxxgknb.htm", body: `<td>共999999999条 1/99999999</td><a href="zfxxgknb/2.htm">下页</a>`, want: pages("/zfxxgknb/%d.htm", 2, 1),
		},
		"VSB with a count alone": {
			path: "/zfxxgknb.htm", family: FamilyVSB, body: `<table><tr><td>共50条&nbsp;&nbsp;1/5&nbsp;</td></tr></table>`, want: pages("/zfxxgknb/%d.htm", 4, 3, 2, 1),
		},
		"VSB with a hostile link stops": {
			path: "/zfxxgknb.htm", body: `<a href="zfxxgknb/99999999.htm">下页</a>`, want: pages("/zfxxgknb/%d.htm", downTo(99999999, 99999999-maxPages+1)...),
		},
		"UCAP's first request is made of the page's": {
			path: "/qingdu/c100/common_list.shtml", wantKind: archive.KindListData, want: pages(search, 1),
			body: `<script>var url = "/common/search/` + channel + `?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=" + n;</script>`,
		},
		"UCAP's first request is made of the channel": {
			path: "/qingdu/c100/common_list.shtml", wantKind: archive.KindListData, family: FamilyUCAP, want: pages(search, 1),
			body: `<script>var channelId = '` + channel + `';</script>`,
		},
		"UCAP's answer leads to the others": {
			path: fmt.Sprintf(search, 1), kind: archive.KindListData, wantKind: archive.KindListData, want: pages(search, 2, 3),
			body: `{"data":{"total":41,"rows":20,"page":1,"results":[{"title":"a","url":"/c1/202401/` + channel + `.shtml"}]}}`,
		},
		"UCAP's empty answer leads nowhere": {
			path: fmt.Sprintf(search, 3), kind: archive.KindListData, wantKind: archive.KindListData,
			body: `{"data":{"total":999999,"rows":20,"results":[]}}`,
		},
		"Lonsun's requests are made of the label's parameters": {
			path: "/public/column/99?type=3&action=list", wantKind: archive.KindListData, want: pages(label, 1, 2, 3),
			body: `<meta name="SiteId" content="61"><script>$.get('/site/label/8888', {labelName:'publicInfoList', pageSize:15, action:'list', organId:99, type:'3'}); var o = {pageCount:3, pageIndex:1};</script>`,
		},
		"Lonsun's requests are the address in the page": {
			path: "/public/column/99?type=3&action=list", wantKind: archive.KindListData, want: pages(label, 1, 2),
			body: `<script>var u = "` + fmt.Sprintf(label, 1) + `"; var pageCount = 2;</script>`,
		},
		"Lonsun's fragment leads to the next": {
			path: fmt.Sprintf(label, 1), kind: archive.KindListData, wantKind: archive.KindListData, want: pages(label, 2),
			body: `<ul><li><a href="/public/99/1.html">a</a></li></ul><script>var pageCount = 2;</script>`,
		},
		"Lonsun's half full fragment of unknown length is the last": {
			path: fmt.Sprintf(label, 4), kind: archive.KindListData, wantKind: archive.KindListData,
			body: `<ul><li><a href="/public/99/1.html">a</a></li></ul>`,
		},
		"jeecms counts from 1": {
			path: "/zwgk/index.jhtml", body: `<div>共 40 条记录 1/3 页 <a href="javascript:;" onclick="location.href='index_2.jhtml'">下一页</a></div>`, want: pages("/zwgk/index_%d.jhtml", 2, 3),
		},
		"jeecms from a later page on": {
			path: "/zwgk/index_2.jhtml", body: `<div>共 40 条记录 <b>2</b>/<b>3</b> 页</div>`, want: pages("/zwgk/index_%d.jhtml", 3),
		},
		"an unknown system by its next link": {
			path: "/news/list.aspx?id=3", body: `<a href="?id=3&page=2">下一页</a><a href="?id=3&page=3">3</a>`, want: pages("/news/list.aspx?id=3&page=%d", 2, 3),
		},
	} {
		t.Run(name, func(t *testing.T) {
			kind, wantKind := c.kind, c.wantKind
			if kind == "" {
				kind = archive.KindList
			}
			if wantKind == "" {
				wantKind = archive.KindList
			}
			links := Read(page(t, c.path, c.body, kind), c.family).Links
			if got := paths(links, wantKind); !slices.Equal(got, c.want) {
				t.Errorf("got %d: %.600q\nwant %d: %.600q", len(got), got, len(c.want), c.want)
			}
			for _, l := range links {
				if l.Kind == wantKind && !l.SameList {
					t.Errorf("%s: not told to be of the same list", l.URL)
				}
			}
		})
	}
}

func TestAPartOfAPictureIsNamedByItsAlt(t *testing.T) {
	const body = `<img usemap="#m"><map name="m"><area href="/nb.asp" alt="政府信息公开年报"></map>`
	if l := best(t, Read(page(t, "/", body, archive.KindList), "").Links, "/nb.asp"); l.Text != "政府信息公开年报" || l.Score < 900 {
		t.Errorf("got %+v", l)
	}
}

func TestAReportsPageIsReadWithThePicturesThatItShowsInThePlaceOfTables(t *testing.T) {
	const (
		title  = `<title>青渡县水利局2023年政府信息公开工作年度报告</title><img src="/images/top.jpg">`
		tables = `<p>第二十条第（一）项</p><p>申请人情况</p><p>结果维持</p>`
		scans  = `<p><img src="./W1.jpg"></p><p><a href="W2.jpg"><img src="W2s.jpg"></a></p><p><img src="/u/icon_doc.gif"><a href="/f/1.docx">附件</a></p>`
	)
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"scans":                        {title + `<div class="TRS_Editor">` + scans + `</div><img src="/b/foot.jpg">`, []string{"/nb/W1.jpg", "/nb/W2.jpg"}},
		"two tables and a scan":        {title + `<div id="zoom"><p>第二十条第（一）项</p><p>结果维持</p><img src="W3.png"></div>`, []string{"/nb/W3.png"}},
		"all tables, and photographs":  {title + `<div id="zoom">` + tables + scans + `</div>`, nil},
		"no mark of the body":          {title + `<div><a href="/ad/"><img src="/ad/1.jpg"></a>` + `<p>主动公开政府信息</p><img src="W4.png"></div>`, []string{"/images/top.jpg", "/nb/W4.png"}},
		"an article of something else": {`<title>青渡县召开防汛工作会议</title><div id="zoom">` + scans + `</div>`, nil},
	} {
		var got []string
		for _, l := range Read(page(t, "/nb/t20240110_1.html", c.body, archive.KindPage), "").Links {
			if l.Picture {
				got = append(got, urls.Path(l.URL))
			}
			if l.Picture != (l.Score == PartScore) || l.Picture && l.Kind != archive.KindAttachment {
				t.Errorf("%s: got %+v", name, l)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	many := strings.Repeat(`<img src="W1.jpg">`, pictures.Most)
	for n := range 2 * pictures.Most {
		many += fmt.Sprintf(`<img src="V%d.jpg">`, n)
	}
	n := 0
	for _, l := range Read(page(t, "/nb/t20240110_1.html", title+`<div id="zoom">`+many, archive.KindPage), "").Links {
		if l.Picture {
			n++
		}
	}
	if n != pictures.Most {
		t.Errorf("got %d pictures of a page of many, want %d", n, pictures.Most)
	}
}

func TestALinkToAPictureThatIsTitledAsAReportLeadsToOne(t *testing.T) {
	const body = `<ul><li><a href="/u/a.jpg">青渡县水利局2023年政府信息公开工作年度报告</a></li><li><a href="/u/b.jpg">领导活动</a></li></ul>`
	links := Read(page(t, "/nb/", body, archive.KindList), "").Links
	if l := best(t, links, "/u/a.jpg"); l.Kind != archive.KindAttachment || l.Score < 900 {
		t.Errorf("got %+v", l)
	}
	if len(links) != 1 {
		t.Errorf("got the links %+v, want one", links)
	}
}
