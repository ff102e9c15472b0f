package cms

import (
	"strings"
	"testing"

	"gongkai/archive"
)

func TestTraps(t *testing.T) {
	const hex = "0123456789abcdef0123456789abcdef"
	for name, c := range map[string]struct {
		path, via string
		want      bool
	}{
		"a segment four times":                            {"/a/a/a/a/", "", true},
		"a segment three times":                           {"/a/a/a/", "", false},
		"two segments thrice among ten":                   {"/a/b/a/b/a/b/c/d/e/f", "", true},
		"ten segments of which one is thrice":             {"/a/b/a/b/a/1/c/d/e/f", "", false},
		"encoding of encoding":                            {"/a%252525E5", "", true},
		"encoding of encoding, twice":                     {"/a?b=%2525E5", "", true},
		"a percent sign that is encoded":                  {"/a%25E5", "", false},
		"a calendar's day":                                {"/rili/?date=2024-01-02", "", true},
		"a calendar by year and month":                    {"/calendar.jsp?year=2024&month=1", "", true},
		"a day alone":                                     {"/list.jsp?date=20240102", "", true},
		"a day beside an id":                              {"/show.jsp?id=5&date=2024-01-02", "", false},
		"another day of the page that named it":           {"/show.jsp?id=5&x=2024-01-03", "/show.jsp?id=5&x=2024-01-02", true},
		"a page of a list":                                {"/list.aspx?page=3", "/list.aspx?page=2", false},
		"a page beyond every list":                        {"/list.aspx?page=2001", "", true},
		"a report module by year":                         {"/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020", "", false},
		"a report module before there were reports":       {"/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2007", "", true},
		"a report module in a year to come":               {"/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=9998", "", true},
		"what has a tag, of 帝国":                           {"/e/tags/?tagname=%E6%99%AE%E6%B3%95", "", true},
		"a letter about an article":                       {"/Article/SendMail.asp?ArticleID=5", "", true},
		"an article that is rated":                        {"/plus/digg_ajax.php?action=good&id=5", "", true},
		"an article that is rated, by a program for more": {"/app/article.jsp?id=5&action=zan", "", true},
		"an article that is printed":                      {"/Z_M_008/newsprint.aspx?id=5&departmentid=4021", "", true},
		"an article that is kept":                         {"/User/User_Favorite.asp?Action=Add&InfoID=5", "", true},
		"a column of recommendations":                     {"/recommend/", "", false},
		"a list of 织梦":                                    {"/plus/list.php?tid=5", "", false},
		"what counts a visit and leads on":                {"/count/go.do?id=5", "", false},
		"what has a tag, of 织梦":                           {"/tags.php?/%E6%99%AE%E6%B3%95/", "", true},
		"a login page":                                    {"/user/login.jsp", "", true},
		"a search page":                                   {"/search/?q=a", "", true},
		"a print view":                                    {"/a.jsp?id=3&print=1", "", true},
		"an address of endless length":                    {"/a?b=" + strings.Repeat("x", maxAddress), "", true},
		"a session in a query":                            {"/a.jsp?id=3&PHPSESSID=0a1b", "", true},
		"a session of ASP.NET in a path":                  {"/(S(0a1b2c3d4e5f6g7h))/list.aspx", "", true},
		"a form that is posted back":                      {"/list.aspx?__EVENTTARGET=pager&__VIEWSTATE=x", "", true},
		"an article's twin for printers":                  {"/zwgk/202401/t20240112_8_print.html", "", true},
		"a view for printers":                             {"/show.jsp?id=3&type=print", "", true},
		"a list in another order":                         {"/list.jsp?c=1&sort=hits", "/list.jsp?c=1&sort=date", true},
		"a list in the order that it has":                 {"/list.jsp?c=1&sort=hits&page=2", "/list.jsp?c=1&sort=hits", false},
		"a list in an order, from elsewhere":              {"/list.jsp?c=1&sort=hits", "/", false},
		"a list sifted by one more field":                 {"/list.jsp?area=1&year=2020&theme=3&organ=4", "/list.jsp?area=1&year=2020&theme=3", true},
		"a list sifted by another choice of many":         {"/list.jsp?area=1&year=2020&kind=3&organ=5", "/list.jsp?area=1&year=2020&kind=3&organ=4", false},
		"another page of a list that is sifted":           {"/list.jsp?area=1&year=2020&kind=3&organ=4&page=2", "/list.jsp?area=1&year=2020&kind=3&organ=4", false},
		"a list sifted by two fields":                     {"/list.jsp?area=1&year=2020", "/list.jsp?area=1&year=2021", false},
		"an article that is named by its query":           {"/index.php?m=content&c=index&a=show&catid=4&id=7", "/index.php?m=content&c=index&a=lists&catid=4", false},
		"an article of a list that is sifted":             {"/show.jsp?id=1&a=1&b=2&c=3", "/list.jsp?a=1&b=2&c=3", false},
		"a page's own number":                             {"/eportal/ui?pageId=330211", "", false},
		"an offset":                                       {"/list.jsp?start=2040", "/list.jsp?start=2020", false},
		"an offset beyond every list":                     {"/list.jsp?start=100001", "", true},
		"广东's data request has a sid":                     {"/gkmlpt/api/all/12?page=2&sid=759001", "", false},
		"UCAP's data request is no search":                {"/common/search/" + hex + "?_isJson=true&page=2", "", false},
		"a list of 大汉's disclosure is no search":          {"/module/xxgk/search.jsp?texttype=0&currpage=2&sortfield=,compaltedate:0&infotypeId=B004&jdid=3105&area=1133&divid=div1229", "/col/col1229/index.html?number=B004", false},
		"a far range of jpage":                            {"/module/web/jpage/dataproxy.jsp?startrecord=90046&page=9999", "", false},
		"TRS's article":                                   {"/search/202401/t20240112_8.html", "", false},
		"a twin for telephones":                           {"/zwgk/202401/t20240112_8_wap.html", "", false},
		"jpage's article":                                 {"/art/2024/1/1/art_1_1.html", "", false},
		"UCAP's article":                                  {"/c1/202401/" + hex + ".shtml", "", false},
		"Lonsun's column":                                 {"/public/column/99?type=3&action=list", "", false},
		"VSB's article":                                   {"/info/1012/3345.htm", "", false},
		"a report column by year":                         {"/zfxxgknb/xz/2021/", "", false},
		"the root":                                        {"/", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			via := ""
			if c.via != "" {
				via = host + c.via
			}
			if got := Trap(host+c.path, via); got != c.want {
				t.Errorf("Trap(%q, %q): got %v, want %v", c.path, c.via, got, c.want)
			}
		})
	}
}

