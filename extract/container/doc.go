// Package container opens the zip file that a document is (DOCX, XLSX, ODT,
// OFD), within limits: no part is inflated beyond what a real document holds.
package container
