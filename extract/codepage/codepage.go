// Package codepage decodes text in the Windows code pages that Word and Excel
// files name by number.
package codepage

import (
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// Pages that readers name themselves.
const (
	GBK     = 936
	Western = 1252
	UTF16   = 1200 // little endian
	UTF8    = 65001
)

// Decode returns b, text in this code page, as UTF-8. Pages that are not known
// are read as Western.
func Decode(b []byte, page int) string {
	if ascii(b) && page != UTF16 {
		return string(b)
	}
	text, err := of(page).NewDecoder().Bytes(b)
	if err != nil {
		return string(b)
	}
	return string(text)
}

// Pairs reports whether characters of the page may have two bytes, and c begins
// such a one.
func Pairs(page int, c byte) bool {
	switch page {
	case GBK, 54936, 950, 949:
		return c > 0x80 && c < 0xff
	case 932:
		return c > 0x80 && c < 0xa0 || c >= 0xe0 && c < 0xfd
	}
	return false
}

// Chinese reports whether text that should be Western European is GBK in truth:
// all its bytes beyond ASCII come in pairs, at least so many, that are common
// Hanzi, full-width signs or punctuation. In Western European such are senseless.
func Chinese(b []byte, pairs int) bool {
	for i := 0; i < len(b); i++ {
		if b[i] < utf8.RuneSelf {
			continue
		}
		common := b[i] >= 0xb0 && b[i] <= 0xf7 || b[i] == 0xa1 || b[i] == 0xa3
		if i++; !common || i == len(b) || b[i] < 0xa1 || b[i] == 0xff {
			return false
		}
		pairs--
	}
	return pairs <= 0
}

// Name returns the page's WHATWG name.
func Name(page int) string {
	switch page {
	case GBK, 54936:
		return "gb18030"
	case 950:
		return "big5"
	case 932:
		return "shift_jis"
	case 949:
		return "euc-kr"
	case UTF8:
		return "utf-8"
	}
	return "windows-1252"
}

func of(page int) encoding.Encoding {
	switch page {
	case GBK, 54936:
		return simplifiedchinese.GB18030
	case 950:
		return traditionalchinese.Big5
	case 932:
		return japanese.ShiftJIS
	case 949:
		return korean.EUCKR
	case UTF8:
		return unicode.UTF8
	case UTF16:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	}
	return charmap.Windows1252
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
