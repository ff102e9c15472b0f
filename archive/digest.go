package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Digest is a SHA-256 in the form "sha256:" and 64 lower-case hexadecimal
// digits, as it stands in WARC headers and in JSON. The zero value means that
// no digest is known.
type Digest string

const digestPrefix = "sha256:"

// DigestOf returns the digest of b.
func DigestOf(b []byte) Digest {
	sum := sha256.Sum256(b)
	return DigestFromSum(sum[:])
}

// DigestFromSum returns the digest whose 32 raw bytes are sum, as
// [hash.Hash.Sum] returns them.
func DigestFromSum(sum []byte) Digest {
	return Digest(digestPrefix + hex.EncodeToString(sum))
}

// ParseDigest checks that s has the form of a digest and returns it.
func ParseDigest(s string) (Digest, error) {
	hexed, ok := strings.CutPrefix(s, digestPrefix)
	raw, err := hex.DecodeString(hexed)
	if !ok || err != nil || len(raw) != sha256.Size || strings.ToLower(s) != s {
		return "", fmt.Errorf("digest %q: want sha256: and 64 lower-case hexadecimal digits", s)
	}
	return Digest(s), nil
}

// Short returns the first 12 hexadecimal digits, for logs and tables.
func (d Digest) Short() string {
	hexed := strings.TrimPrefix(string(d), digestPrefix)
	return hexed[:min(12, len(hexed))]
}
