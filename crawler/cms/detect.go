package cms

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/internal/urls"
)

// articleWeight is what links to articles of a family's shape, on the page's own
// host, weigh together.
const articleWeight = 3

// Detect returns the family that a page was made by and all that it was seen by,
// or nothing where the page doesn't tell. The family with the most signs is the
// one. What stands in the text of the page is no sign, and neither are names
// inside of an article's body, nor links to other hosts: those come by paste.
func Detect(p Page) (family string, evidence []string) {
	_, host, _ := strings.Cut(urls.Authority(p.URL), "//")
	d := detector{host: host, found: map[string]*traces{}}
	own := look(p.URL)
	d.address(own.low, p.URL)
	if p.Root != nil {
		if f := d.walk(p.Root, false, 0); f != "" {
			return f, []string{"meta generator"}
		}
	} else {
		d.texts(inScript, string(p.Body[:min(len(p.Body), maxScript)]))
	}
	best := certain - 1
	for i := range systems {
		if t := d.found[systems[i].family]; t != nil && t.weight > best {
			best, family, evidence = t.weight, systems[i].family, t.evidence
		}
	}
	return family, evidence
}

// detector gathers the traces of families in a page.
type detector struct {
	host  string // of the page, with its port
	found map[string]*traces
	links int
}

type traces struct {
	weight   int
	evidence []string
}

// count keeps a trace, once.
func (d *detector) count(family string, weight int, seen string) {
	t := d.found[family]
	if t == nil {
		t = &traces{}
		d.found[family] = t
	}
	for _, e := range t.evidence {
		if e == seen {
			return
		}
	}
	t.weight += weight
	t.evidence = append(t.evidence, seen)
}

// walk reads the elements below n. It returns the family that the page names
// itself, if it does.
func (d *detector) walk(n *html.Node, inBody bool, depth int) (family string) {
	if depth > maxDepth {
		return ""
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		inside := inBody
		switch c.DataAtom {
		case atom.Meta:
			if strings.EqualFold(attr(c, "name"), "generator") {
				if f := generated(strings.ToLower(attr(c, "content"))); f != "" {
					return f
				}
			}
		case atom.Script:
			if src := attr(c, "src"); src != "" {
				d.texts(inSource, src)
			} else if c.FirstChild != nil {
				d.texts(inScript, c.FirstChild.Data)
			}
			continue
		case atom.Link:
			d.texts(inSource, attr(c, "href"))
		case atom.A:
			if !inBody {
				d.link(attr(c, "href"))
			}
		case 0:
			d.names(inTag, c.Data)
		}
		if !inBody {
			inside = d.named(c)
		}
		if f := d.walk(c, inside, depth+1); f != "" {
			return f
		}
	}
	return ""
}

// generated returns the family that a generator's name is of.
func generated(name string) string {
	for i := range systems {
		if hasAny(name, systems[i].generator) {
			return systems[i].family
		}
	}
	return ""
}

// named reads an element's id and classes. It reports whether it is the
// container of an article's body.
func (d *detector) named(n *html.Node) (body bool) {
	for _, a := range n.Attr {
		if a.Key != "id" && a.Key != "class" || a.Val == "" || len(a.Val) > 4*maxNames {
			continue
		}
		for name := range strings.FieldsSeq(a.Val) {
			d.names(inName, name)
			body = body || isBodyBox(name)
		}
	}
	return body
}

// names counts the signs that are a name.
func (d *detector) names(at where, name string) {
	for _, s := range signsIn[at] {
		if len(s.text) == len(name) && strings.EqualFold(s.text, name) {
			d.count(s.family, s.weight, s.evidence)
		}
	}
}

// texts counts the signs that stand in a text.
func (d *detector) texts(at where, text string) {
	for _, s := range signsIn[at] {
		if strings.Contains(text, s.text) {
			d.count(s.family, s.weight, s.evidence)
		}
	}
}

// maxDetect is how many links of a page are looked at.
const maxDetect = 200

// link reads the address of a link, if it is one to the page's own host.
func (d *detector) link(href string) {
	if d.links >= maxDetect || href == "" || href[0] == '#' || len(href) > maxLiteral {
		return
	}
	scheme, rest, whole := strings.Cut(href, "//")
	switch {
	case whole && (scheme == "" || strings.HasSuffix(scheme, ":")):
		if host := rest[:min(len(rest), len(d.host))]; host != d.host || len(rest) > len(host) && rest[len(host)] != '/' {
			return
		}
	case strings.IndexByte(scheme, ':') >= 0:
		return
	}
	d.links++
	path, _, _ := strings.Cut(href, "?")
	low := strings.ToLower(path)
	if low != "" && low[0] != '/' {
		low = "/" + low // a shape begins after a slash
	}
	d.address(low, href)
}

// address counts the signs in an address, and its shape.
func (d *detector) address(low, whole string) {
	d.texts(inAddress, whole)
	if family, ok := articleOf(low); ok && family != "" {
		d.count(family, articleWeight, "article addresses")
	}
}

// signsIn are the signs of all systems, by where they stand.
var signsIn = func() (in [inTag + 1][]familySign) {
	for _, system := range systems {
		for _, s := range system.signs {
			evidence := [...]string{"script ", "source ", "name ", "address ", "element "}[s.where] + strings.Trim(s.text, "(")
			in[s.where] = append(in[s.where], familySign{s, system.family, evidence})
		}
	}
	return in
}()

type familySign struct {
	sign
	family, evidence string
}
