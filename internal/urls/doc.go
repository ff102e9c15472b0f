// Package urls gives every web address one spelling. Canonical and Base.Resolve
// follow the URL standard of the WHATWG, as browsers do, and then drop what
// names no resource: fragments and session ids. Key turns the spelling into the
// key under which the archive knows it.
//
// Plain ASCII addresses, which nearly all links are, take a short path that
// gives what the standard's parser gives; everything else goes through that
// parser.
//
// The package does not decide whether an address may be visited: that is the
// crawler's scope. What is not ASCII is percent-encoded: in the query of a link in
// its page's charset, and elsewhere in UTF-8.
package urls
