package urls

import "strings"

// postedField stands in an address before what is posted. So indexes of captures and the
// players of web archives address what a form is answered (pywb, wabac.js).
const postedField = "__wb_method=POST"

// Post returns the address of what is answered where a form, of fields joined as in a
// query, is posted to target.
func Post(target, form string) string {
	join := "?"
	if strings.Contains(target, "?") {
		join = "&"
	}
	if form != "" {
		form = "&" + form
	}
	return target + join + postedField + form
}

// Posted returns where to and what is to be posted for an address that [Post] made.
func Posted(url string) (target, form string, ok bool) {
	target, form, ok = strings.Cut(url, postedField)
	if !ok || !strings.HasSuffix(target, "?") && !strings.HasSuffix(target, "&") || form != "" && form[0] != '&' {
		return "", "", false
	}
	return target[:len(target)-1], strings.TrimPrefix(form, "&"), true
}
