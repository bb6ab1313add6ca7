package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/readout-bot/readout/bot"
)

// scrapeWithin bounds one count of the store.
const scrapeWithin = 5 * time.Second

// metrics serves what the store counts, and what the Go runtime does, to Prometheus.
func metrics(j bot.Journal) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(totals{j}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// totals turns bot.Totals into gauges at each scrape.
type totals struct{ journal bot.Journal }

// A gauge is one number of bot.Totals.
type gauge struct {
	desc  *prometheus.Desc
	value func(bot.Totals) float64
}

func newGauge(name, help string, value func(bot.Totals) float64) gauge {
	return gauge{prometheus.NewDesc("readout_"+name, help, nil, nil), value}
}

func gauges() []gauge {
	unix := func(t time.Time) float64 {
		if t.IsZero() {
			return 0
		}
		return float64(t.UnixMilli()) / 1000
	}
	return []gauge{
		newGauge("articles", "Articles in the library.", func(t bot.Totals) float64 { return float64(t.Articles) }),
		newGauge("feeds", "Feeds that somebody follows.", func(t bot.Totals) float64 { return float64(t.Feeds) }),
		newGauge("feeds_failing", "Feeds whose last poll failed.", func(t bot.Totals) float64 { return float64(t.FailingFeeds) }),
		newGauge("subscriptions", "Scheduled briefs.", func(t bot.Totals) float64 { return float64(t.Subscriptions) }),
		newGauge("deliveries_posted", "Briefs posted.", func(t bot.Totals) float64 { return float64(t.Posted) }),
		newGauge("deliveries_failed", "Briefs given up, each with its reason in the store.", func(t bot.Totals) float64 { return float64(t.Failed) }),
		newGauge("deliveries_pending", "Briefs due and not settled.", func(t bot.Totals) float64 { return float64(t.Pending) }),
		newGauge("last_poll_timestamp_seconds", "When a feed was last polled; 0 for never.", func(t bot.Totals) float64 { return unix(t.LastPolled) }),
		newGauge("last_post_timestamp_seconds", "When a brief was last posted; 0 for never.", func(t bot.Totals) float64 { return unix(t.LastPosted) }),
	}
}

// Describe is part of prometheus.Collector.
func (totals) Describe(out chan<- *prometheus.Desc) {
	for _, g := range gauges() {
		out <- g.desc
	}
}

// Collect is part of prometheus.Collector; it asks the store.
func (t totals) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	now, err := t.journal.Totals(ctx)
	for _, g := range gauges() {
		if err != nil {
			out <- prometheus.NewInvalidMetric(g.desc, err)
			continue
		}
		out <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, g.value(now))
	}
}
