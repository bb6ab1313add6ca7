package store

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A kind of command is what people ask of the bot, in the share in which they do.
type kind struct {
	name  string
	share int
	text  func(w *world) string
}

// somebody returns the name of one who is in the news, full or not.
func (w *world) somebody() string {
	n := w.cast.Uint64()
	if w.r.IntN(2) == 0 {
		return surname(n)
	}
	return first(n) + " " + surname(n)
}

// kinds are the commands of the load.
var kinds = []kind{
	{"who", 25, func(w *world) string { return "who " + w.somebody() }},
	{"who-nobody", 3, func(w *world) string { return "who " + pick(w.r, []string{"Bakoriso", "Xaver Yllquist", "Zzz"}) }},
	{"meetings", 12, func(w *world) string { return pick(w.r, []string{"meetings", "meetings next 14d", "meetings next 7d"}) }},
	{"meetings-with", 8, func(w *world) string { return "meetings with " + w.somebody() }},
	{"meetings-about", 4, func(w *world) string { return "meetings about " + pick(w.r, stakes) }},
	{"decisions", 12, func(w *world) string { return "decisions" }},
	{"decisions-by", 8, func(w *world) string { return "decisions by " + pick(w.r, slices.Concat(bodies, states)) }},
	{"decisions-about", 4, func(w *world) string { return "decisions about " + pick(w.r, stakes) }},
	{"ask", 24, question},
}

// question makes up a question.
func question(w *world) string {
	return "ask " + pick(w.r, []func() string{
		func() string { return fmt.Sprintf("what did %s say about the %s?", w.somebody(), pick(w.r, stakes)) },
		func() string { return fmt.Sprintf("when will %s meet %s?", w.somebody(), w.somebody()) },
		func() string { return fmt.Sprintf("is %s decided on the %s?", pick(w.r, states), pick(w.r, stakes)) },
		func() string {
			return fmt.Sprintf("what is %s deciding about the %s", pick(w.r, states), pick(w.r, stakes))
		},
		func() string { return fmt.Sprintf("who is %s?", w.somebody()) },
		func() string { return fmt.Sprintf("what happened in %s since Monday?", pick(w.r, cities)) },
		func() string { return fmt.Sprintf("what is coming up next week in %s?", pick(w.r, cities)) },
		func() string {
			return fmt.Sprintf("why did the %s of %s fall", word(w.words.Uint64(), 3), pick(w.r, states))
		},
	})()
}

// BenchmarkLoad asks a library of READOUT_BENCH_ARTICLES articles what people ask, 16 at
// once through a whole Bot while articles come in, and reports the median and the 99th percentile of each kind.
// Acknowledge is what an adapter waits for before it does: whether the answer is private,
// and the note that the event is being handled.
func BenchmarkLoad(b *testing.B) {
	for _, e := range engines {
		run := func(name string, kinds []kind) {
			b.Run(e.name+"/"+name, func(b *testing.B) {
				s := library(b, place(b, e.name, articlesFromEnv(b), e.url), articlesFromEnv(b))
				load(b, bot.New(bot.Options{Store: s, Log: slog.New(slog.DiscardHandler)}), s, kinds)
			})
		}
		run("all", kinds)
		for _, k := range kinds {
			run(k.name, []kind{k})
		}
	}
}

func load(b *testing.B, over *bot.Bot, s *Store, kinds []kind) {
	const atOnce = 16
	all := 0
	for _, k := range kinds {
		all += k.share
	}
	var mu sync.Mutex
	took := make(map[string][]time.Duration)
	note := func(kind string, d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		took[kind] = append(took[kind], d)
	}
	ctx, stop := context.WithCancel(b.Context())
	var beside, askers sync.WaitGroup
	fresh := newWorld(uint64(time.Now().UnixNano()), time.Now())
	for range 20 {
		fresh.pool = append(fresh.pool, fresh.read())
	}
	b.ResetTimer()
	beside.Go(func() { acknowledge(ctx, b, over, s, note) })
	beside.Go(func() { grow(ctx, b, fresh, s, note) })
	before := cpu(b)
	for n := range atOnce {
		askers.Go(func() {
			w := newWorld(uint64(time.Now().UnixNano())+uint64(n), time.Now())
			for range (b.N + atOnce - 1 - n) / atOnce {
				at := w.r.IntN(all)
				k := kinds[0]
				for _, k = range kinds {
					if at -= k.share; at < 0 {
						break
					}
				}
				c := bot.Command{From: bot.Channel{Platform: "x", Workspace: "big", ID: "c"}, User: "u", Text: k.text(w)}
				began := time.Now()
				err := over.Handle(ctx, c, func(_ context.Context, m bot.Message) error {
					if m.Failed {
						return fmt.Errorf("%s: %s", c.Text, m.Lead)
					}
					return nil
				})
				if err != nil {
					b.Error(err)
				}
				note(k.name, time.Since(began))
			}
		})
	}
	askers.Wait()
	b.StopTimer()
	stop()
	beside.Wait()
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	for kind, d := range took {
		report(b, kind, d)
	}
}

// grow stores two new articles a second.
func grow(ctx context.Context, b *testing.B, w *world, s *Store, note func(string, time.Duration)) {
	var events []event
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
		e := w.article(0, 1, &events)
		e.Article.URL = fmt.Sprint("https://example.org/load/", time.Now().UnixNano())
		e.Article.Published, e.Keys, e.Collected = time.Now().UTC().Truncate(time.Second), []string{e.Article.URL}, time.Now()
		began := time.Now()
		if _, err := s.Add(ctx, e); err != nil && ctx.Err() == nil {
			b.Error(err)
		}
		note("add", time.Since(began))
	}
}

// acknowledge does, twenty times a second, what an adapter waits for.
func acknowledge(ctx context.Context, b *testing.B, over *bot.Bot, s *Store, note func(string, time.Duration)) {
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
		began := time.Now()
		over.Private("who Rubio")
		if _, err := s.Start(ctx, fmt.Sprint("bench:", began.UnixNano(), n), began, began.Add(time.Minute)); err != nil && ctx.Err() == nil {
			b.Error(err)
		}
		note("acknowledge", time.Since(began))
	}
}
