package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"
)

// contender is a crawler whose cost is measured: command returns what crawls
// all of the hosts, working in a folder of its own.
type contender struct {
	name    string
	command func(ctx context.Context, hosts []string, folder string) (*exec.Cmd, error)
}

// costs compares the CPU time of crawlers over the same pages.
func costs(ctx context.Context) error {
	sim, err := startSimulator(ctx, "cost-sites")
	if err != nil {
		return err
	}
	defer sim.stop()
	contenders := []contender{
		{"net/http and goquery", itself("loop")},
		{"gongkai, everything on", gongkai},
		{"colly async, as in its examples", itself("colly")},
		{"wget with WARC", wget},
		{"Scrapy", scrapy},
	}
	took := make([][]cost, len(contenders))
	fetched := make([]int, len(contenders))
	for round := range *rounds {
		for i, c := range contenders {
			if round > 0 && took[i] == nil {
				continue
			}
			one, pages, err := run(ctx, sim, c)
			if errors.Is(err, exec.ErrNotFound) {
				fmt.Printf("%s is not installed and is left out\n", c.name)
				continue
			}
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			took[i], fetched[i] = append(took[i], one), pages
			fmt.Fprintf(os.Stderr, "round %d: %s: %d requests, %.2f ms CPU each, %.1f s\n", round+1, c.name, pages, one.cpu.Seconds()*1000/float64(pages), one.wall.Seconds())
		}
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "crawler\trequests\tCPU ms/page\tmin\tmax\tpages/CPU s\tof the loop's CPU\tRssAnon MB\tseconds\t")
	per := func(c cost, pages int) float64 { return c.cpu.Seconds() * 1000 / float64(pages) }
	base := 0.0
	for i, c := range contenders {
		if took[i] == nil {
			continue
		}
		slices.SortFunc(took[i], func(a, b cost) int { return int(a.cpu - b.cpu) })
		middle := took[i][len(took[i])/2]
		if i == 0 {
			base = per(middle, fetched[i])
		}
		fmt.Fprintf(t, "%s\t%d\t%.2f\t%.2f\t%.2f\t%.0f\t%.2f\t%d\t%.1f\t\n", c.name, fetched[i], per(middle, fetched[i]), per(took[i][0], fetched[i]),
			per(took[i][len(took[i])-1], fetched[i]), 1000/per(middle, fetched[i]), per(middle, fetched[i])/base, middle.anon>>20, middle.wall.Seconds())
	}
	return t.Flush()
}

// run lets a contender crawl once, and returns how many requests it made.
func run(ctx context.Context, sim *simulator, c contender) (cost, int, error) {
	folder, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return cost{}, 0, err
	}
	defer os.RemoveAll(folder)
	if _, err := sim.count(); err != nil {
		return cost{}, 0, err
	}
	cmd, err := c.command(ctx, sim.Hosts, folder)
	if err != nil {
		return cost{}, 0, err
	}
	took, err := measure(cmd)
	if status, failed := errors.AsType[*exec.ExitError](err); failed && (status.ExitCode() == 3 || status.ExitCode() == 8) {
		err = nil // gongkai's findings; wget's "a server said 404"
	}
	if err != nil {
		return cost{}, 0, err
	}
	pages, err := sim.count()
	if err == nil && pages < costHosts*costPages {
		err = fmt.Errorf("made %d requests, and there are %d pages", pages, costHosts*costPages)
	}
	return took, pages, err
}

// costSites serves the sites that the contenders crawl.
func costSites(context.Context, []string) error {
	var sites []http.Handler
	for host := range costHosts {
		pages := site(host)
		sites = append(sites, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p, ok := pages[r.URL.Path]
			if !ok {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", p.contentType)
			w.Header().Set("Content-Length", fmt.Sprint(len(p.body)))
			_, _ = w.Write(p.body)
		}))
	}
	return serve(sites)
}

func itself(name string) func(context.Context, []string, string) (*exec.Cmd, error) {
	return func(ctx context.Context, hosts []string, _ string) (*exec.Cmd, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		return pinned(ctx, 1, append([]string{self, "cost-crawl", name}, hosts...)), nil
	}
}

