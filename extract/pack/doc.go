// Package pack opens files that hold files: zip, RAR and 7z. It hands over their
// members one after another, within limits on their number and on what they
// inflate to.
//
// Nothing is written to disk. The names of members are labels: they may say
// anything.
package pack
