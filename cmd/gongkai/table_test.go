package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"gongkai/store"
)

func TestALongTextMovesNoOtherRow(t *testing.T) {
	long := strings.Repeat("极", 5000)
	table := newTable("left", "right")
	table.row("县水利局", "1")
	table.row(long, "22")
	table.row("town", "3")
	var out strings.Builder
	table.print(&out, "")
	short := "县水利局" + strings.Repeat(" ", widest-8) + "   1\n"
	if got, want := out.String(), short+long+"  22\ntown"+strings.Repeat(" ", widest-4)+"   3\n"; got != want {
		t.Errorf("got %d bytes, beginning with %q; want %d", len(got), got[:min(len(got), 100)], len(want))
	}
}

func TestTheScheduleHasItsPagesInColumnsByThePortalsClock(t *testing.T) {
	var out bytes.Buffer
	p := program{stdout: &out, now: func() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) }}
	late := time.Date(2026, 3, 9, 20, 0, 0, 0, time.UTC) // the next day in Beijing
	p.printSchedule([]scheduled{
		{Portal: "qingdu", At: late, Why: "pages are due", Zone: "Asia/Shanghai", Pages: []store.DuePage{{URL: "http://www.qingdu.gov.cn/", Due: late, Seen: late, Known: 12, Since: 3}}},
		{Portal: "yunlu", At: late, Why: "pages are due", Zone: "UTC", Pages: []store.DuePage{{URL: "http://www.yunlu.gov.cn/", Due: late, Seen: late, Known: 1}}},
	})
	want := `portal  next crawl            why
qingdu  2026-03-10 04:00 CST  pages are due
yunlu   2026-03-09 20:00 UTC  pages are due

portal  page due    seen             unchanged  page
qingdu  2026-03-10  2026-03-10  3 of 12 visits  http://www.qingdu.gov.cn/
yunlu   2026-03-09  2026-03-09   0 of 1 visits  http://www.yunlu.gov.cn/
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

func TestHelpFitsAScreenOf80Columns(t *testing.T) {
	p := program{stdout: io.Discard, stderr: io.Discard}
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		for line := range strings.Lines(c.Long) {
			if n := runewidth.StringWidth(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), n, line)
			}
		}
		for _, below := range c.Commands() {
			if n := len("  ") + below.NamePadding() + len(" ") + runewidth.StringWidth(below.Short); n > 80 {
				t.Errorf("%s: %d columns in the list of commands: %s", below.CommandPath(), n, below.Short)
			}
			look(below)
		}
	}
	look(p.root())
}
