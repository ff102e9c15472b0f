package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

// The codes of alarms that are about ourselves, and those about portals.
var (
	lateCodes   = []string{archive.AlarmReportLate, archive.AlarmIssuerLate}
	ownCodes    = []string{archive.AlarmSink, archive.AlarmDisk}
	portalCodes = []string{
		archive.AlarmListEmptied, archive.AlarmListUnturned, archive.AlarmReportLate, archive.AlarmIssuerLate, archive.AlarmBlocked,
		archive.AlarmRobots, archive.AlarmRobotsUnreachable, archive.AlarmCertificate,
		archive.AlarmSeedMoved, archive.AlarmSeedLost, archive.AlarmSeedEmpty,
	}
)

const (
	watchOwn     = time.Minute      // between two looks at sinks and the disk
	watchPortals = 10 * time.Minute // between two looks at portals, where something was crawled
	watchShare   = 50               // or so many times as long as a look takes, which grows with the archive
	watchIdle    = 6 * time.Hour    // and where nothing was: dates pass
	watchOutage  = 48 * time.Hour   // a robots.txt that can't be had for so long is told: portals are down for a night, or a weekend
	deadAfter    = 15 * time.Minute // a sink at fault for so long is dead
)

// faults remembers which sinks are at fault since when, and why.
type faults struct {
	mu    sync.Mutex
	since map[string]time.Time
	why   map[string]string
}

func newFaults() *faults { return &faults{since: map[string]time.Time{}, why: map[string]string{}} }

// note takes over that a sink is at fault, or with nil that it is not any more.
func (f *faults) note(sink string, fault error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if fault == nil {
		delete(f.since, sink)
		return
	}
	if f.since[sink].IsZero() {
		f.since[sink] = time.Now()
	}
	f.why[sink] = fault.Error()
}

// dead returns an alarm for each sink that is at fault for long, or disabled.
func (f *faults) dead(sinks []archive.SinkStatus, now time.Time) []archive.Alarm {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []archive.Alarm
	for _, s := range sinks {
		a := archive.Alarm{Code: archive.AlarmSink, URL: s.Sink, Advice: archive.Advice(archive.AlarmSink)}
		since := f.since[s.Sink]
		switch {
		case s.Disabled != "":
			a.Since, a.Detail = s.Since, fmt.Sprintf("sink %s is disabled: %s", s.Sink, s.Disabled)
		case !since.IsZero() && now.Sub(since) >= deadAfter:
			a.Since, a.Detail = since, fmt.Sprintf("sink %s takes nothing, and %d deliveries are owed to it: %s", s.Sink, s.Owed, f.why[s.Sink])
		default:
			continue
		}
		all = append(all, a)
	}
	return all
}

