package cms

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/internal/urls"
)

const (
	maxPages  = 2000   // pages of a list that are derived from its first
	morePages = 20     // pages that are derived from a later one
	maxLinks  = 20_000 // of a page with more, those that promise most

	usualLinks = 100 // of a page
)

// Page is what was fetched from an address.
type Page struct {
	URL    string     // canonical
	Base   urls.Base  // what its links are resolved against
	Body   []byte     // in UTF-8
	Root   *html.Node // the html element; nil where Body is not HTML
	Kind   archive.Kind
	Column string // 栏目 as the page that led here named it; empty if unknown
	Anchor string // text of the link that led here; empty if unknown
	Made   string // of a data request: the Made of its link
}

// Link is an address worth visiting.
type Link struct {
	URL    string // canonical
	Text   string
	Kind   archive.Kind
	Score  int    // 0 to 1000: what it promises
	Column string // 栏目 that the link stands in, as the page names it

	// Place is where the link stands in the page: the tags from the body down
	// to it, each with its id and sorted classes and with 0 for every number in
	// those, as "body div#nav.menu ul li a". It has at most maxPlace bytes, the
	// last ones, and is empty for links that a script would make.
	Place string

	// Whole tells that the page shows nothing else than this, as one of frames or one
	// that sends its readers on does: it stands where the page does.
	Whole bool

	// Picture tells that the page is a report and shows this as a part of it.
	Picture bool

	// Made tells of a data request how the page makes the addresses of what it brings:
	// of the fields of each item, or relative to itself; empty where that is as anywhere.
	Made string

	// Posted is, of a data request that the page's script posts, the address of what
	// that is answered (urls.Post); URL asks for the same by GET. AsJSON tells that the
	// fields are posted as an object, and not as a form.
	Posted string
	AsJSON bool

	// SameList tells that the link is another page of the list that the page
	// itself is a page of: no step further from the seed.
	SameList bool
}

// Reading is what a page leads to.
type Reading struct {
	Links      []Link // each address once, the most promising first
	Articleish bool   // the page looks like an article rather than a list
	Column     string // 栏目 that the page says it belongs to
	Apart      bool   // its text is a file of its own, that its script fetches: it says nothing itself
	Report     bool   // the page is titled as a disclosure report, or has the sections of one
	Items      int    // articles and files in its list; -1 where it is none: an article, or an error page
	Unturned   int    // pages behind it by its own count, where nothing on it leads to any
	NoList     bool   // an answer in JSON has no list, not even an empty one: it refuses, most likely
	Unnamed    int    // reports in its data that have no address
	More       bool   // it has a button for more of its list, which leads nowhere
	Filled     bool   // its list is empty, for a script to fill by a request that the page doesn't name
}

// Read returns every link of p that is worth visiting: those that it shows, and
// those that its scripts would request. family is what Detect found for the
// site; with "" the same is read, but for pagers that only a known family makes
// sense of.
func Read(p Page, family string) Reading {
	own := look(p.URL)
	r := &reader{page: p, family: family, own: own, article: own.article, seen: make(map[string]int, usualLinks), addresses: make(map[string]*address, usualLinks)}
	if p.Kind == archive.KindListData {
		r.column = p.Column
		if from, ok := strings.CutSuffix(p.Made, ownAddress); ok {
			if base, err := urls.NewBase(from); err == nil {
				r.page.Base = base // the page's that shows the data
			}
		}
		r.context = contextOf(&r.own, r.column)
		r.readData()
	} else {
		r.readPage()
	}
	items := r.items()
	slices.SortStableFunc(r.links, func(a, b Link) int { return b.Score - a.Score })
	reading := Reading{Links: r.links, Articleish: r.articleish(), Column: r.column, Apart: r.apart, Report: isReportTitle(r.title) || r.statutory(), Items: items}
	if items != noList {
		reading.NoList = r.noList
		reading.Unturned, reading.Unnamed, reading.More, reading.Filled = r.unturned(), r.nameless(), r.more(), r.awaits()
	}
	return reading
}

