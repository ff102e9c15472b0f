package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
)

func (p *program) statusCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show what is queued, waiting, blocked and dead, and why",
		Example: `  gongkai status
  gongkai status --json --data ./gongkai-demo`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			portals, err := status(cmd.Context(), st, cfg)
			if err != nil {
				return err
			}
			totals, err := st.Totals(cmd.Context())
			if err != nil {
				return err
			}
			if s.json {
				return p.writeJSON(s, struct {
					Data    string                 `json:"data"`
					Portals []archive.PortalStatus `json:"portals"`
					Totals  archive.Totals         `json:"totals"`
				}{cfg.Data, portals, totals})
			}
			p.printStatus(portals, totals)
			return nil
		},
	}
}

func (p *program) printStatus(portals []archive.PortalStatus, totals archive.Totals) {
	t := newTable("left", "left", "right", "right", "right", "right", "left")
	t.row("portal", "state", "reports", "fetched", "queued", "bytes", "")
	for _, s := range portals {
		state := "never crawled"
		switch {
		case s.Running:
			state = "unfinished since " + s.Started.Local().Format(time.DateTime)
		case !s.Ended.IsZero():
			state = s.EndReason + " " + s.Ended.Local().Format(time.DateTime)
		}
		note := ""
		if s.WaitReason != "" && time.Until(s.Waiting) > 0 {
			note = fmt.Sprintf("waits until %s: %s", s.Waiting.Local().Format(time.DateTime), skippedText[s.WaitReason])
		}
		t.row(s.Portal, state, fmt.Sprint(s.Reports), fmt.Sprint(s.Requests), fmt.Sprint(s.Queued), bytesText(s.Bytes), note)
	}
	t.print(p.stdout, "")
	skipped := map[archive.Reason]int{}
	for _, s := range portals {
		for reason, n := range s.Skipped {
			skipped[reason] += n
		}
		for _, b := range s.Blocks {
			fmt.Fprintf(p.stdout, "%s: %s is behind %s (%s), until %s\n", s.Portal, b.Prefix, b.Product, b.Evidence, b.Until.Local().Format(time.DateTime))
		}
	}
	p.printSkipped(skipped)
	fmt.Fprintf(p.stdout, "\n%d URLs known, %d captures of %d payloads, %d documents, %d reports\n",
		totals.URLs, totals.Captures, totals.Payloads, totals.Documents, totals.Reports)
	fmt.Fprintf(p.stdout, "%d payloads to read, %d deliveries owed, %d delivered, %d dead letters\n",
		totals.Unread, totals.Owed, totals.Delivered, totals.DeadLetters)
}
