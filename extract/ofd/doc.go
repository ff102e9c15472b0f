// Package ofd reads OFD documents (GB/T 33190—2016): an XML description of drawn
// pages in a zip file. What the pages look like goes to package layout, which
// finds the tables in it.
//
// Annotations are read as a part of the page that they lie on. Watermarks and the
// seals of signatures are left out: they are no part of what the report says.
package ofd
