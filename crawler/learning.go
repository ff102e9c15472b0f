package crawler

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/cespare/xxhash/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/learn"
)

// Models remembers what was learned about links. A name that is not known is no
// error, and has no data.
type Models interface {
	Model(ctx context.Context, name string) ([]byte, error)
	KeepModels(ctx context.Context, models ...archive.Model) error
}

func familyModel(family string) string { return "family/" + family }

// model returns what is kept under a name. What can't be read any more counts
// as nothing: it is learned anew.
func (c *Crawler) model(ctx context.Context, name string) (*learn.Model, error) {
	data, err := c.store.Model(ctx, name)
	if err != nil || data == nil {
		return learn.New(), err
	}
	m, err := learn.Decode(data)
	if err != nil {
		c.log.Warn().Str("model", name).Err(err).Msg("what was learned can't be read and is learned anew")
		return learn.New(), nil
	}
	return m, nil
}

// order ranks what the frontier may lend by what was learned about its portal.
func (r *run) order(portal string, arm uint32, score int) (rank int, worth bool) {
	p := r.portals[portal]
	switch {
	case p == nil:
		return score, true
	case r.exhausted(p):
		return 0, false
	}
	return p.model.Rank(arm, score, r.opts.Floor)
}

// met notes which family a portal is of, once that is seen. A portal that
// nothing was learned of starts from its family.
func (r *run) met(ctx context.Context, p *portal, family string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if family == "" || p.family != "" {
		return
	}
	p.family = family
	if !p.model.Untaught() {
		return
	}
	known, err := r.model(ctx, familyModel(family))
	if err != nil {
		r.log.Warn().Str("model", familyModel(family)).Err(err).Msg("a portal starts without what its family taught")
		return
	}
	p.model.Adopt(known)
}

// place gives a link that was found its arm, and the score that it deserves
// there.
func (p *portal) place(l cms.Link, v *archive.Visit) {
	if v.Score = l.Score; l.Picture {
		return // of no arm: it is worth its request whatever its like have brought
	}
	v.Arm, v.Score = p.model.Place(learn.Link{
		URL: l.URL, Place: l.Place, Column: l.Column, Kind: l.Kind,
		Score: l.Score, Titled: utf8.RuneCountInString(l.Text) > shortText, SameList: l.SameList,
	})
}

const (
	longName  = 12 // characters of a link's text up to which it is a name rather than a title
	shortText = 6  // … up to which it may be a word as "查看" that tells nothing
)

// learn takes in what the first visit of a URL brought. Reports that the frontier
// has met are none that it brought: a crawl that goes on after it was interrupted
// would else reward, and ask for, whatever names them beside its own text.
func (r *run) learn(ctx context.Context, o *archive.Outcome, p *portal, a *answer) (err error) {
	v := o.Visit
	var f learn.Found
	switch {
	case o.Reason == archive.ReasonNotFound || o.Reason == archive.ReasonSoftNotFound || o.Reason == archive.ReasonClientError:
		f.Class = learn.ClassDead
	case o.Result == archive.ResultRedirected:
		at := p.shapes.stands(v) // and its target there, too
		p.shapes.brought(v, at, func() string { return o.Detail }, false)
		return nil
	case o.Result != archive.ResultCaptured || v.Kind == archive.KindRobots || v.Kind == archive.KindNotFound:
		return nil
	case v.Kind == archive.KindAttachment:
		f.Class, f.Report = learn.ClassAttachment, v.Score >= reportScore && a.page == nil // a page in the place of a file says why there is none
	case a.reading == nil:
		f.Class = learn.ClassOther
	default:
		f = foundIn(*a.reading, v)
	}
	b := brief{leads: a.reading != nil && !a.reading.Articleish, grows: a.grows}
	apart := a.reading != nil && a.reading.Apart // others may well be the same
	var payload archive.Digest
	if f.Class != learn.ClassDead && !apart {
		payload = a.capture.Payload
		b.looks = looks(a)
	}
	if a.capture != nil && !apart && (a.capture.Revisit != archive.RevisitNone || f.Report && p.shapes.knows(b.looks)) {
		if f.Report {
			f.Echo = b.looks
			b.echo = b.looks != ""
		}
		f.Report = false // another address of what is known
	}
	b.report, b.names = f.Report, f.Reports
	p.shapes.came(v, b)
	p.shapes.brought(v, p.shapes.stands(v), func() string { return essence(v, a, payload) }, true)
	if len(f.Reports) > 0 {
		f.Reports, err = r.store.Unmet(context.WithoutCancel(ctx), f.Reports) // the page was fetched, and is settled
	}
	p.model.Learn(v, f)
	return err
}

