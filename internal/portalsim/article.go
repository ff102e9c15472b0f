package portalsim

import (
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/portalsim/truth"
)

// article is what is known of an article without rendering it.
type article struct {
	number int
	column *column
	kind   kind
	title  string
	date   time.Time
	issuer int // index, or -1
	year   int
	format string
}

// article returns the article of a number.
func (p *portal) article(n int) article {
	if n >= p.articles {
		l := p.later[n-p.articles]
		l.article.column = &p.columns[l.column]
		return l.article
	}
	i := sort.Search(len(p.columns), func(i int) bool { return p.columns[i].first+p.columns[i].count > n })
	c := &p.columns[i]
	at := n - c.first
	if c.entries != nil {
		return p.paper(c, n, c.entries[at])
	}
	if e, ok := c.strays[at]; ok {
		return p.paper(c, n, e)
	}
	a := article{number: n, column: c, kind: c.kind, date: p.dateAt(c, at), issuer: -1, format: FormatHTML}
	if truth.Mix(p.key, uint64(n), 17)%12 == 0 {
		a.format = FormatGBK
	}
	a.title = p.noiseTitle(a)
	return a
}

// paper is the article of an entry.
func (p *portal) paper(c *column, n int, e entry) article {
	is := p.issuers[e.issuer]
	a := article{number: n, column: c, kind: e.kind, date: p.dateOf(e), issuer: e.issuer, year: e.year, format: e.format}
	y := strconv.Itoa(e.year)
	switch e.kind {
	case kindReport:
		a.title = truth.Title(is.Issuer, e.year)
	case kindRuleOfLaw:
		a.title = is.Name + y + "年度法治政府建设年度报告"
	case kindSiteForm:
		a.title = is.Name + "政府网站工作年度报表（" + y + "年度）"
	default:
		a.title = is.Name + y + "年政务公开工作要点"
	}
	return a
}

// truth returns what is true of the report that is article n.
func (p *portal) truth(n int) Report {
	a := p.article(n)
	is := p.issuers[a.issuer]
	r := Report{
		Portal:     p.county.slug,
		Issuer:     is.Name,
		IssuerKind: is.Kind,
		Year:       a.year,
		Title:      a.title,
		Template:   truth.TemplateOf(a.year),
		Format:     a.format,
		PageURL:    p.url(p.family.articlePath(p, a)),
		Cells:      truth.Cells(is.Issuer, a.year),
	}
	r.URL = r.PageURL
	if a.format == FormatDocx {
		r.URL = p.url(p.family.attachmentPath(p, a))
	}
	return r
}

// id is the number that addresses carry for article n.
func (p *portal) id(n int) int { return 1_200_000 + int(p.key%700_000) + n }

func (p *portal) idText(n int) string { return strconv.Itoa(p.id(n)) }

// The things that hexadecimal names stand for.
const (
	hexArticle = iota + 1
	hexFile
	hexChannel
)

// hex32 is the name of 32 hexadecimal digits for article n. Its first eight
// digits tell n, so that no index of names is needed.
func (p *portal) hex32(n, what int) string {
	h := truth.Mix(p.key, uint64(n), uint64(what))
	return hexOf(uint64(uint32(n)^uint32(p.key))<<32|h&0xffffffff, truth.Mix(h))
}

// hexOf prints two numbers as 32 hexadecimal digits.
func hexOf(a, b uint64) string {
	var raw [16]byte
	for i := range 8 {
		raw[i], raw[8+i] = byte(a>>(56-8*i)), byte(b>>(56-8*i))
	}
	return hex.EncodeToString(raw[:])
}

// numberIn guesses which article an address is about, from the last name of 32
// hexadecimal digits in it or else the last digits. The caller has to compare
// with the article's own address.
func (p *portal) numberIn(address string) (int, bool) {
	if name, ok := lastHex32(uuidsJoined(address)); ok {
		n, ok := p.hexNumber(name)
		return n, ok && p.has(n)
	}
	end := strings.LastIndexAny(address, "0123456789") + 1
	start := end
	for start > 0 && end-start < 12 && address[start-1] >= '0' && address[start-1] <= '9' {
		start--
	}
	id, err := strconv.Atoi(address[start:end])
	n := id - p.id(0)
	return n, err == nil && p.has(n)
}

// has reports whether there is an article of a number.
func (p *portal) has(n int) bool { return n >= 0 && n < p.articles+len(p.later) }

// hexNumber reads the number out of a hex32 name.
func (p *portal) hexNumber(name string) (int, bool) {
	if len(name) != 32 {
		return 0, false
	}
	head, err := strconv.ParseUint(name[:8], 16, 32)
	return int(uint32(head) ^ uint32(p.key)), err == nil
}

// lastHex32 returns the last run of exactly 32 hexadecimal digits in s.
func lastHex32(s string) (string, bool) {
	run := 0
	for i := len(s); i >= 0; i-- {
		if i > 0 && isHex(s[i-1]) {
			run++
			continue
		}
		if run == 32 {
			return s[i : i+32], true
		}
		run = 0
	}
	return "", false
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// indexNumber is the 索引号 of a: a credit code with the division in it, a
// month and a number.
func (p *portal) indexNumber(a article) string {
	code := truth.Mix(p.key, uint64(max(a.issuer, 0)), 23) % 1_000_000_000
	return fmt.Sprintf("11%s%09dX/%s-%05d", p.county.division, code, a.date.Format("200601"), a.number)
}

// containsWord reports whether word is one of the words of list.
func containsWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}
