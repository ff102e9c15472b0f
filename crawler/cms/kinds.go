package cms

import (
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// address is what the looks of a canonical URL tell.
type address struct {
	url     string
	low     string // path without query, in lower case
	query   string
	kind    archive.Kind // "" where it isn't worth a visit
	article bool
	words   topics // that the names of its directories speak of
}

// look reads a canonical URL.
func look(url string) address {
	path, query, _ := strings.Cut(urls.Path(url), "?")
	a := address{url: url, low: strings.ToLower(path), query: query}
	a.article = isArticle(a.low) || query != "" && showsItem(a.low, query)
	a.words = pathLexicon.read(a.low)
	if yearly(a.low) {
		a.words |= dirReports
	}
	a.kind = a.kindOf()
	return a
}

// yearly reports whether a path has a directory of the reports of a year: 2021nb.
func yearly(low string) bool {
	at := strings.Index(low, "nb/")
	return at >= 5 && isDigits(low[at-4:at]) && low[at-4] == '2' && low[at-3] == '0' && (low[at-5] == '/' || low[at-5] == 'n')
}

// showsItem reports whether an address names an article in its query:
// article_view.aspx?aid=5.
func showsItem(low, query string) bool {
	name, ext, _ := strings.Cut(low[strings.LastIndexByte(low, '/')+1:], ".")
	if !isPageExtension(ext) || ext == "html" || ext == "htm" {
		return false
	}
	switch name {
	case "show", "view", "detail", "details", "content", "article", "info", "govopenshow", "article_view", "articleview", "newsview", "newsshow", "newsdetail", "articleshow", "showinfo", "infodetail":
	default:
		return false
	}
	for name, value := range fieldNames(query) {
		if strings.HasSuffix(name, "id") && value != "" {
			return true
		}
	}
	return false
}

// isListPath reports whether a path, in lower case and with its words, is one of
// the families' columns: a directory, or a file like index_2.html.
func isListPath(low string, words topics) bool {
	if strings.HasSuffix(low, "/") || words.has(dirColumn) {
		return true
	}
	name, ext, _ := strings.Cut(low[strings.LastIndexByte(low, '/')+1:], ".")
	return isPageExtension(ext) && isListName(name)
}

func isPageExtension(ext string) bool {
	switch ext {
	case "html", "htm", "shtml", "shtm", "jhtml", "asp", "aspx", "jsp", "php", "do", "action":
		return true
	}
	return false
}

// isListName reports whether a file of that name is a list: index, or a page of
// one, as index_2 and list-3.
func isListName(name string) bool {
	if i := strings.LastIndexAny(name, "_-"); i > 0 && isDigits(name[i+1:]) {
		name = name[:i]
	}
	switch name {
	case "index", "default", "list", "common_list", "column":
		return true
	}
	return false
}

// kindOf returns the kind of what an address names, or "" where it is not worth
// a visit: pictures, sounds, programs and parts of pages are not.
func (a *address) kindOf() archive.Kind {
	name := a.low[strings.LastIndexByte(a.low, '/')+1:]
	_, ext := cutExtension(name)
	switch ext {
	case "pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ofd", "rtf", "txt", "csv", "ppt", "pptx", "ceb", "zip", "rar", "7z":
		return archive.KindAttachment
	case "jpg", "jpeg", "png", "gif", "bmp", "svg", "ico", "webp", "tif", "tiff", "css", "js", "json", "xml", "rss", "mp3", "mp4",
		"m3u8", "flv", "avi", "wmv", "swf", "apk", "exe", "ipa", "msi", "woff", "ttf", "eot":
		return ""
	}
	switch {
	case a.isDownload():
		return archive.KindAttachment
	case isListPath(a.low, a.words) && !a.article:
		return archive.KindList
	}
	return archive.KindPage
}

// isDownload reports whether an address without a telling extension hands out
// a file.
func (a *address) isDownload() bool {
	if a.words.has(dirDownload) {
		return !strings.HasSuffix(a.low, "/") && !strings.HasSuffix(a.low, ".html") && !strings.HasSuffix(a.low, ".htm")
	}
	return a.query != "" && strings.Contains(strings.ToLower(a.query), "downloadattachurl")
}
