// Package pictures tells what pictures of a page may show a part of its text, as a
// scan does, from those that decorate it.
package pictures

import (
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Most is how many pictures of a page count as parts of its report: that has some
// five to fifteen pages.
const Most = 40

// legible is the least width and height of a picture that shows text, in pixels of
// a style sheet, where the page says how large it is.
const legible = 200

// Of returns the address of the picture that an img element shows, as the page has
// it, or "" where it decorates the page, or is in a format of drawings. Where the
// page loads its pictures as they come into sight, it is what will be shown.
func Of(img *html.Node) string {
	var src, later string
	for _, a := range img.Attr {
		switch a.Key {
		case "src":
			src = strings.TrimSpace(a.Val)
		case "data-src", "data-original", "data-lazy-src", "data-lazy", "data-echo", "lay-src", "original", "_src":
			later = strings.TrimSpace(a.Val)
		case "width", "height":
			if small(a.Val) {
				return ""
			}
		case "style":
			for declaration := range strings.SplitSeq(a.Val, ";") {
				name, value, _ := strings.Cut(declaration, ":")
				switch strings.ToLower(strings.TrimSpace(name)) {
				case "width", "height":
					if small(value) {
						return ""
					}
				}
			}
		}
	}
	if IsPicture(later) {
		src = later
	}
	if !IsPicture(src) || decorates(src) {
		return ""
	}
	return src
}

// small reports whether a length in pixels is too short for text.
func small(length string) bool {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(length)), "px"), 64)
	return err == nil && n < legible
}

// IsPicture reports whether an address is that of a picture made of pixels, by its
// extension.
func IsPicture(address string) bool {
	address, _, _ = strings.Cut(address, "?")
	switch strings.ToLower(path.Ext(address)) {
	case ".jpg", ".jpeg", ".jfif", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp":
		return !strings.HasPrefix(address, "data:")
	}
	return false
}

// decorates reports whether the name of a picture, or of its folder, is that of
// what decorates pages, or serves their readers.
func decorates(address string) bool {
	folder, name := path.Split(strings.ToLower(address))
	for _, word := range [...]string{"icon", "logo", "qrcode", "ewm", "erweima", "weixin", "wechat", "weibo", "share", "print", "arrow", "loading", "spacer", "banner"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	for _, word := range [...]string{"/icons/", "/filetypeimages/", "/emotion/", "/emoticons/"} {
		if strings.Contains(folder, word) {
			return true
		}
	}
	return false
}
