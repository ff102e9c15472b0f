package crawler

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/learn"
	"gongkai/internal/urls"
)

// follow finds what a page or a data answer leads to, and keeps it in o. It
// reports whether the page is an article. known says that the page was captured
// before: where what it leads to has changed since, so may have the other pages of
// its list, and where its article has, the files of that.
func (r *run) follow(ctx context.Context, o *archive.Outcome, p *portal, s *site, a *answer, known bool) (article bool) {
	v := o.Visit
	base, err := urls.NewBase(v.URL)
	if err != nil {
		return false
	}
	if a.page != nil {
		if href, ok := goquery.NewDocumentFromNode(a.page).Find("base[href]").First().Attr("href"); ok {
			if u, err := base.Resolve(href); err == nil {
				if b, err := urls.NewBase(u); err == nil {
					base = b
				}
			}
		}
	}
	page := cms.Page{URL: v.URL, Base: base.Of(a.charset), Body: a.text, Root: a.page, Kind: v.Kind, Column: v.Column, Anchor: v.Anchor, Made: v.Made}
	if s.Family == "" || known && v.Kind == archive.KindList && o.Result == archive.ResultCaptured { // it may be built anew
		if family, evidence := cms.Detect(page); family != "" && family != s.Family {
			s.Family, s.Evidence = family, strings.Join(evidence, "; ")
			o.Site = s.copy()
		}
	}
	r.met(ctx, p, s.Family)
	reading := cms.Read(page, s.Family)
	a.reading = &reading
	grows, best := p.shapes.saw(v, reading)
	a.grows = grows
	at := p.shapes.stands(v)
	p.shapes.turned(v, at, reading)
	if reading.Items >= 0 {
		o.Items = &reading.Items
		if v.Score >= reportish && !v.SameList {
			o.Unseen = unseen(reading)
		}
	}
	o.Outlinks = slices.Grow(o.Outlinks, len(reading.Links))
	trail, changed := learn.Trail(v), o.Result == archive.ResultCaptured && known
	if !reading.Articleish {
		changed = changed && linksOf(reading.Links) != a.history.Links
	}
	for _, link := range reading.Links {
		next := archive.Visit{
			URL: link.URL, Portal: v.Portal, Kind: link.Kind, Via: v.URL,
			Anchor: link.Text, Column: link.Column, Hops: v.Hops + 1, Trail: trail, Made: link.Made, Posted: link.Posted, AsJSON: link.AsJSON,
		}
		if _, _, form := urls.Posted(link.URL); form && v.IsPosted() && link.SameList {
			next.Posted, next.AsJSON = link.URL, v.AsJSON // another page of what is posted
		} else if _, brings := p.posted.Load(pathOf(link.URL)); brings && link.Posted != "" {
			next.URL = link.Posted
		}
		p.place(link, &next)
		if link.Whole && v.Redirects < maxRedirects { // as what a redirect leads to
			next.Anchor, next.Column, next.Hops, next.Redirects = v.Anchor, v.Column, v.Hops, v.Redirects+1
			next.Arm, next.Score = v.Arm, max(v.Score, next.Score)
		} else if !link.SameList {
			next.Score = p.shapes.sooner(at, next)
		}
		p.shapes.choose(v, at, &next)
		if link.URL == best && v.Score >= columnsFrom {
			next.Arm, next.Score = 0, triedScore // before more pages like this one
		}
		if link.SameList {
			next.Hops = v.Hops // a list's pages are one step, however many
			next.SameList = !fills(link, v, reading)
			next.Again = changed
		} else if reading.Articleish && link.Kind == archive.KindAttachment {
			next.Again = changed // a corrected report may take its file's place
		}
		r.addOutlink(o, p, next)
	}
	return reading.Articleish
}

// unseen says what a list of reports shows that can't be asked for.
func unseen(reading cms.Reading) string {
	switch {
	case reading.Unturned > 0:
		return fmt.Sprintf("the list has %d pages by its own count, and nothing on it leads beyond the first: reports may stand there", reading.Unturned+1)
	case reading.NoList:
		return "the list comes by this request of its page, whose answer has none: it may want what only a script knows"
	case reading.Unnamed > 0:
		return fmt.Sprintf("reports without an address, which the portal's script makes: %d in this data", reading.Unnamed)
	case reading.More:
		return "the list has a button for more of it, or numbers of pages, and nothing on it leads there"
	case reading.Filled:
		return "the list is empty but for what a script puts there, by a request that the page doesn't name"
	}
	return ""
}

// fills reports whether a data request is the first of a list whose page shows no
// item of it: then it is the list, which no change of that page tells of.
func fills(l cms.Link, page archive.Visit, reading cms.Reading) bool {
	return l.Kind == archive.KindListData && page.Kind != archive.KindListData && reading.Items <= 0 && cms.FirstPart(l.URL)
}

// addOutlink keeps a link as an outlink of o, or among what was refused.
func (r *run) addOutlink(o *archive.Outcome, p *portal, v archive.Visit) {
	if main, alias := p.twins.main(v.URL); alias != nil && v.Redirects == 0 {
		o.Refused = append(o.Refused, archive.Refused{URL: v.URL, Reason: archive.ReasonAlias})
		v.URL = main
	}
	var reason archive.Reason
	detail := ""
	switch {
	case !p.scope.lets(v):
		reason = archive.ReasonScope
	case p.scope.ignores(v):
		reason = archive.ReasonIgnored
	case cms.Trap(v.URL, v.Via):
		reason = archive.ReasonTrap
	default:
		if detail = p.shapes.trapped(v); detail != "" {
			reason = archive.ReasonTrap
		} else if v.Hops > r.opts.MaxHops {
			reason = archive.ReasonHops
		}
	}
	if reason != "" {
		o.Refused = append(o.Refused, archive.Refused{URL: v.URL, Reason: reason, Detail: detail})
		return
	}
	if strings.ContainsFunc(v.Anchor, unicode.IsSpace) {
		v.Anchor = strings.Join(strings.Fields(v.Anchor), " ")
	}
	o.Outlinks = append(o.Outlinks, v)
}
