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
)

// benchmarkArticles is the size of the library in benchmarks; READOUT_BENCH_ARTICLES sets
// another.
const benchmarkArticles = 20_000

// feedCount is how many feeds bring them. Tenant big follows all, tenant small follows one
// that brings little.
const feedCount = 200

// epoch is when Query-level look-ups take place.
var epoch = time.Now().Truncate(time.Hour)

func person(n uint64) string { return first(n) + " " + surname(n) }

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
	fill(b, s, n)
	check(b, s.db.write(b.Context(), func(t tx) error {
		_, err := t.Exec(b.Context(), "ANALYZE")
		return err
	}))
	return s
}

// fill adds n articles, some hundred a transaction.
func fill(b *testing.B, s *Store, n int) {
	w := newWorld(1, epoch)
	w.fill()
	var events []event
	for some := range slices.Chunk(slices.Collect(numbers(n)), 500) {
		check(b, s.db.write(b.Context(), func(t tx) error {
			for _, i := range some {
				e := w.article(i, n, &events)
				if _, err := s.add(b.Context(), t, e, entryStems(e)); err != nil {
					return err
				}
			}
			return nil
		}))
		if some[0]%10_000 == 0 {
			b.Logf("%d of %d articles", some[0], n)
		}
	}
}

func numbers(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// lookups are what commands ask.
var lookups = []struct {
	name  string
	query func(r *rand.Rand) bot.Query
}{
	{"who-hot", func(r *rand.Rand) bot.Query { return bot.Query{Actor: person(r.Uint64N(5)), Limit: 20} }},
	{"who-rare", func(r *rand.Rand) bot.Query { return bot.Query{Actor: surname(r.Uint64N(surnames)), Limit: 20} }},
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
		return bot.Query{Actor: surname(r.Uint64N(300)), Decisions: true, Limit: 50}
	}},
	{"words-hot", func(r *rand.Rand) bot.Query {
		return bot.Query{Words: []string{word(r.Uint64N(20), 3)}, Limit: 20}
	}},
	{"words-two", func(r *rand.Rand) bot.Query {
		return bot.Query{Words: []string{word(r.Uint64N(200), 3), word(200+r.Uint64N(5000), 3)}, Limit: 20}
	}},
	{"words-and-actor", func(r *rand.Rand) bot.Query {
		return bot.Query{Words: []string{word(r.Uint64N(200), 3)}, Actor: person(r.Uint64N(50)), Limit: 20}
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
// READOUT_BENCH_SQLITE and READOUT_BENCH_POSTGRES name are kept from run to run, with the
// number of articles behind the name.
func BenchmarkLookup(b *testing.B) {
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			s := library(b, place(b, e.name, articlesFromEnv(b), e.url), articlesFromEnv(b))
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
					_, err := s.Names(b.Context(), "x:big", strings.ToLower(surname(r.Uint64N(surnames))[:4]), 25)
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
	report(b, "", took)
}

// BenchmarkAdd measures what keeping an article costs in libraries of growing size; p50-ms
// is the median, which the benchmark's own mean is not.
func BenchmarkAdd(b *testing.B) {
	for _, e := range engines {
		for _, n := range []int{1000, articlesFromEnv(b)} {
			b.Run(fmt.Sprint(e.name, "/", n), func(b *testing.B) {
				s := library(b, place(b, e.name, n, e.url), n)
				w := newWorld(uint64(time.Now().UnixNano()), time.Now())
				for range 20 {
					w.pool = append(w.pool, w.read())
				}
				var events []event
				var took []time.Duration
				start := time.Now().UnixNano()
				b.ResetTimer()
				for i := range b.N {
					entry := w.article(i, b.N, &events)
					entry.Keys = []string{fmt.Sprint("https://example.org/new/", start, "/", i)}
					entry.Article.Published = w.now.Add(-time.Duration(b.N-i) * time.Second)
					began := time.Now()
					added, err := s.Add(b.Context(), entry)
					if err != nil || !added {
						b.Fatal(added, err)
					}
					took = append(took, time.Since(began))
				}
				report(b, "", took)
			})
		}
	}
}

// place returns where the library of n articles is kept: what READOUT_BENCH_SQLITE or
// READOUT_BENCH_POSTGRES names with the number behind it, or else a place for this test.
func place(b *testing.B, engine string, n int, fresh func(testing.TB) string) string {
	if url := os.Getenv("READOUT_BENCH_" + strings.ToUpper(engine)); url != "" {
		return fmt.Sprint(url, n)
	}
	return fresh(b)
}

// report reports the median and the 99th percentile of one kind of work.
func report(b *testing.B, kind string, took []time.Duration) {
	if len(took) == 0 {
		return
	}
	if kind != "" {
		kind += "-"
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, kind+"p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, kind+"p99-ms")
}
