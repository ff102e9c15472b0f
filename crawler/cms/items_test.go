package cms

import (
	"testing"

	"gongkai/archive"
)

func TestItemsAreTheArticlesOfAList(t *testing.T) {
	const two = `<ul><li><a href="/zwgk/202501/t20250115_1234.html">甲</a></li><li><a href="/zwgk/202501/t20250116_1235.html">乙</a></li></ul>`
	const three = `<ul><li><a href="/xw/202501/t20250115_1.html">一</a></li><li><a href="/xw/202501/t20250115_20001.html">二</a></li><li><a href="/xw/202501/t20250115_20002.html">三</a></li><li><a href="/xw/202501/t20250115_20003.html">四</a></li></ul>`
	for name, c := range map[string]struct {
		body string
		kind archive.Kind
		want int
	}{
		"the articles count":                {`<title>年报</title><h2>年报</h2>` + two, archive.KindList, 2},
		"a file counts":                     {`<title>年报</title><a href="/a.pdf">年报</a>`, archive.KindList, 1},
		"columns and pages of a list don't": {`<title>年报</title><a href="/zwgk/">公开</a><a href="index_1.html">下一页</a>`, archive.KindList, 0},
		"nor does a box beside the list":    {`<title>年报</title><h2>热点新闻</h2>` + three, archive.KindList, 0},
		"the fullest section counts":        {`<title>年报</title><h2>年报</h2>` + two + `<h2>县政府</h2>` + three, archive.KindList, 4},
		"an error page has no list":         {`<title>系统维护中</title>` + two, archive.KindList, -1},
		"nor has an article":                {`<meta name="ArticleTitle" content="年报"><title>年报</title>` + two, archive.KindPage, -1},
		"what a list's data names counts":   {`{"data":[{"url":"/zwgk/a/1.html","title":"甲"},{"url":"/zwgk/a/2.html","title":"乙"}]}`, archive.KindListData, 2},
		"a list's data may be empty":        {`{"data":[]}`, archive.KindListData, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Read(page(t, "/zwgk/nb/", c.body, c.kind), "").Items; got != c.want {
				t.Errorf("got %d items, want %d", got, c.want)
			}
		})
	}
}
