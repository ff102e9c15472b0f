package main

import "github.com/spf13/cobra"

func (p *program) portalsCommand(s *settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "portals",
		Short: "Make a list of portals out of a spreadsheet, and check it",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.portalsImportCommand(s), p.portalsCheckCommand(s))
	return cmd
}
