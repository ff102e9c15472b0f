package main

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
)

func TestThePackageOfAnImportIsComparedWithItsDigests(t *testing.T) {
	record := answer(1, "http://a.gov.cn/1.html", "2019-05-06T07:08:09Z", "", "", reportPage(report2022(), "青渡县"))
	resource := func(path, hash string, bytes int) string {
		return fmt.Sprintf(`{"path": %q, "hash": %q, "bytes": %d}`, path, hash, bytes)
	}
	right := resource("archive/x.warc", string(archive.DigestOf([]byte(record))), len(record))
	described := func(resources ...string) string { return `{"resources": [` + strings.Join(resources, ",") + `]}` }
	signed := func(of string) string { return fmt.Sprintf(`{"hash": %q}`, archive.DigestOf([]byte(of))) }
	for name, c := range map[string]struct {
		parts []string // besides the WARC file
		want  string
	}{
		"all is right":                 {[]string{"datapackage.json", described(right), "datapackage-digest.json", signed(described(right))}, ""},
		"the WARC file is another":     {[]string{"datapackage.json", described(resource("archive/x.warc", string(archive.DigestOf(nil)), len(record)))}, `"archive/x.warc" has not the digest sha256:`},
		"its size is another":          {[]string{"datapackage.json", described(strings.Replace(right, `"bytes": `, `"bytes": 1`, 1))}, "and datapackage.json says 1"},
		"a list of pages was changed":  {[]string{"pages/pages.jsonl", "{}", "datapackage.json", described(right, resource("pages/pages.jsonl", string(archive.DigestOf(nil)), 2))}, `"pages/pages.jsonl" has not`},
		"a file is missing":            {[]string{"datapackage.json", described(right, resource("archive/y.warc", "sha256:", 1))}, `"archive/y.warc", which is not in the package`},
		"a WARC file is not listed":    {[]string{"datapackage.json", described(resource("pages/p", string(archive.DigestOf([]byte("p"))), 1)), "pages/p", "p"}, `does not name "archive/x.warc"`},
		"the description was changed":  {[]string{"datapackage.json", described(right), "datapackage-digest.json", signed("{}")}, "datapackage-digest.json says"},
		"a digest of no kind we know":  {[]string{"datapackage.json", described(resource("archive/x.warc", "xxh3:1", len(record)))}, "can't be checked"},
		"the description is no JSON":   {[]string{"datapackage.json", "hello"}, "no digests could be checked"},
		"a name stands there twice":    {[]string{"archive/x.warc", record}, "more than once"},
		"the old digests, MD5, are ok": {[]string{"datapackage.json", described(right, resource("pages/p", "md5:83878c91171338902e0fe0fb97a8c47a", 1)), "pages/p", "p"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status := exitDone
			if c.want != "" {
				status = exitFindings
			}
			file := written(t, "made.wacz", zipOf(t, append([]string{"archive/x.warc", record}, c.parts...)...))
			sum := imported(t, status, "--data", t.TempDir(), file)
			if got := told(sum); sum.Captures == 0 || c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %d captures and %q told; want %q", sum.Captures, got, c.want)
			}
		})
	}
}
