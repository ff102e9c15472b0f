// Package soak runs gongkai run for a while over simulated portals on loopback
// while everything round about it fails, and then looks at whether the promises
// held: every report delivered at least once to every sink, no id repeated with
// another content, nothing left owed, and an archive that verify finds clean.
//
// It knows the program by its command line alone.
package soak
