package deliver

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

// Lines longer than these are cut: an acknowledgement is an id and a sentence.
const (
	longestAnswer = 64 << 10
	longestRemark = 4 << 10
)

// child is a running program and what it has answered.
type child struct {
	stdin  io.WriteCloser
	kill   func()
	ledger *ledger

	done  chan struct{} // closed when it has ended and all that it wrote was read
	state string        // how it ended; to be read after done
}

// startCommand starts command in a process group of its own. What it has started
// is killed with it, and where it ends and what it has started holds its outputs
// for longer than a grace.
func startCommand(command []string, log zerolog.Logger, grace time.Duration) (*child, error) {
	cmd := exec.Command(command[0], command[1:]...)
	c := &child{ledger: newLedger(log), done: make(chan struct{})}
	answers := &lines{longest: longestAnswer, each: c.ledger.hear}
	remarks := &lines{longest: longestRemark, each: func(line []byte) {
		log.Info().Bytes("line", line).Msg("program says")
	}}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = answers, remarks, grace
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	c.stdin = stdin
	c.kill = func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // fails when all have ended, as is wanted
	go func() {
		if errors.Is(cmd.Wait(), exec.ErrWaitDelay) { // of other errors the state tells more
			c.kill()
		}
		answers.end()
		remarks.end()
		c.state = cmd.ProcessState.String()
		close(c.done)
	}()
	return c, nil
}

// write writes an envelope a line for each of parcels.
func (c *child) write(parcels []archive.Parcel) error {
	for _, p := range parcels {
		line, err := Envelope(p)
		if err != nil {
			c.ledger.refuse(p.Delivery.ID, err)
			continue
		}
		c.ledger.expect(p.Delivery.ID)
		if err := writeLine(c.stdin, line); err != nil {
			return err
		}
	}
	return nil
}

// ended reports whether the program has ended.
func (c *child) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// stop closes the program's input and returns when it has ended, which it is
// made to after grace.
func (c *child) stop(grace time.Duration) {
	_ = c.stdin.Close() // may be closed already
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-c.done:
	case <-timer.C:
		c.kill()
		<-c.done
	}
}
