package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"gongkai/web/replay"
)

// replayed asks the replay of an archive for a path below /web/, and returns the status
// and the body of the answer. Redirects are followed.
func replayed(t *testing.T, data, path string) (int, string) {
	t.Helper()
	server := httptest.NewServer(replay.New(lentArchive{data}, zerolog.Nop(), replay.Options{}))
	defer server.Close()
	r, err := http.Get(server.URL + "/web/" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

func TestFilesOfAFolderAreShown(t *testing.T) {
	dir, data, page := t.TempDir(), t.TempDir(), reportPage(report2022(), "青渡县")
	if err := os.WriteFile(filepath.Join(dir, "a.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	list := written(t, "list.csv", []byte("file,url,date\na.html,http://www.qingdu.gov.cn/a.html,2023-01-20\n"))
	imported(t, exitDone, "--data", data, "--urls", list, dir)
	if status, body := replayed(t, data, "2023id_/http://www.qingdu.gov.cn/a.html"); status != http.StatusOK || body != page {
		t.Errorf("the payload: got status %d and %d bytes, want the %d of the file", status, len(body), len(page))
	}
	if status, body := replayed(t, data, "2023/http://www.qingdu.gov.cn/a.html"); status != http.StatusOK || !strings.Contains(body, "青渡县民政局") {
		t.Errorf("the page: got status %d and %.200q", status, body)
	}
}
