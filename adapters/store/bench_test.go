package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// benchmarkArticles is the size of the library in benchmarks; READOUT_BENCH_ARTICLES sets
// another.
const benchmarkArticles = 20_000

// feedCount is how many feeds bring them. Tenant big follows all, tenant small follows one
// that brings little.
const feedCount = 200

var epoch = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// synthetic returns the i-th of n articles: names and words are as skewed as in the news.
func synthetic(r *rand.Rand, i, n int) bot.Entry {
	zipf := func(size uint64) uint64 { return rand.NewZipf(r, 1.2, 4, size).Uint64() }
	var text strings.Builder
	for range 300 {
		fmt.Fprintf(&text, "word%x ", zipf(60_000))
	}
	published := epoch.Add(-time.Duration(n-i) * 3 * time.Minute)
	name := fmt.Sprint("https://example.org/", i)
	e := bot.Entry{Keys: []string{name, fmt.Sprint("guid-", i), fmt.Sprint("print-", i)}, Feed: feedURL(int(zipf(feedCount - 1))), Collected: published.Add(time.Minute),
		Article: digest.Article{Title: fmt.Sprint("Article ", i), URL: name, Source: "Example", Published: published, Text: text.String()}}
	span := []digest.Span{{Start: 0, End: 100, Text: text.String()[:100]}}
	for range 8 {
		e.Digest.Actors = append(e.Digest.Actors, digest.Actor{Name: person(zipf(30_000)), Kind: digest.Person, Role: "minister", Mentions: 1, Evidence: span,
			Statements: []digest.Statement{{Text: text.String()[:100], Evidence: span}}})
	}
	for range r.IntN(3) {
		day := when.Day(published).AddDate(0, 0, r.IntN(30))
		w := digest.When{Text: "then", Start: day, End: day, Precision: when.OneDay}
		if r.IntN(20) == 0 {
			w = digest.When{Text: "soon"}
		}
		e.Digest.Meetings = append(e.Digest.Meetings, digest.Meeting{Title: "talks", Participants: []string{e.Digest.Actors[0].Name}, When: w, Evidence: span})
	}
	if r.IntN(3) == 0 {
		e.Digest.Decisions = []digest.Decision{{Question: "whether", Deciders: []string{e.Digest.Actors[1].Name}, Evidence: span}}
	}
	return e
}

func person(n uint64) string { return fmt.Sprintf("First%d Last%d", n%997, n) }

func feedURL(n int) string { return fmt.Sprintf("https://feed%d.example/feed", n) }

// library returns a store with n articles at url, which it fills unless it is filled
// already.
func library(b *testing.B, url string, n int) *Store {
	b.Helper()
	s := opened(b, url, Options{})
	totals, err := s.Totals(b.Context())
	check(b, err)
	if totals.Articles >= n {
		return s
	}
	for i := range feedCount {
		_, err := s.AddFeed(b.Context(), "x:big", bot.Feed{URL: feedURL(i)})
		check(b, err)
	}
	_, err = s.AddFeed(b.Context(), "x:small", bot.Feed{URL: feedURL(feedCount - 20)})
	check(b, err)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		_, err := s.Add(b.Context(), synthetic(r, i, n))
		check(b, err)
	}
	check(b, s.db.write(b.Context(), func(t tx) error {
		_, err := t.Exec(b.Context(), "ANALYZE")
		return err
	}))
	return s
}

