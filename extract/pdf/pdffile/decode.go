package pdffile

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/pdfcpu/pdfcpu/pkg/filter"
)

// maxFilters is how many filters one stream may pass through.
const maxFilters = 8

// Filter is a step that decodes a stream.
type Filter struct {
	Name  string // in full
	Parms Dict
}

// ErrImage says that a stream is the data of an image, which is left as it is.
var ErrImage = errors.New("the data of an image")

// ErrTooLarge says that a stream decodes to more than any real one.
var ErrTooLarge = errors.New("the data is larger than any real document's")

// Filters returns the filters of a stream in the order of decoding. Their short
// names, which inline images use, are written in full.
func (f *File) Filters(d Dict) []Filter {
	names, parms := f.Resolve(First(d, "Filter", "F")), f.Resolve(First(d, "DecodeParms", "DP"))
	list, ok := names.(Array)
	if !ok {
		if names == nil {
			return nil
		}
		list, parms = Array{names}, Array{parms}
	}
	many, _ := parms.(Array)
	out := make([]Filter, 0, len(list))
	for i, n := range list[:min(len(list), maxFilters+1)] {
		step := Filter{Name: fullName(f.Name(n))}
		if i < len(many) {
			step.Parms = f.Dict(many[i])
		}
		out = append(out, step)
	}
	return out
}

// First returns the first of several entries that a dictionary has: inline images
// have short names for theirs.
func First(d Dict, keys ...Name) Object {
	for _, k := range keys {
		if o := d[k]; o != nil {
			return o
		}
	}
	return nil
}

// fullName returns the name that a short one stands for (ISO 32000-1 table 94).
func fullName(name string) string {
	switch name {
	case "Fl":
		return filter.Flate
	case "LZW":
		return filter.LZW
	case "A85":
		return filter.ASCII85
	case "AHx":
		return filter.ASCIIHex
	case "RL":
		return filter.RunLength
	case "CCF":
		return filter.CCITTFax
	case "DCT":
		return filter.DCT
	}
	return name
}

// Data returns the decoded data of a stream. With an error stands what could be
// decoded before it.
func (f *File) Data(s *Stream) ([]byte, error) {
	data, rest, err := f.DataUntilImage(s)
	if err == nil && len(rest) > 0 {
		return nil, ErrImage
	}
	return data, err
}

// DataUntilImage decodes a stream up to the first filter for images: rest is
// that filter and those behind it.
func (f *File) DataUntilImage(s *Stream) (data []byte, rest []Filter, err error) {
	filters := f.Filters(s.Dict)
	if len(filters) > maxFilters {
		return nil, nil, fmt.Errorf("a stream with more than %d filters", maxFilters)
	}
	data = s.Raw
	for i, step := range filters {
		switch step.Name {
		case filter.DCT, filter.JPX, filter.JBIG2, filter.CCITTFax:
			return data, filters[i:], nil
		case "Crypt":
			continue
		}
		data, err = f.decode(step, data)
		if f.left -= int64(len(data)); f.left < 0 {
			return nil, nil, ErrTooLarge
		}
		if err != nil {
			return data, nil, err
		}
	}
	return data, nil, nil
}

func (f *File) decode(step Filter, data []byte) (out []byte, err error) {
	limit := min(maxStream, f.left)
	if step.Name == filter.Flate {
		out, err = f.inflate(data, limit)
	} else {
		out, err = decodeOther(step.Name, f.integers(step.Parms), data, limit)
	}
	if step.Name != filter.Flate && step.Name != filter.LZW || errors.Is(err, ErrTooLarge) {
		return out, err
	}
	out, wrong := f.unpredict(step.Parms, out)
	return out, errors.Join(err, wrong)
}

// inflate decodes deflated data as far as it is sound. The checksum at its end
// is not looked at: many files get it wrong or leave it out.
func (f *File) inflate(data []byte, limit int64) ([]byte, error) {
	if len(data) < 2 {
		return nil, nil
	}
	if data[0]&0x0f == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
		data = data[2:]
	}
	src := bytes.NewReader(data)
	if f.inflater == nil {
		f.inflater = flate.NewReader(src)
	} else if err := f.inflater.(flate.Resetter).Reset(src, nil); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Grow(int(min(int64(len(data))*4, limit)) + bytes.MinRead)
	_, err := out.ReadFrom(io.LimitReader(f.inflater, limit+1))
	if int64(out.Len()) > limit {
		return nil, ErrTooLarge
	}
	if errors.Is(err, io.ErrUnexpectedEOF) && out.Len() > 0 && len(data) < 64 {
		err = nil
	}
	return out.Bytes(), err
}

// decodeOther decodes with pdfcpu's filters. Predictors are left to unpredict.
func decodeOther(name string, parms map[string]int, data []byte, limit int64) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("decode %s: %v", name, p)
		}
	}()
	delete(parms, "Predictor")
	step, err := filter.NewFilter(name, parms, limit)
	if err != nil {
		return nil, err
	}
	r, err := step.Decode(bytes.NewReader(data))
	if errors.Is(err, filter.ErrDecodeLimitExceeded) {
		return nil, ErrTooLarge
	}
	if r == nil {
		return nil, err
	}
	out, wrong := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(out)) > limit {
		return nil, ErrTooLarge
	}
	return out, errors.Join(err, wrong)
}

// Fax decodes the data of a picture that is compressed as by a fax, to one bit a
// pixel.
func (f *File) Fax(step Filter, data []byte, height int) ([]byte, error) {
	parms := f.integers(step.Parms)
	if parms["Columns"] == 0 {
		parms["Columns"] = 1728 // ISO 32000-1 table 11
	}
	if parms["Rows"] == 0 {
		parms["Rows"] = height
	}
	if parms["Columns"] < 0 || parms["Columns"] > 1<<16 || parms["Rows"] < 0 || parms["Rows"] > 1<<17 {
		return nil, fmt.Errorf("a picture of %d × %d", parms["Columns"], parms["Rows"])
	}
	return decodeOther(step.Name, parms, data, min(maxStream, f.left))
}

func (f *File) integers(d Dict) map[string]int {
	m := map[string]int{}
	for k, v := range d {
		switch v := f.Resolve(v).(type) {
		case int:
			m[string(k)] = v
		case bool:
			m[string(k)] = 0
			if v {
				m[string(k)] = 1
			}
		}
	}
	return m
}
