//go:build !linux || race

package worker

// limitMemory does nothing: the worker watches itself. (The race detector maps
// more memory than any limit.)
func limitMemory(uint64) {}
