package cms

import (
	"net/http"
	"strings"
	"testing"
)

func TestBlockedKnowsProtectionProducts(t *testing.T) {
	const whole = `<html><head><title>青渡县</title><script src="/a.js"></script></head><body><a href="/zwgk/">政务公开</a></body></html>`
	for name, c := range map[string]struct {
		status   int
		cookie   string
		body     string
		want     string
		location string
	}{
		"加速乐 by status and cookie":            {521, "__jsluid_s=0a1b; path=/", `<script>document.cookie=('_')+('_jsl')</script>`, ProductJiasule, ""},
		"加速乐 by status and script":            {521, "", `<script>document.cookie='__jsl_clearance=1'</script>`, ProductJiasule, ""},
		"521 without either is an error only": {521, "", "down", "", ""},
		"瑞数 by its script":                    {412, "", `<script>$_ts=window['$_ts'];</script>`, ProductRuishu, ""},
		"瑞数 with status 202":                  {202, "", `<script>$_ts={};</script>`, ProductRuishu, ""},
		"瑞数 by its cookies":                   {412, "FSSBBIl1UgzbN7N80S=x; path=/", `<script src="/x.js"></script>`, ProductRuishu, ""},
		"瑞数's script in a whole page":         {200, "", whole + `<script>$_ts=window['$_ts'];</script>`, "", ""},
		"a cookie by script and a reload":     {200, "", `<script>document.cookie="C3VK=0a1b; path=/";window.location.reload()</script>`, ProductScriptCookie, ""},
		"云锁 by its cookie":                    {200, "yunsuo_session_verify=1; path=/", `<script>setCookie()</script>`, ProductYunsuo, ""},
		"云锁's cookie with a whole page":       {200, "yunsuo_session_verify=1; path=/", whole, "", ""},
		"网站卫士 by its cookie":                  {200, "wzws_cid=1", `<script>eval()</script>`, ProductWZWS, ""},
		"a whole page":                        {200, "JSESSIONID=1; path=/", whole, "", ""},
		"a large page that speaks of cookies": {200, "", "<script>" + strings.Repeat(" ", maxChallenge) + `document.cookie="C3VK"; reload()</script>`, "", ""},
		"a stub":                              {200, "", "404", "", ""},
		"an unadorned refusal":                {403, "", "<h1>403 Forbidden</h1>", "", ""},
		"a bad request with a session cookie": {400, "ASPSESSIONIDCQTBRSSS=1", "<script></script>", "", ""},
		"nothing":                             {0, "", "", "", ""},
		"瑞数 keeps its page short":             {412, "FSSBBIl1UgzbN7N80S=x", `<script></script>` + strings.Repeat(" ", maxChallenge), "", ""},
		"a redirect to itself with a cookie":  {302, "sid=1; path=/", "", ProductCookieEcho, "/zwgk/?a=1"},
		"a redirect to itself, in full":       {302, "sid=1; path=/", "", ProductCookieEcho, host + "/zwgk/?a=1"},
		"a redirect to itself alone":          {302, "", "", "", "/zwgk/?a=1"},
		"a redirect elsewhere with a cookie":  {302, "sid=1; path=/", "", "", "/zwgk/"},
		"a redirect nowhere with a cookie":    {302, "sid=1; path=/", "", "", "javascript:;"},
		"a fence by its words":                {403, "", `<h1>访问被拦截</h1><p>您所在地区的访问受限</p><a href="/help">帮助</a>`, ProductFence, ""},
		"a fence by its product":              {405, "", `<title>405</title><p>Sorry, your request was refused by the WAF.</p>`, ProductFence, ""},
		"a page about firewalls":              {200, "", `<title>防火墙采购公告</title><p>您的IP地址、境外、WAF</p>`, "", ""},
		"瑞数 with status 200":                  {200, "", `<html><script>$_ts=window['$_ts'];</script></html>`, ProductRuishu, ""},
		"阿里云 by its script":                   {200, "acw_tc=1; path=/", `<html><script>var arg1='0A';` + strings.Repeat("x();", 1000) + `setCookie("acw_sc__v2", x)</script></html>`, ProductAliyun, ""},
		"阿里云's cookie with a whole page":      {200, "acw_tc=1; path=/", whole, "", ""},
		"a long script that sets a cookie":    {200, "", `<title>安全检查</title><script>` + strings.Repeat("x();", 1000) + `document.cookie=x;location.reload()</script><p>正在检查您的浏览器，请稍候</p>`, ProductScriptCookie, ""},
		"an article whose script does so":     {200, "", `<script>document.cookie=x;location.reload()</script>` + strings.Repeat("<p>青渡县政务公开</p>", 20), "", ""},
		"a fence with a status of its own":    {468, "", `<p>由雷池提供防护</p>`, ProductFence, ""},
		"a rejection with status 200":         {200, "", `The requested URL was rejected. Your support ID is: 123 <a href="javascript:history.back();">[Go Back]</a>`, ProductFence, ""},
		"a throttle":                          {200, "", `<html><body>您的访问过于频繁，请稍后再试</body></html>`, ProductThrottle, ""},
		"a throttle that its status tells":    {429, "", `Too Many Requests`, "", ""},
		"a throttle in data":                  {200, "", `{"code":500,"msg":"请求过于频繁"}`, ProductThrottle, ""},
		"an article about what is frequent":   {200, "", `<p>近期访问过于频繁的…</p><a href="/">首页</a>`, "", ""},
		"a long text about what is frequent":  {200, "", `<p>过于频繁</p>` + strings.Repeat("<p>正文</p>", 1000), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			if c.cookie != "" {
				header.Set("Set-Cookie", c.cookie)
			}
			if c.location != "" {
				header.Set("Location", c.location)
			}
			got, evidence := Blocked(host+"/zwgk/?a=1", c.status, header, []byte(c.body))
			if got != c.want || (got == "") != (evidence == "") {
				t.Errorf("Blocked(%d, %q, %.80q): got %q by %q, want %q", c.status, c.cookie, c.body, got, evidence, c.want)
			}
		})
	}
}
