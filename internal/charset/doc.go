// Package charset turns the bytes of a page into UTF-8 text and says how it
// came to read them so.
//
// Portals declare their encoding wrongly, in two places that disagree, or not
// at all, so a declaration is believed only where the bytes bear it out, and
// bytes that are unmistakable are not asked for a declaration. gb2312 and gbk
// are always read as GB18030, of which both are parts.
//
// The package does no I/O and does not bound what it is given: the caller does.
package charset
