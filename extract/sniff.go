package extract

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"gongkai/extract/compound"
	"gongkai/extract/container"
	"gongkai/internal/charset"
)

// headSize is how much of a payload is looked at to tell its format.
const headSize = 16 << 10

// sniff finds out what a payload is. The error is that of reading it, or a
// refusal of a file that is too damaged to tell more.
func sniff(in Input) (format, error) {
	if in.Size <= 0 {
		return formatEmpty, nil
	}
	b, err := head(in, headSize)
	if err != nil {
		return "", err
	}
	if f := bySignature(b); f != "" {
		switch f {
		case formatOLE2:
			return compoundKind(in, b)
		case formatZip:
			return zipped(in, b)
		}
		return f, nil
	}
	return byText(in, b), nil
}

// maxBefore is how much is looked through for where a file begins.
const maxBefore = 256

// bare returns in without what a server's page wrote before the file that it
// sends: a byte order mark, white space.
func bare(in Input) (Input, error) {
	b, err := head(in, maxBefore)
	if err != nil {
		return in, err
	}
	file := bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch bySignature(file) {
	case formatOLE2, formatZip, formatRar, format7z, formatImage:
		lead := int64(len(b) - len(file))
		in.Body, in.Size = io.NewSectionReader(in.Body, lead, in.Size-lead), in.Size-lead
	}
	return in, nil
}

// bySignature tells the formats that begin with bytes of their own.
func bySignature(b []byte) format {
	for _, s := range []struct {
		lead string
		f    format
	}{
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", formatOLE2},
		{"PK\x03\x04", formatZip}, {"PK\x05\x06", formatZip},
		{"Rar!\x1a\x07", formatRar}, {"7z\xbc\xaf\x27\x1c", format7z}, {"\x1f\x8b", formatGzip},
		{"{\\rtf", formatRTF}, {"Founder CEB", formatCEB},
		// Workbooks of Excel 2, 3, 4 and 5 that are no compound file.
		{"\x09\x00\x04\x00", formatXLS}, {"\x09\x02\x06\x00", formatXLS}, {"\x09\x04\x06\x00", formatXLS}, {"\x09\x08\x08\x00\x00\x05", formatXLS},
		{"\x89PNG\r\n", formatImage}, {"\xff\xd8\xff", formatImage}, {"GIF8", formatImage},
		{"II*\x00", formatImage}, {"MM\x00*", formatImage},
		{"ID3", formatMedia}, {"OggS", formatMedia}, {"FLV\x01", formatMedia}, {"\x00\x00\x01\xba", formatMedia},
		{"\x7fELF", formatProg}, {"MZ\x90\x00", formatProg},
	} {
		if strings.HasPrefix(string(b[:min(len(b), 16)]), s.lead) {
			return s.f
		}
	}
	switch {
	case bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")):
		return formatPDF
	case len(b) > 14 && string(b[:2]) == "BM" && binary.LittleEndian.Uint32(b[6:]) == 0:
		return formatImage
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return formatImage
	case len(b) > 12 && (string(b[:4]) == "RIFF" || string(b[4:8]) == "ftyp"):
		return formatMedia
	case len(bytes.Trim(b, "\x00")) == 0:
		return formatZeros
	}
	return ""
}

// compoundKind tells an OLE2 file's kind by the names of its streams. Where its
// directory can't be read, the names in the sector that it begins in must do.
func compoundKind(in Input, b []byte) (format, error) {
	c, err := compound.Open(in.Body, in.Size)
	has := func(name string) bool { return c.Has(name) }
	if err != nil {
		sector := make([]byte, 512)
		if len(b) > 52 {
			at := (int64(binary.LittleEndian.Uint32(b[48:])) + 1) << min(binary.LittleEndian.Uint16(b[30:]), 12)
			_, _ = in.Body.ReadAt(sector, at) // what can't be read names nothing
		}
		names := strings.ReplaceAll(string(sector), "\x00", "")
		has = func(name string) bool { return strings.Contains(names, name) }
	}
	switch {
	case has("WordDocument"):
		return formatDOC, nil
	case has("Workbook"), has("Book"): // Book: Excel 5 and 95
		return formatXLS, nil
	case has("EncryptedPackage"): // [MS-OFFCRYPTO] 1.3.2
		return "", refuse(in, formatOLE2, " with an Office document in it that is protected with a password")
	}
	return formatOLE2, nil
}

// zipped tells a zip file's kind by the names of its entries. Where it has no
// directory left, the first bytes and the name must do, and it is refused.
func zipped(in Input, b []byte) (format, error) {
	z, err := container.Open(in.Body, in.Size)
	if err != nil {
		f := formatZip
		if bytes.Contains(b, []byte("word/")) || bytes.Contains(b, []byte("[Content_Types].xml")) || extension(in) == ".docx" {
			f = formatDOCX
		}
		return "", refuse(in, f, " that can't be read: "+err.Error())
	}
	names := z.Names()
	has := func(name string) bool { _, ok := slices.BinarySearch(names, name); return ok }
	switch {
	case has("word/document.xml"):
		return formatDOCX, nil
	case has("xl/workbook.xml"), has("xl/workbook.bin"):
		return formatXLSX, nil
	case has("ppt/presentation.xml"):
		return formatPPTX, nil
	case has("ofd.xml"):
		return formatOFD, nil
	case slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, ".fdseq") }): // ECMA-388 13.1
		return formatXPS, nil
	case has("mimetype") && bytes.Contains(b, []byte("opendocument")), has("content.xml") && has("meta-inf/manifest.xml"):
		return kindOfODF(string(b)), nil
	case has("[content_types].xml") && slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, "word/") }):
		return formatDOCX, nil
	}
	return formatZip, nil
}

