// Package coding undoes the Content-Encoding of a payload: gzip, x-gzip,
// deflate and identity, alone or in a list, within a limit on what comes out.
//
// It forgives what browsers forgive: a body declared gzip that is not, a raw
// deflate stream, bytes behind the end of a stream. It does not undo transfer
// codings, and it does not guess a coding that was not declared.
package coding
