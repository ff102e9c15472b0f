package cms

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"gongkai/internal/urls"
)

// maxChallenge is the size above which an answer is no challenge: they hold a
// script and next to no text.
const maxChallenge = 16 << 10

// The protection products and measures that Blocked knows.
const (
	ProductJiasule      = "jiasule"       // 加速乐
	ProductRuishu       = "ruishu"        // 瑞数
	ProductCookieEcho   = "cookie_echo"   // a redirect to itself, for the sake of a cookie
	ProductScriptCookie = "script_cookie" // a cookie set by script, then a reload
	ProductYunsuo       = "yunsuo"        // 云锁
	ProductWZWS         = "wzws"          // 网站卫士
	ProductAliyun       = "aliyun"        // 阿里云 WAF
	ProductFence        = "fence"         // a firewall that doesn't serve our address
	ProductGuard        = "guard"         // all is answered alike, in the words of no product that is known
	ProductThrottle     = "throttle"      // a word about too many requests, with a status that says nothing of it
)

// Blocked tells whether the answer to a request for url is a protection
// product's instead of the portal's, and by what it is seen. body may be cut. An
// answer that carries a product's cookie with a page of the portal is not
// blocked.
func Blocked(url string, status int, header http.Header, body []byte) (product, evidence string) {
	cookies := cookieNames(header)
	switch status {
	case 521, 512:
		return jiasule(cookies, body)
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return cookieEcho(url, header, cookies)
	case http.StatusPreconditionFailed, http.StatusAccepted, http.StatusBadRequest:
		if product, evidence := ruishu(cookies, body); product != "" {
			return product, evidence
		}
	}
	if len(body) > maxChallenge {
		return "", ""
	}
	if Refusal(status) {
		if word := firstOf(body, fenceWords); word != "" {
			return ProductFence, "refusal that says " + word
		}
	}
	if len(body) < maxThrottle && bytes.Contains(body, []byte(rejection)) {
		return ProductFence, "small answer that says " + rejection
	}
	if bytes.Contains(body, []byte("<a ")) {
		return "", ""
	}
	if product, evidence := challenge(cookies, body); product != "" {
		return product, evidence
	}
	if len(body) < maxThrottle && (status < 400 || status == http.StatusForbidden) { // 429 and 503 say themselves how long to wait
		if word := firstOf(body, throttleWords); word != "" {
			return ProductThrottle, "small answer that says " + word
		}
	}
	return "", ""
}

// Refusal reports whether a status may be a firewall's: those of RFC 9110, and
// what 华为云, 雷池 and EdgeOne answer with.
func Refusal(status int) bool {
	switch status {
	case http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusUnavailableForLegalReasons, 418, 468, 566, 567:
		return true
	}
	return false
}

// jiasule tells whether an answer with status 521 is 加速乐's.
func jiasule(cookies []string, body []byte) (product, evidence string) {
	for _, name := range cookies {
		if strings.HasPrefix(name, "__jsluid") || strings.HasPrefix(name, "__jsl_clearance") {
			return ProductJiasule, "status 521 with cookie " + name
		}
	}
	if bytes.Contains(body, []byte("__jsl_clearance")) {
		return ProductJiasule, "status 521 with script that sets __jsl_clearance"
	}
	return "", ""
}

// cookieEcho tells whether an answer sends to where it was asked for, with a
// cookie to show there.
func cookieEcho(url string, header http.Header, cookies []string) (product, evidence string) {
	if len(cookies) == 0 {
		return "", ""
	}
	base, err := urls.NewBase(url)
	if err != nil {
		return "", ""
	}
	if to, err := base.ResolveField(header.Get("Location")); err != nil || to != url {
		return "", ""
	}
	return ProductCookieEcho, "redirect to itself with cookie " + cookies[0]
}

// ruishu tells whether an answer is 瑞数's: next to no text, and its script or
// its cookies.
func ruishu(cookies []string, body []byte) (product, evidence string) {
	if bytes.Contains(body[:min(len(body), maxChallenge)], []byte("$_ts")) {
		return ProductRuishu, "script with $_ts"
	}
	if first := cookiePair(cookies); first != "" && len(body) <= maxChallenge && bytes.Contains(body, []byte("<script")) {
		return ProductRuishu, "cookie pair " + first + " and T"
	}
	return "", ""
}

