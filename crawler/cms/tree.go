package cms

import (
	"cmp"
	"iter"
	"regexp"
	"strings"
)

const (
	maxNodes  = 5000 // of a page's trees
	maxLevels = 20   // that a node stands below others
)

// node is an entry of a tree that a script draws, by itself or by what it is
// below.
type node struct{ name, ref, parent string }

var (
	// objectPair is a name and its value in one of zTree's nodes:
	// {id: 5, pId: 2, name: "年报", url: "…"}.
	objectPair = regexp.MustCompile(`["']?\b(\w+)["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|(-?\w+))`)

	// addedNode is one of dTree's: d.add(5, 2, '年报', 'list.jsp?id=5').
	addedNode = regexp.MustCompile(`\.add\(\s*['"]?(-?\w+)['"]?\s*,\s*['"]?(-?\w+)['"]?\s*,\s*(?:'([^'\n]*)'|"([^"\n]*)")\s*,\s*(?:'([^'\n]*)'|"([^"\n]*)")`)
)

// flatObjects yields what stands in braces without braces inside.
func flatObjects(script string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			end := strings.IndexByte(script, '}')
			if end < 0 {
				return
			}
			if open := strings.LastIndexByte(script[:end], '{'); open >= 0 && !yield(script[open+1:end]) {
				return
			}
			script = script[end+1:]
		}
	}
}

// trees reads the nodes of the trees that the page's script draws, where it lists
// them with what each is below. What a node is below is its column: the name of
// the column of reports, if there is one on the way up.
func (r *reader) trees() {
	nodes := map[string]node{}
	var order []string
	keep := func(id string, n node) {
		if _, known := nodes[id]; !known && id != "" && n.name != "" && len(nodes) < maxNodes {
			nodes[id] = n
			order = append(order, id)
		}
	}
	if hasAny(r.script, []string{"pId", "pid", "PId", "parentId", "parentid", "ParentId"}) {
		for object := range flatObjects(r.script) {
			if len(object) > maxLiteral || !strings.Contains(object, ":") {
				continue
			}
			var id string
			var n node
			for _, m := range objectPair.FindAllStringSubmatch(object, 32) {
				value := unescaped(cmp.Or(m[2], m[3], m[4]))
				switch strings.ToLower(m[1]) {
				case "id":
					id = value
				case "pid", "parentid":
					n.parent = value
				case "name", "text", "title":
					n.name = cmp.Or(n.name, plain(value))
				case "url", "href", "link", "linkurl", "click":
					n.ref = cmp.Or(n.ref, value)
				}
			}
			if n.parent != "" {
				keep(id, n)
			}
		}
	}
	if strings.Contains(r.script, ".add(") {
		for _, m := range addedNode.FindAllStringSubmatch(r.script, maxNodes) {
			keep(m[1], node{name: plain(cmp.Or(m[3], m[4])), ref: cmp.Or(m[5], m[6]), parent: m[2]})
		}
	}
	click, clicks := treeClick(r.script)
	for _, id := range order {
		n := nodes[id]
		if n.ref == "" && clicks && isFileWord(id) {
			at := click.holes[0].at
			n.ref = click.text[:at] + id + click.text[at:]
		}
		if n.ref != "" {
			r.treeNode(n, columnAbove(nodes, n))
		}
	}
}

// treeClick returns where a click on a tree's node leads by the node's id alone:
// function (e, tree, node) { location.href = "list.html?id=" + node.id }.
func treeClick(script string) (click literal, ok bool) {
	if !strings.Contains(script, "onClick") {
		return literal{}, false
	}
	s := scanner{script: script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		if len(l.holes) == 1 && (l.sends() || strings.HasSuffix(l.key, ".src") && strings.ContainsAny(l.text, "/.?")) {
			if of, field, _ := strings.Cut(l.holes[0].expr, "."); isFileWord(of) && field == "id" {
				return l, true
			}
		}
	}
	return literal{}, false
}

// columnAbove returns the name of what a node stands below: the nearest column of
// reports, else its parent, or "".
func columnAbove(nodes map[string]node, n node) string {
	parent := nodes[n.parent].name
	for range maxLevels {
		up, ok := nodes[n.parent]
		if !ok {
			break
		}
		if columnScore(up.name) >= 880 {
			return up.name
		}
		n = up
	}
	return parent
}

// treeNode keeps where a node leads: to an address, or by a call.
func (r *reader) treeNode(n node, column string) {
	column = cmp.Or(column, r.column)
	if strings.IndexByte(n.ref, '(') < 0 {
		r.treeLink(n.ref, n.name, column)
		return
	}
	for _, ref := range r.clickedRefs(n.ref) {
		r.treeLink(ref, n.name, column)
	}
}

// treeLink keeps a node's address. It stands nowhere in the page.
func (r *reader) treeLink(ref, name, column string) {
	if a := r.address(ref); a != nil && ref[0] != '#' {
		r.follow(a, name, column, "")
	}
}
