// Package extract reads a document out of a payload: it finds out what the
// bytes are, decodes them, and reads text, tables and links.
//
// HTML, MHTML, plain text, DOCX, DOC, RTF, ODT, XLSX, XLS, ODS, PDF and OFD are
// read, each by a package below this one, and pictures by OCR where it is asked
// for and installed. What the bytes hold decides; names and media types are
// hints. Files packed in zip, RAR and 7z are documents of their own. Everything
// else is refused by a [RefusedError] that says what it is. One payload always
// gives the same document, but for what OCR makes of pictures, which follows
// from the installed tesseract.
//
// The package fetches nothing, opens no file and does not judge whether a
// document is a disclosure report.
package extract
