package cms

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxOpeners  = 64  // functions of a page's scripts that are known
	openerReach = 600 // bytes of a function that are read
)

// opener is a function of a page's script that leads its readers to an address
// made of what it is called with:
//
//	function show(id) { window.open("/view.jsp?id=" + id) }
type opener struct {
	params []string
	ref    literal // each of its holes is a parameter
	but    string  // the value for which it leads elsewhere
}

// openersOf returns the functions of a script that lead somewhere, by name.
func openersOf(script string) map[string]opener {
	const declared = "function "
	found := make(map[string]opener)
	for len(found) < maxOpeners {
		_, rest, ok := strings.Cut(script, declared)
		if !ok {
			break
		}
		script = rest
		name, rest, _ := strings.Cut(rest[:min(len(rest), openerReach)], "(")
		params, body, ok := strings.Cut(rest, ")")
		name = strings.TrimSpace(name)
		if !ok || name == "" || len(name) > maxExpr || strings.ContainsAny(params, "({") {
			continue
		}
		body, _, _ = strings.Cut(body, declared)
		o := opener{params: callFields(params)}
		s := scanner{script: body}
		for l, ok := s.next(); ok; l, ok = s.next() {
			but, second := chosenBetween(body, l.at)
			if (second || l.sends()) && o.leads(&l) {
				o.ref, o.but = l, but
				found[name] = o
				break
			}
		}
	}
	return found
}

// compared is the number that a value is compared with.
var compared = regexp.MustCompile(`[=<>]\s*(\d{1,3})\b`)

// chosenBetween reports whether a script sends its readers to one of two texts, of which
// the second begins at at, and for which value to the first:
// location.href = n == 1 ? "index.html" : "index_" + n + ".html".
func chosenBetween(script string, at int) (but string, ok bool) {
	before := strings.TrimRight(script[:at], " \t\r\n(")
	statement := before[strings.LastIndexAny(before, ";{}")+1:]
	condition, _, asks := strings.Cut(statement, "?")
	if !strings.HasSuffix(before, ":") || !asks || !hasAny(condition, []string{"location", "open("}) {
		return "", false
	}
	if m := compared.FindStringSubmatch(condition); m != nil {
		but = m[1]
	}
	return but, true
}

// sends reports whether a script sends its readers to a text.
func (l *literal) sends() bool {
	switch l.key[strings.LastIndexByte(l.key, '.')+1:] {
	case "href", "location", "open", "assign", "replace":
		return strings.ContainsAny(l.text, "/.?")
	}
	return false
}

// leads reports whether a function sends its readers to a text: an address that
// is its parameters but for what stands between them. It leaves nothing but the
// parameters' names in the text's holes.
func (o opener) leads(l *literal) bool {
	for i := range l.holes {
		expr := l.holes[i].expr
		expr = strings.TrimSpace(expr[strings.LastIndexByte(expr, '(')+1:]) // encodeURI(id
		if !slices.Contains(o.params, expr) {
			return false
		}
		l.holes[i].expr = expr
	}
	return len(l.holes) > 0
}

// called returns the address that a click leads to by a function of the page's
// script, or "".
func (r *reader) called(click string) string {
	if isScript(click) {
		_, click, _ = strings.Cut(click, ":")
	}
	name, args, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(click), "return "), "(")
	if !ok || r.script == "" {
		return ""
	}
	if r.openers == nil {
		r.openers = openersOf(r.script)
	}
	o, ok := r.openers[strings.TrimSpace(name)]
	if !ok {
		return ""
	}
	args, _, _ = strings.Cut(args, ")")
	values := callFields(args)
	var ref strings.Builder
	from := 0
	for _, h := range o.ref.holes {
		at := slices.Index(o.params, h.expr)
		if at >= len(values) || values[at] == "" || values[at] == o.but || strings.ContainsAny(values[at], "'\" +<>") {
			return ""
		}
		ref.WriteString(o.ref.text[from:h.at])
		ref.WriteString(values[at])
		from = h.at
	}
	return ref.String() + o.ref.text[from:]
}

// callFields splits what a function is called with, or declares: 'c1', 12.
func callFields(args string) []string {
	fields := strings.Split(args, ",")
	for i, f := range fields {
		f = strings.TrimSpace(f)
		if n := len(f); n >= 2 && (f[0] == '\'' || f[0] == '"') && f[n-1] == f[0] {
			f = f[1 : n-1]
		}
		fields[i] = f
	}
	return fields
}

// chosen is what a select's script calls the value that was chosen.
var chosen = regexp.MustCompile(`(?:this\.)?(?:options\[(?:this\.)?selectedIndex\]\.)?\bvalue\b`)

// choice returns where a choice leads to: to its value, or where its select's
// script puts that into an address.
func (r *reader) choice(option *html.Node) string {
	value := strings.TrimSpace(attr(option, "value"))
	list := option.Parent
	if list != nil && list.DataAtom == atom.Optgroup {
		list = list.Parent
	}
	if list != nil && list.DataAtom == atom.Select && value != "" && len(value) <= maxExpr && !strings.ContainsAny(value, "'\"\\<> \n") {
		script := clipBytes(attr(list, "onchange"), openerReach)
		if with := chosen.ReplaceAllLiteralString(script, "'"+value+"'"); with != script {
			if ref := r.called(with); ref != "" {
				return ref
			}
			s := scanner{script: with}
			for l, ok := s.next(); ok; l, ok = s.next() {
				if l.sends() && len(l.holes) == 0 {
					return l.text
				}
			}
		}
	}
	if strings.ContainsAny(value, "/.") {
		return value
	}
	return r.chosenInForm(list, value)
}

// chosenInForm returns where a choice leads that sends the form it stands in, or "".
func (r *reader) chosenInForm(list *html.Node, value string) string {
	if list == nil || list.DataAtom != atom.Select || value == "" || !strings.Contains(attr(list, "onchange"), "submit(") {
		return ""
	}
	for form := list.Parent; form != nil; form = form.Parent {
		if form.DataAtom != atom.Form {
			continue
		}
		if strings.EqualFold(attr(form, "method"), "post") {
			return ""
		}
		return r.formAddress(form, formField{attr(list, "name"), value})
	}
	return ""
}
