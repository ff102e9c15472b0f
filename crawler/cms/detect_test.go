package cms

import (
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
