package config

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// sinks reads the list of sinks.
func (r *reader) sinks(n ast.Node) []Sink {
	var all []Sink
	names, folders := map[string]bool{}, map[string]string{}
	r.list(n, "sinks", func(n ast.Node) {
		s, folder := r.sink(n, names)
		if other := folders[s.Folder]; folder != nil && other != "" {
			r.fail(folder, "folder of sink %s is that of sink %s: give each its own", s.Name, other)
		}
		folders[s.Folder] = s.Name
		all = append(all, s)
	})
	return all
}

// sink reads one sink, whose name is none of names, and adds it to them. It
// returns where the folder stands.
func (r *reader) sink(n ast.Node, names map[string]bool) (s Sink, folder ast.Node) {
	var typ, command, timeout ast.Node
	r.mapping(n, "a sink", map[string]func(ast.Node){
		"name": func(n ast.Node) {
			s.Name = r.identifier(n, "name")
			if names[s.Name] {
				r.fail(n, "name %s stands twice: give each sink its own", s.Name)
			}
			names[s.Name] = true
		},
		"type":    func(n ast.Node) { typ, s.Type = n, r.text(n, "type") },
		"folder":  func(n ast.Node) { folder, s.Folder = n, r.path(r.text(n, "folder")) },
		"command": func(n ast.Node) { command, s.Command = n, r.command(n) },
		"timeout": func(n ast.Node) { timeout, s.Timeout = n, r.duration(n, "timeout") },
	})
	switch {
	case s.Name == "":
		r.fail(n, "a sink without name: add one of a-z, 0-9 and -, such as name: parser")
	case s.Type == "":
		r.fail(n, "sink %s has no type: add type: jsonl or type: process", s.Name)
	case s.Type == SinkJSONL:
		r.only(command, "command", SinkProcess)
		r.only(timeout, "timeout", SinkProcess)
		if folder == nil {
			r.fail(n, "sink %s has no folder: add folder: with where its files go", s.Name)
		}
	case s.Type == SinkProcess:
		r.only(folder, "folder", SinkJSONL)
		if len(s.Command) == 0 {
			r.fail(n, "sink %s has no command: add command: with a program and its arguments, such as [python3, sink.py]", s.Name)
		}
		if s.Timeout == 0 {
			s.Timeout = 60 * time.Second
		}
	default:
		r.fail(typ, "type %.40q: want jsonl or process", s.Type)
	}
	return s, folder
}

// only notes an error where a key stands that is for sinks of type typ.
func (r *reader) only(n ast.Node, key, typ string) {
	if n != nil {
		r.fail(n, "%s is for sinks of type %s: remove it", key, typ)
	}
}

// command reads a program and its arguments. A program that is named by a
// relative path is looked for beside the file, any other on the PATH.
func (r *reader) command(n ast.Node) []string {
	var argv []string
	r.list(n, "command", func(n ast.Node) {
		if s, ok := n.(*ast.StringNode); ok && s.Value == "" && len(argv) > 0 {
			argv = append(argv, "") // an empty argument is one
			return
		}
		argv = append(argv, r.text(n, "command"))
	})
	if len(argv) > 0 && strings.ContainsRune(argv[0], filepath.Separator) {
		argv[0] = r.path(argv[0])
		if !strings.ContainsRune(argv[0], filepath.Separator) {
			argv[0] = "." + string(filepath.Separator) + argv[0] // still no name for the PATH
		}
	}
	return argv
}
