package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// entry returns a portal entry for gongkai.yaml. It begins where the portal's
// reports do, as far as that was seen: at the column of reports that was found
// first, and where disclosure begins.
func entry(v probeView, portal archive.Portal, crawlDelay time.Duration) string {
	var b strings.Builder
	seed := v.URL
	fmt.Fprintf(&b, "- id: %s\n", entryID(urls.Host(seed)))
	if v.Name != "" {
		fmt.Fprintf(&b, "  name: %s\n", yamlText(v.Name))
	}
	if v.Division != "" {
		fmt.Fprintf(&b, "  division: %q\n", v.Division)
	}
	b.WriteString("  seeds:\n")
	for _, url := range entrySeeds(v) {
		if strings.HasSuffix(url, ":") { // which YAML takes for a key
			url = fmt.Sprintf("%q", url)
		}
		fmt.Fprintf(&b, "    - %s\n", url)
	}
	if slices.ContainsFunc(v.Hosts, func(h hostView) bool { return h.Own && h.Host != urls.Host(seed) }) {
		b.WriteString("  hosts:\n")
		for _, domain := range portal.Hosts {
			fmt.Fprintf(&b, "    - %s\n", domain)
		}
	}
	if crawlDelay > probeDelay && crawlDelay <= longestDelay {
		fmt.Fprintf(&b, "  delay: %s\n", crawlDelay)
	}
	if len(portal.Resolve) > 0 {
		b.WriteString("  resolve:\n")
		for _, host := range slices.Sorted(maps.Keys(portal.Resolve)) {
			fmt.Fprintf(&b, "    %s: %q\n", host, portal.Resolve[host])
		}
	}
	return b.String()
}

// entrySeeds returns where a crawl should start.
func entrySeeds(v probeView) []string {
	var seeds []string
	for _, what := range []string{columnReports, columnDisclosure} {
		i := slices.IndexFunc(v.Columns, func(c columnView) bool { return c.What == what })
		if i >= 0 && !slices.Contains(seeds, v.Columns[i].URL) {
			seeds = append(seeds, v.Columns[i].URL)
		}
	}
	if len(seeds) == 0 {
		seeds = append(seeds, v.URL)
	}
	return seeds
}

// entryID returns an id for the portal of a host: what its name says without
// www and gov.cn.
func entryID(host string) string {
	labels := strings.FieldsFunc(strings.ToLower(host), func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-'
	})
	kept := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return l == "www" || l == "gov" || l == "cn" })
	if len(kept) == 0 {
		kept = labels
	}
	id := strings.Trim(strings.Join(kept, "-"), "-")
	if id == "" {
		id = "portal"
	}
	return id[:min(len(id), 64)]
}

// yamlText writes a text as YAML reads it: plain where nothing in it could be
// read as more than text.
func yamlText(s string) string {
	plain := func(c rune) bool { return unicode.Is(unicode.Han, c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
	if s != "" && strings.TrimFunc(s, plain) == "" && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off"}, strings.ToLower(s)) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case unicode.IsPrint(c):
			b.WriteRune(c)
		default:
			b.WriteByte(' ')
		}
	}
	b.WriteByte('"')
	return b.String()
}

func (p *program) printProbe(v probeView) {
	fmt.Fprintf(p.stdout, "%s\n\n", v.URL)
	t := newTable("left", "left")
	add := func(name, text string) {
		if text != "" {
			t.row(name, text)
		}
	}
	add("name", v.Name)
	add("division", v.Division)
	add("requests", fmt.Sprint(v.Requests))
	add("robots.txt", v.Robots.text())
	if v.Robots.CrawlDelay > 0 {
		add("Crawl-delay", delayText(v.Robots.CrawlDelay))
	}
	add("CMS family", cmp.Or(v.Family, "not recognised"))
	add("seen by", v.Evidence)
	if v.Charset != "" {
		add("charset", fmt.Sprintf("%s (by %s)", v.Charset, v.Declared))
	}
	add("not found", v.NotFound)
	for _, b := range v.Blocks {
		add("block", fmt.Sprintf("%s stands before %s (%s)", b.Product, b.Prefix, b.Evidence))
	}
	t.print(p.stdout, "  ")
	if len(v.Columns) > 0 {
		fmt.Fprintln(p.stdout, "\nColumns:")
		t := newTable("left", "left", "right", "left")
		shown := v.Columns[:min(len(v.Columns), 12)]
		for _, c := range shown {
			count := ""
			if c.Reports > 0 {
				count = fmt.Sprintf("%d reports", c.Reports)
			}
			t.row(c.What, cmp.Or(c.Name, "–"), count, c.URL)
		}
		t.print(p.stdout, "  ")
		p.printMore(len(v.Columns) - len(shown))
	}
	if len(v.Reports) > 0 {
		fmt.Fprintf(p.stdout, "\nReports that links name (%d):\n", len(v.Reports))
		shown := v.Reports[:min(len(v.Reports), 5)]
		for _, r := range shown {
			fmt.Fprintf(p.stdout, "  %d  %s\n", r.Year, r.Title)
		}
		p.printMore(len(v.Reports) - len(shown))
	}
	if len(v.Hosts) > 0 {
		fmt.Fprintln(p.stdout, "\nHosts that its pages lead to:")
		t := newTable("left", "right", "left")
		shown := v.Hosts[:min(len(v.Hosts), 8)]
		for _, h := range shown {
			own := "another site"
			if h.Own {
				own = "its own"
			}
			t.row(h.Host, fmt.Sprintf("%d links", h.Links), own)
		}
		t.print(p.stdout, "  ")
		p.printMore(len(v.Hosts) - len(shown))
	}
	if v.Obstacle != "" {
		fmt.Fprintf(p.stdout, "\nIn the way: %s.\n", v.Obstacle)
	}
	fmt.Fprintf(p.stdout, "\nFor portals in gongkai.yaml:\n\n%s", indented(v.Entry))
}

// printMore says how many lines of a list were left out.
func (p *program) printMore(n int) {
	if n > 0 {
		fmt.Fprintf(p.stdout, "  … and %d more: --json has all\n", n)
	}
}

// indented is an entry as it stands below portals.
func indented(entry string) string {
	var b strings.Builder
	for line := range strings.Lines(entry) {
		b.WriteString("  " + line)
	}
	return b.String()
}
