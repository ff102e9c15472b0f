package robots

// Explanation is what a robots.txt says about a path, and by which of its
// lines.
type Explanation struct {
	Allowed bool   `json:"allowed"`
	Agent   string `json:"agent,omitempty"` // whose groups hold: the product's name, or "*"; empty where none does
	Rule    string `json:"rule,omitempty"`  // the rule that decides, as "Disallow: /search*"; empty where none matches
	Line    int    `json:"line,omitempty"`  // where it stands in the file, from 1
}

// Explain tells what [Rules.Allowed] answers, and why. The rule's pattern is
// spelled as it is compared: octets that need it are percent-encoded.
func (r *Rules) Explain(product, pathAndQuery string) Explanation {
	e := Explanation{Allowed: r.Allowed(product, pathAndQuery)}
	switch {
	case len(r.members[token(product)]) > 0:
		e.Agent = token(product)
	case len(r.members["*"]) > 0:
		e.Agent = "*"
	}
	if r.refuseAll || exempt(pathAndQuery) {
		return e
	}
	rule := r.decisive(product, pathAndQuery)
	if rule == nil {
		return e
	}
	e.Line, e.Rule = rule.line, "Disallow: "+rule.pattern
	if rule.allow {
		e.Rule = "Allow: " + rule.pattern
	}
	if rule.end {
		e.Rule += "$"
	}
	return e
}

// RefusesAll reports whether product may ask for nothing but robots.txt: the
// root is refused, and no rule allows a part of the site.
func (r *Rules) RefusesAll(product string) bool {
	if r.refuseAll {
		return true
	}
	if r.Allowed(product, "/") {
		return false
	}
	for _, m := range r.membership(product) {
		for _, rule := range r.groups[m.group].rules {
			if rule.allow {
				return false
			}
		}
	}
	// "Disallow: /$" refuses the home page alone.
	return !r.Allowed(product, "/gongkai")
}
