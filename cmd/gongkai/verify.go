package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai/store"
)

func (p *program) verifyCommand(s *settings) *cobra.Command {
	var sample string
	var repair bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check every record, digest and index entry of the archive",
		Long: `Read the whole archive again: every WARC record with its digests, every closed
file against manifest-sha256.txt and its CDXJ index, every capture, document and
report against the record that it names, every record of an exchange with the
captures, and the invariants between them.

Nothing is changed without --repair, which rebuilds what follows from something
else: captures and documents from their records, queues, counters, indexes,
summaries; all of the database, where that is lost. Records are never touched.
It needs the archive for itself; without it, gongkai run may go on. --sample
reads a share of the files and records, others each day, and checks the entries
of the database all the same.

The exit status is 3 where something is wrong, after a repair: wrong still.`,
		Example: `  gongkai verify
  gongkai verify --sample 1%          # every night
  gongkai verify --json | jq .problems`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			share, err := shareOf(sample)
			if err != nil {
				return err
			}
			st, err := p.openToVerify(s, repair)
			if err != nil {
				return err
			}
			o := store.VerifyOptions{Sample: share, Seed: uint64(time.Now().Unix() / (24 * 60 * 60)), Repair: repair}
			err = p.verify(cmd.Context(), s, st, o)
			if closeErr := st.Close(); closeErr != nil {
				return closeErr
			}
			return err
		},
	}
	cmd.Flags().StringVar(&sample, "sample", "100%", "read only this `share` of the files and records")
	cmd.Flags().BoolVar(&repair, "repair", false, "rebuild what can be rebuilt")
	return cmd
}

// shareOf reads a share: 1% or 0.01. All of it is 0.
func shareOf(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(number, 64)
	if percent {
		share /= 100
	}
	if err != nil || !(share > 0 && share <= 1) {
		return 0, usage("--sample %q: want a share above 0 and up to 100%%, such as 1%%", text)
	}
	if share == 1 {
		return 0, nil
	}
	return share, nil
}

func (p *program) openToVerify(s *settings, repair bool) (*store.Store, error) {
	if !repair {
		st, _, err := openRead(s)
		return st, err
	}
	if s.live != nil {
		return nil, usage("--repair needs the archive for itself: stop the running service first")
	}
	cfg, err := dataOf(s)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(cfg.Data, store.Options{Repair: true})
	return st, busy(cfg, err)
}

func (p *program) verify(ctx context.Context, s *settings, st *store.Store, o store.VerifyOptions) error {
	start, last := time.Now(), time.Now()
	every := printEvery
	if p.terminal {
		every = drawEvery
	}
	o.Progress = func(done, total int64) {
		if time.Since(last) < every || p.live != nil { // the service tells all at the end
			return
		}
		last = time.Now()
		if p.terminal {
			fmt.Fprintf(p.stderr, "\rverified %s of %s\x1b[K", bytesText(done), bytesText(total))
		} else {
			fmt.Fprintf(p.stderr, "verified %s of %s\n", bytesText(done), bytesText(total))
		}
	}
	r, err := st.Verify(ctx, o)
	if p.terminal {
		fmt.Fprint(p.stderr, "\r\x1b[K")
	}
	if err != nil {
		return err
	}
	if s.json {
		err = p.writeJSON(s, r)
	} else {
		p.printVerified(r, time.Since(start))
	}
	if err == nil && len(r.Problems) > 0 {
		err = errFindings
	}
	return err
}

func (p *program) printVerified(r store.VerifyReport, took time.Duration) {
	fmt.Fprintf(p.stdout, "Read %d records (%s) of %d WARC files, and checked %d captures, %d documents, %d reports and %d deliveries in %s.\n",
		r.Records, bytesText(r.Bytes), r.Files, r.Captures, r.Documents, r.Reports, r.Deliveries, took.Round(time.Millisecond))
	if r.Sample > 0 {
		fmt.Fprintf(p.stdout, "Of files and records it was a sample of %g%%; the entries were compared with one another, all of them.\n", 100*r.Sample)
	}
	if r.Unlisted > 0 {
		fmt.Fprintf(p.stdout, "%d closed files are not in the manifest yet: the next crawl, or --repair, adds them.\n", r.Unlisted)
	}
	if r.Unnamed > 0 {
		fmt.Fprintf(p.stdout, "%d records of exchanges had no capture: a process had ended before it named them, or they were lost since. --repair enters them.\n", r.Unnamed)
	}
	if r.Ahead > 0 {
		fmt.Fprintf(p.stdout, "%d captures are dated in a time to come, by a clock that was ahead: they keep their dates, and gongkai status tells when.\n", r.Ahead)
	}
	if r.Rebuilt {
		fmt.Fprintln(p.stdout, "The database was lost and made anew: captures, documents and reports are those of the records. What no record tells begins anew: what was")
		fmt.Fprintln(p.stdout, "queued and when it is due, what was learnt of hosts and links, why what was not kept was refused, and what was delivered: each document is owed again, under the same id.")
	}
	if r.Repaired > 0 {
		fmt.Fprintf(p.stdout, "%d repairs were made.\n", r.Repaired)
	}
	for _, problem := range r.Problems {
		fmt.Fprintf(p.stdout, "%s: %s: %s\n", problem.Code, problem.Where, problem.Message)
	}
	if len(r.Problems) == 0 {
		fmt.Fprintln(p.stdout, "Nothing is wrong.")
	} else {
		fmt.Fprintf(p.stdout, "%d problems.\n", len(r.Problems)+r.Omitted)
	}
}
