package deliver

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/rs/zerolog"
)

// answer is what became of a parcel: taken, where err is empty.
type answer struct {
	err  string
	dead bool
}

// ledger keeps, for one batch, what a program was given and what it answered.
// It is safe for concurrent use and never makes the one who answers wait.
type ledger struct {
	log   zerolog.Logger
	moved chan struct{} // holds one signal that something was answered

	mu      sync.Mutex
	waiting map[string]bool
	answers map[string]answer
}

func newLedger(log zerolog.Logger) *ledger {
	l := &ledger{log: log, moved: make(chan struct{}, 1)}
	l.begin()
	return l
}

// begin starts a batch.
func (l *ledger) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting, l.answers = map[string]bool{}, map[string]answer{}
}

// finish ends a batch and returns its answers. What is answered later is
// unknown.
func (l *ledger) finish() map[string]answer {
	l.mu.Lock()
	defer l.mu.Unlock()
	answers := l.answers
	l.waiting, l.answers = nil, nil
	return answers
}

// expect makes id one that an answer is waited for.
func (l *ledger) expect(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting[id] = true
}

// refuse answers for id in the program's place, and for good.
func (l *ledger) refuse(id string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[id] = answer{err.Error(), true}
}

// open returns how many answers are waited for.
func (l *ledger) open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.waiting)
}

// hear takes a line of the program's standard output. What is no answer to
// anything that waits for one is logged and otherwise ignored.
func (l *ledger) hear(line []byte) {
	id, failure, err := parseAnswer(line)
	if err != nil {
		l.log.Warn().Err(err).Bytes("line", line[:min(len(line), 200)]).Msg("not an acknowledgement")
		return
	}
	l.mu.Lock()
	known := l.waiting[id]
	if known {
		delete(l.waiting, id)
		l.answers[id] = answer{err: failure}
	}
	l.mu.Unlock()
	if !known {
		l.log.Warn().Str("delivery", id[:min(len(id), 200)]).Msg("acknowledgement of an unknown delivery")
		return
	}
	select {
	case l.moved <- struct{}{}:
	default:
	}
}

// longestFailure bounds, in bytes, what is kept of a program's error.
const longestFailure = 1000

// parseAnswer reads {"id":"…"}, {"id":"…","error":"…"} or a bare id. An error
// that is not a string is kept as it is written; null and "" are none.
func parseAnswer(line []byte) (id, failure string, err error) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return "", "", errors.New("empty line")
	}
	if line[0] != '{' {
		return string(line), "", nil
	}
	var a struct {
		ID    string          `json:"id"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return "", "", err
	}
	if a.ID == "" {
		return "", "", errors.New("no id")
	}
	if len(a.Error) > 0 && json.Unmarshal(a.Error, &failure) != nil {
		failure = string(a.Error)
	}
	return a.ID, strings.ToValidUTF8(failure[:min(len(failure), longestFailure)], ""), nil
}
