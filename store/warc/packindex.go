package warc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"

	"gongkai/archive"
)

// zipNumLines is how many lines of an index are compressed together: a player
// that looks up one address fetches and reads as many.
const zipNumLines = 1000

// writeIndex writes the index of all records in ZipNum form, as players expect
// it: lines in gzip members of a few each, and a second file that tells where
// each member begins.
func (b *packer) writeIndex() error {
	z := zipNum{}
	z.outline.WriteString(`!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}` + "\n")
	err := b.addFile("indexes/index.cdx.gz", func(w io.Writer) error {
		z.w = w
		if err := b.index.each(z.add); err != nil {
			return err
		}
		return z.flush()
	})
	if err != nil {
		return err
	}
	return b.addBytes("indexes/index.idx", z.outline.Bytes())
}

// zipNum compresses the lines of an index.
type zipNum struct {
	w       io.Writer
	at      int64 // bytes written to w
	block   bytes.Buffer
	lines   int // in block
	outline bytes.Buffer
}

func (z *zipNum) add(line []byte) error {
	z.block.Write(line)
	if z.lines++; z.lines < zipNumLines {
		return nil
	}
	return z.flush()
}

// flush writes the lines of block as one gzip member.
func (z *zipNum) flush() error {
	if z.lines == 0 {
		return nil
	}
	var member bytes.Buffer
	zw, err := gzip.NewWriterLevel(&member, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(z.block.Bytes()); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	where, err := json.Marshal(struct {
		Offset   int64          `json:"offset"`
		Length   int            `json:"length"`
		Digest   archive.Digest `json:"digest"`
		Filename string         `json:"filename"`
	}{z.at, member.Len(), archive.DigestOf(member.Bytes()), "index.cdx.gz"})
	if err != nil {
		return err
	}
	first, _, _ := bytes.Cut(z.block.Bytes(), []byte(" {"))
	fmt.Fprintf(&z.outline, "%s %s\n", first, where)
	if _, err := z.w.Write(member.Bytes()); err != nil {
		return err
	}
	z.at += int64(member.Len())
	z.block.Reset()
	z.lines = 0
	return nil
}
