package crawler

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// A page is the site's "not found" when it says almost nothing that the answer
// for an impossible address did not say. Latin letters and digits don't count:
// such pages quote the address.
const (
	shingleLength = 4  // Hanzi
	novelShingles = 12 // fewer new ones than this: nothing of its own
	maxShingles   = 4000
)

// probeURL returns an address of the site that can't exist. It is the same each
// time, so that it is asked for once.
func probeURL(authority string) string {
	return authority + "/gongkai-" + archive.DigestOf([]byte(authority)).Short() + ".html"
}

// describeNotFound keeps how a site answered for an impossible address.
func describeNotFound(a *answer, location string, now time.Time) *archive.NotFound {
	n := &archive.NotFound{Status: a.status(), Location: location, Fetched: now}
	if a.capture != nil {
		n.Payload = a.capture.Payload
	}
	if a.page != nil {
		n.Title = pageTitle(a.page)
		n.Shingles = shingles(a.page)
	}
	return n
}

// softNotFound reports whether an answer says "not found" with status 200, as
// n is known to say it.
func softNotFound(n *archive.NotFound, a *answer) bool {
	if n == nil || n.Status != 200 {
		return false
	}
	if a.capture != nil && a.capture.Payload == n.Payload {
		return true
	}
	if a.page == nil || pageTitle(a.page) != n.Title {
		return false
	}
	novel := 0
	for _, s := range shingles(a.page) {
		if _, known := slices.BinarySearch(n.Shingles, s); !known {
			novel++
		}
	}
	return novel < novelShingles
}

// softRedirect reports whether a redirect to target says "not found": the site
// sends impossible addresses to the same place, or target is the site's home.
func softRedirect(n *archive.NotFound, from, target string) bool {
	if n == nil || n.Location == "" || n.Location != target {
		return false
	}
	return urls.Path(from) != "/"
}

func pageTitle(page *html.Node) string {
	return strings.Join(strings.Fields(goquery.NewDocumentFromNode(page).Find("title").First().Text()), " ")
}

// shingles returns the hashes of all runs of four Hanzi of the page's text,
// sorted, each once.
func shingles(page *html.Node) []uint32 {
	var hanzi []rune
	for _, r := range bodyText(page) {
		if unicode.Is(unicode.Han, r) {
			hanzi = append(hanzi, r)
		}
	}
	var out []uint32
	for i := 0; i+shingleLength <= len(hanzi) && len(out) < maxShingles; i++ {
		h := fnv.New32a()
		h.Write([]byte(string(hanzi[i : i+shingleLength])))
		out = append(out, h.Sum32())
	}
	slices.Sort(out)
	return slices.Compact(out)
}
