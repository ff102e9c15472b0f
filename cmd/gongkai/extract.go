package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/extract"
)

func (p *program) extractCommand(s *settings) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "extract FILE…|-",
		Short: "Read the text and tables of files",
		Long: `Read files (HTML in any encoding, .docx, plain text) into documents: title, text
in reading order, tables as true grids, links. The format is told by the bytes,
not by the name. A file that can't be read gets one line on standard error, and
the exit status is 3.`,
		Example: `  gongkai extract report.html
  gongkai extract --format csv report.docx > tables.csv
  curl -s "$URL" | gongkai extract --json - | jq .tables`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if s.json {
				format = "json"
			}
			render, ok := map[string]func(*archive.Document) error{
				"json": func(d *archive.Document) error { return p.writeJSON(s, d) },
				"text": func(d *archive.Document) error { _, err := fmt.Fprintln(p.stdout, d.Text); return err },
				"md":   func(d *archive.Document) error { _, err := fmt.Fprintln(p.stdout, extract.Markdown(d)); return err },
				"csv":  p.writeTables,
			}[format]
			if !ok {
				return usage("--format %q: want json, text, md or csv", format)
			}
			return p.eachFile(cmd.Context(), args, render)
		},
	}
	cmd.Flags().StringVar(&format, "format", "json", "write `json`, text, md or csv (tables only)")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"json", "text", "md", "csv"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// writeJSON writes v for a program (one line) or for a person (indented).
func (p *program) writeJSON(s *settings, v any) error {
	enc := json.NewEncoder(p.stdout)
	enc.SetEscapeHTML(false)
	if !s.json {
		enc.SetIndent("", "  ")
	}
	return enc.Encode(v)
}

// writeTables writes the tables of a document as CSV, an empty line between
// them.
func (p *program) writeTables(d *archive.Document) error {
	for i, t := range d.Tables {
		b, err := extract.CSV(t)
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(p.stdout)
		}
		if _, err := p.stdout.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// eachFile reads each file and hands its document to use. What can't be read
// or used is said in a line, and the rest goes on.
func (p *program) eachFile(ctx context.Context, names []string, use func(*archive.Document) error) error {
	failed := false
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		doc, err := p.readFile(ctx, name)
		if err == nil {
			err = use(doc)
		}
		if err == nil {
			continue
		}
		failed = true
		if !errors.Is(err, errFindings) { // those were written with the document
			fmt.Fprintf(p.stderr, "gongkai: %s: %v\n", name, err)
		}
	}
	if failed {
		return errFindings
	}
	return nil
}

// readFile reads a file, or standard input for "-".
func (p *program) readFile(ctx context.Context, name string) (*archive.Document, error) {
	if name == "-" {
		body, size, closeBody, err := materialise(p.stdin, os.TempDir())
		if err != nil {
			return nil, err
		}
		defer closeBody()
		return extract.Read(ctx, extract.Input{Body: body, Size: size, Source: archive.Source{File: "-"}})
	}
	f, err := os.Open(name)
	if pe, ok := errors.AsType[*os.PathError](err); ok {
		return nil, pe.Err // the caller names the file
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	return extract.Read(ctx, extract.Input{Body: f, Size: info.Size(), Name: name, Source: archive.Source{File: name}})
}
