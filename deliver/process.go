package deliver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

// ProcessOptions tune a process sink. The zero value is for use.
type ProcessOptions struct {
	Timeout time.Duration // the longest wait for the next acknowledgement; 60 s
	Grace   time.Duration // for the program to end by itself; 5 s
}

func (o ProcessOptions) withDefaults() ProcessOptions {
	if o.Timeout <= 0 {
		o.Timeout = 60 * time.Second
	}
	if o.Grace <= 0 {
		o.Grace = 5 * time.Second
	}
	return o
}

// errSilent says that a program took too long over an acknowledgement.
var errSilent = errors.New("no acknowledgement")

// Process is a sink that hands parcels to a running program: one envelope a
// line on its standard input, one acknowledgement a line from its standard
// output. The program is started with the first batch, kept for the next ones,
// and started again when it has ended. docs/delivery.md tells the protocol.
type Process struct {
	name  string
	log   zerolog.Logger
	opts  ProcessOptions
	start func() (*child, error)
	child *child // nil while none runs
}

// NewProcess returns the sink name for the program command, an executable with
// its arguments; no shell reads it. The program has the environment and the
// working directory of this one. It is not started yet.
func NewProcess(name string, command []string, log zerolog.Logger, o ProcessOptions) (*Process, error) {
	if len(command) == 0 {
		return nil, fmt.Errorf("sink %s: no command", name)
	}
	p := &Process{name: name, log: log.With().Str("component", "deliver").Str("sink", name).Logger(), opts: o.withDefaults()}
	p.start = func() (*child, error) { return startCommand(command, p.log, p.opts.Grace) }
	return p, nil
}

// Name returns the sink's name.
func (p *Process) Name() string { return p.name }

// Deliver writes parcels to the program and waits until it has acknowledged
// all of them, or ends, or is silent for too long; then it is made to end. What
// it left unacknowledged has failed. It is an error when the program can't be
// started, acknowledged nothing at all, or refused each of several parcels.
func (p *Process) Deliver(ctx context.Context, parcels []archive.Parcel) ([]archive.Receipt, error) {
	if err := ctx.Err(); err != nil || len(parcels) == 0 {
		return nil, err
	}
	c, err := p.running()
	if err != nil {
		return nil, err
	}
	c.ledger.begin()
	written := make(chan error, 1)
	go func() { written <- c.write(parcels) }()
	why := p.await(ctx, c, written)
	if why != nil {
		p.child = nil
		why = p.end(c, why)
	}
	return p.receipts(parcels, c.ledger.finish(), ctx.Err(), why)
}

// running returns the program, started where it does not run.
func (p *Process) running() (*child, error) {
	if p.child != nil && p.child.ended() {
		p.log.Warn().Str("state", p.child.state).Msg("program ended between batches")
		p.child = nil
	}
	if p.child == nil {
		c, err := p.start()
		if err != nil {
			return nil, err
		}
		p.child = c
	}
	return p.child, nil
}

// await returns nil when c has acknowledged all that is written to it, and
// otherwise why that is no longer to be expected. The writing has ended when it
// returns.
func (p *Process) await(ctx context.Context, c *child, written <-chan error) (why error) {
	timer := time.NewTimer(p.opts.Timeout)
	defer timer.Stop()
	for writing := true; writing || c.ledger.open() > 0; {
		select {
		case err := <-written:
			if err != nil {
				return err
			}
			writing = false
			continue
		case <-c.ledger.moved:
			timer.Reset(p.opts.Timeout)
			continue
		case <-c.done:
			why = io.ErrClosedPipe
		case <-timer.C:
			why = errSilent
			c.kill()
		case <-ctx.Done():
			why = ctx.Err()
		}
		// Closing the input frees a writer that the program keeps waiting.
		_ = c.stdin.Close()
		if writing && <-written != nil {
			return why
		}
		if errors.Is(why, io.ErrClosedPipe) && c.ledger.open() == 0 {
			return nil // it took everything, and then ended
		}
		return why
	}
	return nil
}

// end makes c end and returns why it had to, for people. What it acknowledges
// until its end still counts.
func (p *Process) end(c *child, why error) error {
	c.stop(p.opts.Grace)
	switch {
	case errors.Is(why, errSilent):
		why = fmt.Errorf("%w for %v", errSilent, p.opts.Timeout)
	case errors.Is(why, context.Canceled), errors.Is(why, context.DeadlineExceeded):
		return why
	default:
		why = fmt.Errorf("program ended: %s", c.state)
	}
	p.log.Warn().Err(why).Msg("program stopped")
	return why
}

// receipts returns what became of parcels, given the program's answers. With
// stopped, what has no answer has not failed; it stays owed.
func (p *Process) receipts(parcels []archive.Parcel, answers map[string]answer, stopped, why error) ([]archive.Receipt, error) {
	receipts := make([]archive.Receipt, 0, len(parcels))
	refused := 0
	for _, parcel := range parcels {
		a, ok := answers[parcel.Delivery.ID]
		if !ok {
			if stopped != nil || why == nil {
				continue
			}
			a.err = why.Error()
		}
		receipts = append(receipts, archive.Receipt{Delivery: parcel.Delivery, Error: a.err, Dead: a.dead})
		if a.err != "" && !a.dead {
			refused++
		}
	}
	switch {
	case why != nil && stopped != nil:
		return receipts, stopped
	case len(answers) == 0:
		return receipts, why
	case refused >= failsAll && refused == len(parcels):
		return receipts, fmt.Errorf("it refused each of %d documents, last with: %s", refused, receipts[len(receipts)-1].Error)
	}
	return receipts, nil
}

// Close closes the program's input, waits for it to end, and kills it when that
// takes too long.
func (p *Process) Close() error {
	if p.child != nil {
		p.child.stop(p.opts.Grace)
		p.child = nil
	}
	return nil
}
