package extract

import (
	"context"
	"io"
	"slices"

	"gongkai/archive"
	"gongkai/extract/doc"
	"gongkai/extract/docx"
	"gongkai/extract/ocr"
	"gongkai/extract/odt"
	"gongkai/extract/ofd"
	"gongkai/extract/pdf"
	"gongkai/extract/rtf"
	"gongkai/extract/xls"
	"gongkai/extract/xlsx"
	"gongkai/extract/xmlss"
)

// format is what a payload's bytes are.
type format string

// The formats that are told apart.
const (
	formatHTML   format = "html"
	formatDOCX   format = "docx"
	formatText   format = "text"
	formatEmpty  format = "empty"
	formatZeros  format = "zeros"
	formatPDF    format = "pdf"
	formatDOC    format = "doc"
	formatXLS    format = "xls"
	formatOLE2   format = "ole2"
	formatRTF    format = "rtf"
	formatODT    format = "odt"
	formatODS    format = "ods"
	formatODF    format = "odf"
	formatXLSX   format = "xlsx"
	formatPPTX   format = "pptx"
	formatOFD    format = "ofd"
	formatXPS    format = "xps"
	formatCEB    format = "ceb"
	formatZip    format = "zip"
	formatRar    format = "rar"
	format7z     format = "7z"
	formatGzip   format = "gzip"
	formatImage  format = "image"
	formatMedia  format = "media"
	formatMHTML  format = "mhtml"
	formatXMLSS  format = "xmlss"
	formatWordML format = "wordml"
	formatPkg    format = "docxml"
	formatXML    format = "xml"
	formatJSON   format = "json"
	formatProg   format = "program"
	formatBinary format = "binary"
)

// Sizes beyond which a payload is refused.
const (
	maxText  = 16 << 20 // HTML and plain text, which are held in memory; a report has a thousandth of that
	maxSaved = 64 << 20 // MHTML: pages of which the largest part are pictures
	maxFile  = 1 << 30  // formats that are read in parts: mostly pictures
)

// reader returns what reads documents out of a format that is not text or
// markup, or nil. What it returns has Title, Blocks, Tables, Links and Warnings;
// Charset where the format has one; and, where it knows them, Published and
// IssuerHint. An error that is not ctx's says, in words for people, what is
// wrong with the file.
func (f format) reader() func(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	switch f {
	case formatDOCX:
		return docx.Read
	case formatODT, formatODS:
		return odt.Read
	case formatDOC:
		return doc.Read
	case formatXLS:
		return xls.Read
	case formatXLSX:
		return xlsx.Read
	case formatXMLSS:
		return xmlss.Read
	case formatWordML:
		return docx.ReadFlat
	case formatPkg:
		return docx.ReadPackage
	case formatPDF:
		return pdf.Read
	case formatOFD:
		return ofd.Read
	case formatRTF:
		return rtf.Read
	case formatImage:
		return ocr.Read
	}
	return nil
}

// readable reports whether documents are read out of the format.
func (f format) readable() bool {
	return f == formatHTML || f == formatText || f == formatJSON || f == formatMHTML || f.reader() != nil
}

// largest returns the size beyond which a payload of the format is refused.
func (f format) largest() int64 {
	if f == formatHTML || f == formatText || f == formatJSON {
		return maxText
	}
	if f == formatMHTML {
		return maxSaved
	}
	return maxFile
}

// mediaType returns the media type of a readable format.
func (f format) mediaType() string {
	switch f {
	case formatHTML:
		return "text/html"
	case formatJSON:
		return "application/json"
	case formatDOCX, formatPkg:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case formatDOC, formatWordML:
		return "application/msword"
	case formatRTF:
		return "application/rtf"
	case formatODT:
		return "application/vnd.oasis.opendocument.text"
	case formatODS:
		return "application/vnd.oasis.opendocument.spreadsheet"
	case formatXLS, formatXMLSS:
		return "application/vnd.ms-excel"
	case formatXLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case formatMHTML:
		return "multipart/related"
	case formatImage:
		return "image/*"
	case formatPDF:
		return "application/pdf"
	case formatOFD:
		return "application/ofd"
	}
	return "text/plain"
}

// describe names the format for people.
func (f format) describe() string {
	switch f {
	case formatHTML:
		return "an HTML page"
	case formatDOCX:
		return "a Word document (DOCX)"
	case formatText:
		return "plain text"
	case formatZeros:
		return "nothing but zero bytes"
	case formatPDF:
		return "a PDF"
	case formatDOC:
		return "a Word 97–2003 document (DOC, or WPS in its form)"
	case formatXLS:
		return "an Excel workbook (XLS)"
	case formatOLE2:
		return "an OLE2 compound file (the form of DOC, XLS and WPS)"
	case formatRTF:
		return "a Rich Text document (RTF)"
	case formatODT:
		return "an OpenDocument text (ODT)"
	case formatODS:
		return "an OpenDocument spreadsheet (ODS)"
	case formatODF:
		return "an OpenDocument presentation, drawing or formula"
	case formatXLSX:
		return "an Excel workbook (XLSX)"
	case formatPPTX:
		return "a PowerPoint presentation (PPTX)"
	case formatOFD:
		return "an OFD document"
	case formatXPS:
		return "an XPS document"
	case formatCEB:
		return "a CEB document (方正 Apabi)"
	case formatZip:
		return "a zip archive"
	case formatRar:
		return "a RAR archive"
	case format7z:
		return "a 7z archive"
	case formatGzip:
		return "a gzip file"
	case formatImage:
		return "an image"
	case formatMedia:
		return "sound or video"
	case formatMHTML:
		return "a web page saved as MHTML"
	case formatXMLSS:
		return "an Excel 2003 workbook saved as XML"
	case formatWordML:
		return "a Word 2003 document saved as XML"
	case formatPkg:
		return "a Word document saved as XML"
	case formatXML:
		return "XML data"
	case formatJSON:
		return "JSON data"
	case formatProg:
		return "a program"
	}
	return "binary data of an unknown kind"
}

// contradicts reports whether a file's extension promises another format.
func (f format) contradicts(ext string) bool {
	var honest []format
	switch ext {
	case ".html", ".htm", ".shtml":
		honest = []format{formatHTML}
	case ".docx":
		honest = []format{formatDOCX}
	case ".txt":
		honest = []format{formatText}
	case ".pdf":
		honest = []format{formatPDF}
	case ".doc", ".wps":
		honest = []format{formatDOC, formatOLE2, formatWordML, formatPkg}
	case ".xls", ".et":
		honest = []format{formatXLS, formatOLE2, formatXMLSS}
	case ".rtf":
		honest = []format{formatRTF}
	case ".odt", ".fodt":
		honest = []format{formatODT}
	case ".ods", ".fods":
		honest = []format{formatODS}
	case ".xlsx":
		honest = []format{formatXLSX}
	case ".ofd":
		honest = []format{formatOFD}
	case ".zip":
		honest = []format{formatZip}
	case ".rar":
		honest = []format{formatRar}
	case ".7z":
		honest = []format{format7z}
	case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp":
		honest = []format{formatImage}
	default:
		return false
	}
	return !slices.Contains(honest, f)
}
