package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/report"
)

func (p *program) parseCommand(s *settings) *cobra.Command {
	var ocr func() (bool, error)
	cmd := &cobra.Command{
		Use:   "parse FILE|FOLDER…|-",
		Short: "Read annual reports as data, with checks and findings",
		Long: `Read files as annual reports (政府信息公开工作年度报告) of the forms of 2019 and
2021: issuer, year, every statutory cell, the checks of its arithmetic (勾稽关系)
and findings that a person should know before a figure is used. A cell that is
blank is not zero, and a cell that can't be read for certain has no value.

With several files, one JSON object follows the other in the order of the files.
The exit status is 3 where a file is no report or a report has a finding of
severity "error".`,
		Example: `  gongkai parse report.html | jq '.findings'
  gongkai parse --json reports/*.docx > reports.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pictures, err := ocr()
			if err != nil {
				return err
			}
			return p.eachPart(cmd.Context(), filesOf(args), pictures, func(f file, part extract.Part) error {
				if part.Refused != nil {
					fmt.Fprintf(p.stderr, "gongkai: %s: %v\n", f.title(part), part.Refused)
					return errFindings
				}
				r, err := report.Parse(part.Document)
				if err != nil {
					fmt.Fprintf(p.stderr, "gongkai: %s: %v\n", f.title(part), err)
					return errFindings
				}
				if err := p.writeJSON(s, r); err != nil {
					return err
				}
				if slices.ContainsFunc(r.Findings, func(f archive.Finding) bool { return f.Severity == "error" }) {
					return errFindings
				}
				return nil
			})
		},
	}
	ocr = ocrFlag(cmd)
	return cmd
}
