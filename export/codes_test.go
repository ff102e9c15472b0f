package export

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// findingCodes returns every code of a finding that the Go files of folder
// write, with a place that does: the first argument of a call of add, the field
// Code, and a constant or a literal that one of them may be handed.
func findingCodes(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", folder, len(files), err)
	}
	codes := map[string]string{}
	form := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	set := token.NewFileSet()
	take := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		if s, err := strconv.Unquote(lit.Value); err == nil && form.MatchString(s) {
			codes[s] = set.Position(lit.Pos()).String()
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "add" && len(n.Args) > 2 {
					take(n.Args[0])
				}
			case *ast.CompositeLit:
				name, _ := n.Type.(*ast.Ident)
				if len(n.Elts) > 0 && name != nil && name.Name == "foreign" {
					take(n.Elts[0])
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					take(n.Value)
				}
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					if f, ok := to.(*ast.SelectorExpr); ok && f.Sel.Name == "code" && i < len(n.Rhs) {
						take(n.Rhs[i])
					}
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if strings.HasPrefix(name.Name, "code") && i < len(n.Values) {
						take(n.Values[i])
					}
				}
			}
			return true
		})
	}
	return codes
}

// TestEveryCodeOfAFindingIsInTheCodebook looks for codes in the source of the
// parser and of gongkai check, so that none can be added without its meaning.
func TestEveryCodeOfAFindingIsInTheCodebook(t *testing.T) {
	var described []string
	for _, c := range codes() {
		if slices.Contains(strings.Fields(c.columns), "findings.code") {
			described = append(described, c.code)
		}
	}
	written := findingCodes(t, "../report")
	if len(written) < 20 {
		t.Fatalf("only %d codes were found in the parser's source: %v", len(written), written)
	}
	for code, place := range written {
		if !slices.Contains(described, code) {
			t.Errorf("%s writes the code %s, which the codebook does not have", place, code)
		}
	}
	for _, code := range described {
		if _, ok := written[code]; !ok && code != Damaged {
			t.Errorf("the codebook has the code %s, which nothing writes", code)
		}
	}
}
