// Package archtest holds the test of the layout: which package may import
// which.
package archtest
