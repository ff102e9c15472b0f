package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// parted returns the page of a report whose tables from the nth on, in the order
// of the document, stand in attachments, and these, one for each of sizes.
func parted(doc *archive.Document, n int, heads bool, sizes ...int) (page *archive.Document, attached []*archive.Document) {
	piece := func(name string) *archive.Document {
		d := *doc
		d.Blocks, d.Tables, d.Published, d.IssuerHint = nil, nil, "", ""
		d.ContentDigest, d.PayloadDigest = archive.DigestOf([]byte(name)), archive.DigestOf([]byte("payload of "+name))
		d.Source = archive.Source{URL: "http://www.qingdu.gov.cn/" + name, CapturedAt: "2023-01-20T08:00:00Z"}
		return &d
	}
	page = piece("page.html")
	page.Published = doc.Published
	for i := range sizes {
		a := piece(fmt.Sprintf("%d.xlsx", i+1))
		a.Title = fmt.Sprintf("附件%d", i+1)
		attached = append(attached, a)
	}
	add := func(to *archive.Document, b archive.Passage) {
		if b.Table != nil {
			at := len(to.Tables)
			to.Tables, b.Table = append(to.Tables, doc.Tables[*b.Table]), &at
		}
		to.Blocks = append(to.Blocks, b)
	}
	seen, part, left := 0, 0, 0
	for _, b := range doc.Blocks {
		if b.Table == nil {
			add(page, b)
			continue
		}
		if seen++; seen <= n {
			add(page, b)
			continue
		}
		if left == 0 {
			left = sizes[part]
			part++
			if heads {
				add(attached[part-1], archive.Passage{Type: archive.PassageParagraph, Text: doc.Title + "（附表）"})
			}
		}
		left--
		add(attached[part-1], b)
	}
	return page, attached
}

func TestAReportWhoseTablesAreAttachedToItsPageIsReadAsOne(t *testing.T) {
	joined := 0
	for seed := range uint64(40) {
		issuer, year := issuerOf(seed), 2014+int(seed%11)
		written, want := truth.Write(issuer, year), truth.Cells(issuer, year)
		doc := documentOf(written)
		tables := len(doc.Tables)
		if tables == 0 {
			continue
		}
		requests := slices.IndexFunc(doc.Tables, func(t archive.Table) bool { return strings.Contains(fmt.Sprint(t.Grid), "自然人") })
		for n := range tables {
			sizes := []int{tables - n}
			if n == 0 && requests > 2 && seed%2 == 0 {
				sizes = []int{requests, tables - requests}
			}
			page, attached := parted(doc, n, seed%3 == 0, sizes...)
			other := documentOf(truth.Write(issuerOf(seed+1), year))
			last := documentOf(truth.Write(issuer, year-1))
			got, parts, err := report.ParseAttached(page, append([]*archive.Document{other, last}, attached...), "")
			if err != nil {
				t.Fatal(err)
			}
			where := fmt.Sprintf("seed %d, %d, tables from %d on", seed, year, n)
			if got == nil {
				t.Errorf("%s: not joined", where)
				continue
			}
			joined++
			if slices.Contains(parts, 0) || slices.Contains(parts, 1) || len(parts) != len(sizes) {
				t.Errorf("%s: took the attachments %v", where, parts)
			}
			if problem := compareGenerated(got, written, want, false); problem != "" {
				t.Errorf("%s: %s", where, problem)
			}
			for _, c := range got.Cells {
				if c.Part < 0 || c.Part >= len(got.Parts) || c.Origin == nil {
					t.Fatalf("%s: %s stands in part %d of %d, %v", where, c.Key(), c.Part, len(got.Parts), c.Origin)
				}
				from := append([]*archive.Document{page}, attached...)[c.Part]
				if cell := from.Tables[c.Origin.Table].Grid[c.Origin.Row][c.Origin.Column]; strings.TrimSpace(cell) != c.Raw || from.PayloadDigest != got.Parts[c.Part].Payload {
					t.Fatalf("%s: %s is %q, and its place has %q", where, c.Key(), c.Raw, cell)
				}
			}
			twin := *attached[0]
			twin.Title = "附件1（pdf）"
			if _, parts, _ := report.ParseAttached(page, append(slices.Clone(attached), &twin), ""); len(parts) != len(sizes)+1 {
				t.Errorf("%s: of an attachment in two formats took %v", where, parts)
			}
		}
	}
	if joined < 50 {
		t.Errorf("joined %d, too few to tell anything", joined)
	}
}

