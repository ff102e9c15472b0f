// Package compound opens the OLE2 compound file that a document is (DOC, XLS,
// WPS), within limits: no stream is larger than the file, and what describes the
// file is no larger than a real document's.
package compound
