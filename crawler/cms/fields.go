package cms

import (
	"slices"
	"strconv"
	"strings"
)

// optionsReach is how many bytes after an address a script may give the fields
// of the request.
const optionsReach = 600

// maxLookups is how many variables of a page's scripts are looked up. Each costs
// a pass over them.
const maxLookups = 64

// formField is a field of a data request.
type formField struct{ name, value string }

// fields returns the fields of a query in a script. A field whose value the
// script computes gets what the script gives to the variable; one that only
// keeps the answer out of caches is left out.
func (r *reader) fields(query string, l literal) []formField {
	if query == "" {
		return nil
	}
	var fields []formField
	start := len(l.text) - len(query)
	for f := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(f, "=")
		end := start + len(f)
		computed := false
		for _, h := range l.holes {
			if h.at >= start+len(name) && h.at <= end && !computed {
				value, computed = r.valueOf(h.expr), true
			}
		}
		start = end + 1
		if name != "" && !(computed && isCacheField(name)) && len(fields) < 32 {
			fields = append(fields, formField{name, value})
		}
	}
	return fields
}

// isCacheField reports whether a field's only purpose is that its value is new.
func isCacheField(name string) bool {
	switch strings.ToLower(name) {
	case "_", "t", "r", "v", "rand", "random", "rnd", "time", "timestamp", "callback", "jsoncallback", "jsonpcallback":
		return true
	}
	return false
}

// withoutStamp returns an address without the fields of its query that only keep
// what it names out of caches: a fraction that was drawn by lot, or the time in
// milliseconds. Each answer names the same pages by others.
func withoutStamp(url string) string {
	path, query, ok := strings.Cut(url, "?")
	if !ok {
		return url
	}
	for name, value := range fieldNames(query) {
		if !isCacheField(name) || !isStamp(value) {
			continue
		}
		kept := slices.DeleteFunc(strings.Split(query, "&"), func(f string) bool {
			name, value, _ := strings.Cut(f, "=")
			return isCacheField(name) && isStamp(value)
		})
		if len(kept) == 0 {
			return path
		}
		return path + "?" + strings.Join(kept, "&")
	}
	return url
}

// isStamp reports whether a value is no other answer's: 0.8371625, 1706054400000.
func isStamp(value string) bool {
	if fraction, ok := strings.CutPrefix(value, "0."); ok {
		return len(fraction) >= 6 && isDigits(fraction)
	}
	return len(value) == 13 && value[0] == '1' && isDigits(value)
}

// valueOf returns what the script gives to the first name in an expression, or
// "".
func (r *reader) valueOf(expr string) string {
	expr = strings.TrimLeft(expr, "( ")
	end := 0
	for end < len(expr) && (isWordByte(expr[end]|0x20) || expr[end] == '_') {
		end++
	}
	name := expr[:end]
	if isDigits(name) {
		return name
	}
	if len(name) < 2 || r.lookups >= maxLookups {
		return ""
	}
	r.lookups++
	value, _ := textVariable(r.script, name)
	return value
}

// optionFields reads the fields that a script gives beside an address:
// {url: '…', data: {page: 1, channelId: '12'}}, or "page=1&channelId=12".
func (r *reader) optionFields(l literal) []formField {
	rest := r.script[l.end:min(len(r.script), l.end+optionsReach)]
	data := strings.Index(rest, "data")
	params := strings.Index(rest, "params")
	if data < 0 || params >= 0 && params < data {
		data = params
	}
	open := strings.IndexByte(rest, '{')
	if by := l.key[strings.LastIndexByte(l.key, '.')+1:]; (by == "getJSON" || by == "get" || by == "post") && data > open && open >= 0 && strings.Trim(rest[:open], ", \t\r\n") == "" && !strings.HasPrefix(strings.TrimLeft(rest[open+1:], " \t\r\n'\""), rest[data:data+4]) {
		data = -1 // $.getJSON(url, {page: 1}, …): what it does with data comes later
	}
	if _, text, ok := strings.Cut(rest, "JSON.stringify("); ok && strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
		data, open = -1, len(rest)-len(text)+strings.IndexByte(text, '{')
	}
	if data >= 0 {
		if i := strings.IndexAny(rest[data:], "{'\""); i >= 0 && rest[data+i] != '{' {
			s := scanner{script: rest, at: data + i}
			if l, ok := s.next(); ok && strings.Contains(l.text, "=") {
				return r.fields(l.text, l)
			}
			if s.at < len(rest) {
				open = strings.IndexByte(rest[s.at:], '{') + s.at
			}
		} else if i >= 0 {
			open = data + i
		}
	}
	if open < 0 || strings.Contains(rest[:open], ";") || strings.Contains(rest[:open], "function") {
		return nil
	}
	body, _, _ := strings.Cut(rest[open+1:], "}")
	var fields []formField
	for pair := range strings.SplitSeq(body, ",") {
		name, value, ok := strings.Cut(pair, ":")
		name, value = strings.Trim(name, " \t\r\n'\""), strings.TrimSpace(value)
		if !ok || !isFileWord(name) || len(fields) >= 32 {
			continue
		}
		if text, ok := unquote(value); ok {
			value = text
		} else if !isDigits(value) {
			value = r.valueOf(value)
		}
		if strings.ContainsAny(value, " <>\"'\n\t") {
			continue
		}
		fields = append(fields, formField{name, value})
	}
	return fields
}

// pageFieldOf returns which field tells the page, or the first item of it, or
// -1.
func pageFieldOf(fields []formField) int {
	offset := -1
	for i, f := range fields {
		low := strings.ToLower(f.name)
		if !isPageField(low) || f.value != "" && (len(f.value) > 6 || !isDigits(f.value)) {
			continue
		}
		if !isOffset(low) {
			return i
		}
		offset = i
	}
	return offset
}

// textVariable returns the number, or the text without white space, that a
// script gives to name.
func textVariable(script, name string) (string, bool) {
	for range 50 {
		i := strings.Index(script, name)
		if i < 0 {
			return "", false
		}
		inside := i > 0 && (isWordByte(script[i-1]|0x20) || strings.IndexByte("_?&", script[i-1]) >= 0) // of a name, or of a query
		script = script[i+len(name):]
		rest := strings.TrimLeft(script[:min(len(script), 300)], " \t'\"")
		if inside || rest == "" || rest[0] != '=' && rest[0] != ':' || strings.HasPrefix(rest, "==") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t")
		end := 0
		quoted := rest != "" && (rest[0] == '\'' || rest[0] == '"')
		if quoted {
			rest = rest[1:]
			if end = strings.IndexAny(rest, "'\""); end > 0 && end <= 100 && !strings.ContainsAny(rest[:end], " <>&\n") {
				return rest[:end], true
			}
			continue
		}
		for end < len(rest) && end < 10 && isDigit(rest[end]) {
			end++
		}
		if end > 0 {
			if _, err := strconv.Atoi(rest[:end]); err == nil {
				return rest[:end], true
			}
		}
	}
	return "", false
}
