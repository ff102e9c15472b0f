// Package warc keeps HTTP exchanges and derived documents in WARC 1.1 files
// (ISO 28500:2017), one gzip member a record, and reads them back.
//
// A [Writer] only appends. An exchange is three records: its response (or a
// revisit, where the payload is archived already), its request, and metadata
// about how it came to be. They reach the file together or not at all. A file
// is called *.warc.gz.open while it grows, and loses that suffix when it is
// full or the writer is closed; from then on it never changes. An
// [archive.Location] names a record by its file's final name, whichever of the
// two the file has at the moment, and a [Reader] opens it by random access.
// [Scan] visits every record of a file.
//
// The package neither decides what is a revisit nor remembers where anything
// stands: that is for its callers. It does not decode content codings.
package warc
