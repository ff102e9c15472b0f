package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestColumnsThatAPageInGBKNamesInItsQueriesAreAskedForInGBK(t *testing.T) {
	const column, report = "lm=%C4%EA%B1%A8", "bt=%C4%EA%B1%A82023" // 年报, 年报2023
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		body := ""
		switch {
		case r.URL.Path == "/":
			body = `<a href="/list.asp?lm=年报">政府信息公开年报</a>`
		case r.URL.Path == "/list.asp" && r.URL.RawQuery == column:
			body = `<ul><li><a href="show.asp?bt=年报2023">青渡县2023年政府信息公开工作年度报告</a><li><a href="/old.asp">青渡县2022年政府信息公开工作年度报告</a></ul>`
		case r.URL.Path == "/show.asp":
			body = `<h1>青渡县2023年政府信息公开工作年度报告</h1>` + strings.Repeat("<p>正文</p>", 50)
		case r.URL.Path == "/old.asp": // with bytes in its head as old servers send them
			w.Header().Set("Location", "/show.asp?bt=\xc4\xea\xb1\xa82022")
			w.WriteHeader(http.StatusFound)
			return
		default:
			http.NotFound(w, r)
			return
		}
		page, err := simplifiedchinese.GBK.NewEncoder().String(`<html><head><meta charset="gb2312"></head><body>` + body + `</body></html>`)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	for _, want := range []string{"/list.asp?" + column, "/show.asp?" + report, "/show.asp?bt=%C4%EA%B1%A82022"} {
		if p.count("www.a.gov.cn"+want) != 1 {
			t.Errorf("%s was not asked for, of %q", want, p.targets())
		}
	}
}
