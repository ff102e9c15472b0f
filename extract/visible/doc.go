// Package visible gathers running text as a reader sees it: white space folded,
// characters that show as nothing left out. All formats with marked-up text use
// it, so that one report reads the same from each.
package visible