// costCrawl is a contender that this program is itself: its name, and the hosts.
func costCrawl(_ context.Context, arguments []string) error {
	name, hosts := arguments[0], arguments[1:]
	if name == "colly" {
		return crawlWithColly(hosts)
	}
	for _, host := range hosts {
		if err := crawlWithLoop(host); err != nil {
			return err
		}
	}
	return nil
}

// crawlWithLoop is what everybody writes first: fetch, parse, follow.
func crawlWithLoop(host string) error {
	queue := []string{"http://" + host + "/"}
	seen := map[string]bool{queue[0]: true}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		resp, err := http.Get(at)
		if err != nil {
			return err
		}
		doc, err := goquery.NewDocumentFromReader(resp.Body)
		resp.Body.Close()
		if err != nil {
			return err
		}
		base, err := url.Parse(at)
		if err != nil {
			return err
		}
		doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			href, _ := a.Attr("href")
			to, err := base.Parse(href)
			if err != nil || to.Host != host {
				return
			}
			if u := to.String(); !seen[u] {
				seen[u] = true
				queue = append(queue, u)
			}
		})
	}
	return nil
}

// crawlWithColly is what colly's examples show.
func crawlWithColly(hosts []string) error {
	c := colly.NewCollector(colly.Async(true))
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: 16}); err != nil {
		return err
	}
	c.OnHTML("a[href]", func(e *colly.HTMLElement) {
		_ = e.Request.Visit(e.Request.AbsoluteURL(e.Attr("href"))) // known already, as most are
	})
	for _, host := range hosts {
		if err := c.Visit("http://" + host + "/"); err != nil {
			return err
		}
	}
	c.Wait()
	return nil
}

// gongkai is the program itself, built and run as a user does.
func gongkai(ctx context.Context, hosts []string, folder string) (*exec.Cmd, error) {
	binary := filepath.Join(os.TempDir(), fmt.Sprintf("gongkai-bench-%d", os.Getpid()))
	if _, err := os.Stat(binary); err != nil {
		if out, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "./cmd/gongkai").CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build: %w\n%s", err, out)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "contact: https://example.org/bench\ndata: %s\ncrawl:\n  floor: 0\n  delay: 1ms\n  workers: 16\nportals:\n", filepath.Join(folder, "data"))
	for i, host := range hosts {
		ip, _, _ := strings.Cut(host, ":")
		fmt.Fprintf(&b, "  - id: site%d\n    seeds: [\"http://%s/\"]\n    resolve: {\"%s\": \"%s\"}\n", i, host, ip, host)
	}
	config := filepath.Join(folder, "gongkai.yaml")
	if err := os.WriteFile(config, []byte(b.String()), 0o666); err != nil {
		return nil, err
	}
	return pinned(ctx, 1, []string{binary, "--config", config, "crawl", "--json"}), nil
}

func wget(ctx context.Context, hosts []string, folder string) (*exec.Cmd, error) {
	if _, err := exec.LookPath("wget"); err != nil {
		return nil, err
	}
	args := []string{"wget", "-q", "-r", "-l", "inf", "--delete-after", "-P", folder, "--warc-file=" + filepath.Join(folder, "site"), "--warc-tempdir=" + folder}
	for _, host := range hosts {
		args = append(args, "http://"+host+"/")
	}
	return pinned(ctx, 1, args), nil
}

const spider = `import scrapy

class Site(scrapy.Spider):
    name = "site"
    start_urls = [%s]

    def parse(self, response):
        if isinstance(response, scrapy.http.TextResponse):
            yield from response.follow_all(css="a::attr(href)", callback=self.parse)
`

func scrapy(ctx context.Context, hosts []string, folder string) (*exec.Cmd, error) {
	if _, err := exec.LookPath("scrapy"); err != nil {
		return nil, err
	}
	var urls []string
	for _, host := range hosts {
		urls = append(urls, `"http://`+host+`/"`)
	}
	file := filepath.Join(folder, "followlinks.py")
	if err := os.WriteFile(file, fmt.Appendf(nil, spider, strings.Join(urls, ", ")), 0o666); err != nil {
		return nil, err
	}
	return pinned(ctx, 1, []string{"scrapy", "runspider", file, "-s", "LOG_ENABLED=0", "-s", "CONCURRENT_REQUESTS=16"}), nil
}
