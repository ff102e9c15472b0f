package cms

import (
	"slices"
	"testing"

	"gongkai/archive"
)

func TestFamiliesAreSeenByTheirTraces(t *testing.T) {
	for name, c := range map[string]struct{ path, body, want string }{
		"TRS by its editor and its pager":    {"/", `<div class="TRS_Editor">a</div><script>createPageHTML(1,0,"index","html")</script>`, FamilyTRS},
		"TRS by its articles":                {"/", `<a href="./202401/t20240112_8.html">a</a>`, FamilyTRS},
		"jpage by its data requests":         {"/", `<script>proxyurl:'/module/web/jpage/dataproxy.jsp'</script>`, FamilyJPage},
		"jpage by its articles":              {"/", `<a href="/art/2024/1/2/art_88_1.html">a</a>`, FamilyJPage},
		"jpage by the address itself":        {"/art/2024/art_0123456789abcdef0123456789abcdef.html", "", FamilyJPage},
		"VSB by its counter":                 {"/", `<script>_jsq_(1001,'/index.jsp',-1,1)</script><script src="/system/resource/js/counter.js"></script>`, FamilyVSB},
		"VSB by its articles":                {"/", `<a href="info/1012/3345.htm">a</a>`, FamilyVSB},
		"UCAP by its elements":               {"/", `<ucaptitle>a</ucaptitle>`, FamilyUCAP},
		"UCAP though its pager is TRS's":     {"/", `<script>createPageHTML('d',2,1,'common_list','shtml',30)</script><a href="/c1/202401/0123456789abcdef0123456789abcdef.shtml">`, FamilyUCAP},
		"Lonsun by its labels":               {"/", `<script>$.get('/site/label/8888')</script>`, FamilyLonsun},
		"jeecms by its addresses":            {"/index.jhtml", "", FamilyJeecms},
		"any by the name it gives itself":    {"/", `<meta name="generator" content="Hanweb JCMS 3.0"><div class="TRS_Editor">`, FamilyJPage},
		"jpage by the root of its style":     {"/", `<link rel="stylesheet" href="/module/jslib/a.css">`, FamilyJPage},
		"VSB by its container":               {"/", `<div id="vsb_content"><p>a</p></div>`, FamilyVSB},
		"广东 by its data":                     {"/", `<script src="/gkmlpt/js/app.js"></script>`, FamilyGkmlpt},
		"宣城 by its reports":                  {"/", `<a href="/openness/OpennessAnnualReport/show/12.html">a</a>`, FamilyOpenness},
		"陕西 by its articles":                 {"/", `<a href="/zfxxgknb/xz/2021/1234567890123456789.html">a</a>`, FamilyShaanxi},
		"河北 by its articles":                 {"/", `<a href="/columns/01234567-89ab-cdef-0123-456789abcdef/202401/12/01234567-89ab-cdef-0123-456789abcde0.html">a</a>`, FamilyHebei},
		"河南 by its articles":                 {"/", `<a href="/2024/01-12/88.html">a</a>`, FamilyHenan},
		"湖南 by its articles":                 {"/", `<a href="/zwgk/20240112/i88.html">a</a>`, FamilyHunan},
		"辽宁 by its data":                     {"/", `<script>$.get("/eportal/ui?moduleId=5")</script>`, FamilyLiaoning},
		"PowerEasy by its columns":           {"/Category_12/Index.aspx", ``, FamilyPowerEasy},
		"what is pasted into an article":     {"/info/1/2.htm", `<div id="vsb_content"><div class="TRS_Editor"><div class="trs_editor_view"><a href="/zwgk/202401/t20240112_8.html">a</a></div></div></div>`, FamilyVSB},
		"an editor's class alone":            {"/", `<div class="TRS_Editor">a</div>`, ""},
		"a link to another portal":           {"/", `<a href="http://www.other.gov.cn/art/2024/1/2/art_88_1.html">a</a><a href="//other.gov.cn/zwgk/202401/t20240112_8.html">b</a>`, ""},
		"a host that begins alike":           {"/", `<a href="` + host + `.cn/art/2024/1/2/art_88_1.html">a</a>`, ""},
		"a link to itself in full":           {"/", `<a href="` + host + `/art/2024/1/2/art_88_1.html">a</a>`, FamilyJPage},
		"an article about a vendor":          {"/", `<p>拓尔思、大汉、博达、开普云、龙讯、/common/search/、createPageHTML(</p>`, ""},
		"a script's text in a comment":       {"/", `<!-- <script>$.get('/site/label/8888')</script> -->`, ""},
		"a pasted class alone is too weak":   {"/", `<p class="Custom_UnionStyle">`, ""},
		"a page of nobody's is of no family": {"/", `<p>政府信息公开</p>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, evidence := Detect(page(t, c.path, c.body, archive.KindPage))
			if got != c.want || (got == "") != (len(evidence) == 0) {
				t.Errorf("Detect: got %q by %q, want %q", got, evidence, c.want)
			}
		})
	}
}

func TestAllEvidenceOfAFamilyIsTold(t *testing.T) {
	const body = `<script src="/module/jslib/a.js"></script><script>url='/module/web/jpage/dataproxy.jsp'</script><a href="/col/col8/index.html">a</a><a href="/art/2024/1/2/art_88_1.html">b</a><a href="/art/2024/1/2/art_88_2.html">c</a>`
	_, got := Detect(page(t, "/", body, archive.KindPage))
	want := []string{"source /module/jslib/", "script /jpage/dataproxy.jsp", "address /col/col", "article addresses"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
