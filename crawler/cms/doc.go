// Package cms knows how Chinese government portals are built: by which family
// of content management systems, how a list pages on, where a list's items
// stand, and which links promise disclosure reports.
//
// Its functions read what was fetched and return addresses. They send no
// request, keep no state and decide nothing about scope or robots.txt. The
// containers of article bodies are the business of extraction.
//
// What can be said of a family in a table is in one (see system): its addresses,
// containers, signs and requests. What a pager links to and a script names is
// read for every page, whatever its family; code for one family is left where
// the data that decides stands nowhere else.
//
// An address that a script would build is derived only from numbers and names
// in the page. A hostile count is held at maxPages; the pages beyond are found
// a few at a time, from the pages before them.
package cms
