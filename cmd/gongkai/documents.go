package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/extract/worker"
)

// file is a file that is to be read.
type file struct {
	path string // "-" is standard input
	name string // below the folder that was named, or the file's own
	err  error  // why it can't be read, where that is known already
}

// filesOf returns the files that args name, and those in the folders that they
// name, sorted by name.
func filesOf(args []string) []file {
	var files []file
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == "-" || err != nil || !info.IsDir() {
			files = append(files, file{path: arg, name: filepath.Base(arg)})
			continue
		}
		_ = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			name, _ := filepath.Rel(arg, path)
			switch {
			case err != nil:
				files = append(files, file{path: path, name: name, err: err})
			case !d.IsDir():
				files = append(files, file{path: path, name: name})
			}
			return nil
		})
	}
	return files
}

// readersAtOnce is how many files are read at the same time.
const readersAtOnce = 2

// ocrFlag adds the flag that says whether pictures are read; what it returns
// tells, once the flags are known.
func ocrFlag(cmd *cobra.Command) func() (bool, error) {
	value := cmd.Flags().String("ocr", "auto", "read pictures with tesseract: `auto` (where it is installed) or off")
	_ = cmd.RegisterFlagCompletionFunc("ocr", cobra.FixedCompletions([]string{"auto", "off"}, cobra.ShellCompDirectiveNoFileComp))
	return func() (bool, error) {
		if *value != "auto" && *value != "off" {
			return false, usage("--ocr %q: want auto or off", *value)
		}
		return *value == "auto", nil
	}
}

// eachPart reads files, some at a time, and hands over what each holds, in the
// order of the files. An error that use returns is kept to the end, and the rest
// goes on; what is not a file's fault ends it.
func (p *program) eachPart(ctx context.Context, files []file, ocr bool, use func(file, extract.Part) error) error {
	if len(files) == 0 {
		return usage("there are no files to read: the folder is empty")
	}
	pool := p.pool(readersAtOnce, "")
	defer pool.Close()
	type result struct {
		parts []extract.Part
		err   error
	}
	results := make([]chan result, len(files))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(readersAtOnce + 1)
	ahead := make(chan struct{}, 4*readersAtOnce) // what is read before its turn is kept
	group.Go(func() error {
		for i, f := range files {
			select {
			case ahead <- struct{}{}:
			case <-groupCtx.Done():
				return groupCtx.Err()
			}
			group.Go(func() error {
				parts, err := p.readFile(groupCtx, pool, f, ocr)
				results[i] <- result{parts, err}
				return groupCtx.Err()
			})
		}
		return nil
	})
	var errs []error
	for i, f := range files {
		var r result
		select {
		case r = <-results[i]:
		case <-groupCtx.Done():
			return errors.Join(group.Wait(), ctx.Err())
		}
		<-ahead
		if r.err != nil {
			r.parts = append(r.parts, extract.Part{Format: "unknown", Refused: &extract.RefusedError{Format: "unknown", Message: r.err.Error()}})
		}
		for _, part := range r.parts {
			if err := use(f, part); err != nil && !slices.Contains(errs, err) {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(append(errs, group.Wait())...)
}

// readFile returns what a file, or standard input for "-", holds.
func (p *program) readFile(ctx context.Context, pool *worker.Pool, f file, ocr bool) ([]extract.Part, error) {
	if f.err != nil {
		return nil, f.err
	}
	in := extract.Input{Name: f.path, Source: archive.Source{File: f.path}, OCR: ocr}
	if f.path == "-" {
		body, size, closeBody, err := materialise(p.stdin, os.TempDir())
		if err != nil {
			return nil, err
		}
		defer closeBody()
		in.Name, in.Body, in.Size = "", body, size
	} else {
		body, err := os.Open(f.path)
		if pe, ok := errors.AsType[*os.PathError](err); ok {
			return nil, pe.Err // the caller names the file
		}
		if err != nil {
			return nil, err
		}
		defer body.Close()
		info, err := body.Stat()
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, errors.New("not a file")
		}
		in.Body, in.Size = body, info.Size()
	}
	var parts []extract.Part
	err := pool.Each(ctx, in, func(part extract.Part) error {
		parts = append(parts, part)
		return nil
	})
	return parts, err
}

// title names a part for people: the file, and what is packed in it.
func (f file) title(part extract.Part) string {
	if part.Member == "" {
		return f.path
	}
	return fmt.Sprintf("%s (%s)", f.path, part.Member)
}
