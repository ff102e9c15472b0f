package crawler

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/urls"
)

// A site that has had enough of a crawler may say so in no product's words: it
// refuses what it is asked for, sends all of it to one place, or shows one page
// for all. That comes in a row. Whether it holds for the whole site tells the
// portal's seed, or where there is none and of refusals a page that was had before,
// when it is asked for again.
const (
	alikeInRow    = 3  // addresses in a row with one answer
	missingInRow  = 8  // and with "not found", which a site's dead links have too
	anew          = 16 // times as many, where the answer was the portal's own before
	mostAlike     = missingInRow * anew
	alikeSize     = 16 << 10 // bytes; longer pages are the portal's
	seedScore     = 900      // that crawls begin with
	maxSuspicions = 3        // of a site in one run, since each costs two requests
	refusalsInRow = 5        // refusals of a part that close its section, whatever the rest of the site does
)

// turning is what speaks for a site having turned us away, in this run.
type turning struct {
	answer [sha256.Size]byte // of what the newest addresses in a row had …
	alike  []archive.Visit   // … and which they are: one, where that was its own
	whole  bool              // it is a page
	had    *archive.Visit    // the newest page that was answered otherwise
	lost   *archive.Visit    // one of those in the row that an earlier run has had a page of

	suspected []suspicion // the newest is open as long as asked is set
	asked     *archive.Visit
	told      map[string]bool // prefixes of blocks that are over whose page was asked for

	refused map[part][]archive.Visit // since one of the part was answered otherwise
	served  map[part]archive.Visit   // the newest of the part that was
}

// suspicion is an answer that may stand in place of all below a prefix, and what
// had it.
type suspicion struct {
	prefix, answer string
	status         int // of the answer
	missed         []archive.Visit
	proper         bool // a seed or the home page is asked for
	entrance       bool // what is asked for stands in the place of the seed …
	leads          bool // … and was answered otherwise: where it leads tells
	led            bool // that is asked for
}

// entrances returns the address that v's site is entered by where its seed is gone, as
// v, which was answered alike, may tell; or "" where all such addresses were.
func (s *suspicion) entrances(v archive.Visit, a *answer) string {
	if !s.proper || s.led {
		return ""
	}
	all := []string{urls.Authority(v.URL) + "/"}
	if target, err := redirectTarget(v.URL, a); err == nil && a.status() < 400 && urls.Authority(target) == urls.Authority(v.URL) {
		all = append(all, target)
	}
	for _, url := range all {
		if !s.holds(url) {
			return url
		}
	}
	return ""
}

// leadsOn has what an entrance promises most asked for next, where that stands in the
// place of a seed which was answered as others were: of a portal that is built anew it
// is there, and a site that turns us away may let its home page pass alone, or show one
// page for all that leads nowhere.
func (t *site) leadsOn(o *archive.Outcome, now time.Time) {
	if len(t.suspected) == 0 || !t.suspected[len(t.suspected)-1].leads {
		return
	}
	s := &t.suspected[len(t.suspected)-1]
	s.leads, s.led = false, true
	best := -1
	for i, v := range o.Outlinks {
		if (v.Kind == archive.KindPage || v.Kind == archive.KindList) && !v.SameList && urls.Authority(v.URL) == t.Authority &&
			!s.holds(v.URL) && (best < 0 || v.Score > o.Outlinks[best].Score) {
			best = i
		}
	}
	if best < 0 {
		others, last := s.missed[:len(s.missed)-1], s.missed[len(s.missed)-1]
		t.shut(o, s.prefix, closerFor(s.status), fmt.Sprintf("%s for %s, and for %s as well, asked for again, and %s leads nowhere", shown(s.answer), told(others), last.URL, o.Visit.URL), s.missed, now)
		t.tellBy(o, s.prefix, last, s.answer)
		return
	}
	page := o.Outlinks[best]
	t.asked, t.Doubted = &page, slices.Clone(s.missed)
	o.Site = t.copy()
	o.Outlinks[best] = first(page)
	o.Outlinks[best].Again = true
}

// holds reports whether url is among what was answered alike.
func (s *suspicion) holds(url string) bool {
	return slices.ContainsFunc(s.missed, func(o archive.Visit) bool { return o.URL == url })
}

// part is what of a site is refused alike: a section often serves its lists and
// refuses what they name.
type part struct {
	section string
	kind    archive.Kind
}

