package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

// at writes a time for people.
func at(t time.Time) string { return t.Local().Format(time.DateTime + " -07:00") }

// verdict says in a sentence or two why the URL was fetched or not.
func (w why) verdict() string {
	switch w.State {
	case store.AccountRefused:
		return fmt.Sprintf("Not fetched: %s led to it, and the link was not followed%s.", w.Visit.Via, w.because())
	case store.AccountImported:
		return w.importedVerdict()
	case store.AccountLent:
		return "It is being fetched now, or was when the process that had it died."
	case store.AccountWaiting:
		return fmt.Sprintf("Not fetched yet: it waits until %s%s.", at(w.Waiting), w.because())
	case store.AccountQueued:
		return w.queuedVerdict()
	case store.AccountVisited:
		return w.visitedVerdict()
	default:
		return w.unknownVerdict()
	}
}

// importedVerdict says where a URL's captures came from.
func (w why) importedVerdict() string {
	text := "Not fetched, and imported"
	if n := len(w.Captures); n > 0 && w.Captures[n-1].Imported != nil {
		text += " from " + w.Captures[n-1].Imported.File
	}
	if w.Report != nil {
		text += fmt.Sprintf(": the report of %s for %d", w.Report.Issuer, w.Report.Year)
	}
	return text + "."
}

// because says why the newest attempt did not succeed.
func (w why) because() string {
	switch {
	case w.Reason == "" && w.Detail == "":
		return ""
	case w.Reason == "":
		return ": " + w.Detail
	case w.Detail == "":
		return ": " + skippedText[w.Reason]
	default:
		return ": " + skippedText[w.Reason] + " (" + w.Detail + ")"
	}
}

func (w why) queuedVerdict() string {
	text := "Not fetched yet: "
	if len(w.Captures) > 0 {
		text = fmt.Sprintf("Fetched before, last at %s, and to be asked for again: ", at(w.At))
	}
	if w.hostWaits() {
		return text + fmt.Sprintf("its host waits until %s: %s.", at(w.Host.NotBefore), skippedText[w.Host.Reason])
	}
	if p := w.Portal; p != nil && (p.WaitReason == archive.ReasonHours || p.WaitReason == archive.ReasonBytes) {
		return text + fmt.Sprintf("%s waits until %s: %s.", p.Portal, at(p.Waiting), skippedText[p.WaitReason])
	}
	if w.Portal != nil && !w.Portal.Running && w.Portal.EndReason == archive.EndYield {
		return text + fmt.Sprintf("not worth a request so far (score %d). The crawl ended at %s, when what was left promised too few reports for a request; it is asked for once more is learned of its kind.",
			w.Visit.Score, at(w.Portal.Ended))
	}
	text += fmt.Sprintf("it is queued (score %d), and others come first.", w.Visit.Score)
	if w.Portal != nil && !w.Portal.Running && !w.Portal.Ended.IsZero() {
		text += fmt.Sprintf(" The crawl of %s ended at %s; the next goes on.", w.Portal.Portal, at(w.Portal.Ended))
	}
	return text
}

// hostWaits reports whether the URL's host waits for longer than its pause.
func (w why) hostWaits() bool { return w.Host.Reason != "" && w.Host.NotBefore.After(w.now) }

func (w why) visitedVerdict() string {
	switch w.Result {
	case archive.ResultRefused:
		if w.Reason == archive.ReasonBlocked && len(w.Captures) > 0 {
			return fmt.Sprintf("Asked for at %s, and not answered by the portal%s.", at(w.At), w.because())
		}
		return fmt.Sprintf("Not fetched%s.", w.because())
	case archive.ResultDead:
		return fmt.Sprintf("Given up at %s%s.", at(w.At), w.because())
	case archive.ResultRedirected:
		text := fmt.Sprintf("Fetched at %s: it redirects %s.", at(w.At), w.Detail)
		if w.end.Result == archive.ResultDead {
			text += fmt.Sprintf(" %s was given up%s.", w.end.URL, why{Account: w.end}.because())
		}
		return text
	}
	text := fmt.Sprintf("Fetched at %s", at(w.At))
	if w.Result == archive.ResultUnchanged {
		text += ", unchanged since the time before"
	}
	switch {
	case w.Report != nil && w.PartOf != "":
		text += ": a part of the report at " + w.Report.URL
	case w.Report != nil && w.Report.Issuer != "" && w.Report.Year != 0:
		text += fmt.Sprintf(": the report of %s for %d", w.Report.Issuer, w.Report.Year)
	case w.Report != nil:
		text += ": a report whose issuer or year could not be read"
	case w.Document != "":
		text += ": a document, and no annual report"
	case w.Reason != "":
		text += w.because()
	}
	return text + "."
}

// unknownVerdict says why the archive may never have met the URL.
func (w why) unknownVerdict() string {
	const never = "The archive has never met this URL. "
	switch {
	case w.Shun == archive.ReasonScope:
		return never + "Its host belongs to no portal of the config: name it under a portal's hosts, or the URL under its seeds."
	case w.Shun != "":
		return never + "A link to it would not be followed: " + skippedText[w.Shun] + "."
	case w.Robots.State == crawler.RobotsRead && !w.Robots.Rule.Allowed:
		return never + "No page that was read links to it, and robots.txt would refuse it."
	case w.Portal == nil:
		return never + "Without a config that names portals nobody can tell whether it would be."
	case w.Portal.Started.IsZero():
		return never + "Its portal, " + w.Portal.Portal + ", was never crawled."
	case w.Portal.Running:
		return never + "The crawl of " + w.Portal.Portal + " is not finished: a page that links to it may not have been read yet."
	default:
		return never + "No page of " + w.Portal.Portal + " that was read links to it: name it under the portal's seeds where it should be crawled."
	}
}

