package cms

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
)

const (
	maxForms  = 8  // of a page
	maxInputs = 32 // of a form
)

// formed derives the pages of a list that a form asks for: its field for the page
// is set by a script, and the pager counts. A form that is posted is none.
func (r *reader) formed() {
	if len(r.forms) == 0 || r.article {
		return
	}
	current, total, ok := r.counted()
	if !ok || total < 2 {
		return
	}
	for _, form := range r.forms {
		fields := formFields(form)
		at := pageFieldOf(fields)
		if at < 0 || isOffset(strings.ToLower(fields[at].name)) {
			continue
		}
		path, _, _ := strings.Cut(attr(form, "action"), "?") // as browsers have it
		query := ""
		for i, f := range fields {
			if i != at {
				query += f.name + "=" + escapeField(f.value) + "&"
			}
		}
		first, last := span(current, total)
		for n := first; n <= last; n++ {
			r.addSameList(withNumber(path+"?"+strings.TrimSuffix(query, "&"), fields[at].name, n), archive.KindList)
		}
		return
	}
}

// formFields returns what a form asks for as it stands.
func formFields(form *html.Node) (fields []formField) {
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.DataAtom != atom.Input || name == "" || len(fields) >= maxInputs {
			continue
		}
		switch strings.ToLower(attr(n, "type")) {
		case "", "hidden", "text", "number":
			fields = append(fields, formField{name, attr(n, "value")})
		}
	}
	return fields
}

// formAddress returns what a form asks for where a choice is made in it, and its
// list begins anew.
func (r *reader) formAddress(form *html.Node, choice formField) string {
	if choice.name == "" {
		return ""
	}
	if r.chosenIn != form {
		fields := formFields(form)
		if at := pageFieldOf(fields); at >= 0 {
			fields = slices.Delete(fields, at, at+1)
		}
		path, _, _ := strings.Cut(attr(form, "action"), "?")
		path += "?"
		for _, f := range fields {
			path += f.name + "=" + escapeField(f.value) + "&"
		}
		r.chosenIn, r.asksFor = form, path
	}
	return r.asksFor + choice.name + "=" + escapeField(choice.value)
}
