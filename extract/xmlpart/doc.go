// Package xmlpart reads the elements of an XML part of a document one after
// another, without a tree, within limits: the depth is bounded, no entity of a
// document's own is known, and reading ends with its context.
package xmlpart
