// Package heaproom gives the garbage of a process the same room whether it
// keeps little or much: a crawl of a few portals is then collected seldom, and
// one of a thousand hosts stays small. Go's own setting is a ratio, which is too
// low for the one or too high for the other.
//
// It changes the collector of the whole process, so that only programs use it.
package heaproom
