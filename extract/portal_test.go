package extract

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim"
)

// fetch returns the answer of a simulated portal.
func fetch(t *testing.T, w *portalsim.World, url string) Input {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept-Encoding", "identity;q=1, *;q=0")
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Body)
	if err != nil || rec.Code != http.StatusOK {
		t.Fatalf("%s: got status %d, %v", url, rec.Code, err)
	}
	return Input{
		Body: strings.NewReader(string(body)), Size: int64(len(body)),
		MediaType: rec.Header().Get("Content-Type"), Source: archive.Source{URL: url},
	}
}

func TestReportsOfEveryFamilyAreReadWithoutTheirChrome(t *testing.T) {
	w := portalsim.New(portalsim.Options{Faithful: true, Issuers: 4, Years: []int{2019, 2022, 2023}, Noise: 1})
	for _, p := range w.Portals() {
		t.Run(p.Family, func(t *testing.T) {
			for _, r := range p.Truth {
				doc := mustRead(t, fetch(t, w, r.URL))
				if doc.Title != r.Title {
					t.Errorf("%s: got title %q, want %q", r.URL, doc.Title, r.Title)
				}
				if len(doc.Warnings) > 0 {
					t.Errorf("%s: got warnings %+v", r.URL, doc.Warnings)
				}
				numbers := 0
				for _, table := range doc.Tables {
					numbers += len(table.Cells)
				}
				if len(doc.Tables) < 3 || numbers < len(r.Cells) {
					t.Errorf("%s: got %d tables with %d cells, want at least 3 with %d", r.URL, len(doc.Tables), numbers, len(r.Cells))
				}
				for _, chrome := range []string{"首页", "上一篇", "下一篇", "打印】", "打印本页", "关闭窗口", "ICP备", "当前位置", "版权所有", "今天是", "浏览次数"} {
					if strings.Contains(doc.Text, chrome) {
						t.Errorf("%s: got %s in the text %.300s…%s", r.URL, chrome, doc.Text, doc.Text[max(0, len(doc.Text)-300):])
					}
				}
			}
		})
	}
}
