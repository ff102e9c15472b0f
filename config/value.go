package config

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"gongkai/archive"
)

// text returns a scalar as it is written, which is one line and not empty.
func (r *reader) text(n ast.Node, what string) string {
	var s string
	switch n := n.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		s = n.GetToken().Value
	case nil, *ast.NullNode:
	default:
		r.want(n, what, "one line of plain text")
		return ""
	}
	switch {
	case strings.TrimSpace(s) == "":
		r.fail(n, "%s is empty: write a value, or remove the line", what)
	case strings.ContainsFunc(s, unicode.IsControl):
		r.fail(n, "%s: want one line, without control characters", what)
	default:
		return s
	}
	return ""
}

// truth returns true or false.
func (r *reader) truth(n ast.Node, what string) bool {
	s := r.text(n, what)
	if s != "true" && s != "false" {
		r.fail(n, "%s %.40q: want true or false", what, s)
	}
	return s == "true"
}

// whole returns a whole number from 1 to most.
func (r *reader) whole(n ast.Node, what string, most int) int {
	s := r.text(n, what)
	v, err := strconv.Atoi(s)
	if err != nil || v < 1 || v > most {
		r.fail(n, "%s %q: want a whole number from 1 to %d", what, s, most)
	}
	return v
}

// hours returns a part of the day.
func (r *reader) hours(n ast.Node) archive.Hours {
	s := r.text(n, "hours")
	from, to, _ := strings.Cut(s, "-")
	begin, err := time.Parse("15:04", strings.TrimSpace(from))
	end, endErr := time.Parse("15:04", strings.TrimSpace(to))
	h := archive.Hours{From: begin.Hour()*60 + begin.Minute(), To: end.Hour()*60 + end.Minute()}
	if err != nil || endErr != nil || h.From == h.To {
		r.fail(n, "hours %q: want from when to when, such as \"22:00-06:00\"", s)
	}
	return h
}

// zone returns the name of a time zone.
func (r *reader) zone(n ast.Node) string {
	s := r.text(n, "timezone")
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		r.fail(n, "timezone %q: want a name such as Asia/Shanghai", s)
	}
	return s
}

// floor returns a share from 0 to 1, and a negative one for 0.
func (r *reader) floor(n ast.Node) float64 {
	s := r.text(n, "floor")
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v <= 1) {
		r.fail(n, "floor %q: want reports per request, from 0 (fetch everything) to 1, such as 0.01", s)
	}
	if v == 0 {
		return -1
	}
	return v
}

// duration returns a duration above 0.
func (r *reader) duration(n ast.Node, what string) time.Duration {
	s := r.text(n, what)
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		r.fail(n, "%s %q: want a duration above 0, such as 5s, 1m30s or 2h", what, s)
	}
	return d
}

// size returns a number of bytes above 0.
func (r *reader) size(n ast.Node, what string) int64 {
	s := r.text(n, what)
	for unit, shift := range map[string]int{"KiB": 10, "MiB": 20, "GiB": 30} {
		digits, ok := strings.CutSuffix(s, unit)
		if !ok {
			continue
		}
		v, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
		if err == nil && v > 0 && v <= 1<<(62-shift) {
			return v << shift
		}
	}
	r.fail(n, "%s %q: want a whole number of KiB, MiB or GiB, such as 256MiB", what, s)
	return 0
}

// identifier returns a name for use in commands, keys and logs.
func (r *reader) identifier(n ast.Node, what string) string {
	s := r.text(n, what)
	if s == "" {
		return ""
	}
	strange := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }
	if strings.ContainsFunc(s, strange) || s[0] == '-' || len(s) > 64 {
		r.fail(n, "%s %.80q: want up to 64 of a-z, 0-9 and -, not - at the start", what, s)
	}
	return s
}
