// Package coding undoes the Content-Encoding of a payload: gzip, x-gzip,
// deflate, br, zstd and identity, alone or in a list, within a limit on what comes out.
//
// It forgives what browsers and archives need: a body that has not the coding that is
// declared, a raw deflate stream, bytes behind the end of a stream. It does not undo transfer
// codings, and it does not guess a coding that was not declared.
package coding
