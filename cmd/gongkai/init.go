package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"gongkai/config"
	"gongkai/internal/whole"
)

func (p *program) initCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a commented gongkai.yaml",
		Example: `  gongkai init
  gongkai init --config county.yaml`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			err := whole.Write(s.config, whole.Options{}, func(at string) error { return os.WriteFile(at, config.Template(), 0o644) })
			if errors.Is(err, whole.ErrExists) {
				return usage("%s exists already: edit it, or name another file with --config", s.config)
			}
			if err != nil {
				return usage("%w", err)
			}
			fmt.Fprintf(p.stdout, "Wrote %s. Fill in your contact and the portals, then run gongkai crawl.\n", s.config)
			return nil
		},
	}
}