// turnsAway settles o where its answer shows that the site, or a section of it,
// has turned us away: then what was settled by such answers before comes again
// with o, when the block is over. Or it has o wait for the page that tells. It
// reports whether it did either.
func (t *site) turnsAway(o *archive.Outcome, a *answer, p archive.Portal, end time.Time) bool {
	v, status := o.Visit, a.status()
	if v.Kind == archive.KindNotFound || busy(status) || status >= 500 && !cms.Refusal(status) {
		return false
	}
	answer := likeness(v, a)
	if t.stillShut(o, answer, end) {
		return true
	}
	if t.asked != nil && t.asked.URL == v.URL {
		o.Visit.Arm, o.Visit.Score = t.asked.Arm, t.asked.Score
		t.asked, a.repeated = nil, true
		t.Doubted = nil
		o.Site = t.copy()
		s := &t.suspected[len(t.suspected)-1]
		if answer != s.answer {
			s.leads = s.entrance && !s.led && !isMissing(s.status)
			return false
		}
		s.missed = append(slices.Clip(s.missed), v)
		if at := s.entrances(v, a); at != "" {
			s.entrance = true
			t.asks(o, archive.Visit{URL: at, Portal: p.ID, Kind: archive.KindList, Score: seedScore}, s.missed)
			o.Detail = fmt.Sprintf("%s for %s: first %s is asked for", shown(answer), told(s.missed), at)
			return true
		}
		others := s.missed[:len(s.missed)-1]
		t.shut(o, s.prefix, closerFor(status), fmt.Sprintf("%s for %s, and for %s as well, asked for again", shown(answer), told(others), v.URL), others, end)
		t.tellBy(o, s.prefix, v, answer)
		return true
	}
	sum := sha256.Sum256([]byte(answer))
	if answer == "" || sum != t.answer {
		if t.whole && len(t.alike) == 1 {
			t.had = &t.alike[0]
		}
		t.answer, t.alike, t.lost, t.whole = sum, nil, nil, (status < 300 || status == http.StatusNotModified) && v.Kind != archive.KindAttachment
	}
	if len(t.alike) < mostAlike && !slices.ContainsFunc(t.alike, func(o archive.Visit) bool { return o.URL == v.URL }) {
		t.alike = append(t.alike, v)
	}
	if t.lost == nil && a.loses() {
		t.lost = &v
	}
	enough := alikeInRow
	if isMissing(status) {
		enough = missingInRow
	}
	for _, s := range t.suspected {
		if s.prefix == "/" && s.answer == answer {
			enough *= anew
		}
	}
	if answer != "" && len(t.alike) >= enough {
		others := t.alike[:len(t.alike)-1]
		had, home := t.had, t.homeOf(p, v)
		if !cms.Refusal(status) {
			had = cmp.Or(home, had)
		} else if had == nil && t.lost != nil && home != nil && !slices.Contains(entries(p), urls.Authority(v.URL)+"/") {
			had = home // a seed that is gone may be refused as well
		}
		if had == nil && t.lost != nil {
			t.shut(o, "/", closerFor(status), fmt.Sprintf("%s for all of %s and %s, of which %s was had before", shown(answer), told(others), v.URL, t.lost.URL), others, end)
			t.tellBy(o, "/", v, answer)
			return true
		}
		if t.suspects(o, "/", answer, status, others, had) {
			s := &t.suspected[len(t.suspected)-1]
			s.proper, s.entrance = had == home, had == home && !slices.Contains(entries(p), had.URL)
			return true
		}
	}
	in := part{section(urls.Path(v.URL)), v.Kind}
	if !cms.Refusal(status) {
		delete(t.refused, in)
		if t.served == nil {
			t.served = map[part]archive.Visit{}
		}
		if (status < 300 || status == http.StatusNotModified) && strings.HasSuffix(in.section, "/") {
			t.served[in] = v
		}
		return false
	}
	if t.refused == nil {
		t.refused = map[part][]archive.Visit{}
	}
	missed := t.refused[in]
	t.refused[in] = append(missed, v)
	if len(t.refused[in]) < refusalsInRow {
		return false
	}
	delete(t.refused, in)
	if had, ok := t.served[in]; ok {
		return t.suspects(o, in.section, answer, status, missed, &had)
	}
	t.shut(o, in.section, closerFor(status), fmt.Sprintf("%s in a row for %s and %s", answer, told(missed), v.URL), missed, end)
	return true
}

