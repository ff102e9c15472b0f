package ofd

import (
	"encoding/xml"
	"strings"

	"gongkai/extract/xmlpart"
)

// Elements are told by their local names: writers use several namespaces, and
// prefixes that they don't declare.

// attributes are those of an element.
type attributes []xml.Attr

// get returns the attribute of this name, or "".
func (a attributes) get(name string) string {
	for i := range a {
		if a[i].Name.Local == name {
			return a[i].Value
		}
	}
	return ""
}

// off reports whether a switch is set to false.
func (a attributes) off(name string) bool {
	v := a.get(name)
	return v == "false" || v == "0"
}

// on reports whether a switch is set to true.
func (a attributes) on(name string) bool {
	v := a.get(name)
	return v == "true" || v == "1"
}

// children calls visit with each child of the element that was entered last.
func children(t *xmlpart.Reader, visit func(name string, a attributes) error) error {
	return t.Children(func(start xml.StartElement) error { return visit(start.Name.Local, start.Attr) }, nil)
}

// text returns the text of the element that was entered last.
func text(t *xmlpart.Reader) (string, error) {
	var b strings.Builder
	err := t.Children(func(xml.StartElement) error { return t.Skip() }, func(d xml.CharData) { b.Write(d) })
	return strings.TrimSpace(b.String()), err
}
