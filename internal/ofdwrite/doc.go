// Package ofdwrite writes reports as OFD files (GB/T 33190—2016), as government
// office suites do: for fixtures and tests of what reads them. It embeds no
// fonts.
package ofdwrite
