// Package whole writes files and folders that are there whole, or not at all:
// under another name first, durable, and then renamed.
//
// It locks nothing: of two processes that write the same target, the last one
// to end wins.
package whole
