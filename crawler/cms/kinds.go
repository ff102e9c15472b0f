package cms

import (
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// articlePaths are the families' addresses of articles. portals' other systems
// are here too: an address says more than a family that was guessed.
var articlePaths = regexp.MustCompile(`(?i)(?:` + strings.Join([]string{
	`/t(?:20\d{6}_)?\d{4,}(?:_\d+)?(?:_wap)?\.s?html?$`,       // TRS
	`/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html$`,          // jpage
	`/(?:\d{6}/)?[0-9a-f]{32}\.s?html$`,                       // UCAP
	`/public/\d+/\d+\.html$`,                                  // Lonsun
	`/show/\d+\.html$`,                                        // 宣城, 铜陵
	`/info/\d+/\d+\.htm$`,                                     // VSB
	`/\d+\.jhtml$`,                                            // jeecms
	`/content/.*post_\d+\.html$`,                              // 广东
	`/(?:\d{19}|[0-9a-f]{24})\.html$`,                         // 陕西
	`/columns/[0-9a-f-]{36}/\d{6}/\d{2}/[0-9a-f-]{36}\.html$`, // 河北
	`/\d{4}/\d{2}-\d{2}/\d+\.html$`,                           // 河南
	`/\d{8}/i\d+\.html$`, `/content_\d+\.html$`,               // 湖南
	`/\d{16,}/index\.shtml$`, // 辽宁
	`/\d{6,8}/\w+\.s?html?$`, // anything filed by month or day
}, "|") + `)`)

// isArticle reports whether a path is one of the articles' patterns.
func isArticle(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	return articlePaths.MatchString(path)
}

// ListURL reports whether a canonical URL is, by its looks, that of a column or
// of a page of a list.
func ListURL(url string) bool {
	path, _, _ := strings.Cut(urls.Path(url), "?")
	return strings.HasSuffix(path, "/") || isListPath(strings.ToLower(path)) && !articlePaths.MatchString(path)
}

// isListPath reports whether a path, in lower case, is one of the families'
// columns: a directory that names one, or a file like index_2.html.
func isListPath(low string) bool {
	for _, directory := range [...]string{"/col/col", "/public/column/", "/gkmlpt/index", "/category_"} {
		if strings.Contains(low, directory) {
			return true
		}
	}
	name, ext, _ := strings.Cut(low[strings.LastIndexByte(low, '/')+1:], ".")
	switch ext {
	case "html", "htm", "shtml", "shtm", "jhtml", "asp", "aspx", "jsp", "php":
	default:
		return false
	}
	if i := strings.LastIndexByte(name, '_'); i > 0 && isDigits(name[i+1:]) {
		name = name[:i]
	}
	switch name {
	case "index", "default", "list", "common_list", "column":
		return true
	}
	return false
}

// kindOf returns the kind of what an address names, and whether it is worth a
// visit at all: pictures, sounds, programs and parts of pages are not.
func kindOf(url string) (kind archive.Kind, ok bool) {
	full := urls.Path(url)
	path, query, _ := strings.Cut(full, "?")
	ext := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	if i := strings.LastIndexByte(ext, '.'); i >= 0 {
		ext = ext[i+1:]
	} else {
		ext = ""
	}
	switch ext {
	case "pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "ofd", "rtf", "txt", "csv", "ppt", "pptx", "ceb", "zip", "rar", "7z":
		return archive.KindAttachment, true
	case "jpg", "jpeg", "png", "gif", "bmp", "svg", "ico", "webp", "tif", "tiff", "css", "js", "json", "xml", "rss", "mp3", "mp4",
		"m3u8", "flv", "avi", "wmv", "swf", "apk", "exe", "ipa", "msi", "woff", "ttf", "eot":
		return "", false
	}
	if isDownload(path, query) {
		return archive.KindAttachment, true
	}
	if ListURL(url) {
		return archive.KindList, true
	}
	return archive.KindPage, true
}

// isDownload reports whether an address without a telling extension hands out
// a file.
func isDownload(path, query string) bool {
	path = strings.ToLower(path)
	for _, word := range []string{"/downfile", "/download", "downloadattach", "/__local/", "/m00/"} {
		if strings.Contains(path, word) {
			return !strings.HasSuffix(path, "/") && !strings.HasSuffix(path, ".html") && !strings.HasSuffix(path, ".htm")
		}
	}
	return strings.Contains(strings.ToLower(query), "downloadattachurl")
}
