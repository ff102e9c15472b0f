package cms

import (
	"encoding/xml"
	"io"
	"strings"
)

// parseXML finds the items of a list, or of a tree, that is sent as XML: elements
// that have an address, as attributes, as elements of their own, or as a tree of
// dhtmlx has it: <userdata name="url">. XML that breaks off gives what stands
// before.
func parseXML(body string) jsonList {
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	var list jsonList
	if root, ok := element(d, 0).(map[string]any); ok {
		list.collect(root, 0)
	}
	return list
}

// element reads what stands in an element, up to its end: its text where it has
// nothing else, or else what JSON would have in its place.
func element(d *xml.Decoder, depth int) any {
	fields := map[string]any{}
	var below []any
	var text strings.Builder
	for depth <= maxJSONDepth {
		t, err := d.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.CharData:
			if text.Len() < maxLiteral {
				text.Write(t)
			}
			continue
		case xml.StartElement:
			inner := element(d, depth+1)
			name := t.Name.Local
			of, isText := inner.(string)
			for _, a := range t.Attr {
				if isText && a.Name.Local == "name" {
					name = a.Value
				} else if !isText {
					inner.(map[string]any)[a.Name.Local] = a.Value
				}
			}
			switch {
			case !isText:
				below = append(below, inner)
			case of != "" || len(t.Attr) == 0:
				fields[name] = of
			default:
				leaf := map[string]any{}
				for _, a := range t.Attr {
					leaf[a.Name.Local] = a.Value
				}
				below = append(below, leaf)
			}
			continue
		case xml.EndElement:
		default:
			continue
		}
		break
	}
	if len(fields)+len(below) == 0 {
		return strings.TrimSpace(text.String())
	}
	fields["below"] = below
	return fields
}