// kindOfODF tells an OpenDocument file's kind by what it begins with: the
// entry "mimetype", or the attribute of a flat one. Where that is missing it is
// taken for a text, whose reader says what it is instead.
func kindOfODF(s string) format {
	_, kind, _ := strings.Cut(s, "application/vnd.oasis.opendocument.")
	switch {
	case strings.HasPrefix(kind, "spreadsheet"):
		return formatODS
	case kind != "" && !strings.HasPrefix(kind, "text"):
		return formatODF
	}
	return formatODT
}

// asciiLower returns a text with its ASCII letters in lower case: those of
// markup, whatever the language of the text.
func asciiLower(text []byte) string {
	lower := make([]byte, len(text))
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	return string(lower)
}

// byText tells the formats that are text, and what is none. A page may hold a
// stray zero byte, which browsers pass over; other text has none.
func byText(in Input, b []byte) format {
	text, marked := b, false
	zeros := bytes.Count(b, []byte{0})
	if zeros > 0 || len(b) > 0 && b[0] >= 0xef { // perhaps UTF-16 or a byte order mark; in other encodings what is looked for is ASCII
		var how charset.Result
		text, how = charset.Decode(b, in.MediaType)
		marked = how.How == charset.HowBOM
	}
	s := asciiLower(bytes.TrimSpace(text))
	if zeros > 0 && !marked && (zeros*200 > len(b) || !markup(s)) {
		return formatBinary
	}
	if controls(text)*20 > len(text) {
		return formatBinary
	}
	kind := strings.ToLower(in.MediaType)
	switch {
	case strings.HasPrefix(s, "{\\rtf"):
		return formatRTF
	case saved(s):
		return formatMHTML
	case strings.HasPrefix(s, "<") && strings.Contains(s, "<office:document") && strings.Contains(s, "urn:oasis:names:tc:opendocument:"):
		return kindOfODF(s)
	case strings.HasPrefix(s, "<") && strings.Contains(s, "workbook") && strings.Contains(s, `"urn:schemas-microsoft-com:office:spreadsheet"`) && !strings.Contains(s, "<html"):
		return formatXMLSS
	case strings.HasPrefix(s, "<") && strings.Contains(s, ":worddocument") && strings.Contains(s, `"http://schemas.microsoft.com/office/word/2003/wordml"`):
		return formatWordML
	case strings.HasPrefix(s, "<") && strings.Contains(s, "http://schemas.microsoft.com/office/2006/xmlpackage") && !strings.Contains(s, `"powerpoint.show"`):
		return formatPkg
	case markup(s):
		return formatHTML
	case strings.HasPrefix(s, "<?xml"), strings.HasPrefix(s, "<") && strings.Contains(kind, "xml"):
		return formatXML
	case data(s), strings.Contains(kind, "json"):
		return formatJSON
	case tagged(s) && (strings.Contains(kind, "html") || pageName(extension(in))):
		return formatHTML
	}
	return formatText
}

// saved reports whether s, in lower case, has the head of a page that was saved
// as mail is written.
func saved(s string) bool {
	name, _, _ := strings.Cut(s, ":")
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return false
	}
	head, _, _ := strings.Cut(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n")
	return strings.Contains("\n"+head, "\nmime-version:")
}

// controls counts the control characters that text does not have.
func controls(text []byte) int {
	n := 0
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b || c == 0x7f {
			n++
		}
	}
	return n
}

// markup reports whether s, in lower case, is HTML by itself: it begins as a
// page or fragment does, or has the frame of a page further on.
func markup(s string) bool {
	if strings.HasPrefix(s, "<?xml") {
		return strings.Contains(s, "<html") || strings.Contains(s, "<!doctype html")
	}
	for _, tag := range []string{
		"<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<link", "<script", "<style", "<table", "<div", "<p>", "<p ", "<br",
		"<span", "<font", "<center", "<h1", "<h2", "<h3", "<ul", "<ol", "<a ", "<b>", "<strong", "<section", "<article", "<main", "<form", "<iframe",
		"<!--", "<tr", "<td", "<ucap", "<img", "<nav", "<header",
	} {
		if strings.HasPrefix(s, tag) {
			return true
		}
	}
	return strings.Contains(s, "<html") || strings.Contains(s, "</p>") || strings.Contains(s, "</div>") || strings.Contains(s, "</td>") ||
		strings.Contains(s, "<!doctype html")
}

// tagged reports whether s holds anything like a tag.
func tagged(s string) bool {
	for s != "" {
		at := strings.IndexByte(s, '<')
		if at < 0 || at+1 >= len(s) {
			return false
		}
		s = s[at+1:]
		if c := s[0]; 'a' <= c && c <= 'z' || c == '/' || c == '!' {
			return true
		}
	}
	return false
}

// data reports whether s begins as JSON does.
func data(s string) bool {
	inner, object := strings.CutPrefix(s, "{")
	inner = strings.TrimSpace(inner)
	if object {
		return strings.HasPrefix(inner, `"`) && strings.Contains(inner, `":`) || inner == "}"
	}
	inner, array := strings.CutPrefix(s, "[")
	inner = strings.TrimSpace(inner)
	return array && (strings.HasPrefix(inner, "{") || strings.HasPrefix(inner, `"`))
}

func pageName(ext string) bool {
	switch ext {
	case ".html", ".htm", ".shtml", ".jhtml", ".jsp", ".aspx", ".php", ".do":
		return true
	}
	return false
}
