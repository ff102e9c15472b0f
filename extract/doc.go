// Package extract reads a document out of a payload: it finds out what the
// bytes are, decodes them, and reads text, tables and links.
//
// HTML, DOCX and plain text are read, each by a package below this one. What
// the bytes hold decides; names and media types are hints. Everything else is
// refused by a [RefusedError] that says what it is. One payload always gives
// the same document.
//
// The package fetches nothing, opens no file and does not judge whether a
// document is a disclosure report.
package extract
