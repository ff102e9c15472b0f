package pdffile

// Object is an object of a file: nil, bool, int, float64, [Name], [String],
// [Array], [Dict], [Ref] or *[Stream].
type Object any

// Name is a name without its solidus.
type Name string

// String is the bytes of a string.
type String string

// Array is a list of objects.
type Array []Object

// Dict maps names to objects.
type Dict map[Name]Object

// Ref leads to an object of the file.
type Ref struct{ Number, Generation int }

// Stream is a dictionary with data. Data decodes it.
type Stream struct {
	Dict Dict
	Raw  []byte // as it lies in the file, decrypted
}

// maxChain is how many references may lead to each other.
const maxChain = 16

// Resolve returns what o is or leads to.
func (f *File) Resolve(o Object) Object {
	for range maxChain {
		ref, ok := o.(Ref)
		if !ok {
			return o
		}
		o = f.object(ref.Number)
	}
	return nil
}

// Dict returns the dictionary that o is or leads to, of a stream its own, or nil.
func (f *File) Dict(o Object) Dict {
	switch o := f.Resolve(o).(type) {
	case Dict:
		return o
	case *Stream:
		return o.Dict
	}
	return nil
}

// Array returns the array that o is or leads to, or nil.
func (f *File) Array(o Object) Array {
	a, _ := f.Resolve(o).(Array)
	return a
}

// Stream returns the stream that o is or leads to, or nil.
func (f *File) Stream(o Object) *Stream {
	s, _ := f.Resolve(o).(*Stream)
	return s
}

// Name returns the name that o is or leads to, or "".
func (f *File) Name(o Object) string {
	n, _ := f.Resolve(o).(Name)
	return string(n)
}

// Bytes returns the bytes of the string that o is or leads to, or "".
func (f *File) Bytes(o Object) string {
	s, _ := f.Resolve(o).(String)
	return string(s)
}

// Number returns the number that o is or leads to, and whether it is one.
func (f *File) Number(o Object) (float64, bool) {
	switch n := f.Resolve(o).(type) {
	case int:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

// Int returns the number that o is or leads to without its fraction, or 0.
func (f *File) Int(o Object) int {
	n, _ := f.Number(o)
	if !(n > -1<<31 && n < 1<<31) {
		return 0
	}
	return int(n)
}

// Numbers returns the numbers of an array; what is none counts as 0.
func (f *File) Numbers(o Object) []float64 {
	a := f.Array(o)
	out := make([]float64, len(a))
	for i, e := range a {
		out[i], _ = f.Number(e)
	}
	return out
}
