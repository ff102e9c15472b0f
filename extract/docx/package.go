package docx

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/extract/xmlpart"
)

// parts are the parts of a document. Their names don't depend on case.
type parts interface {
	Has(name string) bool
	// Open returns a part's content, or an error that says what is wrong with it.
	Open(name string) (io.ReadCloser, error)
}

// maxParts is how many parts of a file that is one XML are looked for.
const maxParts = 10_000

// ReadPackage is [Read] for a document that Word saved as one XML file
// (pkg:package), in which the parts stand one after the other.
func ReadPackage(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	if size > maxFlat {
		return archive.Document{}, fmt.Errorf("it has %d bytes; more than %d are not read", size, maxFlat)
	}
	file := make([]byte, size)
	if n, err := r.ReadAt(file, 0); n < len(file) {
		return archive.Document{}, fmt.Errorf("read the file: %w", err)
	}
	found, err := partsOf(file)
	if err != nil {
		return archive.Document{}, err
	}
	d := reader{ctx: ctx, parts: found}
	return d.read()
}

// flatParts are the parts of a package by their names in lower case.
type flatParts map[string][]byte

func (p flatParts) Has(name string) bool { return p[strings.ToLower(name)] != nil }

func (p flatParts) Open(name string) (io.ReadCloser, error) {
	if !p.Has(name) {
		return nil, fmt.Errorf("the part %s is missing", name)
	}
	return io.NopCloser(bytes.NewReader(p[strings.ToLower(name)])), nil
}

// packagePrefix is what declares the prefix of a package's own elements, which Word
// calls pkg.
var packagePrefix = regexp.MustCompile(`xmlns:([A-Za-z][\w.-]*)\s*=\s*["']http://schemas\.microsoft\.com/office/2006/xmlPackage["']`)

// partsOf finds the parts that are XML.
func partsOf(file []byte) (flatParts, error) {
	prefix := packagePrefix.FindSubmatch(file[:min(len(file), 64<<10)])
	if prefix == nil {
		return nil, errors.New("it is no package of parts")
	}
	element := func(name string) []byte { return []byte("<" + string(prefix[1]) + ":" + name) }
	closing := []byte("</" + string(prefix[1]) + ":xmlData>")
	found := make(flatParts)
	for i, part := range bytes.SplitN(file, element("part "), maxParts) {
		head, content, ok := bytes.Cut(part, element("xmlData"))
		if i == 0 || !ok {
			continue
		}
		start, err := xml.NewDecoder(io.MultiReader(bytes.NewReader(element("part ")), bytes.NewReader(head))).RawToken()
		if err != nil {
			return nil, fmt.Errorf("read the name of a part: %w", err)
		}
		if _, content, ok = bytes.Cut(content, []byte(">")); !ok {
			continue
		}
		if end := bytes.LastIndex(content, closing); end >= 0 {
			content = content[:end]
		}
		name := ""
		if start, ok := start.(xml.StartElement); ok {
			name = strings.ToLower(strings.TrimPrefix(xmlpart.Value(start, "name"), "/"))
		}
		if !found.Has(name) {
			found[name] = content
		}
	}
	return found, nil
}
