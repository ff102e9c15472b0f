package config

import (
	"io"
	"os"

	"github.com/goccy/go-yaml/ast"
)

// portalsFile reads the portals out of a file that n names, which holds the list
// and nothing else, or the key portals with it. What is wrong in it is told with
// its name and lines.
func (r *reader) portalsFile(n ast.Node, name string) []placed {
	path := r.path(r.text(n, "portals"))
	if r.err != nil {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		r.fail(n, "portals %.200q: %v", name, err)
		return nil
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		r.fail(n, "portals %.200q: %v", name, err)
		return nil
	}
	inner := &reader{file: path}
	root := inner.parse(b)
	list := root
	switch root.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		list = nil
		inner.mapping(root, "a file of portals", map[string]func(ast.Node){"portals": func(n ast.Node) { list = n }})
	}
	if s, ok := list.(*ast.StringNode); ok {
		inner.fail(s, "portals: want a list here, not another file")
	}
	var all []placed
	if inner.err == nil {
		all = inner.portals(list)
	}
	r.err = inner.err
	return all
}
