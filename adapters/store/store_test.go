package store

import (
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/readout-bot/readout/adapters/store/pgtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// engines are the two that everything is tested on: each returns the URL of a fresh database.
var engines = []struct {
	name string
	url  func(testing.TB) string
}{
	{"sqlite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "readout.db") }},
	{"postgres", pgtest.Start},
}

// open opens a store and closes it when the test ends.
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
	}
}

var _ = goleak.Find
