package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/report"
)

// parseFlags are the flags of parse.
type parseFlags struct {
	division string
	join     bool
	text     bool
	archive  bool
}

func (p *program) parseCommand(s *settings) *cobra.Command {
	var ocr func() (bool, error)
	var flags parseFlags
	cmd := &cobra.Command{
		Use:   "parse FILE|FOLDER…|-",
		Short: "Read annual reports as data, with checks and findings",
		Long: `Read files as annual reports (政府信息公开工作年度报告) of the forms of 2019 and
2021, with the statistics table (政府信息公开情况统计表) of 2014 to 2018, or as
the narrative of the years before: issuer, division, year, every statutory cell,
the checks of its arithmetic (勾稽关系), how far each table can be trusted, what
decided all that, and findings that a person should know before a figure is
used. A cell that is blank is not zero, and a cell that can't be read for
certain has no value.

With several files, one JSON object follows the other in the order of the files;
a file that holds several reports gives one for each. Files that are no report
are told with the reason. The exit status is 3 where a file is no report or a
report has a finding of severity "error".

With --archive, and no files, the documents of the archive are parsed anew, so
that export and check have what this version of the parser makes of them. Only
those reports are written that differ. It goes on where it was interrupted;
crawl, import and run do the same before they begin.`,
		Example: `  gongkai parse report.html | jq '.findings'
  gongkai parse --json reports/*.docx > reports.jsonl
  gongkai parse --join page.html tables.xls      # one report in two files
  gongkai parse --text --division 610204 report.pdf
  gongkai parse --archive`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case flags.archive && (len(args) > 0 || flags.join || flags.text || flags.division != ""):
				return usage("--archive takes no files, and no other flag of parse: it reads the documents of the archive")
			case flags.archive:
				return p.parseArchive(cmd.Context(), s)
			case len(args) == 0:
				return usage("which files? Name some, - for standard input, or --archive for the documents of the archive")
			}
			pictures, err := ocr()
			if err != nil {
				return err
			}
			if flags.text && s.json {
				return usage("--text and --json: want one of them")
			}
			var parts []*archive.Document
			err = p.eachPart(cmd.Context(), filesOf(args), pictures, func(f file, part extract.Part) error {
				if part.Refused != nil {
					fmt.Fprintf(p.stderr, "gongkai: %s: %v\n", f.title(part), part.Refused)
					return errFindings
				}
				if flags.join {
					parts = append(parts, part.Document)
					return nil
				}
				return p.parseDocument(s, flags, f.title(part), part.Document)
			})
			if len(parts) == 0 {
				return err
			}
			whole := report.Join(parts...)
			extract.Renew(whole)
			if parseErr := p.parseDocument(s, flags, fmt.Sprintf("%d files", len(parts)), whole); parseErr != nil {
				return parseErr
			}
			return err
		},
	}
	ocr = ocrFlag(cmd)
	cmd.Flags().StringVar(&flags.division, "division", "", "the division `code` of the portal that published the files: towns are found in it")
	cmd.Flags().BoolVar(&flags.join, "join", false, "read the files as the parts of one report, in their order")
	cmd.Flags().BoolVar(&flags.archive, "archive", false, "parse the documents of the archive anew, where another version of the parser read them")
	cmd.Flags().BoolVar(&flags.text, "text", false, "write for people: what was read, what decided it, and what to know about it")
	return cmd
}

// parseDocument writes the reports that doc holds.
func (p *program) parseDocument(s *settings, flags parseFlags, name string, doc *archive.Document) error {
	var worst error
	for _, part := range report.Split(doc) {
		r, err := report.ParseAt(part, flags.division)
		if err != nil {
			fmt.Fprintf(p.stderr, "gongkai: %s: %v\n", name, err)
			worst = errFindings
			continue
		}
		if flags.text {
			p.printReport(name, r)
		} else if err := p.writeJSON(s, r); err != nil {
			return err
		}
		if slices.ContainsFunc(r.Findings, func(f archive.Finding) bool { return f.Severity == "error" }) {
			worst = errFindings
		}
	}
	return worst
}