// watch looks for what a person should know until ctx ends, and tells each once
// when it begins and once when it is over.
func (v *service) watch(ctx context.Context) error {
	var looked time.Time
	pause := watchPortals
	crawled := true // since then
	before := time.Now()
	for {
		if by := backwards(before, time.Now()); by > mostBackwards {
			v.log.Error().Str("component", "service").Dur("by", by).
				Msg("the clock was set back: start the service anew, and what waits for times to come is put off from then on")
		}
		before = time.Now()
		if err := v.watchOwn(ctx); err != nil {
			return ignoreStop(ctx, err)
		}
		now := time.Now()
		if now.Sub(looked) >= watchIdle || crawled && now.Sub(looked) >= pause {
			looked, crawled = now, false
			if err := v.watchPortals(ctx); err != nil {
				return ignoreStop(ctx, err)
			}
			pause = max(watchPortals, watchShare*time.Since(now))
		}
		select {
		case <-time.After(watchOwn):
		case <-v.crawled:
			crawled = true
			if now.Sub(looked) < pause {
				select {
				case <-time.After(watchOwn):
				case <-ctx.Done():
				}
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// servedSinks returns how deliveries stand to the sinks of the config. What is
// still owed to one that it names no more is nobody's concern.
func (v *service) servedSinks(ctx context.Context) ([]archive.SinkStatus, error) {
	all, err := v.session.store.Sinks(ctx)
	return ofSinks(all, v.config().Sinks), err
}

// watchOwn looks at the database's file, the sinks and the disk.
func (v *service) watchOwn(ctx context.Context) error {
	if err := v.session.store.Present(); err != nil {
		return err
	}
	sinks, err := v.servedSinks(ctx)
	if err != nil {
		return err
	}
	alarms := v.faults.dead(sinks, time.Now())
	cfg := v.config()
	disk := v.p.disk(cfg.Data, cfg.MinFree)
	left, err := disk.free(cfg.Data)
	if err != nil {
		return fmt.Errorf("free space of %s: %w", cfg.Data, err)
	}
	want := disk.least
	if v.low.Load() {
		want = disk.resumes() // or it would come and go
	}
	low := left >= 0 && left < want
	v.metrics.free.Set(float64(left))
	v.low.Store(low)
	if low {
		alarms = append(alarms, archive.Alarm{
			Code: archive.AlarmDisk, Since: time.Now().UTC(), Advice: archive.Advice(archive.AlarmDisk),
			Detail: fmt.Sprintf("%s are free where the data is, and %s are needed for a crawl to begin", bytesText(left), bytesText(want)),
		})
	}
	return v.raise(ctx, ownCodes, alarms)
}

// watchPortals looks at what portals lack.
func (v *service) watchPortals(ctx context.Context) error {
	st := v.session.store
	now := v.p.now()
	portals, err := look(ctx, st, v.config(), now)
	if err != nil {
		return err
	}
	for i := range portals {
		// Of one that was never crawled there is nothing to know yet: thousands of
		// portals that are new would each be told as late, and as over when their
		// turn has come.
		portals[i].watched = portals[i].watched && !portals[i].Started.IsZero()
	}
	reports, err := st.ReportsWhere(ctx, bearing(portals, now))
	if err != nil {
		return err
	}
	told, err := st.Raised(ctx, portalCodes)
	if err != nil {
		return err
	}
	return v.raise(ctx, portalCodes, withoutUnsettled(alarms(portals, reports, now), portals, told, now))
}

// withoutUnsettled leaves out what may be over soon, unless it was told before: what is
// not found yet because the crawl that looks for it is not finished, and a robots.txt
// that could not be had for a short time.
func withoutUnsettled(all []archive.Alarm, portals []outlook, told []archive.Alarm, now time.Time) []archive.Alarm {
	type of struct{ code, portal string }
	running, known := map[string]bool{}, map[of]bool{}
	for _, o := range portals {
		running[o.Portal] = o.Running
	}
	for _, a := range told {
		known[of{a.Code, a.Portal}] = true
	}
	return slices.DeleteFunc(all, func(a archive.Alarm) bool {
		unsettled := running[a.Portal] && slices.Contains(lateCodes, a.Code) || a.Code == archive.AlarmRobotsUnreachable && now.Sub(a.Since) < watchOutage
		return unsettled && !known[of{a.Code, a.Portal}]
	})
}

// raise takes over which alarms there are, and tells what changed.
func (v *service) raise(ctx context.Context, codes []string, alarms []archive.Alarm) error {
	events, err := v.session.store.Watch(ctx, codes, alarms, subscriptions(v.config()))
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, a := range alarms {
		counts[a.Code]++
	}
	for _, code := range codes {
		v.metrics.alarms.WithLabelValues(code).Set(float64(counts[code]))
	}
	for _, e := range events {
		level := zerolog.WarnLevel
		if e.State == archive.AlarmCleared {
			level = zerolog.InfoLevel
		}
		v.log.WithLevel(level).Str("component", "watch").Str("alarm", e.Alarm.Code).Str("state", e.State).Str("portal", e.Alarm.Portal).
			Str("url", e.Alarm.URL).Str("detail", e.Alarm.Detail).Str("advice", e.Alarm.Advice).Send()
	}
	if len(events) > 0 {
		v.session.courier.Wake()
	}
	return nil
}
