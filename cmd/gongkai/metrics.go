package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"gongkai/archive"
	"gongkai/web/replay"
)

// metrics count what the service does. What the archive holds is read when it is
// asked for.
type metrics struct {
	registry   *prometheus.Registry
	visits     *prometheus.CounterVec
	received   prometheus.Counter
	payloads   *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	faults     *prometheus.GaugeVec
	crawls     *prometheus.GaugeVec
	finished   *prometheus.CounterVec
	alarms     *prometheus.GaugeVec
	free       prometheus.Gauge
}

// newMetrics returns metrics of v, whose archive may be opened later.
func newMetrics(v *service) *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "gongkai_" + name, Help: help}, labels)
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "gongkai_" + name, Help: help}, labels)
	}
	m := &metrics{
		registry:   prometheus.NewRegistry(),
		visits:     counter("visits_total", "Visits that were settled, by result and reason.", "result", "reason"),
		received:   prometheus.NewCounter(prometheus.CounterOpts{Name: "gongkai_received_bytes_total", Help: "Bytes received from portals."}),
		payloads:   counter("payloads_read_total", "Payloads that were read, by what they were: new, version, alias, or why they were refused.", "novelty"),
		deliveries: counter("delivery_attempts_total", "Attempts at deliveries, by sink and how they ended: delivered, failed, or dead.", "sink", "result"),
		faults:     gauge("sink_fault", "Whether a sink is at fault (1) or not (0).", "sink"),
		crawls:     gauge("crawls_running", "Portals that are being crawled."),
		finished:   counter("crawls_total", "Crawls of portals that ended, by reason.", "reason"),
		free:       prometheus.NewGauge(prometheus.GaugeOpts{Name: "gongkai_disk_free_bytes", Help: "Bytes that are free where the data is."}),
		alarms:     gauge("alarms", "Alarms that are raised, by code.", "code"),
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.visits, m.received, m.payloads, m.deliveries, m.faults, m.crawls, m.finished, m.alarms, m.free,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "gongkai_build_info", Help: "Always 1; the label tells the version.", ConstLabels: prometheus.Labels{"version": version},
		}, func() float64 { return 1 }),
		holdings{v},
	)
	m.crawls.WithLabelValues().Set(0)
	return m
}

func (m *metrics) visited(o archive.Outcome) {
	m.visits.WithLabelValues(string(o.Result), string(o.Reason)).Inc()
	m.received.Add(float64(o.Bytes))
}

func (m *metrics) read(e archive.Extracted, novelties []archive.Novelty) {
	if e.Refusal != "" {
		m.payloads.WithLabelValues(string(e.Refusal)).Inc()
	}
	for _, n := range novelties {
		m.payloads.WithLabelValues(string(n)).Inc()
	}
}

func (m *metrics) delivered(r archive.Receipt) {
	result := "delivered"
	switch {
	case r.Dead:
		result = "dead"
	case r.Error != "":
		result = "failed"
	}
	m.deliveries.WithLabelValues(r.Delivery.Sink, result).Inc()
}

func (m *metrics) fault(sink string, fault error) {
	at := 0.0
	if fault != nil {
		at = 1
	}
	m.faults.WithLabelValues(sink).Set(at)
}

// holdings tells what the archive holds, when it is asked.
type holdings struct{ service *service }

var (
	descURLs       = prometheus.NewDesc("gongkai_urls", "URLs that are known.", nil, nil)
	descCaptures   = prometheus.NewDesc("gongkai_captures", "Captures in the archive.", nil, nil)
	descDocuments  = prometheus.NewDesc("gongkai_documents", "Documents in the archive.", nil, nil)
	descReports    = prometheus.NewDesc("gongkai_reports", "Annual reports in the archive.", nil, nil)
	descUnread     = prometheus.NewDesc("gongkai_payloads_due", "Payloads that are due to be read.", nil, nil)
	descPortals    = prometheus.NewDesc("gongkai_portals", "Portals in the config.", nil, nil)
	descOwed       = prometheus.NewDesc("gongkai_deliveries_owed", "Deliveries that are owed, by sink.", []string{"sink"}, nil)
	descDead       = prometheus.NewDesc("gongkai_dead_letters", "Deliveries that were given up, by sink.", []string{"sink"}, nil)
	descOldestOwed = prometheus.NewDesc("gongkai_oldest_delivery_age_seconds", "How long the oldest delivery that is owed has been due, by sink.", []string{"sink"}, nil)
	descDisabled   = prometheus.NewDesc("gongkai_sink_disabled", "Whether a sink is disabled (1) or not (0).", []string{"sink"}, nil)
)

// Describe tells which metrics there are.
func (h holdings) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		descURLs, descCaptures, descDocuments, descReports, descUnread, descPortals, descOwed, descDead, descOldestOwed, descDisabled,
	} {
		ch <- d
	}
}

// Collect reads the counters that the archive keeps.
func (h holdings) Collect(ch chan<- prometheus.Metric) {
	ctx := context.Background()
	st := h.service.session.store
	gauge := func(d *prometheus.Desc, n float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n, labels...)
	}
	gauge(descPortals, float64(len(h.service.config().Portals)))
	t, err := st.Totals(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(descURLs, err)
		return
	}
	for d, n := range map[*prometheus.Desc]int{
		descURLs: t.URLs, descCaptures: t.Captures, descDocuments: t.Documents, descReports: t.Reports, descUnread: t.Unread,
	} {
		gauge(d, float64(n))
	}
	sinks, err := h.service.servedSinks(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(descOwed, err)
		return
	}
	for _, s := range sinks {
		gauge(descOwed, float64(s.Owed), s.Sink)
		gauge(descDead, float64(s.Dead), s.Sink)
		age, disabled := 0.0, 0.0
		if s.Owed > 0 {
			age = max(0, time.Since(s.Oldest).Seconds())
		}
		if s.Disabled != "" {
			disabled = 1
		}
		gauge(descOldestOwed, age, s.Sink)
		gauge(descDisabled, disabled, s.Sink)
	}
}

// serveOps serves metrics and health until ctx ends.
func (v *service) serveOps(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(v.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answerText(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if _, err := v.session.store.Totals(r.Context()); err != nil {
			answerText(w, http.StatusServiceUnavailable, err.Error())
			return
		}
		if ctx.Err() != nil {
			answerText(w, http.StatusServiceUnavailable, "stopping")
			return
		}
		answerText(w, http.StatusOK, "ok")
	})
	return serve(ctx, &http.Server{Handler: ownNames(v.ops.Addr(), mux), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}, v.ops)
}

// ownNames refuses requests that name the server by the name of another, where it
// listens on loopback: a page in a browser of this machine could read the answers.
func ownNames(at net.Addr, next http.Handler) http.Handler {
	listens, ok := at.(*net.TCPAddr)
	if !ok || !listens.IP.IsLoopback() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "" && !replay.Addressed(r.Host) { // browsers always send one
			answerText(w, http.StatusMisdirectedRequest, "this server is asked by its address, or as localhost")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func answerText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // who went away needs no answer
}
