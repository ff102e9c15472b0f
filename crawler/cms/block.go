package cms

import (
	"bytes"
	"net/http"
	"strings"
)

// maxChallenge is the size above which an answer is no challenge: they hold a
// script and next to no text.
const maxChallenge = 16 << 10

// The protection products that Blocked knows.
const (
	ProductJiasule      = "jiasule"       // 加速乐
	ProductRuishu       = "ruishu"        // 瑞数
	ProductScriptCookie = "script_cookie" // a cookie set by script, then a reload
	ProductYunsuo       = "yunsuo"        // 云锁
	ProductWZWS         = "wzws"          // 网站卫士
)

// Blocked tells whether an answer is a protection product's instead of the
// portal's, and by what it is seen. body may be cut. An answer that carries a
// product's cookie with a page of the portal is not blocked.
func Blocked(status int, header http.Header, body []byte) (product, evidence string) {
	cookies := cookieNames(header)
	if status == 521 || status == 512 {
		for _, name := range cookies {
			if strings.HasPrefix(name, "__jsluid") || strings.HasPrefix(name, "__jsl_clearance") {
				return ProductJiasule, "status 521 with cookie " + name
			}
		}
		if bytes.Contains(body, []byte("__jsl_clearance")) {
			return ProductJiasule, "status 521 with script that sets __jsl_clearance"
		}
	}
	if len(body) > maxChallenge && !bytes.Contains(body[:maxChallenge], []byte("$_ts")) {
		return "", ""
	}
	if status == 412 || status == 202 || status == 400 {
		if bytes.Contains(body, []byte("$_ts")) {
			return ProductRuishu, "script with $_ts"
		}
		if first := cookiePair(cookies); first != "" && bytes.Contains(body, []byte("<script")) {
			return ProductRuishu, "cookie pair " + first + " and T"
		}
	}
	if len(body) > maxChallenge || bytes.Contains(body, []byte("<a ")) {
		return "", ""
	}
	script := bytes.Contains(body, []byte("<script"))
	switch {
	case contains(body, cookies, "yunsuo_session_verify") && script:
		return ProductYunsuo, "yunsuo_session_verify"
	case contains(body, cookies, "wzws_cid") && script:
		return ProductWZWS, "wzws_cid"
	case bytes.Contains(body, []byte("C3VK")) && bytes.Contains(body, []byte("document.cookie")):
		return ProductScriptCookie, "script that sets cookie C3VK"
	case len(body) < 1024 && script && bytes.Contains(body, []byte("document.cookie")) && bytes.Contains(body, []byte("reload")):
		return ProductScriptCookie, "script that sets a cookie and reloads"
	}
	return "", ""
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
	for _, c := range cookies {
		if strings.HasPrefix(c, word) {
			return true
		}
	}
	return bytes.Contains(body, []byte(word))
}
