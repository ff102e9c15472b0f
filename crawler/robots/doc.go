// Package robots reads robots.txt as RFC 9309 has it: which paths a crawler may
// ask for, and, beyond the RFC, how long it should wait between requests.
//
// The package fetches nothing and keeps no cache: the caller asks for the file
// of each authority, follows its redirects, and says how the answer ended.
package robots
