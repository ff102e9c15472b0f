package extract

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// warningCodes returns every code of a warning that the readers' source has, with a
// place: what is handed to a function that warns, or set as Code, as a literal or as
// a constant.
func warningCodes(t *testing.T) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	var files []*ast.File
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	text := func(e ast.Expr) string {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && form.MatchString(s) {
				return s
			}
		}
		return ""
	}
	constants := map[string]string{}
	each := func(visit func(ast.Node)) {
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool { visit(n); return true })
		}
	}
	each(func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i < len(spec.Values) && text(spec.Values[i]) != "" {
					constants[name.Name] = text(spec.Values[i])
				}
			}
		}
	})
	codes := map[string]string{}
	take := func(e ast.Expr) {
		code := text(e)
		switch e := e.(type) {
		case *ast.Ident:
			code = constants[e.Name]
		case *ast.SelectorExpr:
			code = constants[e.Sel.Name]
		}
		if code != "" {
			codes[code] = set.Position(e.Pos()).String()
		}
	}
	each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			if strings.HasPrefix(strings.ToLower(name), "warn") {
				for _, arg := range n.Args[:min(len(n.Args), 2)] { // the document may come first
					take(arg)
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
				take(n.Value)
			}
		}
	})
	return codes
}

// TestTheGuideTellsOfEveryWarning compares docs/extraction.md, section Warnings, with
// the source.
func TestTheGuideTellsOfEveryWarning(t *testing.T) {
	guide, err := os.ReadFile("../docs/extraction.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(guide), "\n## Warnings\n")
	section, _, _ = strings.Cut(section, "\n## ")
	told := map[string]bool{}
	table := false
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) > 1 {
			table, line = true, cells[1]
		} else if table {
			break
		}
		for _, m := range regexp.MustCompile("`([a-z]+(?:_[a-z]+)*)`").FindAllStringSubmatch(line, -1) {
			told[m[1]] = true
		}
	}
	codes := warningCodes(t)
	for code, place := range codes {
		if !told[code] {
			t.Errorf("%s warns of %s, which docs/extraction.md does not tell of", place, code)
		}
	}
	for code := range told {
		if codes[code] == "" {
			t.Errorf("docs/extraction.md tells of %s, which nothing warns of", code)
		}
	}
}