// homeOf returns the visit of a portal's seed on the host of v, or of the home page where
// that is among those that were answered alike. A portal that is built anew shows one
// page, or none, for each of its old addresses, but not for that.
func (t *site) homeOf(p archive.Portal, v archive.Visit) *archive.Visit {
	at := urls.Authority(v.URL)
	all := slices.DeleteFunc(entries(p), func(seed string) bool { return urls.Authority(seed) != at })
	if len(all) > 0 {
		all = append(all, at+"/")
	}
	for _, url := range all {
		if !slices.ContainsFunc(t.alike, func(o archive.Visit) bool { return o.URL == url }) {
			return &archive.Visit{URL: url, Portal: p.ID, Kind: archive.KindList, Score: seedScore}
		}
	}
	return nil
}

// suspects has o, the newest of those answered alike, wait until a page is asked
// for again that was answered otherwise, and reports whether it does.
func (t *site) suspects(o *archive.Outcome, prefix, answer string, status int, missed []archive.Visit, had *archive.Visit) bool {
	known := func(s suspicion) bool { return s.prefix == prefix && s.answer == answer }
	if had == nil || len(t.suspected) >= maxSuspicions || prefix != "/" && slices.ContainsFunc(t.suspected, known) {
		return false
	}
	t.suspected = append(t.suspected, suspicion{prefix: prefix, answer: answer, status: status, missed: missed})
	t.asks(o, *had, missed)
	o.Detail = fmt.Sprintf("%s for %d addresses in a row: first %s is asked for again", shown(answer), len(missed)+1, had.URL)
	return true
}

// asks has o wait until a page was asked for that tells of what was missed.
func (t *site) asks(o *archive.Outcome, page archive.Visit, missed []archive.Visit) {
	t.asked = &page
	t.Doubted = slices.Clone(missed)
	o.Site = t.copy()
	o.Result, o.Reason, o.NextDue, o.Outlinks = archive.ResultDeferred, archive.ReasonBlocked, time.Time{}, []archive.Visit{first(page)}
}

// doubtsFirst has o wait until what an earlier run has left in doubt was asked for
// again, and reports whether it does: the page that was to tell is late by now.
func (t *site) doubtsFirst(o *archive.Outcome) bool {
	if len(t.Doubted) == 0 || t.asked != nil {
		return false
	}
	o.Result, o.Reason, o.NextDue, o.Outlinks = archive.ResultDeferred, archive.ReasonBlocked, time.Time{}, t.Doubted
	o.Detail = fmt.Sprintf("first %s is asked for again, which may have been answered as all pages were", told(t.Doubted))
	t.Doubted = nil
	o.Site = t.copy()
	return true
}

// loses reports whether an answer stands in the place of a page that was had. That
// one has gone or moved says nothing.
func (a *answer) loses() bool {
	return a.prior != nil && a.prior.Status == http.StatusOK &&
		(cms.Refusal(a.status()) || a.status() < 300 && a.capture != nil && a.capture.Payload != a.prior.Payload)
}

// first returns the visit of a page that is asked for before all others.
func first(v archive.Visit) archive.Visit {
	v.Arm, v.Score, v.Attempts = 0, 999, 0
	return v
}

// tellBy keeps the page which a block was told by, and the answer it had: they tell
// whether the block holds on.
func (t *site) tellBy(o *archive.Outcome, prefix string, page archive.Visit, answer string) {
	tells := maps.Clone(t.Tells)
	if tells == nil {
		tells = map[string]archive.Tell{}
	}
	tells[prefix] = archive.Tell{Visit: page, Answer: archive.DigestOf([]byte(answer))}
	t.Tells = tells
	o.Site = t.copy()
}

// tellsFirst has o wait, where a block before path is over, until the page was asked
// for that tells whether it holds on, and reports whether it does: once in a run,
// since no answer may come.
func (t *site) tellsFirst(o *archive.Outcome, path string) bool {
	for _, b := range t.Blocks {
		tell, ok := t.Tells[b.Prefix]
		if !ok || t.told[b.Prefix] || !strings.HasPrefix(path, b.Prefix) || tell.Visit.URL == o.Visit.URL {
			continue
		}
		if t.told == nil {
			t.told = map[string]bool{}
		}
		t.told[b.Prefix] = true
		page := first(tell.Visit)
		page.Portal = o.Visit.Portal
		o.Result, o.Reason, o.NextDue, o.Outlinks = archive.ResultDeferred, archive.ReasonBlocked, time.Time{}, []archive.Visit{page}
		o.Detail = fmt.Sprintf("%s stood before %s: first %s is asked for, which tells whether it does still", b.Product, b.Prefix, page.URL)
		return true
	}
	return false
}

