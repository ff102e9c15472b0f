// Package needed finds the programs of others that tests compare ours with. No
// program of ours imports it.
package needed
