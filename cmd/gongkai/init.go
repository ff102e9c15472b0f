package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"gongkai/config"
)

func (p *program) initCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a commented gongkai.yaml",
		Example: `  gongkai init
  gongkai init --config county.yaml`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := os.OpenFile(s.config, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return usage("%s exists already: edit it, or name another file with --config", s.config)
			}
			if err != nil {
				return usage("%w", err)
			}
			if _, err := f.Write(config.Template()); err != nil {
				return errors.Join(err, f.Close())
			}
			if err := f.Close(); err != nil {
				return err
			}
			fmt.Fprintf(p.stdout, "Wrote %s. Fill in your contact and the portals, then run gongkai crawl.\n", s.config)
			return nil
		},
	}
}