func TestWhatIsNoPartOfAPagesReportStaysApart(t *testing.T) {
	issuer, other := issuerOf(3), issuerOf(4)
	issuer.Name, other.Name = "青渡县水利局", "青渡县财政局"
	doc := documentOf(truth.Write(issuer, 2022))
	split := func(of truth.Issuer, year int, heads bool) (*archive.Document, []*archive.Document) {
		whole := documentOf(truth.Write(of, year))
		return parted(whole, 0, heads, len(whole.Tables))
	}
	page, rest := split(issuer, 2022, false)
	_, named := split(other, 2022, true)
	_, early := split(issuer, 2021, true)
	_, nameless := split(other, 2022, false)
	list := &archive.Document{Title: "青渡县各部门2022年政府信息公开工作年度报告", Blocks: []archive.Passage{{Type: archive.PassageParagraph, Text: "附件下载"}}}
	for name, c := range map[string]struct {
		page     *archive.Document
		attached []*archive.Document
	}{
		"a whole page and a whole attachment":    {doc, []*archive.Document{doc}},
		"a whole page and tables":                {doc, rest},
		"a page without tables, and the whole":   {page, []*archive.Document{doc}},
		"tables of another issuer":               {page, named},
		"tables of another year":                 {page, early},
		"two attachments that contradict":        {page, append(slices.Clone(rest), nameless...)},
		"a list of offices, with their reports":  {list, []*archive.Document{doc, documentOf(truth.Write(other, 2022))}},
		"a list of offices, and tables of which": {list, append(slices.Clone(rest), nameless...)},
		"tables that the text contradicts":       {page, nameless},
		"no attachments":                         {page, nil},
	} {
		got, parts, err := report.ParseAttached(c.page, c.attached, "")
		if got != nil || parts != nil || err != nil {
			t.Errorf("%s: joined %v, %v", name, parts, err)
		}
	}
}

func TestOfAttachmentsThatContradictNoneIsTaken(t *testing.T) {
	doc := documentOf(truth.Write(issuerOf(3), 2022))
	page, own := parted(doc, 0, false, slices.Repeat([]int{1}, len(doc.Tables))...)
	at := len(own) - 2 // of requests
	one, other := own[at], *own[at]
	other.ContentDigest, other.PayloadDigest = archive.DigestOf([]byte("other")), archive.DigestOf([]byte("other's"))
	table := other.Tables[0]
	table.Cells, table.Grid = slices.Clone(table.Cells), slices.Clone(table.Grid)
	cell := &table.Cells[len(table.Cells)-2]
	cell.Text += "7"
	table.Grid[cell.Row] = slices.Clone(table.Grid[cell.Row])
	table.Grid[cell.Row][cell.Column] = cell.Text
	other.Tables = []archive.Table{table}
	rest := slices.Delete(slices.Clone(own), at, at+1)
	for _, order := range [][]*archive.Document{
		append([]*archive.Document{one, &other}, rest...), append(append([]*archive.Document{one}, rest...), &other), append(append([]*archive.Document{&other}, rest...), one),
	} {
		_, parts, err := report.ParseAttached(page, order, "")
		if err != nil || len(parts) == 0 {
			t.Fatalf("got %v, %v", parts, err)
		}
		for _, i := range parts {
			if order[i] == one || order[i] == &other {
				t.Errorf("of %d attachments %v were taken, and another contradicts that in place %d", len(order), parts, i)
			}
		}
	}
}

