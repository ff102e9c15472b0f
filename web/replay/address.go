package replay

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/urls"
)

// mode is how a capture is shown; it stands behind the timestamp.
type mode string

const (
	modePage   mode = ""    // a page, with a bar above it
	modeRaw    mode = "id_" // the payload as it is
	modeFrame  mode = "if_" // a page in a frame of another
	modeInside mode = "im_" // an image, a style sheet or a font of a page
)

// stampLayout is a timestamp of an address: 14 digits, UTC. Behind it may stand
// the milliseconds, in three.
const stampLayout = "20060102150405"

// target is what an address of the archive asks for.
type target struct {
	at   time.Time // zero where none is named
	mode mode
	url  string // canonical
}

// parseStamp reads a timestamp of 4 to 17 digits, of which the last may be
// missing: 2026 is the beginning of that year.
func parseStamp(s string) (time.Time, bool) {
	if len(s) < 4 || len(s) > 17 || strings.Trim(s, "0123456789") != "" {
		return time.Time{}, false
	}
	s, fraction := s[:min(len(s), len(stampLayout))], s[min(len(s), len(stampLayout)):]
	full := s + "00000101000000"[len(s):]
	if len(s) == 5 || len(s) == 7 {
		full = s[:len(s)-1] + "00000101000000"[len(s)-1:] // half of a month or day
	}
	t, err := time.Parse(stampLayout, full)
	millis, _ := strconv.Atoi((fraction + "000")[:3]) // digits, as seen above
	return t.Add(time.Duration(millis) * time.Millisecond), err == nil
}

// stamp returns the timestamp of a capture's time: with milliseconds where it
// has some, so that each of two captures within a second has its own.
func stamp(t time.Time) string {
	s := t.UTC().Format(stampLayout)
	if millis := t.UTC().Truncate(time.Millisecond).Nanosecond() / int(time.Millisecond); millis > 0 {
		s += fmt.Sprintf("%03d", millis)
	}
	return s
}

// parseURL returns the canonical form of a URL in an address. One without a
// scheme is http, and one of whose slashes a proxy left one has two.
func parseURL(raw string) (string, bool) {
	for _, scheme := range []string{"http:", "https:"} {
		if len(raw) >= len(scheme) && strings.EqualFold(raw[:len(scheme)], scheme) {
			url, err := urls.Canonical(scheme + "//" + strings.TrimLeft(raw[len(scheme):], "/"))
			return url, err == nil
		}
	}
	if before, _, _ := strings.Cut(raw, "/"); strings.HasSuffix(before, ":") {
		return "", false // another scheme
	}
	url, err := urls.Canonical("http://" + strings.TrimLeft(raw, "/"))
	return url, err == nil
}

// parseTarget reads "TIMESTAMPmode/URL". It reports whether path begins with a
// timestamp at all, and whether all of it can be read.
func parseTarget(path string) (t target, stamped, ok bool) {
	first, rest, slash := strings.Cut(path, "/")
	digits := strings.TrimRight(first, "abcdefghijklmnopqrstuvwxyz_")
	if !slash || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return t, false, false
	}
	switch t.mode = mode(first[len(digits):]); t.mode {
	case modePage, modeRaw, modeFrame, modeInside:
	default:
		return t, true, false
	}
	var okTime, okURL bool
	t.at, okTime = parseStamp(digits)
	t.url, okURL = parseURL(rest)
	return t, true, okTime && okURL
}

// address returns where a capture of a time is shown.
func address(at time.Time, m mode, url string) string {
	return "/web/" + stamp(at) + string(m) + "/" + url
}
