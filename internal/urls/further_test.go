package urls

import "testing"

func TestFurtherPagesOfAnArticle(t *testing.T) {
	const host = "http://www.qingdu.gov.cn"
	for _, c := range []struct {
		article, other string
		want           int
	}{
		{"/nb/8.html", "/nb/8_2.html", 2},
		{"/nb/8.html", "/nb/8_12.html", 12},
		{"/nb/8.html", "/nb/8_0.html", 0},
		{"/nb/8.html", "/nb/8_123.html", 0},
		{"/nb/8.html", "/nb/8_b.html", 0},
		{"/nb/8.html", "/nb/8_.html", 0},
		{"/nb/8.html", "/nb/8_2.pdf", 0},
		{"/nb/8.html", "/nb/82.html", 0},
		{"/nb/8.html", "/nb/8.html", 0},
		{"/nb/8", "/nb/8_2", 2},
		{"/nb/8_2.html", "/nb/8_3.html", 0},
		{"/show.asp?id=8", "/show.asp?id=8&page=2", 2},
		{"/show.asp?id=8", "/show.asp?Page=3&id=8", 3},
		{"/show.asp?id=8&lm=5", "/show.asp?id=8&curPage=2&lm=5", 2},
		{"/show.asp?id=8", "/show.asp?id=9&page=2", 0},
		{"/show.asp?id=8", "/show.asp?id=8&lm=2", 0},
		{"/show.asp?id=8", "/show.asp?page=2", 0},
		{"/show.asp?id=8", "/show.asp?id=8&page=2&p=3", 0},
		{"/show.asp?id=8&page=1", "/show.asp?id=8&page=2", 0},
		{"/show.asp", "/show.asp?page=2", 0},
		{"/show.asp?id=8", "/list.asp?id=8&page=2", 0},
	} {
		if got := Further(host+c.article, host+c.other); got != c.want {
			t.Errorf("%s of %s: got %d, want %d", c.other, c.article, got, c.want)
		}
	}
}

func TestThePageBehindAFurtherOne(t *testing.T) {
	const host = "http://www.qingdu.gov.cn"
	for _, c := range []struct{ article, page, want string }{
		{"/nb/8.html", "/nb/8_2.html", "/nb/8_3.html"},
		{"/nb/8.html", "/nb/8_09.html", "/nb/8_10.html"},
		{"/nb/t20240110_8.html", "/nb/t20240110_8_1.html", "/nb/t20240110_8_2.html"},
		{"/nb/8", "/nb/8_2", "/nb/8_3"},
		{"/show.asp?id=2", "/show.asp?id=2&page=2", "/show.asp?id=2&page=3"},
		{"/show.asp?p=2&id=8", "/show.asp?page=2&p=2&id=8", "/show.asp?page=3&p=2&id=8"},
		{"/nb/8.html", "/nb/8_98.html", "/nb/8_99.html"},
	} {
		got := NextFurther(host+c.article, host+c.page)
		if got != host+c.want || Further(host+c.article, got) != Further(host+c.article, host+c.page)+1 {
			t.Errorf("%s of %s: got %s, want %s", c.page, c.article, got, c.want)
		}
	}
}

func TestThereIsNoPageBehind(t *testing.T) {
	const host = "http://www.qingdu.gov.cn"
	for _, c := range []struct{ article, page string }{
		{"/nb/8.html", "/nb/8_99.html"},
		{"/nb/8.html", "/nb/8_099.html"},
		{"/show.asp?id=8", "/show.asp?id=8&page=99"},
		{"/nb/8.do_x", "/nb/8_2.do_x"},
		{"/show.asp?p=3", "/show.asp?p=3&p=3"},
		{"/nb/8.html", "/nb/9_2.html"},
		{"/show.asp?id=8", "/show.asp"},
		{"/nb/8.html", ""},
	} {
		if got := NextFurther(host+c.article, host+c.page); got != "" {
			t.Errorf("%s of %s: got %s", c.page, c.article, got)
		}
	}
}

func TestAPageOfAnArticleLeadsToTheOneBehindIt(t *testing.T) {
	const host = "http://www.qingdu.gov.cn"
	for _, c := range []struct {
		page, other string
		want        bool
	}{
		{"/nb/8_2.html", "/nb/8_3.html", true},
		{"/nb/8_09.html", "/nb/8_10.html", true},
		{"/nb/t20240110_8_1.html", "/nb/t20240110_8_2.html", true},
		{"/nb/8_2", "/nb/8_3", true},
		{"/nb/8_2.html", "/nb/8_2.html", false},
		{"/nb/8_2.html", "/nb/8_4.html", false},
		{"/nb/8_2.html", "/nb/8_1.html", false},
		{"/nb/8_2.html", "/nb/9_3.html", false},
		{"/nb/8.html", "/nb/8_2.html", false},
		{"/nb/8_99.html", "/nb/8_100.html", false},
		{"/n_2/8.html", "/n_3/8.html", false},
		{"/show.asp?id=8&page=2", "/show.asp?id=8&page=3", true},
		{"/show.asp?p=2&id=8&page=2", "/show.asp?p=2&id=8&page=3", true},
		{"/show.asp?id=8&page=2", "/show.asp?id=9&page=3", false},
		{"/list.asp?page=2", "/list.asp?page=3", false},
	} {
		if got := Behind(host+c.page, host+c.other); got != c.want {
			t.Errorf("%s and %s: got %v, want %v", c.page, c.other, got, c.want)
		}
	}
}