func TestTablesThatDoNotSayWhoseTheyAreMayDifferFromTheTextInOneFigureOfTwo(t *testing.T) {
	issuer := issuerOf(4)
	whole := documentOf(truth.Write(issuer, 2022))
	received := "申请" + truth.Cells(issuer, 2022)["t3.new.total"].Number + "件"
	page, rest := parted(whole, 0, false, len(whole.Tables))
	for said, want := range map[string]bool{
		"申请77777件，上年结转0件":         false,
		"申请77777件，结转下年度88888件":    false,
		received + "，结转下年度88888件": true,
	} {
		told := *page
		told.Blocks = slices.Clone(page.Blocks)
		for i, b := range told.Blocks {
			if strings.Contains(b.Text, received) {
				told.Blocks[i].Text = "全年新收到政府信息公开" + said + "。"
			}
		}
		got, _, err := report.ParseAttached(&told, rest, "")
		if err != nil || (got != nil) != want {
			t.Errorf("%s: joined %v, %v", said, got != nil, err)
		}
		if got != nil && !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "narrative_mismatch" }) {
			t.Errorf("%s: no finding of %v", said, got.Findings)
		}
	}
	_, named := parted(whole, 0, true, len(whole.Tables))
	told := *page
	told.Blocks = append(slices.Clone(page.Blocks), archive.Passage{Type: archive.PassageParagraph, Text: "另行说明。"})
	for i, b := range told.Blocks {
		told.Blocks[i].Text = strings.ReplaceAll(b.Text, received, "申请77777件")
	}
	if got, _, err := report.ParseAttached(&told, named, ""); got == nil || err != nil {
		t.Errorf("tables that say whose they are: %v", err)
	}
}

func TestTheTableOfSectionFourAloneIsNoReport(t *testing.T) {
	whole := documentOf(truth.Write(issuerOf(5), 2022))
	_, attached := parted(whole, len(whole.Tables)-1, false, 1)
	if r, err := report.Parse(attached[0]); r != nil || !strings.Contains(fmt.Sprint(err), "section four alone") {
		t.Errorf("got %v, %v", r, err)
	}
}

func TestPicturesThatAPageShowsAreOneReport(t *testing.T) {
	joined := 0
	for seed := range uint64(30) {
		issuer, year := issuerOf(seed), 2019+int(seed%6)
		written, want := truth.Write(issuer, year), truth.Cells(issuer, year)
		doc := documentOf(written)
		if len(doc.Tables) < 3 {
			continue
		}
		first, rest := parted(doc, len(doc.Tables)-1, false, 1)
		shown := append([]*archive.Document{first}, rest...)
		for i, d := range shown {
			d.MediaType, d.Source.URL = "image/png", fmt.Sprintf("http://www.qingdu.gov.cn/W0202401-%d.png", i+1)
		}
		rest[0].Title = ""
		page := &archive.Document{Title: doc.Title, Published: doc.Published, Blocks: []archive.Passage{{Type: archive.PassageHeading, Level: 1, Text: doc.Title}}}
		got, parts, err := report.ParseAttached(page, shown, "")
		if err != nil || got == nil || len(parts) != 2 {
			t.Errorf("seed %d: joined %v, %v, want two parts", seed, parts, err)
			continue
		}
		if problem := compareGenerated(got, written, want, false); problem != "" {
			t.Errorf("seed %d: %s", seed, problem)
		}
		joined++
		for what, title := range map[string]string{
			"another issuer": strings.Replace(doc.Title, issuer.Name, "白石县档案馆", 1),
			"another year":   strings.Replace(doc.Title, fmt.Sprint(year), fmt.Sprint(year-1), 1),
		} {
			page := *page
			page.Title, page.Blocks = title, []archive.Passage{{Type: archive.PassageHeading, Level: 1, Text: title}}
			if got, _, err := report.ParseAttached(&page, shown, ""); err != nil || got != nil {
				t.Errorf("seed %d: under the title of %s, %s: joined, %v", seed, what, title, err)
			}
		}
		for _, d := range shown {
			d.MediaType = "application/pdf"
		}
		if got, _, _ := report.ParseAttached(page, shown, ""); got != nil {
			t.Errorf("seed %d: a file that says whose it is was joined with a page that only offers it", seed)
		}
	}
	if joined < 15 {
		t.Errorf("joined %d, too few to tell anything", joined)
	}
}

