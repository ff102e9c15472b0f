package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/extract"
)

func (p *program) extractCommand(s *settings) *cobra.Command {
	var format, out string
	var ocr func() (bool, error)
	cmd := &cobra.Command{
		Use:   "extract FILE|FOLDER…|-",
		Short: "Read the text and tables of files",
		Long: `Read files into documents: title, text in reading order, tables as true grids,
links. The format is told by the bytes, not by the name. Files that are packed
in a zip, RAR or 7z file are documents of their own; of a folder, every file is
read.

Without --out, all goes to standard output: one document after another or, with
csv, their tables with an empty line between them, each cell exactly as it was
read: a spreadsheet may take one for a formula. With --out, each document gets a
file of its own, and each table with csv.

A file that can't be read gets one line on standard error that says why, and the
exit status is 3. Each file is read in a process of its own, with at most 512
MiB of memory and 20 seconds, and 30 more for each picture. Pictures are read by
OCR (tesseract with chi_sim, where it is installed), and any character of theirs
may be wrong: their documents say so in a warning.`,
		Example: `  gongkai extract report.html
  gongkai extract --format csv report.docx > tables.csv
  gongkai extract --format csv --out tables/ reports/
  curl -s "$URL" | gongkai extract --json - | jq .tables`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if s.json {
				format = "json"
			}
			pictures, err := ocr()
			if err != nil {
				return err
			}
			render, ok := renderings(s.json)[format]
			if !ok {
				return usage("--format %q: want json, text, md or csv", format)
			}
			var write func(file, *archive.Document) error
			if out == "" {
				between := ""
				write = func(_ file, d *archive.Document) error {
					for _, piece := range render(d) {
						if _, err := io.WriteString(p.stdout, between+piece); err != nil {
							return err
						}
						if format == "csv" {
							between = "\n"
						}
					}
					return nil
				}
			} else {
				folder, err := openFolder(out)
				if err != nil {
					return usage("--out %s: %w", out, err)
				}
				defer folder.close()
				write = func(f file, d *archive.Document) error { return folder.write(f, d, format, render(d)) }
			}
			return p.extract(cmd, filesOf(args), pictures, write)
		},
	}
	ocr = ocrFlag(cmd)
	cmd.Flags().StringVar(&format, "format", "json", "write `json`, text, md or csv (tables only)")
	cmd.Flags().StringVar(&out, "out", "", "write a file a document, or a table with csv, into this `folder`")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"json", "text", "md", "csv"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// extract reads files, writes their documents, and says how it went.
func (p *program) extract(cmd *cobra.Command, files []file, ocr bool, write func(file, *archive.Document) error) error {
	sum := newSummary(p, len(files))
	defer sum.close()
	err := p.eachPart(cmd.Context(), files, ocr, func(f file, part extract.Part) error {
		sum.count(f, part)
		if part.Refused != nil {
			sum.say(fmt.Sprintf("gongkai: %s: %v\n", f.title(part), part.Refused))
			return errFindings
		}
		return write(f, part.Document)
	})
	sum.close()
	if err == nil || errors.Is(err, errFindings) && len(files) > 1 {
		sum.print()
	}
	return err
}

// renderings returns how documents are written: a text each, or a text a table.
func renderings(forMachines bool) map[string]func(*archive.Document) []string {
	one := func(render func(*archive.Document) string) func(*archive.Document) []string {
		return func(d *archive.Document) []string { return []string{render(d) + "\n"} }
	}
	return map[string]func(*archive.Document) []string{
		"json": func(d *archive.Document) []string { return []string{jsonOf(d, forMachines)} },
		"text": one(func(d *archive.Document) string { return d.Text }),
		"md":   one(extract.Markdown),
		"csv": func(d *archive.Document) []string {
			var tables []string
			for _, t := range d.Tables {
				tables = append(tables, extract.CSV(t))
			}
			return tables
		},
	}
}

// jsonOf returns v for a program (one line) or for a person (indented).
func jsonOf(v any, forMachines bool) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if !forMachines {
		enc.SetIndent("", "  ")
	}
	_ = enc.Encode(v) // our own types have JSON, and memory takes it
	return b.String()
}

// writeJSON writes v to standard output.
func (p *program) writeJSON(s *settings, v any) error {
	_, err := io.WriteString(p.stdout, jsonOf(v, s.json))
	return err
}