// lookups are what commands ask.
var lookups = []struct {
	name  string
	query func(r *rand.Rand) bot.Query
}{
	{"who-hot", func(r *rand.Rand) bot.Query { return bot.Query{Actor: person(r.Uint64N(5)), Limit: 20} }},
	{"who-rare", func(r *rand.Rand) bot.Query { return bot.Query{Actor: fmt.Sprint("last", r.IntN(30_000)), Limit: 20} }},
	{"who-none", func(r *rand.Rand) bot.Query { return bot.Query{Actor: "nobody", Limit: 20} }},
	{"meetings", func(r *rand.Rand) bot.Query {
		return bot.Query{MeetingsFrom: epoch, MeetingsUntil: epoch.AddDate(0, 0, 14), Limit: 50}
	}},
	{"meetings-far", func(r *rand.Rand) bot.Query {
		return bot.Query{MeetingsFrom: epoch.AddDate(0, 0, 28), MeetingsUntil: epoch.AddDate(0, 0, 28), Limit: 50}
	}},
	{"meetings-with", func(r *rand.Rand) bot.Query {
		return bot.Query{Actor: person(r.Uint64N(5)), MeetingsFrom: epoch, MeetingsUntil: epoch.AddDate(0, 0, 14), Limit: 50}
	}},
	{"decisions", func(r *rand.Rand) bot.Query { return bot.Query{Decisions: true, Limit: 50} }},
	{"decisions-by", func(r *rand.Rand) bot.Query {
		return bot.Query{Actor: fmt.Sprint("last", r.IntN(300)), Decisions: true, Limit: 50}
	}},
	{"words-hot", func(r *rand.Rand) bot.Query {
		return bot.Query{Words: []string{fmt.Sprintf("word%x", r.IntN(5))}, Limit: 20}
	}},
	{"words-two", func(r *rand.Rand) bot.Query {
		return bot.Query{Words: []string{fmt.Sprintf("word%x", r.IntN(50)), fmt.Sprintf("word%x", 50+r.IntN(5000))}, Limit: 20}
	}},
	{"words-and-actor", func(r *rand.Rand) bot.Query {
		return bot.Query{Words: []string{fmt.Sprintf("word%x", r.IntN(50))}, Actor: person(r.Uint64N(50)), Limit: 20}
	}},
	{"brief", func(r *rand.Rand) bot.Query {
		return bot.Query{CollectedFrom: epoch.Add(-24 * time.Hour), News: true, NotIn: "sub", Limit: 200}
	}},
	{"week", func(r *rand.Rand) bot.Query { return bot.Query{PublishedFrom: epoch.AddDate(0, 0, -7), Limit: 50} }},
}

func articlesFromEnv(b *testing.B) int {
	if n, err := strconv.Atoi(os.Getenv("READOUT_BENCH_ARTICLES")); err == nil {
		return n
	}
	return benchmarkArticles
}

// BenchmarkLookup measures each look-up, Find and Coverage, for a tenant that follows all
// feeds and one that follows a small one; p99-ms is over 16 at once. The databases that
// READOUT_BENCH_SQLITE and READOUT_BENCH_POSTGRES name are kept from run to run.
func BenchmarkLookup(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			url := os.Getenv("READOUT_BENCH_" + strings.ToUpper(e.name))
			if url == "" {
				url = e.url(b)
			}
			s := library(b, url, articlesFromEnv(b))
			for _, tenant := range []string{"x:big", "x:small"} {
				for _, l := range lookups {
					for _, count := range []bool{false, true} {
						name := tenant[2:] + "/" + l.name + "/find"
						if count {
							name = tenant[2:] + "/" + l.name + "/coverage"
						}
						b.Run(name, func(b *testing.B) {
							measure(b, func(r *rand.Rand) error {
								q := l.query(r)
								q.Tenant = tenant
								if count {
									_, err := s.Coverage(b.Context(), q)
									return err
								}
								_, err := s.Find(b.Context(), q)
								return err
							})
						})
					}
				}
			}
			b.Run("big/names", func(b *testing.B) {
				measure(b, func(r *rand.Rand) error {
					_, err := s.Names(b.Context(), "x:big", fmt.Sprint("last", 10+r.IntN(90)), 25)
					return err
				})
			})
		})
	}
}

// cpu returns what this process has used so far; on a busy machine it tells more than
// the clock. A PostgreSQL server's share is not in it.
func cpu(b *testing.B) time.Duration {
	var use syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &use))
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// measure runs f b.N times, 16 at once, and reports the median and the 99th percentile.
func measure(b *testing.B, f func(*rand.Rand) error) {
	const atOnce = 16
	b.ResetTimer()
	before := cpu(b)
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for w := range atOnce {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 3))
			for range (b.N + atOnce - 1 - w) / atOnce {
				start := time.Now()
				err := f(r)
				mu.Lock()
				took = append(took, time.Since(start))
				if err != nil {
					b.Error(err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkAdd measures what keeping an article costs.
func BenchmarkAdd(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			s := library(b, e.url(b), 0)
			for i := range feedCount {
				_, err := s.AddFeed(b.Context(), "x:big", bot.Feed{URL: feedURL(i)})
				check(b, err)
			}
			r := rand.New(rand.NewPCG(1, 2))
			entries := make([]bot.Entry, b.N)
			for i := range entries {
				entries[i] = synthetic(r, i, b.N)
			}
			b.ResetTimer()
			for _, entry := range entries {
				if _, err := s.Add(b.Context(), entry); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
