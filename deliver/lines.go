package deliver

import "bytes"

// lines is a writer that calls each for every line written to it, without the
// line's end; of a line beyond longest bytes only those are kept. Write never
// fails. each may keep nothing of its argument.
type lines struct {
	longest int
	each    func(line []byte)
	rest    []byte // of a line that has not ended
}

func (l *lines) Write(p []byte) (int, error) {
	n := len(p)
	for {
		line, after, ended := bytes.Cut(p, []byte("\n"))
		l.rest = append(l.rest, line[:min(len(line), l.longest-len(l.rest))]...)
		if !ended {
			return n, nil
		}
		l.end()
		p = after
	}
}

// end tells that a line ends here. At the end of all lines, it passes on what
// stands behind the last line's end.
func (l *lines) end() {
	if len(l.rest) > 0 {
		l.each(bytes.TrimSuffix(l.rest, []byte("\r")))
	}
	l.rest = l.rest[:0]
}
