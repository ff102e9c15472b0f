// Package patient reads as long as its context lasts.
package patient

import (
	"context"
	"io"
)

// Reader returns a reader of what r has, which ends with ctx's error when ctx
// does. Reading that is under way is not ended.
func Reader(ctx context.Context, r io.Reader) io.Reader { return &reader{ctx, r} }

type reader struct {
	ctx context.Context
	r   io.Reader
}

func (p *reader) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
