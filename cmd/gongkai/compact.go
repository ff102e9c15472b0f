package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"gongkai/store"
)

func (p *program) compactCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Copy the database into a file without gaps",
		Long: `Copy gongkai.db into a file without the gaps that changes leave, and put it in
its place once it is durable. Nothing else is touched. It needs as much free
room as the database takes, and that no other process has the data directory.`,
		Example: `  gongkai compact
  gongkai compact --data archive --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := load(s)
			if err != nil && s.data == "" {
				return err
			}
			if cfg.Data == "" {
				cfg.Data = s.data
			}
			before, after, err := store.Compact(cmd.Context(), cfg.Data, p.step)
			if errors.Is(err, fs.ErrNotExist) {
				return usage("%s is no data directory: nothing was crawled into it yet (--data names another)", cfg.Data)
			}
			if err != nil {
				return err
			}
			if s.json {
				return p.writeJSON(s, map[string]int64{"before": before, "after": after})
			}
			fmt.Fprintf(p.stdout, "gongkai.db had %s, and has %s\n", bytesText(before), bytesText(after))
			return nil
		},
	}
}

// spaceView is what the archive takes on the disk.
type spaceView struct {
	store.Space
	Free  int64        `json:"free"`            // bytes of the disk; -1 where it is not known
	Kinds []store.Kept `json:"kinds,omitempty"` // by portal and kind, largest first, where that was asked for
}

// space returns what the archive takes, and with kinds what each portal does.
func (p *program) space(ctx context.Context, st *store.Store, folder string, kinds bool) (v spaceView, err error) {
	if v.Space, err = st.Space(); err != nil {
		return v, err
	}
	if v.Free, err = p.disk(folder, 0).free(folder); err != nil {
		v.Free = -1
	}
	if !kinds {
		return v, nil
	}
	v.Kinds, err = st.SpaceByKind(ctx)
	sortKept(v.Kinds)
	return v, err
}

func (p *program) printSpace(v spaceView) {
	fmt.Fprintf(p.stdout, "\nOn the disk: %s of captures, %s of documents, %s of database", bytesText(v.Captures), bytesText(v.Derived), bytesText(v.Database))
	if v.Free >= 0 {
		fmt.Fprintf(p.stdout, "; %s are free", bytesText(v.Free))
	}
	fmt.Fprintln(p.stdout)
	if len(v.Kinds) == 0 {
		return
	}
	t := newTable("left", "left", "right", "right")
	t.row("portal", "kind", "captures", "bytes")
	for _, k := range v.Kinds {
		t.row(k.Portal, k.Kind, fmt.Sprint(k.Captures), bytesText(k.Bytes))
	}
	t.print(p.stdout, "  ")
}

func sortKept(all []store.Kept) {
	slices.SortFunc(all, func(a, b store.Kept) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Portal, b.Portal), cmp.Compare(a.Kind, b.Kind))
	})
}
