package archtest

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms are the packages that speak to each other through archive alone. A room
// holds the packages below it.
var rooms = []string{"config", "crawler", "extract", "report", "store", "deliver", "export", "web"}

// room returns which room an import path of the module lies in, or "".
func room(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "gongkai/"), "/")
	if slices.Contains(rooms, first) {
		return first
	}
	return ""
}

// imports returns what every package of the module imports, tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		all[f[0]] = f[1:]
	}
	return all
}

func TestRoomsDoNotImportEachOther(t *testing.T) {
	for pkg, imported := range imports(t) {
		from := room(pkg)
		for _, path := range imported {
			switch to := room(path); {
			case pkg == "gongkai/archive" && strings.Contains(path, "."), pkg == "gongkai/archive" && strings.HasPrefix(path, "gongkai/"):
				t.Errorf("%s imports %s: archive imports the standard library only", pkg, path)
			case from != "" && to != "" && from != to:
				t.Errorf("%s imports %s: rooms speak through archive", pkg, path)
			case from != "" && strings.HasPrefix(path, "gongkai/cmd"):
				t.Errorf("%s imports %s: nothing imports the program", pkg, path)
			case strings.HasPrefix(pkg, "gongkai/internal/") && to != "":
				t.Errorf("%s imports %s: internal packages are leaves", pkg, path)
			}
		}
	}
}

func TestOnlyTheFetchingFileKnowsColly(t *testing.T) {
	for pkg, imported := range imports(t) {
		if pkg == "gongkai/bench" {
			continue // which measures colly's own collector beside ours
		}
		if slices.Contains(imported, "github.com/gocolly/colly/v2") && pkg != "gongkai/crawler" {
			t.Errorf("%s imports colly", pkg)
		}
	}
}

func TestNoPackageHasAnEmptyName(t *testing.T) {
	for pkg := range imports(t) {
		switch name := pkg[strings.LastIndexByte(pkg, '/')+1:]; name {
		case "util", "utils", "common", "models", "pkg", "manager", "helpers":
			t.Errorf("%s: the name %q promises nothing", pkg, name)
		}
	}
}
