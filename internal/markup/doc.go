// Package markup reads a page of HTML into a tree, fast and forgiving: in one
// pass over its tokens, without the repairs that a browser makes to misnested
// formatting and to what stands between the cells of a table. For finding links
// and titles that makes no difference; for reading tables cell by cell it would,
// and golang.org/x/net/html.Parse is the reader for that.
//
// The tree of a page holds at most maxNodes elements and texts, and is at most
// maxDepth deep; what is beyond hangs where it no longer nests.
package markup
