// Package lex cuts the bytes of a PDF into the values and operators that they
// spell (ISO 32000-1 7.2 and 7.3). Content streams, CMaps and the objects of a
// file are all written this way. Bytes that spell nothing are passed over, for a
// reader should make of a damaged file what it can.
package lex
