package store

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// BenchmarkSuggest completes what people type, letter by letter, four at once, in a library of
// READOUT_BENCH_ARTICLES articles, and reports the median and the 99th percentile of each kind.
// Who types on wants an answer within 300 ms.
func BenchmarkSuggest(b *testing.B) {
	kinds := []struct {
		name  string
		what  bot.Suggestion
		typed func(*world) string
	}{
		{"actors", bot.SuggestActors, (*world).somebody},
		{"feeds", bot.SuggestFeeds, func(*world) string { return "feed1" }},
		{"meetings", bot.SuggestMeetings, func(w *world) string { return pick(w.r, cities) }},
		{"decisions", bot.SuggestDecisions, func(w *world) string { return pick(w.r, stakes) }},
		{"items", bot.SuggestItems, func(w *world) string { return pick(w.r, states) }},
	}
	for _, e := range engines {
		for _, k := range kinds {
			b.Run(e.name+"/"+k.name, func(b *testing.B) {
				s := library(b, place(b, e.name, articlesFromEnv(b), e.url), articlesFromEnv(b))
				over := bot.New(bot.Options{Store: s, Log: slog.New(slog.DiscardHandler)})
				const atOnce = 4
				var mu sync.Mutex
				var took []time.Duration
				var typists sync.WaitGroup
				b.ResetTimer()
				for n := range atOnce {
					typists.Go(func() {
						w := newWorld(uint64(n+1), time.Now())
						var word []rune
						letters := 0
						for range (b.N + atOnce - 1 - n) / atOnce {
							if letters++; letters > len(word) {
								word, letters = []rune(k.typed(w)), 0
							}
							began := time.Now()
							over.Suggest(b.Context(), bot.Channel{Platform: "x", Workspace: "big", ID: "c"}, k.what, string(word[:letters]), 25)
							d := time.Since(began)
							mu.Lock()
							took = append(took, d)
							mu.Unlock()
						}
					})
				}
				typists.Wait()
				b.StopTimer()
				report(b, k.name, took)
			})
		}
	}
}
