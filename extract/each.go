package extract

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"gongkai/archive"
	"gongkai/extract/pack"
)

// maxPacked is how deep files may be packed in files.
const maxPacked = 3

// Part is one of the documents that a payload holds, or why there is none.
type Part struct {
	Member   string // its name, where it was packed in the payload
	Format   string // what its bytes are: "docx", "image"
	Document *archive.Document
	Refused  *RefusedError
}

// Each calls yield with every document of the payload: the one that it is or,
// where it is a zip, RAR or 7z file, one for each file that is packed in it, also
// within each other. A document that was packed has the whole payload's digest
// and its name in Source.Member. The error is yield's, one of ctx or of reading
// in.Body; a damaged file ends in a part that says so, after those that could be
// read.
func Each(ctx context.Context, in Input, yield func(Part) error) error {
	file, kind, err := packed(in)
	if err != nil {
		return err
	}
	if kind == "" {
		return one(ctx, in, yield)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, section(ctx, in)); err != nil {
		return fmt.Errorf("digest payload: %w", err)
	}
	u := unpacker{ctx: ctx, payload: archive.DigestFromSum(sum.Sum(nil)), budget: pack.NewBudget(), yield: yield}
	return u.each(file, kind, 1)
}

// one yields the document that in is.
func one(ctx context.Context, in Input, yield func(Part) error) error {
	doc, f, err := identify(ctx, in)
	part := Part{Member: in.Source.Member, Format: string(f), Document: doc}
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		part.Format, part.Refused = refused.Format, refused
	} else if err != nil {
		return err
	}
	return yield(part)
}

// packed returns how files are packed in the payload, or "", and the bytes that
// they are packed in. What can't be told is left to [Read], which says why.
func packed(in Input) (Input, pack.Kind, error) {
	file, err := bare(in)
	if err != nil {
		return in, "", err
	}
	f, err := sniff(file)
	if _, refused := errors.AsType[*RefusedError](err); refused {
		return in, "", nil
	}
	switch f {
	case formatZip:
		return file, pack.Zip, err
	case formatRar:
		return file, pack.RAR, err
	case format7z:
		return file, pack.SevenZip, err
	}
	return in, "", err
}

// unpacker goes through one payload.
type unpacker struct {
	ctx     context.Context
	payload archive.Digest
	budget  *pack.Budget
	yield   func(Part) error
	found   int
}

// errYield wraps an error of the caller, which ends everything.
type errYield struct{ error }

func (u *unpacker) each(in Input, kind pack.Kind, depth int) error {
	before := u.found
	err := pack.Each(u.ctx, kind, in.Body, in.Size, u.budget, func(name string, content []byte, err error) error {
		u.found++
		member := in
		member.Source.Member = join(in.Source.Member, name)
		member.Name, member.MediaType = name, ""
		member.Anchor = strings.TrimSuffix(path.Base(name), path.Ext(name))
		if me, ok := errors.AsType[*pack.MemberError](err); ok {
			return u.give(refusedPart(member, "packed", me.Message))
		}
		member.Body, member.Size = bytes.NewReader(content), int64(len(content))
		return u.member(member, depth)
	})
	switch yielded, ok := errors.AsType[errYield](err); {
	case ok:
		return yielded.error
	case u.ctx.Err() != nil:
		return u.ctx.Err()
	case err != nil:
		return u.yield(refusedPart(in, string(kind), err.Error()))
	case u.found == before:
		return u.yield(refusedPart(in, string(kind), "no file is packed in it"))
	}
	return nil
}

func (u *unpacker) member(in Input, depth int) error {
	file, kind, err := packed(in)
	if err != nil {
		return errYield{err}
	}
	if kind != "" {
		if depth >= maxPacked {
			return u.give(refusedPart(in, string(kind), fmt.Sprintf("packed more than %d times; not read", maxPacked)))
		}
		if err := u.each(file, kind, depth+1); err != nil {
			return errYield{err}
		}
		return nil
	}
	err = one(u.ctx, in, func(p Part) error {
		if p.Document != nil {
			p.Document.PayloadDigest = u.payload
		}
		return u.yield(p)
	})
	if err != nil {
		return errYield{err}
	}
	return nil
}

func (u *unpacker) give(p Part) error {
	if err := u.yield(p); err != nil {
		return errYield{err}
	}
	return nil
}

func refusedPart(in Input, format, message string) Part {
	return Part{Member: in.Source.Member, Format: format, Refused: &RefusedError{Format: format, Message: message}}
}

func join(outer, name string) string {
	if outer == "" {
		return name
	}
	return outer + "/" + name
}
