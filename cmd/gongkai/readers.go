package main

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"gongkai/extract/worker"
)

// readerName is the hidden command that reads payloads in a process of its own.
const readerName = "read-payloads"

// readerProcess runs the program itself as a process that reads payloads.
func readerProcess() *exec.Cmd {
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	cmd := exec.Command(path)
	cmd.Args = []string{"gongkai", readerName}
	return cmd
}

// pool returns readers, n of them, which put large payloads into the folder
// spool, or into that for temporary files where it is empty.
func (p *program) pool(n int, spool string) *worker.Pool {
	return worker.New(n, worker.Limits{}, func() *exec.Cmd {
		cmd := p.readers()
		if spool != "" {
			cmd.Env = append(cmd.Environ(), "TMPDIR="+spool)
		}
		return cmd
	})
}

func (p *program) readerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    readerName,
		Short:  "Read the payloads that come on standard input",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// It ends with the program that feeds it, which may want the rest of
			// what it has begun after a signal to both.
			signal.Ignore(os.Interrupt, syscall.SIGTERM)
			return worker.Serve(context.WithoutCancel(cmd.Context()), p.stdin, p.stdout, worker.Limits{})
		},
	}
}
