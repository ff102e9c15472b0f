package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"gongkai/store"
)

func (p *program) backupCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database as it stands, and list its WARC files",
		Long: `Copy the database as it stands at one moment to FILE, also while gongkai run is
at work, and list the WARC files that belong to it in FILE.warc.txt. Copy those
next: they only grow, and closed ones never change. One that is open still loses
.open at the end of its name when it is closed. A backup that stands at FILE is
replaced; any other file is not.

To restore: put FILE into an empty folder as gongkai.db, and the WARC files
beside it under their paths.`,
		Example: `  gongkai backup /backup/gongkai.db
  cut -d' ' -f2- /backup/gongkai.db.warc.txt | sed 'p; s/\.open$//' |
      rsync -a --ignore-missing-args --files-from=- data/ /backup/data/`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, _, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			file := args[0]
			if !filepath.IsAbs(file) {
				file = filepath.Join(p.dir, file)
			}
			if st.Owns(file) {
				return usage("%s is a file of the archive itself: name another", file)
			}
			n, err := st.Backup(cmd.Context(), file)
			if errors.Is(err, store.ErrNoBackup) {
				return usage("%w: name another file", err)
			}
			if err != nil {
				return err
			}
			if s.json {
				return p.writeJSON(s, map[string]any{"file": file, "list": file + ".warc.txt", "warc_files": n})
			}
			fmt.Fprintf(p.stdout, "Wrote %s, and %s.warc.txt with the %d WARC files to copy next.\n", file, file, n)
			return nil
		},
	}
}