// stillShut has a block that is over hold on for another day, where the page that
// tells is answered as before; it reports whether it settled o. By another answer of
// it the block is forgotten, and where it has not answered by that of any other.
// Where there is no such page the first answer decides, and what is refused by it is
// settled by that, so that another is asked for next time: it may be refused whatever
// the rest of the section is.
func (t *site) stillShut(o *archive.Outcome, answer string, now time.Time) bool {
	path := urls.Path(o.Visit.URL)
	i := slices.IndexFunc(t.Blocks, func(b archive.Block) bool {
		tell, ok := t.Tells[b.Prefix]
		return strings.HasPrefix(path, b.Prefix) && !now.Before(b.Until) &&
			(!ok || tell.Visit.URL == o.Visit.URL || t.told[b.Prefix] && tell.Answer != archive.DigestOf([]byte(answer)))
	})
	if i < 0 {
		return false
	}
	b := t.Blocks[i]
	tell, ok := t.Tells[b.Prefix]
	if ok && tell.Visit.URL == o.Visit.URL {
		o.Visit.Arm, o.Visit.Score = tell.Visit.Arm, tell.Visit.Score
	}
	switch {
	case ok && answer != "" && tell.Answer == archive.DigestOf([]byte(answer)):
		t.shut(o, b.Prefix, b.Product, b.Evidence, nil, now)
		t.tellBy(o, b.Prefix, o.Visit, answer)
		return true
	case !ok && answer != "" && strings.HasPrefix(b.Evidence, answer+" in a row "):
		b.Until = now.Add(blockFor)
		t.block(b)
	default:
		t.Blocks = slices.Delete(slices.Clone(t.Blocks), i, i+1)
		t.Tells = maps.Clone(t.Tells)
		delete(t.Tells, b.Prefix)
	}
	o.Site = t.copy()
	return false
}

// shut closes the part of the site below prefix. What was missed, and o, are asked
// for again when that is over.
func (t *site) shut(o *archive.Outcome, prefix, product, evidence string, missed []archive.Visit, now time.Time) {
	t.block(archive.Block{Prefix: prefix, Product: product, Evidence: evidence, Since: now, Until: now.Add(blockFor)})
	o.Site = t.copy()
	o.Result, o.Reason, o.Detail, o.NextDue, o.Outlinks = archive.ResultDeferred, archive.ReasonBlocked, evidence, time.Time{}, missed
}

// closerFor names who answers so with a status.
func closerFor(status int) string {
	if cms.Refusal(status) {
		return cms.ProductFence
	}
	return cms.ProductGuard
}

// told names what was missed.
func told(missed []archive.Visit) string {
	if len(missed) == 1 {
		return missed[0].URL
	}
	return fmt.Sprintf("%s, %d more up to %s", missed[0].URL, len(missed)-1, missed[len(missed)-1].URL)
}

// isMissing reports whether a status says that there is no such page.
func isMissing(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// likeness returns what an answer has in common with those that stand in place of
// a site's pages, or "" where it is one of its own.
func likeness(v archive.Visit, a *answer) string {
	status := a.status()
	switch {
	case cms.Refusal(status), isMissing(status):
		return fmt.Sprintf("status %d", status)
	case status >= 400 || status == http.StatusNotModified:
		return ""
	case status >= 300:
		target, err := redirectTarget(v.URL, a)
		if err != nil {
			return ""
		}
		if urls.Path(target) == "/" && urls.Authority(target) != urls.Authority(v.URL) {
			return "" // the site has moved
		}
		target, _, _ = strings.Cut(target, "?") // which may tell where it comes from
		return "a redirect to " + target
	case a.text == nil || len(a.text) > alikeSize || v.Kind == archive.KindListData: // empty lists are alike
		return ""
	}
	text := string(a.text)
	if a.page != nil {
		text = shownBelow(a.page)
	}
	if name := strings.TrimRight(v.Anchor, ".…"); name != "" && strings.Contains(text, name) {
		return "" // what was asked for
	}
	return "a page that says “" + letters(text)
}

// letters returns the words of a text: the figures in such answers differ.
func letters(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) }), " ")
}

// shown returns a likeness as people are to see it.
func shown(likeness string) string {
	what, says, quoted := strings.Cut(likeness, "“")
	if !quoted {
		return likeness
	}
	if words := []rune(says); len(words) > 40 {
		says = string(words[:40]) + "…"
	}
	return what + "“" + says + "”"
}
