package cms

import (
	"testing"

	"gongkai/archive"
)

func TestAFunctionOfThePageLeadsWhereItIsCalledTo(t *testing.T) {
	const script = `<script>
		function toView(id){window.open("/view.jsp?id="+id);}
		function toList (cid, name) {
			if (!cid) { alert('请选择'); return; }
			location.href = "list.jsp?cid=" + encodeURIComponent(cid);
		}
		function toItem(a,b){ window.location.href='/info/'+b+'/'+a+'.htm' }
		function load(id){ $.get("/api/x.do?id="+id, show) }
		function mine(id){ location.href="/view.jsp?id="+current; }
		function go(n){ location.href = n == 1 ? "index.html" : "index_" + n + ".html"; }
		function ask(n){ location.href = n ? "index.html" : base() + "/index_" + n + ".html"; }
		function search(){ location.href="/s.jsp?q="+$("#q").val(); }
	</script>`
	for click, want := range map[string]string{
		`href="javascript:toView(318)"`:                           "/view.jsp?id=318",
		`href="javascript:void(0)" onclick="toView('318')"`:       "/view.jsp?id=318",
		`href="#" onclick="return toList(&quot;c4&quot;, '年报');"`: "/zwgk/list.jsp?cid=c4",
		`href="javascript: toItem(7, 'gk')"`:                      "/info/gk/7.htm",
		`href="javascript:toView(this.id)"`:                       "/view.jsp?id=this.id",
		`onclick="go(12)"`:                                        "/zwgk/index_12.html",
		`onclick="go(1)"`:                                         "",
		`onclick="ask(12)"`:                                       "",
		`href="javascript:load(5)"`:                               "",
		`href="javascript:mine(5)"`:                               "",
		`href="javascript:search()"`:                              "",
		`href="javascript:toItem(7)"`:                             "",
		`href="javascript:toView('<%=id%>')"`:                     "",
	} {
		links := Read(page(t, "/zwgk/", script+`<a `+click+`>信息公开年报</a>`, archive.KindPage), "").Links
		if want == "" {
			if len(links) != 0 {
				t.Errorf("%s: got %s, want no link", click, links[0].URL)
			}
			continue
		}
		best(t, links, want)
	}
}

func TestAChoiceLeadsWhereItsFormWouldGo(t *testing.T) {
	const script = `<script>function toOrgan(id){ if (id) window.location.href="/organ.jsp?id="+id; }</script>`
	for choice, want := range map[string]string{
		`<select onchange="if(this.value!='')location.href='/channels/'+this.value+'.html'"><option value="">请选择</option><option value="523">信息公开年报</option></select>`: "/channels/523.html",
		`<select onchange="window.open('/c/'+this.options[this.selectedIndex].value+'/')"><optgroup label="乡镇"><option value="hb">信息公开年报</option></optgroup></select>`: "/c/hb/",
		`<select onchange="toOrgan(this.value)"><option value="12">信息公开年报</option></select>`:                                                                           "/organ.jsp?id=12",
		`<select onChange="parent.list.location = '/zwgk/' + options[selectedIndex].value"><option value="nb/5.html">信息公开年报</option></select>`:                         "/zwgk/nb/5.html",
		`<select onchange="location.href=this.value"><option value="nb/5.html">信息公开年报</option></select>`:                                                               "/zwgk/nb/5.html",
		`<select onchange="document.forms[0].submit()"><option value="12">信息公开年报</option></select>`:                                                                    "",
		`<select onchange="location.href='/c/'+this.value"><option value="a' b">信息公开年报</option></select>`:                                                              "",
		`<select onchange="location.href='http://www.other.cn/?go='+escape(location.href)+'&amp;c='+this.value"><option value="12">信息公开年报</option></select>`:           "",
	} {
		links := Read(page(t, "/zwgk/", script+choice, archive.KindPage), "").Links
		if want == "" {
			if len(links) != 0 {
				t.Errorf("%s: got %s, want no link", choice, links[0].URL)
			}
			continue
		}
		if l := best(t, links, want); l.Text != "信息公开年报" {
			t.Errorf("%s: got %+v", choice, l)
		}
	}
}
