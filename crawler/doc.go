// Package crawler walks portals: it claims visits from a frontier, decides
// whether each may be made, makes one HTTP exchange of it, has the exchange
// recorded, finds what the answer leads to, and settles all of it as one
// outcome.
//
// Ordering, politeness and memory belong to the frontier, which lends at most
// one visit a host and not before the host's time; the crawler computes those
// times and never sleeps while it holds a visit. A redirect's target,
// robots.txt and the data request of a list page are visits of their own, and
// pass the same gates.
//
// The package reads no document: what a payload says is for others. It solves
// no captcha, runs no script and works around no block.
//
// colly makes the exchange and parses pages; fetch.go is the only file that
// knows it. Below colly lies [transport], which records the bytes as the wire
// had them and refuses every request that doesn't carry a visit.
package crawler
