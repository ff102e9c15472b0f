package pack

import (
	"archive/zip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/bodgit/sevenzip"
	"github.com/nwaples/rardecode/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/extract/container"
	"gongkai/extract/patient"
)

// The limits of one file with all that is packed in it.
const (
	maxMembers    = 1_000
	maxMember     = 64 << 20  // bytes of one member
	maxInflated   = 256 << 20 // bytes of all members
	maxDictionary = 64 << 20  // bytes that unpacking RAR may keep
	maxName       = 1_000     // bytes of a member's name
)

// Kind is a way of packing.
type Kind string

// The ways of packing.
const (
	Zip      Kind = "zip"
	RAR      Kind = "rar"
	SevenZip Kind = "7z"
)

// Budget is what may still be taken out of a payload, over all the files packed
// in it and in each other.
type Budget struct {
	members int
	bytes   int64
}

// NewBudget returns the budget of one payload.
func NewBudget() *Budget { return &Budget{members: maxMembers, bytes: maxInflated} }

// MemberError says, in words for people, why one member can't be read. The
// others can.
type MemberError struct{ Message string }

func (e *MemberError) Error() string { return e.Message }

// Each calls visit with the name and the content of each member of the file of
// size bytes in r, in the order in which they stand; content is nil where err, a
// [*MemberError], says why. An error that is neither visit's nor ctx's says, in
// words for people, what is wrong with the file as a whole; the members up to
// there were visited.
func Each(ctx context.Context, kind Kind, r io.ReaderAt, size int64, budget *Budget, visit func(name string, content []byte, err error) error) error {
	v := visitor{ctx: ctx, budget: budget, visit: visit}
	switch kind {
	case Zip:
		return v.zip(r, size)
	case RAR:
		return v.rar(r, size)
	}
	return v.sevenZip(r, size)
}

type visitor struct {
	ctx    context.Context
	budget *Budget
	visit  func(name string, content []byte, err error) error
}

func (v *visitor) zip(r io.ReaderAt, size int64) error {
	if _, err := container.Open(r, size); err != nil {
		return err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fmt.Errorf("the zip file is damaged: %w", err)
	}
	for _, f := range z.File {
		name := f.Name
		if f.NonUTF8 {
			name = unicodeName(f.Extra, f.Name)
		}
		switch {
		case f.Mode().IsDir():
			continue
		case f.Flags&1 != 0:
			err = v.refuse(name, "it is encrypted")
		default:
			err = v.member(name, f.UncompressedSize64, f.Open)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unicodeName returns the name that the Info-ZIP Unicode Path extra field
// (0x7075) holds, else name. APPNOTE 4.6.9.
func unicodeName(extra []byte, name string) string {
	for len(extra) >= 4 {
		tag, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if size > len(extra) {
			break
		}
		if tag == 0x7075 && size > 5 && extra[0] == 1 {
			return string(extra[5:size])
		}
		extra = extra[size:]
	}
	return name
}

func (v *visitor) rar(r io.ReaderAt, size int64) error {
	d, err := rardecode.NewReader(io.NewSectionReader(r, 0, size), rardecode.MaxDictionarySize(maxDictionary))
	if err != nil {
		return rarError(err)
	}
	for {
		h, err := d.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return rarError(err)
		}
		switch {
		case h.IsDir:
			continue
		case h.Encrypted:
			err = v.refuse(h.Name, "it is encrypted")
		default:
			unpacked := uint64(max(h.UnPackedSize, 0))
			err = v.member(h.Name, unpacked, func() (io.ReadCloser, error) { return io.NopCloser(d), nil })
		}
		if err != nil {
			return err
		}
	}
}

func rarError(err error) error {
	switch {
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return errors.New("the RAR file is encrypted")
	case errors.Is(err, rardecode.ErrMultiVolume):
		return errors.New("the RAR file goes on in another file")
	}
	return fmt.Errorf("the RAR file is damaged: %w", err)
}

func (v *visitor) sevenZip(r io.ReaderAt, size int64) error {
	z, err := sevenzip.NewReader(r, size)
	if re, ok := errors.AsType[*sevenzip.ReadError](err); ok && re.Encrypted {
		return errors.New("the 7z file is encrypted")
	}
	if err != nil {
		return fmt.Errorf("the 7z file is damaged: %w", err)
	}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if err := v.member(f.Name, f.UncompressedSize, f.Open); err != nil {
			return err
		}
	}
	return nil
}

// member reads one member and hands it over. Its size is what the file says.
func (v *visitor) member(raw string, size uint64, open func() (io.ReadCloser, error)) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	if v.budget.members--; v.budget.members < 0 {
		return fmt.Errorf("more than %d files are packed in it; the others were not read", maxMembers)
	}
	if size > maxMember {
		return v.refuse(raw, fmt.Sprintf("it unpacks to %d bytes; more than %d are not read", size, maxMember))
	}
	if int64(size) > v.budget.bytes {
		return fmt.Errorf("what is packed in it has more than %d bytes; the others were not read", maxInflated)
	}
	content, err := v.content(open)
	if re, ok := errors.AsType[*sevenzip.ReadError](err); ok && re.Encrypted {
		return v.refuse(raw, "it is encrypted")
	}
	if v.ctx.Err() != nil {
		return v.ctx.Err()
	}
	if v.budget.bytes -= int64(len(content)); v.budget.bytes < 0 {
		return fmt.Errorf("what is packed in it has more than %d bytes; the others were not read", maxInflated)
	}
	switch {
	case err != nil:
		return v.refuse(raw, "it can't be unpacked: "+err.Error())
	case len(content) > maxMember:
		return v.refuse(raw, fmt.Sprintf("it unpacks to more than %d bytes", maxMember))
	}
	return v.visit(nameOf(raw), content, nil)
}

func (v *visitor) content(open func() (io.ReadCloser, error)) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(patient.Reader(v.ctx, r), min(maxMember, v.budget.bytes)+1))
}

func (v *visitor) refuse(raw, message string) error {
	return v.visit(nameOf(raw), nil, &MemberError{Message: message})
}

// nameOf returns a member's name as UTF-8: names that are not are GB 18030,
// which is what Chinese Windows writes. Control characters become spaces.
func nameOf(raw string) string {
	if !utf8.ValidString(raw) {
		b := []byte(raw)
		for i := 0; i+1 < len(b); i++ {
			// The second byte of a GBK character may be a backslash, which
			// readers of RAR take for a separator.
			if b[i] >= 0x81 && b[i] <= 0xfe {
				i++
				if b[i] == '/' {
					b[i] = '\\'
				}
			}
		}
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			decoded = b
		}
		raw = strings.ToValidUTF8(string(decoded), "\ufffd")
	}
	raw = strings.ToValidUTF8(raw[:min(len(raw), maxName)], "")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, raw)
}
