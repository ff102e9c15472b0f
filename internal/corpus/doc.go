// Package corpus makes annual reports whose every cell is known, in all formats
// and styles that portals publish them in: HTML as editors and Word leave it, in
// every encoding, declared right, wrong and not at all, and files converted from
// them by LibreOffice and Chromium, where those are installed.
//
// The reports follow from a seed. What the readers make of the files is compared
// with their [Truth]. [Deviations] does to reports what was seen in real ones, and
// [Papers] writes what stands beside reports and is none.
package corpus
