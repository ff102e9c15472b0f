package crawler

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// A thousand portals are crawled at once, so that what one takes counts.
func TestWhatAPortalKeepsInMemoryIsSmall(t *testing.T) {
	const portals, pages = 200, 30
	heap := func() int64 { // without what the tests before have left to be collected
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what pools hold goes with the second
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	type watched struct {
		shapes *shapes
		twins  *twins
		site   *site
	}
	var kept []watched
	before := heap()
	for n := range portals {
		w := watched{newShapes(), newTwins(), new(site)}
		for i := range pages {
			url := fmt.Sprintf("http://www.h%d.gov.cn/zwgk/gknb/2025/t2025_%d.html", n, i)
			text := strings.Repeat(fmt.Sprintf("第%d号乡镇%d", i, n)+string(rune('一'+i)), 200)
			v := archive.Visit{URL: url, Kind: archive.KindPage, Via: fmt.Sprintf("http://www.h%d.gov.cn/", n), Anchor: "报告"}
			digest := archive.DigestOf([]byte(text))
			a := &answer{exchange: &exchange{result: archive.Exchange{Status: http.StatusOK}}, text: []byte(text)}
			o := &archive.Outcome{Visit: v}
			w.site.turnsAway(o, a, archive.Portal{}, time.Now())
			w.twins.saw(url, digest, func(string) bool { return true }, time.Now())
			w.shapes.stands(v)
			w.shapes.came(v, brief{looks: string(digest)})
		}
		kept = append(kept, w)
	}
	each := (heap() - before) / portals
	if each > 10<<10 {
		t.Errorf("got %d bytes a portal of %d pages, want 10 KiB at most", each, pages)
	}
	runtime.KeepAlive(kept)
}