// paged returns an article whose text is parted at blocks into pages, each under its title.
func paged(doc *archive.Document, at ...int) []*archive.Document {
	var pages []*archive.Document
	from := 0
	for i, to := range append(at, len(doc.Blocks)) {
		p := *doc
		p.Tables, p.Blocks, p.Published, p.IssuerHint = nil, []archive.Passage{{Type: archive.PassageHeading, Level: 1, Text: doc.Title}}, "", ""
		name := "show.asp?id=8"
		if i > 0 {
			name += fmt.Sprintf("&page=%d", i+1)
		}
		p.Source = archive.Source{URL: "http://www.qingdu.gov.cn/" + name, CapturedAt: "2023-01-20T08:00:00Z"}
		p.ContentDigest, p.PayloadDigest = archive.DigestOf([]byte(name)), archive.DigestOf([]byte("payload of "+name))
		for _, b := range doc.Blocks[from:to] {
			if b.Table != nil {
				n := len(p.Tables)
				p.Tables, b.Table = append(p.Tables, doc.Tables[*b.Table]), &n
			}
			p.Blocks = append(p.Blocks, b)
		}
		pages, from = append(pages, &p), to
	}
	return pages
}

func TestAReportOnSeveralPagesOfAnArticleIsReadAsOne(t *testing.T) {
	for seed := range uint64(24) {
		issuer, year := issuerOf(seed), 2014+int(seed%12)
		written, want := truth.Write(issuer, year), truth.Cells(issuer, year)
		doc := documentOf(written)
		n := len(doc.Blocks)
		for _, at := range [][]int{{n / 2}, {n / 3}, {2 * n / 3}, {n - 3}, {n / 4, n / 2}, {n / 3, 2 * n / 3}} {
			pages := paged(doc, at...)
			rest := slices.Clone(pages[1:])
			slices.Reverse(rest) // whatever the order of the links
			got, parts, err := report.ParseAttached(pages[0], rest, "")
			where := fmt.Sprintf("seed %d, %d, %d blocks parted at %v", seed, year, n, at)
			if err != nil || got == nil || len(parts) != len(rest) {
				t.Errorf("%s: joined %v: %v", where, parts, err)
				continue
			}
			if problem := compareGenerated(got, written, want, false); problem != "" {
				t.Errorf("%s: %s", where, problem)
			}
		}
	}
}

func TestWhatIsNoFurtherPageOfAnArticleStaysApart(t *testing.T) {
	issuer := issuerOf(3)
	doc := documentOf(truth.Write(issuer, 2022))
	pages := paged(doc, len(doc.Blocks)/2)
	again := *doc
	again.Source.URL = pages[1].Source.URL
	whole := *doc
	whole.Source.URL = pages[0].Source.URL
	another := *pages[1]
	another.Title = "青渡县召开安全生产会议"
	for name, c := range map[string]struct{ page, further *archive.Document }{
		"the whole once more":        {&whole, &again},
		"the whole beside its half":  {&whole, pages[1]},
		"an article of another name": {pages[0], &another},
	} {
		if got, parts, err := report.ParseAttached(c.page, []*archive.Document{c.further}, ""); got != nil || err != nil {
			t.Errorf("%s: joined %v, %v", name, parts, err)
		}
	}
}

func TestATableIsAttachedUnderItsStatutoryName(t *testing.T) {
	for year, names := range map[int][]string{
		2016: {"政府信息公开情况统计表", "附件1：2016年度政府信息公开情况统计表", "政府信息公开工作统计报表"},
		2022: {"政府信息公开申请情况统计表"},
	} {
		for _, name := range names {
			written, want := truth.Write(issuerOf(3), year), truth.Cells(issuerOf(3), year)
			doc := documentOf(written)
			page, attached := parted(doc, 0, false, len(doc.Tables))
			attached[0].Title = name
			got, _, err := report.ParseAttached(page, attached, "")
			if got == nil || err != nil {
				t.Errorf("%s: not joined, %v", name, err)
			} else if problem := compareGenerated(got, written, want, false); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			if r, err := report.Parse(attached[0]); r != nil {
				t.Errorf("%s: a report by itself, %v", name, err)
			}
		}
	}
	doc := documentOf(truth.Write(issuerOf(3), 2016))
	page, attached := parted(doc, 0, false, len(doc.Tables))
	attached[0].Title = "2016年1-9月政府信息公开情况统计表"
	if got, _, err := report.ParseAttached(page, attached, ""); got != nil || err != nil {
		t.Errorf("joined the figures of nine months, %v", err)
	}
}
