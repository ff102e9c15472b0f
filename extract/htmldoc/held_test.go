package htmldoc

import (
	"encoding/json"
	"html"
	"strings"
	"testing"
)

func TestAReportThatOnlyAScriptShowsIsReadFromIt(t *testing.T) {
	body := func(figure string) string {
		return `<p>根据《政府信息公开条例》，青渡县财政局编制本年度报告。</p><p>一、总体情况</p><p>` + strings.Repeat("主动公开信息，依申请公开。", 30) + `</p><p>三、收到和处理政府信息公开申请情况</p><table><tr><td>行政许可</td><td>` + figure + `</td></tr></table>`
	}
	state := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	content := func(figure string) map[string]any { return map[string]any{"title": "报告", "content": body(figure)} }
	const menu = `<title>青渡县财政局2023年政府信息公开工作年度报告</title><div class="nav"><a href="/">首页</a></div><div id="app"></div>`
	const heading = `<title>青渡县财政局</title><h1>青渡县财政局2023年政府信息公开工作年度报告</h1><div id="app"></div>`
	for name, c := range map[string]struct {
		page, want string // the figure
	}{
		"the page's state":        {menu + `<script>window.__STATE__=` + state(content("7")) + `</script>`, "7"},
		"JSON of its own":         {menu + `<script type="application/json">` + state(content("7")) + `</script>`, "7"},
		"escaped once more":       {menu + `<script>var d={"content":"` + html.EscapeString(body("7")) + `"}</script>`, "7"},
		"single quotes":           {menu + `<script>var html='` + body("7") + `';</script>`, "7"},
		"the same twice":          {menu + `<script>var a=` + state(content("7")) + `,b=` + state(content("7")) + `</script>`, "7"},
		"two that differ":         {menu + `<script>var a=` + state(content("7")) + `,b=` + state(content("8")) + `</script>`, ""},
		"two in scripts":          {menu + `<script>var a=` + state(content("7")) + `</script><script>var b=` + state(content("8")) + `</script>`, ""},
		"one that the page has":   {menu + `<div id="zoom">` + body("6") + `</div><script>var a=` + state(content("7")) + `</script>`, "6"},
		"another's, by its title": {menu + `<script>var next={"title":"青渡县教育局2023年政府信息公开工作年度报告","content":` + state(body("7")) + `}</script>`, ""},
		"its own, among titles":   {menu + `<script>var a=[{"title":"青渡县教育局2023年政府信息公开工作年度报告","id":5},{"title":"青渡县财政局2023年政府信息公开工作年度报告","content":` + state(body("7")) + `}]</script>`, "7"},
		"data in a text":          {menu + `<script>self.push([1,` + state("5:"+state(content("7"))) + `])</script>`, "7"},
		"what is no report":       {menu + `<script>var a="<p>` + strings.Repeat("信息公开指南。", 60) + `</p><table><tr><td>行政许可</td><td>7</td></tr></table>"</script>`, ""},
		"quotes within others":    {menu + `<script>var html='` + strings.ReplaceAll(body("7"), "<p>", `<p\tclass="a">`) + `\x3c\/div>';</script>`, "7"},
		"a piece of a text":       {menu + `<script>var html='` + body("1'+'7") + `';</script>`, ""},
		"a piece that ends":       {menu + `<script>var html=head + '` + body("7") + `';</script>`, ""},
		"what is commented out":   {menu + `<script>/* var html='` + body("7") + `'; */</script>`, ""},
		"what is in a line so":    {menu + "<script>\n// var html='" + body("7") + "';\n</script>", ""},
		"another year's":          {heading + `<script>var prev={"title":"青渡县财政局2022年政府信息公开工作年度报告","content":` + state(body("7")) + `}</script>`, ""},
		"its heading's":           {heading + `<script>var own={"title":"青渡县财政局2023年政府信息公开工作年度报告","content":` + state(body("7")) + `}</script>`, "7"},
		"a text that breaks off":  {menu + `<script>var a="` + strings.ReplaceAll(body("7"), "</table>", "\n") + `</script>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, c.page)
			got := ""
			for _, table := range doc.Tables {
				got += table.Grid[0][1]
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if told := c.want == "7"; warned(doc, "script_text") != told {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, told)
			}
		})
	}
}

func TestHostileDataCostLittle(t *testing.T) {
	for name, data := range map[string]string{
		"escapes without end":  `"` + strings.Repeat(`\"`, 1_000_000),
		"quotes without end":   strings.Repeat("`'\"\n", 1_000_000),
		"comments without end": strings.Repeat("/* ", 1_000_000) + strings.Repeat("\n//", 1_000_000),
		"data in data":         strings.Repeat(`"主动公开申请<":`+strings.Repeat("'", leastHeld), 3000),
	} {
		if got := Held("信息公开"+data, ""); got != "" {
			t.Errorf("%s: got %.100q", name, got)
		}
	}
}
