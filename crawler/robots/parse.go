package robots

import (
	"bytes"
	"strings"
)

// Parse reads a robots.txt. Every body has a reading: lines that are no rules
// are skipped, so that an error page in HTML allows everything.
func Parse(body []byte) *Rules {
	if len(body) > MaxSize {
		body = body[:MaxSize]
		body = body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	p := parser{rules: &Rules{members: map[string][]member{}}}
	text := string(body)
	for text != "" {
		line := text
		if end := strings.IndexAny(text, "\r\n"); end >= 0 {
			line, text = text[:end], strings.TrimPrefix(text[end:], "\r")
			text = strings.TrimPrefix(text, "\n")
		} else {
			text = ""
		}
		p.number++
		p.line(line)
	}
	return p.rules
}

// parser is the state between two lines.
type parser struct {
	rules  *Rules
	agents int  // user-agent lines of the group at hand; 0 before the first group
	closed bool // a rule followed them: the next user-agent line begins a group
	number int  // of the line at hand
}

func (p *parser) line(line string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		return
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "user-agent":
		p.agent(value)
	case "allow":
		p.rule(value, true)
	case "disallow":
		p.rule(value, false)
	case "crawl-delay":
		if wait, ok := seconds(value); ok && p.agents > 0 {
			g := &p.rules.groups[len(p.rules.groups)-1]
			g.delays = append(g.delays, delay{agents: p.agents, wait: wait})
		}
	}
}

func (p *parser) agent(value string) {
	if p.agents == 0 || p.closed {
		p.rules.groups = append(p.rules.groups, group{})
		p.agents, p.closed = 0, false
	}
	name := token(value)
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		name = "*"
	}
	if name != "" {
		m := member{group: len(p.rules.groups) - 1, position: p.agents}
		known := p.rules.members[name]
		if len(known) == 0 || known[len(known)-1].group != m.group {
			p.rules.members[name] = append(known, m)
		}
	}
	p.agents++
}

// rule adds a rule to the group at hand. A rule before any user-agent line is
// nobody's, and an empty pattern matches nothing.
func (p *parser) rule(value string, allow bool) {
	if p.agents == 0 {
		return
	}
	p.closed = true
	if value == "" {
		return
	}
	g := &p.rules.groups[len(p.rules.groups)-1]
	r := newRule(value, allow)
	r.line = p.number
	g.rules = append(g.rules, r)
}
