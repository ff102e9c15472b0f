package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// reader walks a YAML tree and keeps the first error. After it, methods go on
// and return zero values, so that callers check once, at the end.
type reader struct {
	file string
	err  error

	named []ast.Node // lists of portals' names that sinks have
}

// fail notes an error at n, if it is the first.
func (r *reader) fail(n ast.Node, format string, args ...any) {
	line, column := 1, 1
	if n != nil {
		if t := start(n); t != nil && t.Position != nil {
			line, column = t.Position.Line, t.Position.Column
		}
	}
	r.failAt(line, column, fmt.Sprintf(format, args...))
}

func (r *reader) failAt(line, column int, message string) {
	if r.err == nil {
		r.err = &Error{r.file, line, column, message}
	}
}

// start returns the token that n begins with; the tree's own token of a mapping
// is its first colon.
func start(n ast.Node) *token.Token {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return n.GetToken()
}

// maxNesting bounds what the parser has to descend into; a configuration needs
// four levels.
const maxNesting = 16

// parse returns the one document in b; nil where there is nothing in it.
func (r *reader) parse(b []byte) ast.Node {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	switch {
	case len(b) > maxFile:
		r.failAt(0, 0, fmt.Sprintf("larger than %d MiB: this is no configuration", maxFile>>20))
	case !utf8.Valid(b):
		r.failAt(1+bytes.Count(b[:invalidAt(b)], []byte("\n")), 1, "not UTF-8: save the file in UTF-8")
	}
	if r.err != nil {
		return nil
	}
	tokens := lexer.Tokenize(string(b))
	if t := tooNested(tokens); t != nil {
		r.failAt(t.Position.Line, t.Position.Column, "nested too deeply for a configuration")
		return nil
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // duplicates are refused in mapping
	if err != nil {
		r.failSyntax(b, err)
		return nil
	}
	var root ast.Node
	for _, doc := range f.Docs {
		if doc.Body == nil {
			continue
		}
		if root != nil {
			r.fail(doc.Body, "a second document: keep everything before the line ---")
		}
		root = doc.Body
	}
	return root
}

// invalidAt returns where b stops being UTF-8.
func invalidAt(b []byte) int {
	at := 0
	for at < len(b) {
		c, size := utf8.DecodeRune(b[at:])
		if c == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	return at
}

// tooNested returns the token that nests deeper than maxNesting in brackets or
// on one line, or nil.
func tooNested(tokens token.Tokens) *token.Token {
	depth, dashes, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			dashes, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType, token.TagType, token.AnchorType:
			dashes++
		}
		if depth > maxNesting || depth <= 0 && dashes > maxNesting {
			return t
		}
	}
	return nil
}

// failSyntax notes the parser's error about b.
func (r *reader) failSyntax(b []byte, err error) {
	var syntax yaml.Error
	if !errors.As(err, &syntax) || syntax.GetToken() == nil || syntax.GetToken().Position == nil {
		r.failAt(0, 0, "not YAML: "+oneLine(err.Error()))
		return
	}
	at := syntax.GetToken().Position
	message := oneLine(syntax.GetMessage())
	if line, slip := slipIn(b, at.Line); slip != "" {
		at, message = &token.Position{Line: line, Column: 1}, slip
	}
	r.failAt(at.Line, at.Column, "not YAML: "+message)
}

// closedKey is a key whose colon nothing parts from its value, or is that of a
// Chinese keyboard.
var closedKey = regexp.MustCompile(`^\s*(?:- +)?([a-z_]+)(:[^\s/]|：)`)

// slipIn returns what was mistyped in the line that the parser stopped at, or the
// one before it, which it may mean; "" where nothing is known to be.
func slipIn(b []byte, line int) (int, string) {
	lines := bytes.Split(b, []byte("\n"))
	for _, n := range []int{line, line - 1} {
		if n < 1 || n > len(lines) {
			continue
		}
		text := lines[n-1]
		m := closedKey.FindSubmatch(text)
		switch {
		case bytes.Contains(text[:len(text)-len(bytes.TrimLeft(text, " \t"))], []byte("\t")):
			return n, "a tab: indent with spaces"
		case m != nil && string(m[2]) == "：":
			return n, fmt.Sprintf("the colon behind %s is a Chinese one (：): write %s: with a space behind it", m[1], m[1])
		case m != nil:
			return n, fmt.Sprintf("nothing parts %s: from its value: write a space behind the colon", m[1])
		}
	}
	return 0, ""
}

// oneLine shows the parser's message in one line. Its most frequent one prints
// a tab as it is.
func oneLine(message string) string {
	if strings.Contains(message, "\t") {
		return "a tab: indent with spaces"
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, message)
}

// want notes that n has another form than it should.
func (r *reader) want(n ast.Node, what, form string) {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.fail(n, "%s: anchors, aliases and tags are not read here: write the value out", what)
	}
	r.fail(n, "%s: want %s", what, form)
}

// empty reports whether n says nothing.
func empty(n ast.Node) bool {
	_, null := n.(*ast.NullNode)
	return n == nil || null
}

// entries calls each, in the file's order, for the keys in n and their values.
// what names n for people.
func (r *reader) entries(n ast.Node, what string, each func(key, value ast.Node)) {
	var entries []*ast.MappingValueNode
	switch n := n.(type) {
	case nil, *ast.NullNode:
	case *ast.MappingNode:
		entries = n.Values
	case *ast.MappingValueNode:
		entries = []*ast.MappingValueNode{n}
	default:
		r.want(n, what, "keys with values, each on a line such as key: value")
	}
	for _, e := range entries {
		if each(e.Key, e.Value); r.err != nil {
			return
		}
	}
}

// mapping is entries for keys that are known: it calls the function of each.
func (r *reader) mapping(n ast.Node, what string, keys map[string]func(ast.Node)) {
	seen := map[string]bool{}
	r.entries(n, what, func(key, value ast.Node) {
		name := key.GetToken().Value
		_, plain := key.(*ast.StringNode)
		read := keys[name]
		switch {
		case read == nil || !plain:
			r.fail(key, "unknown key %.40q in %s: known are %s", name, what, strings.Join(slices.Sorted(maps.Keys(keys)), ", "))
		case seen[name]:
			r.fail(key, "key %s stands twice in %s: keep one", name, what)
		default:
			seen[name] = true
			read(value)
		}
	})
}

// list calls each for every entry of n.
func (r *reader) list(n ast.Node, what string, each func(ast.Node)) {
	if empty(n) {
		return
	}
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.want(n, what, "a list, each entry on a line that begins with -")
		return
	}
	for _, v := range seq.Values {
		if each(v); r.err != nil {
			return
		}
	}
}