func TestColumnsAreToldByTheirAddresses(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/zwgk/": true, "/zwgk/index_3.html": true, "/col/col88/index.html": true, "/public/column/9?type=3": true,
		"/c1/common_list.shtml": true, "/zwgk/index.jhtml": true, "/zwgk/102.jhtml": false, "/art/2024/1/2/art_88_1.html": false,
		"/info/1012/3345.htm": false, "/zwgk/202401/t20240112_8.html": false, "/1234567890123456/index.shtml": false,
		"/a.aspx?id=1": false, "/a?b=/": false, "/zwgk/list-3.shtml": true, "/gkmlpt/index": true, "/Category_12/Index_2.aspx": true, "/Item/12.aspx": false,
		"/202401/index.html": true, "/article_view.aspx?aid=8": false,
	} {
		if got := look(host+path).kind == archive.KindList; got != want {
			t.Errorf("%q is a list: got %v, want %v", path, got, want)
		}
	}
}

func TestArticlesAreKnownByTheirAddresses(t *testing.T) {
	const hex, uuid = "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"
	for path, want := range map[string]bool{
		"/zwgk/202401/t20240112_8.html": true, "/zwgk/t123456.shtml": true, "/zwgk/202401/t20240112_8_wap.html": true, "/zwgk/202401/t20240112_8_1.htm": true,
		"/art/2024/1/2/art_88_1.html": true, "/art/2024/art_" + hex + ".html": true, "/c1/202401/" + hex + ".shtml": true, "/zwgk/public/9/88.html": true,
		"/openness/OpennessAnnualReport/show/12.html": true, "/info/1012/3345.htm": true, "/zwgk/102.jhtml": true, "/qdx/gkmlpt/content/2/2345/post_2345.html": true,
		"/zfxxgknb/xz/2021/1234567890123456789.html": true, "/zfxxgknb/0123456789abcdef01234567.html": true, "/columns/" + uuid + "/202401/12/" + uuid + ".html": true,
		"/2024/01-12/88.html": true, "/zwgk/20240112/i88.html": true, "/content_88.html": true, "/zwgk/1234567890123456/index.shtml": true, "/Item/12.aspx": true,
		"/GovOpenShow.aspx?id=8": true, "/article_view.aspx?aid=8": true, "/detail/8.html": true, "/news/20240112/a_8.html": true,
		"/zwgk/": false, "/zwgk/index_2.html": false, "/202401/index.html": false, "/202401/index_2.shtml": false, "/123456789012345678.html": false, "/t12.html": false, "/list.aspx?id=8": false,
		"/art/2024/1/2/list.html": false, "/info/1012.htm": false, "/show.aspx?type=8": false, "/" + uuid + ".html": false, "/nb/2023.html": false, "/a.html": false,
	} {
		if a := look(host + path); a.article != want {
			t.Errorf("%s: got %v, want %v", path, a.article, want)
		}
	}
}

func FuzzTrap(f *testing.F) {
	f.Add("/a/a/a/a?date=2024-01-02", "/b?date=2024-01-01")
	f.Add(strings.Repeat("/%25", 40), "")
	f.Fuzz(func(_ *testing.T, path, via string) {
		Trap(host+path, host+via)
		Trap(path, via)
		look(path)
	})
}
