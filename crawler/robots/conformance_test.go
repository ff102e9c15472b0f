package robots

import (
	"encoding/json"
	"net/url"
	"os"
	"testing"
)

// conformance is testdata/cases.json; its notice names sources and licences.
type conformance struct {
	Files []struct {
		Tier   string   `json:"tier"`
		Test   string   `json:"test"`
		Robots string   `json:"robots"`
		Checks [][4]any `json:"checks"` // id, product, URL, allowed
	} `json:"files"`
}

func TestPublishedCasesHold(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var c conformance
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	run := map[string]int{}
	for _, file := range c.Files {
		rules := Parse([]byte(file.Robots))
		for _, check := range file.Checks {
			id, product := check[0].(string), check[1].(string)
			u, err := url.Parse(check[2].(string))
			if err != nil {
				t.Fatal(err)
			}
			path := u.EscapedPath()
			if u.RawQuery != "" || u.ForceQuery {
				path += "?" + u.RawQuery
			}
			run[file.Tier]++
			if got := rules.Allowed(product, path); got != check[3] {
				t.Errorf("%s (%s, %s): Allowed(%q, %q): got %v, want %v\n%s", id, file.Tier, file.Test, product, path, got, check[3], file.Robots)
			}
		}
	}
	if run["must"] != 196 || run["should"] != 288 {
		t.Errorf("ran %v, want 196 must and 288 should", run)
	}
}