func (p *program) printWhy(w why) {
	fmt.Fprintln(p.stdout, w.URL)
	if w.Asked != "" {
		fmt.Fprintf(p.stdout, "  (the canonical form of %s)\n", w.Asked)
	}
	fmt.Fprintln(p.stdout, w.Why)
	fmt.Fprintln(p.stdout)
	t := newTable("left", "left")
	for _, line := range w.facts() {
		t.row(line[0], line[1])
	}
	t.print(p.stdout, "  ")
	p.printWay(w.Found)
	p.printSources(w.URL, w.Sources)
	p.printKin(w.Kin)
	if len(w.Captures) > 0 {
		fmt.Fprintln(p.stdout, "\nCaptures:")
		t := newTable("left", "right", "right", "left", "left", "left")
		for _, c := range w.Captures {
			note := string(c.Revisit)
			if c.Truncated != "" {
				note = "cut short: " + c.Truncated
			}
			if c.Imported != nil {
				note = strings.TrimSpace(note + " imported from " + c.Imported.File)
			}
			if c.Time.Sub(w.now) > time.Hour {
				note = strings.TrimSpace(note + " dated by a clock that was ahead")
			}
			t.row(at(c.Time), fmt.Sprint(c.Status), bytesText(c.Length), c.Payload.Short(), fmt.Sprintf("%s @%d", c.Record.File, c.Record.Offset), note)
		}
		t.print(p.stdout, "  ")
	}
}

// printWay prints the links that led to a URL, from the seed on.
func (p *program) printWay(way []step) {
	if len(way) == 0 {
		return
	}
	fmt.Fprintln(p.stdout, "\nFound by:")
	for i, s := range way {
		how := "a seed"
		if i > 0 || s.Anchor != "" || s.Column != "" {
			how = fmt.Sprintf("“%s”", s.Anchor)
			if s.Anchor == "" {
				how = "a link without text"
			}
			if s.Column != "" {
				how += ", column " + s.Column
			}
		}
		fmt.Fprintf(p.stdout, "  %s\n      %s; %s, score %d\n", s.URL, how, s.Kind, s.Score)
	}
}

// facts are what is known of a URL, its site and its host: a name and what it
// says each.
func (w why) facts() [][2]string {
	var f [][2]string
	add := func(name, format string, args ...any) {
		f = append(f, [2]string{name, fmt.Sprintf(format, args...)})
	}
	if w.Portal != nil {
		add("portal", "%s", strings.TrimSpace(w.Portal.Portal+"  "+w.Portal.Name))
	}
	if w.Known {
		result := ""
		if w.Result != "" {
			result = ", " + string(w.Result)
			if w.Reason != "" {
				result += ": " + string(w.Reason)
			}
		}
		add("state", "%s%s", w.State, result)
		add("known since", "%s", at(w.Seen))
		if w.Visit.Attempts > 0 {
			add("attempts", "%d that ended in a retry", w.Visit.Attempts)
		}
		if !w.NextDue.IsZero() {
			add("next due", "%s", at(w.NextDue))
		}
	}
	if w.Report != nil {
		add("document", "%s  %s", w.Document.Short(), w.Report.Title)
	}
	add("robots.txt", "%s", w.Robots.text())
	if w.Robots.CrawlDelay > 0 {
		add("Crawl-delay", "%s", delayText(w.Robots.CrawlDelay))
	}
	if w.Family != "" {
		add("CMS family", "%s, seen by %s", w.Family, w.Evidence)
	}
	for _, b := range w.Blocks {
		before := ""
		if w.Block != nil && w.Block.Prefix == b.Prefix {
			before = ", which holds this URL"
		}
		add("block", "%s stands before %s%s (%s), looked at again after %s", b.Product, b.Prefix, before, b.Evidence, at(b.Until))
	}
	if h := w.Host; h.NotBefore.After(w.now) {
		reason := ""
		if h.Reason != "" {
			reason = ": " + skippedText[h.Reason]
		}
		add("host", "%s waits until %s%s", h.Name, at(h.NotBefore), reason)
	}
	return f
}

// text says what a robots.txt decides.
func (r robotsView) text() string {
	switch r.State {
	case crawler.RobotsUnknown:
		return "not asked for yet"
	case crawler.RobotsElsewhere:
		return fmt.Sprintf("redirected to %s, which was not read yet", r.Location)
	case crawler.RobotsUnreachable:
		return fmt.Sprintf("could not be had (%s) at %s: nothing may be asked for until it can", cmp.Or(r.Why, "no answer"), at(r.Fetched))
	case crawler.RobotsNone:
		return fmt.Sprintf("none (status %d) at %s: everything is allowed", r.Status, at(r.Fetched))
	}
	decision := "refused"
	if r.Rule.Allowed {
		decision = "allowed"
	}
	switch {
	case r.Rule.Rule != "":
		decision += fmt.Sprintf(" by line %d, “%s”, for %s", r.Rule.Line, r.Rule.Rule, r.Rule.Agent)
	case r.Rule.Agent != "":
		decision += fmt.Sprintf(": no rule for %s matches", r.Rule.Agent)
	default:
		decision += ": it has no rule for us"
	}
	return fmt.Sprintf("%s; fetched %s", decision, at(r.Fetched))
}
