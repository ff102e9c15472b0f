package xls

import (
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"errors"
)

// usualPassword is the one that Excel itself encrypts with where the structure
// of a workbook is protected; it opens such a workbook without asking for any
// ([MS-XLS] 2.2.10).
const usualPassword = "VelvetSweatshop"

var errPassword = errors.New("the workbook is protected with a password")

// decrypt decrypts the stream in place, given the body of its FilePass record,
// which ends at from. The error is [errPassword] where that needs a password.
func decrypt(data, filePass []byte, from int) error {
	// RC4 encryption ([MS-OFFCRYPTO] 2.3.6.1); the newer kind asks for a password.
	if len(filePass) < 54 || u16(filePass) != 1 || u16(filePass[2:]) != 1 {
		return errPassword
	}
	c := cipherOf(usualPassword, filePass[6:22])
	check := bytes.Clone(filePass[22:54])
	c.xor(check, 0)
	if sum := md5.Sum(check[:16]); !bytes.Equal(sum[:], check[16:]) {
		return errPassword
	}
	r := records{data: data, at: from}
	for {
		begin := r.at
		rec, ok := r.next()
		if !ok {
			return nil
		}
		plain := 0 // bytes that are never encrypted ([MS-XLS] 2.2.10)
		switch rec.id {
		case recordBOF, recordFilePass, 0x00e1, 0x0138, 0x0194, 0x0195, 0x0196:
			continue
		case recordBoundSheet:
			plain = min(4, len(rec.body))
		}
		c.xor(rec.body[plain:], begin+4+plain)
	}
}

// cipher is the cipher of a stream, which begins anew every 1,024 bytes.
type cipher struct {
	hash   [5]byte
	block  int // that stream is of, or −1
	next   int // the place in it that stream is at
	stream *rc4.Cipher
}

const cipherBlock = 1024

// cipherOf derives the cipher of a password ([MS-OFFCRYPTO] 2.3.6.2).
func cipherOf(password string, salt []byte) *cipher {
	var units []byte
	for _, c := range password { // ASCII
		units = append(units, byte(c), 0)
	}
	first := md5.Sum(units)
	second := md5.Sum(bytes.Repeat(append(bytes.Clone(first[:5]), salt...), 16))
	return &cipher{hash: [5]byte(second[:5]), block: -1}
}

// xor decrypts b, which stands at a place of the stream.
func (c *cipher) xor(b []byte, at int) {
	for len(b) > 0 {
		if at/cipherBlock != c.block || at%cipherBlock < c.next {
			c.block, c.next = at/cipherBlock, 0
			key := md5.Sum(binary.LittleEndian.AppendUint32(bytes.Clone(c.hash[:]), uint32(c.block)))
			c.stream, _ = rc4.NewCipher(key[:]) // a key of 16 bytes is never wrong
		}
		skip := make([]byte, at%cipherBlock-c.next)
		c.stream.XORKeyStream(skip, skip)
		n := min(len(b), cipherBlock-at%cipherBlock)
		c.stream.XORKeyStream(b[:n], b[:n])
		c.next = at%cipherBlock + n
		b, at = b[n:], at+n
	}
}
