package charset

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Bounds of the bytes that a character of two bytes in GB 18030 has.
const (
	firstLead  = 0x81
	firstTrail = 0x40
	beyondPair = 0xff // of both
	trails     = beyondPair - firstTrail
)

// pairs returns the characters of two bytes by lead and trail byte, with 0 for
// what is none.
var pairs = sync.OnceValue(func() []uint16 {
	var all []byte
	for lead := firstLead; lead < beyondPair; lead++ {
		for trail := firstTrail; trail < beyondPair; trail++ {
			if trail != 0x7f { // which is a character of its own
				all = append(all, byte(lead), byte(trail))
			}
		}
	}
	text, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(all) // of WHATWG's decoders none fails
	table := make([]uint16, (beyondPair-firstLead)*trails)
	for ; len(all) > 0; all = all[2:] {
		r, size := utf8.DecodeRune(text)
		if text = text[size:]; r >= 0x80 && r <= 0xffff && r != utf8.RuneError {
			table[int(all[0]-firstLead)*trails+int(all[1]-firstTrail)] = uint16(r)
		}
	}
	return table
})

// decodeGB18030 appends to text, which has room for half as much again as body,
// what body is in UTF-8, up to the first byte that begins neither ASCII nor a
// character of two bytes. It returns how many bytes it read.
func decodeGB18030(text, body []byte) ([]byte, int) {
	table := pairs()
	at := 0
	for at < len(body) {
		c := body[at]
		if c < utf8.RuneSelf {
			from := at
			for at++; at < len(body) && body[at] < utf8.RuneSelf; at++ {
			}
			text = append(text, body[from:at]...)
			continue
		}
		if at+1 == len(body) || c < firstLead || c == beyondPair || body[at+1] < firstTrail || body[at+1] == beyondPair {
			break
		}
		r := table[int(c-firstLead)*trails+int(body[at+1]-firstTrail)]
		switch {
		case r == 0:
			return text, at
		case r < 0x800:
			text = append(text, byte(0xc0|r>>6), byte(0x80|r&0x3f))
		default:
			text = append(text, byte(0xe0|r>>12), byte(0x80|r>>6&0x3f), byte(0x80|r&0x3f))
		}
		at += 2
	}
	return text, at
}
