package lex

// Kind is what a [Value] is.
type Kind byte

// The kinds of values. End is none: the bytes are at their end.
const (
	End Kind = iota
	Number
	String
	Name
	Array
	Dict
	Word  // an operator, or a keyword such as true, null or R
	Close // ] or >> without its beginning
)

// Value is a value or an operator as it is spelled.
type Value struct {
	Kind    Kind
	Integer bool    // a number without a point
	Number  float64 // of a Number
	Bytes   []byte  // of a String, Name or Word, decoded; valid as long as the source is
	Items   []Value // of an Array; keys and values in turn of a Dict
}

// Is reports whether v is the operator or keyword word.
func (v Value) Is(word string) bool { return v.Kind == Word && string(v.Bytes) == word }

// Text returns the bytes of a name or string.
func (v Value) Text() string { return string(v.Bytes) }

// Int returns a number without its fraction, kept within 32 bits.
func (v Value) Int() int {
	const most = 1<<31 - 1
	switch {
	case v.Kind != Number || v.Number != v.Number:
		return 0
	case v.Number > most:
		return most
	case v.Number < -most:
		return -most
	}
	return int(v.Number)
}

// Get returns the value of a key in a Dict; its kind is End if it has none.
func (v Value) Get(key string) Value {
	if v.Kind == Dict {
		for i := 0; i+1 < len(v.Items); i += 2 {
			if string(v.Items[i].Bytes) == key {
				return v.Items[i+1]
			}
		}
	}
	return Value{}
}
