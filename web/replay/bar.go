package replay

import (
	"fmt"
	"html"
	"strings"
	"time"

	"gongkai/archive"
)

// beijing is the time by which people know when a page was published.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// clock returns a time for people.
func clock(t time.Time) string { return t.In(beijing).Format("2006-01-02 15:04:05") }

// page returns an archived page as it is shown: rewritten, and where it is no
// frame of another, with a bar above it that tells what it is.
func (s *Server) page(text []byte, charset string, f found, c archive.Capture, m mode, cut bool) []byte {
	r := newRewriter(f.url, charset, c.Time)
	if m == modeFrame {
		r.links = modeFrame
		return r.page(text, func() string { return "" })
	}
	return r.page(text, func() string { return s.bar(f, c, cut, r.refresh) })
}

// The bar's own look: nothing of the page's reaches it but what names its
// elements, and those have names of their own.
const (
	barStyle  = "all:initial;display:block;box-sizing:border-box;width:100%;padding:6px 12px;background:#1c2b3a;color:#e8edf2;font:13px/1.6 system-ui,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;text-align:left;position:relative;z-index:2147483647"
	barLink   = "all:unset;outline:revert;color:#9ecbff;cursor:pointer;text-decoration:underline;margin-left:10px"
	barStrong = "all:unset;color:#fff;font-weight:600"
	barNotice = "all:unset;color:#ffd479;margin-left:10px"
)

// bar returns the bar above a page.
func (s *Server) bar(f found, c archive.Capture, cut bool, refresh string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<gongkai-bar lang="zh" role="navigation" aria-label="存档 Archive" style="%s"><gongkai-b style="%s">存档 Archived %s</gongkai-b> 北京时间 (UTC+8)`, barStyle, barStrong, clock(c.Time))
	notice := func(format string, args ...any) {
		fmt.Fprintf(&b, `<gongkai-b style="%s">%s</gongkai-b>`, barNotice, html.EscapeString(fmt.Sprintf(format, args...)))
	}
	link := func(to, text string) {
		fmt.Fprintf(&b, `<a href="%s" style="%s">%s</a>`, html.EscapeString(to), barLink, html.EscapeString(text))
	}
	if name := s.names[c.Portal]; name != "" {
		b.WriteString(" · " + html.EscapeString(name))
	}
	if status(c) != 200 {
		notice("状态 Status %d", status(c))
	}
	if cut {
		notice("内容不完整 Incomplete")
	}
	if refresh != "" {
		link(refresh, "此页会转到 This page leads on →")
	}
	i := f.index(c)
	if i > 0 {
		link(address(f.captures[i-1].Time, modePage, f.url), "‹ 上一次 Earlier")
		if f.captures[i-1].Payload != c.Payload {
			link(diffAddress(f.captures[i-1], c, f.url), "变化 Changes")
		}
	}
	if i < len(f.captures)-1 {
		link(address(f.captures[i+1].Time, modePage, f.url), "下一次 Later ›")
	}
	link("/web/*/"+f.url, fmt.Sprintf("全部快照 All captures (%d)", len(f.captures)))
	link(address(c.Time, modeRaw, f.url), "原始文件 Raw")
	link("/", "首页 Index")
	b.WriteString("</gongkai-bar>")
	return b.String()
}

func diffAddress(older, newer archive.Capture, url string) string {
	return "/web/diff/" + stamp(older.Time) + "/" + stamp(newer.Time) + "/" + url
}
