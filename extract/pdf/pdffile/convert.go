package pdffile

import "gongkai/extract/pdf/lex"

// object makes an object of what is spelled; three values that are a reference
// become one.
func object(v lex.Value) Object {
	switch v.Kind {
	case lex.Number:
		if v.Integer {
			return v.Int()
		}
		return v.Number
	case lex.String:
		return String(v.Bytes)
	case lex.Name:
		return Name(v.Bytes)
	case lex.Array:
		return Array(objects(v.Items))
	case lex.Dict:
		items := objects(v.Items)
		d := make(Dict, len(items)/2)
		for i := 0; i+1 < len(items); {
			key, ok := items[i].(Name)
			if !ok { // out of step
				i++
				continue
			}
			d[key] = items[i+1]
			i += 2
		}
		return d
	case lex.Word:
		if v.Is("true") || v.Is("false") {
			return v.Is("true")
		}
	}
	return nil
}

func objects(values []lex.Value) []Object {
	out := make([]Object, 0, len(values))
	for i, v := range values {
		if n := len(out); v.Is("R") && n >= 2 && i >= 2 && values[i-2].Integer && values[i-1].Integer {
			out = append(out[:n-2], Ref{values[i-2].Int(), values[i-1].Int()})
			continue
		}
		out = append(out, object(v))
	}
	return out
}

// Parse returns the object that a value of a content stream spells.
func Parse(v lex.Value) Object { return object(v) }
