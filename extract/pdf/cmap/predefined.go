package cmap

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"io"
	"strings"
)

//go:embed predefined.zip
var predefined []byte

// maxUsed is how long a chain of maps that build on each other may be.
const maxUsed = 8

// Library hands out the predefined CMaps; one that was read is kept. The zero
// value is ready.
type Library struct {
	files map[string]*zip.File
	maps  map[string]*Map
}

// Map returns the predefined CMap of this name, or nil.
func (l *Library) Map(name string) *Map { return l.find(name, 0) }

func (l *Library) find(name string, used int) *Map {
	if m, ok := l.maps[name]; ok {
		return m
	}
	if l.maps == nil {
		l.maps = map[string]*Map{
			"Identity-H": {identity: true},
			"Identity-V": {identity: true, Vertical: true},
		}
		return l.find(name, used)
	}
	data := l.open(name)
	if data == nil || used > maxUsed {
		return nil
	}
	c := compiled(data)
	m := c.load(func(basis string) *Map { return l.find(basis, used+1) })
	switch {
	case !strings.HasPrefix(name, "Uni"):
	case strings.Contains(name, "UTF8"):
		m.unicode = utf8Form
	case strings.Contains(name, "UTF32"):
		m.unicode = utf32Form
	default:
		m.unicode = utf16Form
	}
	l.maps[name] = m
	return m
}

// Characters returns what the CIDs of a collection stand for, or nil where the
// collection is none of Adobe's four.
func (l *Library) Characters(ordering string) *Map {
	switch ordering {
	case "GB1", "CNS1", "Japan1", "Korea1":
		return l.Map("Adobe-" + ordering + "-UCS2")
	}
	return nil
}

func (l *Library) open(name string) []byte {
	if l.files == nil {
		l.files = map[string]*zip.File{}
		z, err := zip.NewReader(bytes.NewReader(predefined), int64(len(predefined)))
		if err != nil {
			return nil
		}
		for _, f := range z.File {
			l.files[f.Name] = f
		}
	}
	f := l.files[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return nil
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return data
}
