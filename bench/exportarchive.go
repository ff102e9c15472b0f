package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/report"
	"gongkai/store"
)

const (
	exportHosts   = 256
	exportPortals = 16
	exportYears   = 8
)

// exportBuild fills an archive in its first argument's folder with so many
// reports as its second says, through the store, and says how many cells they
// have. The reports are one of the corpus with other figures and other issuers.
func exportBuild(ctx context.Context, arguments []string) error {
	n, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	path := filepath.Join(corpusFolder, "1-001.plain.html")
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	doc, err := extract.Read(ctx, extract.Input{Body: bytes.NewReader(body), Size: int64(len(body)), Name: path, Source: archive.Source{File: path}})
	if err != nil {
		return err
	}
	like, err := report.Parse(doc)
	if err != nil {
		return err
	}
	st, err := store.Open(arguments[0], store.Options{})
	if err != nil {
		return err
	}
	for p := range exportPortals {
		var seeds []archive.Visit
		for i := range n {
			if i/exportYears%exportPortals == p { // all years of an issuer
				seeds = append(seeds, archive.Visit{URL: exportURL(i), Kind: archive.KindPage})
			}
		}
		id := fmt.Sprintf("p%d", p)
		if _, err := st.BeginCrawl(ctx, archive.Portal{ID: id, Name: id}, seeds); err != nil {
			return err
		}
	}
	for done := 0; done < n; {
		leases, _, err := st.Claim(ctx, exportPortalIDs(), time.Now(), time.Millisecond, exportHosts, nil)
		if err != nil {
			return err
		}
		var workers errgroup.Group
		for _, l := range leases {
			workers.Go(func() error { return fetchForExport(ctx, st, l, body) })
		}
		if err := workers.Wait(); err != nil {
			return err
		}
		done += len(leases)
		if err := readForExport(ctx, st, doc, like); err != nil {
			return err
		}
	}
	if err := st.Close(); err != nil {
		return err
	}
	return errors.Join(say(n*len(like.Cells)), waitForEnd())
}

func exportURL(i int) string {
	return fmt.Sprintf("http://www.h%d.gov.cn/zwgk/zfxxgk/zfxxgknb/t20250312_%07d.html", i%exportHosts, i)
}

func exportPortalIDs() []string {
	var ids []string
	for p := range exportPortals {
		ids = append(ids, fmt.Sprintf("p%d", p))
	}
	return ids
}

// fetchForExport settles a visit that got body, and the URL, so that each
// payload is another.
func fetchForExport(ctx context.Context, st *store.Store, l archive.Lease, body []byte) error {
	page := append(append(bytes.Clone(body[:4096]), "<!-- "...), l.Visit.URL...)
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", len(page))
	c, err := st.Record(ctx, archive.Exchange{
		Visit: l.Visit, Time: time.Now(), Request: []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		Response: bytes.NewReader(append([]byte(head), page...)), Size: int64(len(head) + len(page)), HeadSize: int64(len(head)),
		Status: 200, MediaType: "text/html", Payload: archive.DigestOf(page), Length: int64(len(page)),
	})
	if err != nil {
		return err
	}
	o := archive.Outcome{Visit: l.Visit, Result: archive.ResultCaptured, At: time.Now(), Requests: 1, Host: l.Host, Capture: &c, Extract: true}
	return st.Settle(ctx, o)
}

// readForExport settles the reading of all that is due.
func readForExport(ctx context.Context, st *store.Store, doc *archive.Document, like *archive.AnnualReport) error {
	due, err := st.ClaimExtractions(ctx, 2*exportHosts)
	if err != nil {
		return err
	}
	var workers errgroup.Group
	for _, e := range due {
		workers.Go(func() error {
			var i int
			_, _ = fmt.Sscanf(e.Capture.URL[len(e.Capture.URL)-len("0000000.html"):], "%d", &i) // our own address
			d, r := *doc, varied(like, i)
			d.PayloadDigest, d.ContentDigest, d.Title = e.Payload, archive.DigestOf([]byte(e.Capture.URL)), string(r.Title)
			_, err := st.SettleExtraction(ctx, archive.Extracted{
				Extraction: e, Documents: []archive.Document{d}, Reports: []*archive.AnnualReport{r},
			})
			return err
		})
	}
	return workers.Wait()
}

// goesOn reports whether a figure has to agree with that of the year before,
// which in most reports it does.
func goesOn(c *archive.ReportCell) bool {
	return c.Row == "carried_in" || c.Row == "carried_out" || c.Table == "t2.1"
}

// varied returns a report like another, of issuer and year i.
func varied(like *archive.AnnualReport, i int) *archive.AnnualReport {
	rng := rand.New(rand.NewPCG(1, uint64(i)))
	r := *like
	r.Issuer = archive.OptionalText(fmt.Sprintf("青渡县第%d街道办事处", i/exportYears))
	r.Division = archive.OptionalText(fmt.Sprintf("%09d", 330101001+i/exportYears))
	r.Year = archive.OptionalYear(2018 + i%exportYears)
	r.Title = archive.OptionalText(fmt.Sprintf("%s%d年政府信息公开工作年度报告", r.Issuer, r.Year))
	r.Cells = append([]archive.ReportCell(nil), like.Cells...)
	for k := range r.Cells {
		c := &r.Cells[k]
		switch {
		case c.State != archive.CellNumber:
		case goesOn(c):
			c.Raw, c.Value = "0", "0"
		default:
			c.Raw = strconv.Itoa(int(rng.ExpFloat64() * 12)) // most are small, as in reports
			c.Value = archive.Number(c.Raw)
		}
	}
	return &r
}
