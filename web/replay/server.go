package replay

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// ErrBusy says that the archive can't be read at the moment, because it is being
// written.
var ErrBusy = errors.New("the archive is being written")

// Archive is what is shown. Its methods may be called together. Any of them may
// give ErrBusy.
type Archive interface {
	// Find returns the captures of a canonical URL, oldest first; none is no error.
	Find(ctx context.Context, url string) ([]archive.Capture, error)
	// Payload opens the payload of a capture, with its content coding. The
	// caller closes it.
	Payload(ctx context.Context, c archive.Capture) (io.ReadCloser, error)
	// Head returns the status line and the header of a capture's answer.
	Head(ctx context.Context, c archive.Capture) (status string, header http.Header, err error)
	// DocumentOf returns what was read out of a capture's payload; nil where
	// nothing was.
	DocumentOf(ctx context.Context, c archive.Capture) (*archive.Document, error)
	// Below returns what is held of URLs whose key begins with prefix and comes
	// behind after, at most max.
	Below(ctx context.Context, prefix, after archive.SURT, max int) ([]archive.Holding, error)
	// Authorities returns one archived URL of each host and port.
	Authorities(ctx context.Context) ([]string, error)
}

// Options tunes [New]. The zero value works.
type Options struct {
	// Portals are shown by their names.
	Portals []archive.Portal
}

// Server shows an archive. It is an [http.Handler].
type Server struct {
	archive Archive
	log     zerolog.Logger
	opts    Options
	names   map[string]string   // of portals, by id
	starts  map[string][]string // names of the portals that begin on a host
	pages   *template.Template
}

// New returns a server that shows a.
func New(a Archive, log zerolog.Logger, o Options) *Server {
	s := &Server{archive: a, log: log.With().Str("component", "replay").Logger(), opts: o, names: make(map[string]string), starts: make(map[string][]string), pages: templates()}
	for _, p := range o.Portals {
		s.names[p.ID] = p.Name
		for _, host := range hostsOf(p.Seeds) {
			s.starts[host] = append(s.starts[host], cmp.Or(p.Name, p.ID))
		}
	}
	return s
}

// hostsOf returns the hosts of URLs, each once.
func hostsOf(all []string) []string {
	var hosts []string
	for _, url := range all {
		hosts = append(hosts, urls.Host(url))
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// drainTimeout is how long requests may go on after Run was told to end.
const drainTimeout = 5 * time.Second

// Run serves on ln until ctx ends, and closes it.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      10 * time.Minute, // of a large file to a slow reader
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	<-ended
	return err
}

// ServeHTTP answers a request. Addresses are read as they were sent: they hold
// others, which must not be cleaned.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("Content-Security-Policy", ownPolicy)
	switch {
	case !Addressed(r.Host):
		http.Error(w, "This server is not known by the name "+printable(r.Host)+".", http.StatusMisdirectedRequest)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "Only GET and HEAD are answered.", http.StatusMethodNotAllowed)
	default:
		err := s.route(w, r)
		switch {
		case err == nil || r.Context().Err() != nil:
		case errors.Is(err, ErrBusy):
			h.Set("Retry-After", "10")
			s.fail(w, http.StatusServiceUnavailable, "存档正在写入，请稍后再试 The archive is being written: try again in a while", "", "")
		default:
			s.log.Error().Err(err).Str("url", printable(r.RequestURI)).Msg("replay failed")
			h.Set("Content-Security-Policy", ownPolicy)
			s.fail(w, http.StatusInternalServerError, "存档读取失败 The archive could not be read", "", "")
		}
	}
}

// Addressed reports whether the Host of a request is an address or localhost. A
// page elsewhere, whose own name leads to this machine, can't ask so.
func Addressed(host string) bool {
	name := hostname(host)
	_, err := netip.ParseAddr(name)
	return err == nil || strings.EqualFold(name, "localhost")
}

// hostname returns the name or address in the Host of a request.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(host, "]"), "["), ".")
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) error {
	path, query, _ := strings.Cut(r.RequestURI, "?")
	rest, web := strings.CutPrefix(r.RequestURI, "/web/")
	stars, isStars := strings.CutPrefix(rest, "*/")
	listed, isList := strings.CutPrefix(rest, "timemap/link/")
	pair, isDiff := strings.CutPrefix(rest, "diff/")
	switch {
	case path == "/":
		return s.home(w, r, query)
	case path == "/style.css":
		return s.style(w)
	case path == "/go":
		return s.goTo(w, r, query)
	case !web:
		s.fail(w, http.StatusNotFound, "没有此页 No such page", "", "")
		return nil
	case isStars && strings.HasSuffix(stars, "*"):
		return s.below(w, r, strings.TrimSuffix(stars, "*"))
	case isStars:
		return s.with(w, r, stars, s.calendar)
	case isList:
		return s.with(w, r, listed, s.timeMap)
	case isDiff:
		return s.diff(w, r, pair)
	}
	switch t, stamped, ok := parseTarget(rest); {
	case ok:
		return s.replay(w, r, t)
	case stamped:
		s.fail(w, http.StatusBadRequest, "网址无法识别 This is no address of a capture", rest, "")
		return nil
	}
	return s.with(w, r, rest, s.timeGate)
}

// with calls show with the captures of a URL, or says that there are none.
func (s *Server) with(w http.ResponseWriter, r *http.Request, raw string, show func(http.ResponseWriter, *http.Request, found) error) error {
	url, ok := parseURL(raw)
	if !ok {
		s.fail(w, http.StatusBadRequest, "网址无法识别 This is no address of the web", raw, "")
		return nil
	}
	f, ok, err := s.find(r.Context(), url)
	if err != nil {
		return err
	}
	if !ok {
		s.unarchived(w, url)
		return nil
	}
	return show(w, r, f)
}

// printable returns s as it can stand in a message.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, s[:min(len(s), 200)])
}
