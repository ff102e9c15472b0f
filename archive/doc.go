// Package archive holds the nouns of gongkai: digests, keys of URLs, visits and
// their outcomes, captures, documents, reports and deliveries. Every other
// package speaks in these words, and passes these values across its borders.
//
// The package does nothing: it opens no file, sends no request, logs nothing
// and imports only the standard library.
package archive
