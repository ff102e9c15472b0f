package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func (p *program) verifyCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Check every record, digest and index entry of the archive",
		Long: `Read the whole archive again: every WARC record with its digests, every capture,
document and report against the record that it names, and the invariants between
them. Nothing is changed. The exit status is 3 where something is wrong.`,
		Example: `  gongkai verify
  gongkai verify --json | jq .problems`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, _, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			start, last := time.Now(), time.Now()
			r, err := st.Verify(cmd.Context(), func(done, total int64) {
				if p.terminal && time.Since(last) > drawEvery {
					last = time.Now()
					fmt.Fprintf(p.stderr, "\rverified %s of %s", bytesText(done), bytesText(total))
				}
			})
			if p.terminal {
				fmt.Fprint(p.stderr, "\r\x1b[K")
			}
			if err != nil {
				return err
			}
			if s.json {
				if err := p.writeJSON(s, r); err != nil {
					return err
				}
			} else {
				fmt.Fprintf(p.stdout, "Read %d records (%s) of %d WARC files, and checked %d captures, %d documents, %d reports and %d deliveries in %s.\n",
					r.Records, bytesText(r.Bytes), r.Files, r.Captures, r.Documents, r.Reports, r.Deliveries, time.Since(start).Round(time.Millisecond))
				for _, problem := range r.Problems {
					fmt.Fprintf(p.stdout, "%s: %s: %s\n", problem.Code, problem.Where, problem.Message)
				}
				if len(r.Problems) == 0 {
					fmt.Fprintln(p.stdout, "Nothing is wrong.")
				} else {
					fmt.Fprintf(p.stdout, "%d problems.\n", len(r.Problems)+r.Omitted)
				}
			}
			if len(r.Problems) > 0 {
				return errFindings
			}
			return nil
		},
	}
}