// looks returns what tells a page from others, whatever ids stand in its links: where
// those are of a session, and made anew for each answer, no two payloads are the same.
// What is no page has its payload.
func looks(a *answer) string {
	if a.page == nil || a.reading == nil {
		return string(a.capture.Payload)
	}
	h := xxhash.New()
	for n := range a.page.Descendants() {
		_, _ = h.WriteString(n.Data)
		for _, at := range n.Attr {
			if at.Key == "href" {
				at.Val = withoutIDs(at.Val)
			}
			_, _ = h.WriteString(" ")
			_, _ = h.WriteString(at.Val)
		}
	}
	for _, l := range a.reading.Links {
		if l.Kind == archive.KindAttachment { // pages of many units may differ in nothing else
			_, _ = h.WriteString(" ")
			_, _ = h.WriteString(l.URL)
		}
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// essence returns what tells an item of a list from others: its payload, or of a
// page that is not titled as a report its Hanzi and figures but for its title,
// dates, times and what figures its address has, and what it shows besides. "" is
// nothing.
func essence(v archive.Visit, a *answer, payload archive.Digest) string {
	if payload == "" || a.page == nil || a.reading == nil || v.Score >= reportScore {
		return string(payload)
	}
	var b strings.Builder
	text := shownBelow(goquery.NewDocumentFromNode(a.page).Find("body").Nodes...)
	for told := range strings.FieldsFuncSeq(withoutTimes(strings.ReplaceAll(text, v.Anchor, ""), v.URL), tellsNothing) {
		b.WriteString(told)
	}
	for n := range a.page.Descendants() {
		for _, at := range n.Attr {
			if at.Key == "src" {
				b.WriteString(at.Val + " ")
			}
		}
	}
	for _, l := range a.reading.Links {
		if l.Kind == archive.KindAttachment {
			b.WriteString(l.URL + " ")
		}
	}
	return b.String()
}

// shownBelow returns the text below nodes, without scripts and styles.
func shownBelow(nodes ...*html.Node) string {
	var b strings.Builder
	for _, top := range nodes {
		for n := range top.Descendants() {
			if n.Type == html.TextNode && n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style {
				b.WriteString(n.Data)
			}
		}
	}
	return b.String()
}

// tellsNothing reports whether c is neither a Hanzi nor a figure.
func tellsNothing(c rune) bool {
	if c <= unicode.MaxLatin1 {
		return c < '0' || c > '9'
	}
	return (c < '一' || c > '\u9fff') && !unicode.Is(unicode.Han, c) && !unicode.IsDigit(c)
}

var figures = regexp.MustCompile(`\d+`)

// withoutTimes returns a text without its dates and times, and without the figures
// that an address has. Only where figures stand is it looked at closely.
func withoutTimes(text, url string) string {
	const figure, within = "0123456789", "0123456789年月日-/.:"
	var b strings.Builder
	for {
		start := strings.IndexAny(text, figure)
		if start < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:start])
		text = text[start:]
		end := strings.IndexFunc(text, func(c rune) bool { return !strings.ContainsRune(within, c) })
		if end < 0 {
			end = len(text)
		}
		b.WriteString(figures.ReplaceAllStringFunc(dates.ReplaceAllString(text[:end], ""), func(n string) string {
			if strings.Contains(url, n) {
				return ""
			}
			return n
		}))
		text = text[end:]
	}
}

