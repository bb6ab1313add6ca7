package discord

import (
	"context"
	"sync"
	"time"
)

// Leases hand out names to one holder at a time among all processes that share them: the
// shards, and the turns in which they identify.
type Leases interface {
	// Lease makes name holder's until that time, or for longer if it is holder's already,
	// unless somebody else's lease on it still runs at now. It returns who has it then.
	Lease(ctx context.Context, name, holder string, now, until time.Time) (by string, err error)
	// Unlease gives a name up, if it is holder's.
	Unlease(ctx context.Context, name, holder string) error
}

// alone are the Leases of a process that shares with no other.
type alone struct {
	mu   sync.Mutex
	held map[string]lease
}

type lease struct {
	holder string
	ends   time.Time
}

func newAlone() *alone { return &alone{held: map[string]lease{}} }

func (a *alone) Lease(_ context.Context, name, holder string, now, until time.Time) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if l, ok := a.held[name]; ok && l.holder != holder && l.ends.After(now) {
		return l.holder, nil
	}
	a.held[name] = lease{holder, until}
	return holder, nil
}

func (a *alone) Unlease(_ context.Context, name, holder string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held[name].holder == holder {
		delete(a.held, name)
	}
	return nil
}
