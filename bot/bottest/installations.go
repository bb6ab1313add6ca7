package bottest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// Installations is what keeps, for an adapter, the sealed bytes of each workspace that
// installed the app. Adapters name it for themselves; this is what they all want.
type Installations interface {
	Installation(ctx context.Context, team string) ([]byte, error)
	SaveInstallation(ctx context.Context, team string, old, sealed []byte) (bool, error)
	DropInstallation(ctx context.Context, team string) error
	Start(ctx context.Context, id string, now, lease time.Time) (bool, error)
}

// MemoryInstallations keep installations in memory.
type MemoryInstallations struct {
	mu     sync.Mutex
	sealed map[string][]byte
	events map[string]bool
}

// Installation implements Installations.
func (m *MemoryInstallations) Installation(_ context.Context, team string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.sealed[team]; ok {
		return bytes.Clone(s), nil
	}
	return nil, fmt.Errorf("installation of %q: %w", team, bot.ErrNotFound)
}

// SaveInstallation implements Installations.
func (m *MemoryInstallations) SaveInstallation(_ context.Context, team string, old, sealed []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept, ok := m.sealed[team]; old != nil && (!ok || !bytes.Equal(kept, old)) {
		return false, nil
	}
	if m.sealed == nil {
		m.sealed = map[string][]byte{}
	}
	m.sealed[team] = bytes.Clone(sealed)
	return true, nil
}

// DropInstallation implements Installations.
func (m *MemoryInstallations) DropInstallation(_ context.Context, team string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sealed, team)
	return nil
}

// Start implements Installations.
func (m *MemoryInstallations) Start(_ context.Context, id string, _, _ time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.events[id] {
		return false, nil
	}
	if m.events == nil {
		m.events = map[string]bool{}
	}
	m.events[id] = true
	return true, nil
}

// TestInstallations holds what keeps installations to its contract.
func TestInstallations(t *testing.T, open func(t *testing.T) Installations) {
	s, ctx := open(t), t.Context()
	first, second := []byte("\x00first\xff"), []byte("second")
	if _, err := s.Installation(ctx, "T1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("before it is saved: got error %v, want ErrNotFound", err)
	}
	save := func(old, sealed []byte, want bool) {
		t.Helper()
		if saved, err := s.SaveInstallation(ctx, "T1", old, sealed); err != nil || saved != want {
			t.Errorf("save %q over %q: got %v, error %v; want %v", sealed, old, saved, err, want)
		}
	}
	keeps := func(want []byte) {
		t.Helper()
		if got, err := s.Installation(ctx, "T1"); err != nil || !bytes.Equal(got, want) {
			t.Errorf("kept %q, error %v; want %q", got, err, want)
		}
	}
	save(first, second, false) // nothing is there to be replaced
	save(nil, first, true)
	keeps(first)
	save(second, second, false) // it was not that
	keeps(first)
	save(first, second, true)
	save(nil, first, true) // installed again
	keeps(first)
	for range 2 { // the second finds nothing, which is fine
		if err := s.DropInstallation(ctx, "T1"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Installation(ctx, "T1"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("after it is dropped: got error %v, want ErrNotFound", err)
	}
	if _, err := s.Installation(ctx, "a\x00b"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("of an odd name: got error %v, want ErrNotFound", err)
	}
}
