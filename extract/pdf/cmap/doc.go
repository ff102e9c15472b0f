// Package cmap reads character maps: what codes of a font select (CIDs) and which
// characters those are. It knows the predefined CMaps of ISO 32000-1 9.7.5.2 for
// the Chinese, Japanese and Korean collections, and reads those that a file
// brings along.
//
// predefined.zip holds the CMap resources of Adobe in a form that is quick to
// read; generate.go makes it from the package poppler-data of Debian. Their
// licence stands beside it in LICENSE-ADOBE.
package cmap

//go:generate go run generate.go /usr/share/poppler/cMap
