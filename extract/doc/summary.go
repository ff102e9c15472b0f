package doc

import (
	"bytes"
	"strings"

	"gongkai/extract/codepage"
	"gongkai/extract/visible"
)

// Properties of a file, and the types of their values ([MS-OLEPS] 2.18, 2.15).
const (
	propertyCodePage = 1
	propertyTitle    = 2
	typeText         = 0x1e // in the code page
	typeWide         = 0x1f // in UTF-16
)

// summaryTitle returns the title among the file's own properties, or "".
func (d *reader) summaryTitle() string {
	if !d.file.Has("SummaryInformation") {
		return ""
	}
	b, err := d.file.Read(d.ctx, "SummaryInformation", 1<<20)
	if err != nil {
		return "" // of a title of last resort, no error
	}
	at := u32(b, 44)
	if uint64(at)+8 > uint64(len(b)) {
		return ""
	}
	b = b[at:] // the first set of properties
	page, title := codepage.GBK, uint32(0)
	for i := range min(int(u32(b, 4)), len(b)/8) {
		switch u32(b, 8+8*i) {
		case propertyCodePage:
			page = int(u16(b, int(u32(b, 12+8*i))+4))
		case propertyTitle:
			title = u32(b, 12+8*i)
		}
	}
	var l visible.Line
	l.Write(property(b, int(title), page))
	return strings.ReplaceAll(l.Take(), "\n", " ")
}

// property returns the text of a property.
func property(b []byte, at, page int) string {
	size := uint64(u32(b, at+4))
	switch u32(b, at) {
	case typeText:
	case typeWide:
		size *= 2
		page = codepage.UTF16
	default:
		return ""
	}
	if uint64(at)+8+size > uint64(len(b)) {
		return ""
	}
	text := b[at+8 : uint64(at)+8+size]
	if page == codepage.UTF16 {
		return strings.TrimRight(codepage.Decode(text, page), "\x00")
	}
	text, _, _ = bytes.Cut(text, []byte{0})
	return codepage.Decode(text, page)
}
