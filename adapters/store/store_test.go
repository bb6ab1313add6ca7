package store

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/readout-bot/readout/adapters/store/pgtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestMain(m *testing.M) {
	if os.Getenv(crashURL) != "" {
		crashable()
		return
	}
	pgtest.Main(m)
}

// engines are the two that everything is tested on: each returns the URL of a fresh database.
var engines = []struct {
	name string
	url  func(testing.TB) string
}{
	{"sqlite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "readout.db") }},
	{"postgres", pgtest.Start},
}

// opened opens a store and closes it when the test ends.
func opened(t testing.TB, url string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			bottest.TestStore(t, func(t *testing.T) bot.Store { return opened(t, e.url(t), Options{}) })
		})
		// Small as they are, the suite's libraries are read feed by feed. Not here.
		t.Run(e.name+" by index", func(t *testing.T) {
			bottest.TestStore(t, func(t *testing.T) bot.Store { return opened(t, e.url(t), Options{fewArticles: -1, newestFew: 2}) })
		})
	}
}

func TestQueue(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			bottest.TestQueue(t, func(t *testing.T) func() bottest.StoreQueue {
				url := e.url(t)
				return func() bottest.StoreQueue { return opened(t, url, Options{Tick: 200 * time.Millisecond}) }
			})
		})
	}
}

// TestCloseEndsAll checks that Close ends Work and leaves no goroutine.
func TestCloseEndsAll(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url := e.url(t)
			before := goleak.IgnoreCurrent()
			s, err := Open(t.Context(), url, Options{})
			if err != nil {
				t.Fatal(err)
			}
			planned, worked := make(chan struct{}), make(chan error, 1)
			go func() { worked <- s.Work(context.Background(), &once{planned: planned}) }()
			<-planned
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := <-worked; err != nil {
				t.Errorf("work: %v", err)
			}
			goleak.VerifyNone(t, before)
		})
	}
}

// once is a worker that tells when it is first asked to plan.
type once struct {
	bot.Worker
	sync.Once
	planned chan struct{}
}

func (o *once) Plan(context.Context, time.Time) error {
	o.Do(func() { close(o.planned) })
	return nil
}

func TestLeases(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			bottest.TestLeases(t, func(t *testing.T) bottest.Leases { return opened(t, e.url(t), Options{}) })
		})
	}
}

// Channels are told once each, whoever's they are.
func TestChannels(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := opened(t, e.url(t), Options{})
			a := bot.Channel{Platform: "discord", Workspace: "1", ID: "3"}
			b := bot.Channel{Platform: "slack", Workspace: "T1", ID: "C1"}
			for id, c := range map[string]bot.Channel{"x": b, "y": a, "z": a} {
				if err := s.Subscribe(t.Context(), bot.Subscription{ID: id, Channel: c, Spec: "daily", Zone: "UTC"}); err != nil {
					t.Fatal(err)
				}
			}
			got, err := s.Channels(t.Context())
			if err != nil || !slices.Equal(got, []bot.Channel{a, b}) {
				t.Errorf("got %v, error %v; want %v and %v", got, err, a, b)
			}
		})
	}
}
