package cms

import (
	"testing"

	"gongkai/archive"
)

func TestATreeThatAScriptDrawsLeadsOn(t *testing.T) {
	const open = `function openList(c){ parent.frames["main"].location.href = "list.jsp?catid=" + c; }`
	for name, c := range map[string]struct {
		script, want, column string
	}{
		"zTree": {`var zNodes = [{id: 1, pId: 0, name: "财政局", open: true}, {id: 2, pId: 1, name: "法定主动公开内容"},
			{id: 7, pId: 2, name: "信息公开年报"}, {"id": 8, "pId": 7, "name": "2019年以前", "url": "list/nb8.html", "target": "main"}];`,
			"/xxgk/list/nb8.html", "信息公开年报"},
		"zTree, below something else": {`var nodes=[{"id":"a1","pId":"0","name":"财政局"},{"id":"a2","pId":"a1","name":"信息公开年报","url":"\/xxgk\/nb\/3.html"}]`,
			"/xxgk/nb/3.html", "财政局"},
		"zTree, by a click": {open + `var zNodes=[{id:1,pId:0,name:'财政局'},{id:2,pId:1,name:'信息公开年报',click:"openList('b7')"}]`, "/xxgk/list.jsp?catid=b7", "财政局"},
		"dTree": {`d = new dTree('d'); d.add(0,-1,'公开目录'); d.add(1,0,'财政局',''); d.add(5,1,'信息公开年报',''); d.add('6','5','2021年','list.jsp?id=6','','main');`,
			"/xxgk/list.jsp?id=6", "信息公开年报"},
		"dTree, by a call":   {open + `d.add(0,-1,"公开目录");d.add(1,0,"财政局","#");d.add(5,1,"信息公开年报","javascript:openList(5)");`, "/xxgk/list.jsp?catid=5", "财政局"},
		"a tree in a circle": {`var z=[{id:1,pId:2,name:"财政局",url:"a/"},{id:2,pId:1,name:"信息公开年报",url:"b/"}]`, "/xxgk/b/", "信息公开年报"},
	} {
		t.Run(name, func(t *testing.T) {
			p := page(t, "/xxgk/", `<title>政府信息公开</title><ul id="tree" class="ztree"></ul><script>`+c.script+`</script>`, archive.KindList)
			l := best(t, Read(p, "").Links, c.want)
			if l.Column != c.column || l.Score < 850 {
				t.Errorf("got column %s, score %d, want %s", l.Column, l.Score, c.column)
			}
		})
	}
}