// challenge tells which product a small answer without a link is of.
func challenge(cookies []string, body []byte) (product, evidence string) {
	script := bytes.Contains(body, []byte("<script"))
	switch {
	case contains(body, cookies, "yunsuo_session_verify") && script:
		return ProductYunsuo, "yunsuo_session_verify"
	case contains(body, cookies, "wzws_cid") && script:
		return ProductWZWS, "wzws_cid"
	case bytes.Contains(body, []byte("$_ts")) && script:
		return ProductRuishu, "script with $_ts"
	case bytes.Contains(body, []byte("acw_sc__v2")) && script:
		return ProductAliyun, "script that sets acw_sc__v2"
	case bytes.Contains(body, []byte("C3VK")) && bytes.Contains(body, []byte("document.cookie")):
		return ProductScriptCookie, "script that sets cookie C3VK"
	case script && bytes.Contains(body, []byte("document.cookie")) && bytes.Contains(body, []byte("reload")) && wordless(body):
		return ProductScriptCookie, "script that sets a cookie and reloads"
	}
	return "", ""
}

// maxLetters is how many letters outside of its scripts a page may show that is
// nothing but a challenge: "正在检查您的浏览器，请稍候".
const maxLetters = 60

// wordless reports whether a page shows next to no text.
func wordless(page []byte) bool {
	t := html.NewTokenizer(bytes.NewReader(page))
	letters, inScript := 0, false
	for {
		switch t.Next() {
		case html.ErrorToken:
			return true
		case html.StartTagToken:
			name, _ := t.TagName()
			inScript = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			inScript = false
		case html.TextToken:
			if inScript {
				continue
			}
			for _, c := range string(t.Text()) {
				if unicode.IsLetter(c) {
					letters++
				}
			}
		}
		if letters > maxLetters {
			return false
		}
	}
}

// maxThrottle is the size above which a page that speaks of too many requests
// is one of the portal's.
const maxThrottle = 4 << 10

// fenceWords are what firewalls say when they refuse an address. A server's own
// refusal says 403 Forbidden and no more.
var fenceWords = []string{"拦截", "境外", "所在地区", "所在区域", "您的IP", "您的 IP", "您的ip", "防火墙", "防护系统", "安全防护", "疑似攻击", "疑似黑客", "攻击行为", "安全狗", "雷池", "宝塔", "WAF", "Web Application Firewall"}

// rejection is what F5's firewall says with status 200.
const rejection = "Your support ID is"

// throttleWords are what portals say to those that ask too often.
var throttleWords = []string{"过于频繁", "访问频繁", "操作频繁", "请求频繁", "频率过高", "频率过快", "访问过快", "Too Many Requests", "too many requests"}

func firstOf(body []byte, words []string) string {
	for _, w := range words {
		if bytes.Contains(body, []byte(w)) {
			return w
		}
	}
	return ""
}

// cookieNames returns the names of the cookies that an answer sets.
func cookieNames(header http.Header) []string {
	var names []string
	for _, c := range header.Values("Set-Cookie") {
		name, _, _ := strings.Cut(c, "=")
		names = append(names, strings.TrimSpace(name))
	}
	return names
}

// cookiePair returns the cookie ending in S that has a twin ending in T; one of
// them may come by script, so one long name is enough.
func cookiePair(names []string) string {
	for _, n := range names {
		if len(n) >= 12 && (strings.HasSuffix(n, "S") || strings.HasSuffix(n, "T")) && !strings.Contains(n, "SESS") {
			return strings.TrimRight(n, "ST") + "S"
		}
	}
	return ""
}

// contains reports whether a product's word stands in a small answer.
func contains(body []byte, cookies []string, word string) bool {
	return slices.ContainsFunc(cookies, func(c string) bool { return strings.HasPrefix(c, word) }) || bytes.Contains(body, []byte(word))
}
