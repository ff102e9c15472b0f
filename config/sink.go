package config

import (
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// kindsOfIssuers are what an annual report's issuer may be.
var kindsOfIssuers = []string{"government", "office", "department", "town", "street", "park"}

// sinkKeys are the keys that only sinks of some types have, and those types.
var sinkKeys = map[string][]string{
	"folder":      {SinkJSONL},
	"command":     {SinkProcess},
	"url":         {SinkWebhook, SinkNATS},
	"secret_file": {SinkWebhook},
	"subject":     {SinkNATS},
	"credentials": {SinkNATS},
	"timeout":     {SinkProcess, SinkWebhook, SinkNATS},
}

// needed are the keys that a sink of a type can't do without, and what to add.
var needed = map[string]map[string]string{
	SinkJSONL:   {"folder": "folder: with where its files go"},
	SinkProcess: {"command": "command: with a program and its arguments, such as [python3, sink.py]"},
	SinkWebhook: {"url": "url: with where to post to, such as https://example.org/in"},
	SinkNATS: {
		"url":     "url: with the server, such as nats://127.0.0.1:4222",
		"subject": "subject: with what to publish to, such as gongkai.documents",
	},
}

// sinks reads the list of sinks.
func (r *reader) sinks(n ast.Node) []Sink {
	var all []Sink
	names, folders := map[string]bool{}, map[string]string{}
	r.list(n, "sinks", func(n ast.Node) {
		s, folder := r.sink(n, names)
		if other := folders[s.Folder]; folder != nil && other != "" {
			r.fail(folder, "folder of sink %s is that of sink %s: give each its own", s.Sink, other)
		}
		folders[s.Folder] = s.Sink
		all = append(all, s)
	})
	return all
}

// sink reads one sink, whose name is none of names, and adds it to them. It
// returns where the folder stands.
func (r *reader) sink(n ast.Node, names map[string]bool) (s Sink, folder ast.Node) {
	at := map[string]ast.Node{}
	var typ ast.Node
	own := func(key string, read func(ast.Node)) func(ast.Node) {
		return func(n ast.Node) { at[key] = n; read(n) }
	}
	r.mapping(n, "a sink", map[string]func(ast.Node){
		"name": func(n ast.Node) {
			s.Sink = r.identifier(n, "name")
			if names[s.Sink] {
				r.fail(n, "name %s stands twice: give each sink its own", s.Sink)
			}
			names[s.Sink] = true
		},
		"type":        func(n ast.Node) { typ, s.Type = n, r.text(n, "type") },
		"folder":      own("folder", func(n ast.Node) { folder, s.Folder = n, r.path(r.text(n, "folder")) }),
		"command":     own("command", func(n ast.Node) { s.Command = r.command(n) }),
		"url":         own("url", func(n ast.Node) { s.URL = r.text(n, "url") }),
		"secret_file": own("secret_file", func(n ast.Node) { s.SecretFile = r.path(r.text(n, "secret_file")) }),
		"subject":     own("subject", func(n ast.Node) { s.Subject = r.subject(n) }),
		"credentials": own("credentials", func(n ast.Node) { s.Credentials = r.path(r.text(n, "credentials")) }),
		"timeout":     own("timeout", func(n ast.Node) { s.Timeout = r.duration(n, "timeout") }),
		"portals":     func(n ast.Node) { s.Portals = r.identifiers(n, "portals"); r.named = append(r.named, n) },
		"kinds":       func(n ast.Node) { s.Kinds = r.kinds(n) },
		"reports":     func(n ast.Node) { s.Reports = r.truth(n, "reports") },
		"versions":    func(n ast.Node) { s.Versions = r.truth(n, "versions") },
		"alarms":      func(n ast.Node) { s.Alarms = r.truth(n, "alarms") },
	})
	switch {
	case s.Sink == "":
		r.fail(n, "a sink without name: add one of a-z, 0-9 and -, such as name: parser")
	case s.Type == "":
		r.fail(n, "sink %s has no type: add type: jsonl, process, webhook or nats", s.Sink)
	case needed[s.Type] == nil:
		r.fail(typ, "type %.40q: want jsonl, process, webhook or nats", s.Type)
	}
	r.fits(n, s, at)
	if s.Timeout == 0 && s.Type == SinkProcess {
		s.Timeout = 60 * time.Second
	}
	return s, folder
}

// fits checks that a sink has what its type needs, and nothing that it can't
// use. at is where its keys stand.
func (r *reader) fits(n ast.Node, s Sink, at map[string]ast.Node) {
	for _, key := range slices.Sorted(maps.Keys(at)) {
		if !slices.Contains(sinkKeys[key], s.Type) {
			r.fail(at[key], "%s is for sinks of type %s: remove it", key, strings.Join(sinkKeys[key], " or "))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(needed[s.Type])) {
		if at[key] == nil || key == "command" && len(s.Command) == 0 {
			r.fail(n, "sink %s has no %s: add %s", s.Sink, key, needed[s.Type][key])
		}
	}
	if s.URL == "" || r.err != nil {
		return
	}
	schemes := map[string][]string{SinkWebhook: {"http", "https"}, SinkNATS: {"nats", "tls"}}[s.Type]
	u, err := url.Parse(s.URL)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.Hostname() == "" {
		r.fail(at["url"], "url %.200q: want one that begins with %s://", s.URL, strings.Join(schemes, ":// or "))
	} else if u.User != nil {
		r.fail(at["url"], "url of sink %s holds a password: put it into a file, and name that as secret_file or credentials", s.Sink)
	}
}

// subject returns a subject of NATS without wildcards.
func (r *reader) subject(n ast.Node) string {
	s := r.text(n, "subject")
	if strings.ContainsAny(s, "*> \t") || slices.Contains(strings.Split(s, "."), "") {
		r.fail(n, "subject %.80q: want words with dots between, such as gongkai.documents", s)
	}
	return s
}

// kinds returns a list of what issuers are.
func (r *reader) kinds(n ast.Node) []string {
	var all []string
	r.list(n, "kinds", func(n ast.Node) {
		s := r.text(n, "kind")
		if !slices.Contains(kindsOfIssuers, s) {
			r.fail(n, "kind %.40q: want %s", s, strings.Join(kindsOfIssuers, ", "))
		}
		all = append(all, s)
	})
	return all
}

// identifiers returns a list of names.
func (r *reader) identifiers(n ast.Node, what string) []string {
	var all []string
	r.list(n, what, func(n ast.Node) { all = append(all, r.identifier(n, what)) })
	return all
}

// knownPortals checks that sinks name only portals that there are.
func (r *reader) knownPortals(portals []placed) {
	for _, list := range r.named {
		r.list(list, "portals", func(n ast.Node) {
			if id := r.text(n, "portals"); !slices.ContainsFunc(portals, func(p placed) bool { return p.ID == id }) {
				r.fail(n, "no portal %q in this file: correct the name, or remove it", id)
			}
		})
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