// reportScore is the least score of a link that is titled as a report, or of a
// file that such a page offers.
const reportScore = 940

// triedScore is the score of what is asked for before more of its like, to tell
// whether they lead on, whatever it promises.
const triedScore = reportScore - 1

// foundIn tells what a page brought.
func foundIn(page cms.Reading, v archive.Visit) learn.Found {
	f := learn.Found{Class: learn.ClassOther}
	for _, l := range page.Links {
		if l.Score >= reportScore {
			f.Reports = append(f.Reports, l.URL)
		}
	}
	switch {
	case page.Articleish:
		f.Report = page.Report || v.Score >= reportScore
		if f.Report {
			f.Class = learn.ClassReport
		}
	case v.Kind == archive.KindList || v.Kind == archive.KindListData || len(f.Reports) > 0:
		f.Class = learn.ClassList
	}
	return f
}

// shapes returns what was seen of a portal's addresses by the crawl that goes on,
// or nothing where it begins. What can't be read any more is seen anew.
func (c *Crawler) shapes(ctx context.Context, portal string) (*shapes, error) {
	none := newShapes()
	none.since = c.opts.Now()
	data, err := c.store.Model(ctx, archive.CrawlModel(portal))
	if err != nil || data == nil {
		return none, err
	}
	s, err := decodeShapes(data)
	switch {
	case err != nil:
		c.log.Warn().Str("portal", portal).Err(err).Msg("which traps a crawl met can't be read: it may walk into them once more")
	case none.since.Sub(s.since) < forgetShapes:
		return s, nil
	}
	return none, nil
}

// keepShapes makes durable what was seen in a run that others go on from.
func (r *run) keepShapes(ctx context.Context) error {
	for ids := range slices.Chunk(r.ids, modelsAtOnce) {
		var kept []archive.Model
		for _, id := range ids {
			data, err := r.portals[id].shapes.encode()
			if err != nil {
				return err
			}
			kept = append(kept, archive.Model{Name: archive.CrawlModel(id), Data: data})
		}
		if err := r.store.KeepModels(ctx, kept...); err != nil {
			return fmt.Errorf("keep what was seen of addresses: %w", err)
		}
	}
	return nil
}

// rememberShapes makes durable now and then what was seen of a portal, so that a run
// which is killed walks into no trap once more.
func (r *run) rememberShapes(ctx context.Context, portal string, asked bool) error {
	p := r.portals[portal]
	if p == nil {
		return nil
	}
	data, err := p.shapes.due(asked)
	if err == nil && data != nil {
		err = r.store.KeepModels(ctx, archive.Model{Name: archive.CrawlModel(portal), Data: data})
	}
	if err != nil {
		return fmt.Errorf("keep what was seen of addresses: %w", err)
	}
	return nil
}

// modelsAtOnce is how many models are kept in one transaction: a thousand
// portals are not to wait for the disk a thousand times.
const modelsAtOnce = 64

// keepModels makes durable what was learned in a run, for the portals and for
// their families. A portal is kept together with its family, which has learned
// from it.
func (r *run) keepModels(ctx context.Context) error {
	for ids := range slices.Chunk(r.ids, modelsAtOnce) {
		models := map[string]*learn.Model{}
		for _, id := range ids {
			p := r.portals[id]
			models[archive.PortalModel(id)] = p.model
			if p.family == "" {
				continue
			}
			name := familyModel(p.family)
			if models[name] == nil {
				family, err := r.model(ctx, name)
				if err != nil {
					return err
				}
				models[name] = family
			}
			models[name].Merge(p.model)
		}
		var kept []archive.Model
		for _, name := range slices.Sorted(maps.Keys(models)) {
			data, err := models[name].Encode()
			if err != nil {
				return fmt.Errorf("keep what was learned: %w", err)
			}
			kept = append(kept, archive.Model{Name: name, Data: data})
		}
		if err := r.store.KeepModels(ctx, kept...); err != nil {
			return fmt.Errorf("keep what was learned: %w", err)
		}
	}
	return nil
}
