package replay

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"gongkai/archive"
)

// timeGate leads to the capture that is nearest to the Accept-Datetime of a
// request, and without one to the newest (RFC 7089, section 4.1).
func (s *Server) timeGate(w http.ResponseWriter, r *http.Request, f found) error {
	at := f.captures[len(f.captures)-1].Time
	w.Header().Set("Vary", "accept-datetime")
	if asked := r.Header.Get("Accept-Datetime"); asked != "" {
		var err error
		if at, err = http.ParseTime(asked); err != nil {
			s.fail(w, http.StatusBadRequest, "Accept-Datetime 无法识别 Accept-Datetime is no time", asked, "")
			return nil
		}
	}
	c := f.nearest(at, false)
	w.Header().Set("Link", f.links(r, c))
	redirect(w, address(c.Time, modePage, f.url))
	return nil
}

// redirect leads to another address of this server.
func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

// links returns the Link header of the captures, seen from c: the original, the
// TimeGate, the TimeMap, and the captures that lead on.
func (f found) links(r *http.Request, c archive.Capture) string {
	at := f.index(c)
	last := len(f.captures) - 1
	rel := map[int]string{}
	for _, l := range []struct {
		name string
		of   int
	}{{"first", 0}, {"last", last}, {"prev", at - 1}, {"next", at + 1}, {"memento", at}} {
		if l.of >= 0 && l.of <= last {
			rel[l.of] = strings.TrimSpace(rel[l.of] + " " + l.name)
		}
	}
	all := f.head(r)
	for i, capture := range f.captures {
		if name := rel[i]; name != "" {
			if !strings.HasSuffix(name, "memento") {
				name += " memento"
			}
			all = append(all, f.link(r, capture, name))
		}
	}
	return strings.Join(all, ", ")
}

// head returns the links that are of no capture.
func (f found) head(r *http.Request) []string {
	url := linkSafe(f.url)
	return []string{
		fmt.Sprintf(`<%s>; rel="original"`, url),
		fmt.Sprintf(`<%s/web/%s>; rel="timegate"`, base(r), url),
		fmt.Sprintf(`<%s/web/timemap/link/%s>; rel="timemap"; type="application/link-format"`, base(r), url),
	}
}

func (f found) link(r *http.Request, c archive.Capture, rel string) string {
	return fmt.Sprintf(`<%s%s>; rel="%s"; datetime="%s"`, base(r), linkSafe(address(c.Time, modePage, f.url)), rel, httpTime(c.Time))
}

// linkSafe returns a URL that can't end the brackets that it stands in.
func linkSafe(url string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", " ", "%20").Replace(url)
}

// base returns how the request names this server.
func base(r *http.Request) string { return "http://" + r.Host }

func httpTime(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// timeMap lists all captures in the link format (RFC 7089, section 5).
func (s *Server) timeMap(w http.ResponseWriter, r *http.Request, f found) error {
	all := f.head(r)
	all[2] = fmt.Sprintf(`<%s/web/timemap/link/%s>; rel="self"; type="application/link-format"; from="%s"; until="%s"`,
		base(r), linkSafe(f.url), httpTime(f.captures[0].Time), httpTime(f.captures[len(f.captures)-1].Time))
	for i, c := range f.captures {
		rel := "memento"
		switch last := len(f.captures) - 1; {
		case last == 0:
			rel = "first last memento"
		case i == 0:
			rel = "first memento"
		case i == last:
			rel = "last memento"
		}
		all = append(all, f.link(r, c, rel))
	}
	w.Header().Set("Content-Type", "application/link-format; charset=utf-8")
	_, _ = fmt.Fprintln(w, strings.Join(all, ",\n")) // a reader that is gone needs no answer
	return nil
}
