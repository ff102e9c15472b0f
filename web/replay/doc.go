// Package replay shows archived pages as they were, to people and to programs
// that know Memento (RFC 7089). It is a web server of a port of its own.
//
//	/                            the hosts that are archived
//	/web/*/URL                   the captures of a URL (快照), by day
//	/web/*/URL*                  the archived URLs that begin so
//	/web/TIMESTAMP/URL           the capture nearest to a time: a page that leads on within the archive
//	/web/TIMESTAMPid_/URL        the payload, byte by byte
//	/web/URL                     TimeGate: negotiates by Accept-Datetime
//	/web/timemap/link/URL        TimeMap: all captures in the link format (RFC 6690)
//	/web/diff/OLD/NEW/URL        what changed between two captures
//
// # Safety
//
// Archived pages are hostile. Every answer that holds archived bytes has a
// content security policy that runs no script, lets nothing be fetched from
// anywhere but this server, and puts the page into a sandbox with an origin of
// its own. That is the boundary, and browsers enforce it. What a page is
// rewritten to is for showing it as it was, and for leading on within the
// archive. Nothing is ever requested from a portal.
//
// A request must name the server by an address or as localhost, so that a
// foreign name that was made to point here reads nothing.
package replay
