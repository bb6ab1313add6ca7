package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack"
	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/adapters/store"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// BenchmarkSuggestions measures what Slack waits for while somebody types into a menu of the
// set-up form, from the keystroke over the wire to the store and back, while four people type, over a
// library of READOUT_BENCH_ARTICLES, 20,000 without it. READOUT_BENCH_SQLITE names a
// library to use, with the number behind the name, as in the benchmarks of adapters/store.
func BenchmarkSuggestions(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("READOUT_BENCH_ARTICLES"))
	if err != nil {
		n = 20_000
	}
	s := slacktest.New(b)
	st := crowd(b, bot.Channel{Platform: "slack", Workspace: slacktest.Team}.Tenant(), n)
	h := bot.New(bot.Options{Store: st, Log: slog.New(slog.DiscardHandler)})
	client, err := slack.New(slack.Options{BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, APIURL: s.URL(), Handler: h})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	s.SendCommand(slacktest.Admin, slacktest.Channel, "setup")
	v := s.WaitView("Set up briefs")
	for _, field := range []string{"about", "feeds"} {
		b.Run(field, func(b *testing.B) {
			took := make([]time.Duration, b.N)
			turns := make(chan int)
			var all sync.WaitGroup
			for w := range 4 {
				all.Go(func() {
					dice := rand.New(rand.NewPCG(uint64(w), 1))
					for i := range turns {
						typed := someone(dice.IntN(n))[:2+dice.IntN(4)]
						if field == "feeds" {
							typed = fmt.Sprint("feed", dice.IntN(20))
						}
						began := time.Now()
						s.Suggestions(slacktest.Admin, v, field, typed)
						took[i] = time.Since(began)
					}
				})
			}
			for i := range b.N {
				turns <- i
			}
			close(turns)
			all.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
		})
	}
}

// crowd is a store in which a tenant's 200 feeds have brought n articles, each about three
// of thousands of people.
func crowd(b *testing.B, tenant string, n int) *store.Store {
	path := filepath.Join(b.TempDir(), "library.db")
	named := os.Getenv("READOUT_BENCH_SQLITE")
	if named != "" {
		path = fmt.Sprint(named, n)
	}
	st, err := store.Open(b.Context(), path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	feed := func(i int) string { return fmt.Sprintf("https://feed%d.example/feed", i%200) }
	for i := range 200 {
		if _, err := st.AddFeed(b.Context(), tenant, bot.Feed{URL: feed(i), Title: fmt.Sprint("Outlet ", i), Succeeded: time.Now()}); err != nil {
			b.Fatal(err)
		}
	}
	if named != "" {
		return st
	}
	for i := range n {
		a := digest.Article{URL: fmt.Sprint("https://outlet.example/", i), Title: fmt.Sprint("Article ", i), Published: time.Now().Add(-time.Duration(i) * time.Minute)}
		d := digest.Digest{Schema: digest.SchemaID, Article: a}
		for k := range 3 {
			d.Actors = append(d.Actors, digest.Actor{Name: someone(i * (k + 1)), Kind: digest.Person})
		}
		e := bot.Entry{Keys: []string{a.URL}, Feed: feed(i), Collected: time.Now(), Article: a, Digest: d}
		if _, err := st.Add(b.Context(), e); err != nil {
			b.Fatal(err)
		}
	}
	return st
}

// someone is one of many names.
func someone(n int) string {
	given := []string{"Anna", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hakon", "Ines", "Jonas"}
	parts := []string{"ber", "lin", "mor", "sel", "tav", "rok", "nes", "dal", "vik", "hol", "gar", "stad"}
	surname := parts[n%12] + parts[n/12%12] + parts[n/144%12]
	return given[n%10] + " " + string(surname[0]-32) + surname[1:]
}