// reader gathers the links of one page.
type reader struct {
	page      Page
	family    string
	own       address
	article   bool // the address is an article's
	column    string
	disclosed bool    // a column of disclosure holds that one
	context   context // what the page is about, for the links that say little
	trace     trace   // where the walk is

	links     []Link
	articles  []bool              // which of links are articles by their address
	spare     []int               // places of links that better ones may take, the best first; nil while there is room
	seen      map[string]int      // address → place in links
	addresses map[string]*address // what hrefs were resolved to; nil where they lead nowhere
	slab      []address           // where some of those are kept
	section   struct {            // the heading that was scored last
		name  string
		score int
	}

	title     string
	script    string             // the page's scripts and data islands
	openers   map[string]opener  // functions of script that lead somewhere; nil until a click calls one
	clicks    map[string]literal // where clicks lead by an attribute data-…; nil until an element has one
	lookups   int                // of variables in script
	madeOf    string             // how the page makes addresses of what its data names
	noList    bool               // an answer has no list in it, nor counts one
	apart     bool               // the page's text is fetched by its script
	madeKnown bool               // madeOf is known
	held      []string           // pieces of the page that scripts show
	island    bool               // a data island stands outside of scripts
	bodyBox   bool               // a container of article bodies was seen
	metaTitle bool               // an ArticleTitle was declared
	siteID    string             // Lonsun's <meta name="SiteId">
	pagers    []string           // short texts that count pages: 共1432条 1/144
	forms     []*html.Node       // that are not posted
	chosenIn  *html.Node         // the form that a choice was last made in
	asksFor   string             // what that asks for without the choice
	turns     []turn             // links to other pages of the list
	next      string             // where the link 下一页 leads
	backward  bool               // the list's pages seem to be counted backwards
	refresh   []string           // where the page sends its readers
	jpageUnit bool               // the list's data requests are derived
	unnamed   map[string]bool    // titles of reports in data that have no address there
}

// readPage reads a page of HTML.
func (r *reader) readPage() {
	r.readHead()
	r.context = contextOf(&r.own, r.column)
	if r.context == contextOther && (r.disclosed || isReportTitle(r.title)) {
		r.context = contextDisclosure
	}
	r.jpageUnit = r.jpage()
	if r.page.Root != nil {
		r.walk(r.page.Root, "", 0)
	}
	for _, piece := range r.held {
		r.readHTML(piece)
	}
	r.standIns()
	for _, read := range [...]func(){r.createPageHTML, r.vsb, r.ucap, r.lonsun, r.gkmlpt, r.pageOn, r.numbered, r.formed, r.trees, r.scripted, r.fetched, r.written, r.jpaas, r.siftedFurther, r.pictured} {
		read()
	}
}

// readData reads the answer to a list's data request.
func (r *reader) readData() {
	body := strings.TrimSpace(strings.TrimPrefix(string(r.page.Body), "\ufeff"))
	switch {
	case strings.Contains(body, "<recordset") || strings.Contains(body, "<datastore"):
		r.datastoreAnswer(body)
	case looksLikeJSON(body):
		r.jsonAnswer(body)
	case strings.HasPrefix(body, "<?xml"):
		r.answered(parseXML(clipBytes(body, maxJSON)))
	case calledWith(body) != "":
		r.jsonAnswer(calledWith(body))
	case beginsScript.MatchString(body):
		if strings.Contains(body, "document.write") {
			r.readHTML(writtenBy(body))
		}
		r.script = clipBytes(body, maxScript)
		r.trees()
		r.scripted()
	default:
		r.fragmentAnswer(body)
	}
}

// beginsScript tells a script that writes a list, or holds it, by how it begins.
var beginsScript = regexp.MustCompile(`^(?:/[/*]|[!;($]|(?:var|let|const|function|document)\b|[\w.$]{1,60}(?:\[\W[\w.]{1,60}\W\])?\s*=[^=])`)

// address returns what a link names, or nil where that isn't worth a visit.
func (r *reader) address(ref string) *address {
	if a, ok := r.addresses[ref]; ok {
		return a
	}
	var found *address
	if hasAny(ref, []string{"{{", "${", "<%"}) {
		return nil // a template's
	}
	if u, err := r.page.Base.Resolve(plainRef(ref)); err == nil {
		if a := look(withoutStamp(u)); a.kind != "" {
			if len(r.slab) == cap(r.slab) {
				r.slab = make([]address, 0, 64)
			}
			r.slab = append(r.slab, a)
			found = &r.slab[len(r.slab)-1]
		}
	}
	if len(r.addresses) < maxLinks {
		r.addresses[ref] = found
	}
	return found
}

// plainRef takes off a link what says that it begins where the page stands,
// which a name alone says too.
func plainRef(ref string) string {
	if len(ref) > 2 && ref[0] == '.' && ref[1] == '/' && isWordByte(ref[2]|0x20) && strings.IndexByte(ref, ':') < 0 {
		return ref[2:]
	}
	return ref
}

// add keeps a link under its best score. On a page with more than maxLinks it
// takes the place of one that promises less, if there is one: links to nowhere
// don't crowd out reports.
func (r *reader) add(l Link, article bool) {
	if l.URL == r.page.URL {
		return
	}
	if i, ok := r.seen[l.URL]; ok {
		old := &r.links[i]
		l.Whole = l.Whole || old.Whole
		old.Whole = l.Whole
		if l.Score > old.Score {
			l.SameList = l.SameList || old.SameList
			if l.Text == "" {
				l.Text = old.Text
			}
			*old = l
		} else {
			old.SameList = old.SameList || l.SameList
		}
		return
	}
	if len(r.links) >= maxLinks {
		if i, ok := r.least(l.Score); ok {
			delete(r.seen, r.links[i].URL)
			r.seen[l.URL], r.links[i], r.articles[i] = i, l, article
		}
		return
	}
	r.seen[l.URL] = len(r.links)
	r.links = append(r.links, l)
	r.articles = append(r.articles, article)
}

// least returns where a link stands that scores less than score. Each place is
// given away once.
func (r *reader) least(score int) (i int, ok bool) {
	if r.spare == nil {
		r.spare = make([]int, len(r.links))
		for i := range r.spare {
			r.spare[i] = i
		}
		slices.SortStableFunc(r.spare, func(a, b int) int { return r.links[b].Score - r.links[a].Score })
	}
	last := len(r.spare) - 1
	if last < 0 || r.links[r.spare[last]].Score >= score {
		return 0, false
	}
	i, r.spare = r.spare[last], r.spare[:last]
	return i, true
}

// addSameList keeps another page of the page's own list.
func (r *reader) addSameList(ref string, kind archive.Kind) { r.addRequest(ref, kind, "", false) }

// addRequest is addSameList of what may have to be posted.
func (r *reader) addRequest(ref string, kind archive.Kind, posted string, asJSON bool) {
	u, err := r.page.Base.Resolve(ref)
	if err != nil {
		return
	}
	l := Link{URL: u, Kind: kind, Score: r.listScore(), Column: r.column, SameList: true, Posted: posted, AsJSON: asJSON}
	if kind == archive.KindListData {
		l.Made = r.madeFrom(u)
	}
	r.add(l, false)
}

// articleish tells whether the page itself may be a document.
func (r *reader) articleish() bool {
	switch {
	case r.page.Kind == archive.KindListData:
		return false
	case r.article:
		return true
	default:
		return r.metaTitle || r.bodyBox && (r.page.Kind != archive.KindList || isReportTitle(r.title)) || r.reports()
	}
}

// reports tells whether the page is a report by what it says: its sections, or one
// of them (article 50; 32 before 2019) or a file beside its title.
func (r *reader) reports() bool {
	return r.page.Kind == archive.KindPage && (r.statutory() || hasYear(r.title) && isReportTitle(r.title) &&
		(bytes.Contains(r.page.Body, []byte("主动公开政府信息")) ||
			slices.ContainsFunc(r.links, func(l Link) bool { return l.Kind == archive.KindAttachment })))
}

// statutory tells whether the page has two sections that the regulation asks of a
// report (article 50), whatever it calls itself: 2023年度工作报告.
func (r *reader) statutory() bool {
	return r.page.Kind == archive.KindPage && bytes.Contains(r.page.Body, []byte("主动公开政府信息")) &&
		bytes.Contains(r.page.Body, []byte("收到和处理政府信息公开申请"))
}
