package feed

import (
	"context"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// manners keep the requests to each host apart. A host is a name with its port.
type manners struct {
	interval time.Duration // between the starts of two requests to one host

	mu    sync.Mutex
	hosts map[string]*host
}

// A host is how one host is to be treated. All but slots is guarded by manners.mu.
type host struct {
	slots chan struct{} // holds one value for each request under way
	users int           // requests under way or waiting
	next  time.Time     // when the next request may start
	quiet time.Time     // until when the host asked to be left alone
}

// manyHosts is how many hosts are remembered before those at rest are forgotten.
const manyHosts = 1024

// enter waits for name's turn. The caller calls leave when its request is over. If the
// host has asked to be left alone for now, a *bot.RetryError says for how long.
func (m *manners) enter(ctx context.Context, name string) (leave func(), err error) {
	h, err := m.join(name)
	if err != nil {
		return nil, err
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		m.part(h)
		return nil, ctx.Err()
	}
	leave = func() { <-h.slots; m.part(h) }
	if err := m.pace(ctx, h); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}

// join counts the caller among the users of the host.
func (m *manners) join(name string) (*host, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	h := m.hosts[name]
	if h == nil {
		if len(m.hosts) >= manyHosts {
			m.forget(now)
		}
		h = &host{slots: make(chan struct{}, hostConcurrency)}
		m.hosts[name] = h
	}
	if wait := h.quiet.Sub(now); wait > 0 {
		return nil, &bot.RetryError{After: wait, Err: &fault{name, "asked for fewer requests and is left alone for now", bot.ErrTooOften}}
	}
	h.users++
	return h, nil
}

func (m *manners) part(h *host) {
	m.mu.Lock()
	h.users--
	m.mu.Unlock()
}

// forget drops the hosts at rest. The caller holds m.mu.
func (m *manners) forget(now time.Time) {
	for name, h := range m.hosts {
		if h.users == 0 && h.next.Before(now) && h.quiet.Before(now) {
			delete(m.hosts, name)
		}
	}
}

// pace waits until the interval since the last start has passed.
func (m *manners) pace(ctx context.Context, h *host) error {
	m.mu.Lock()
	now := time.Now()
	start := h.next
	if start.Before(now) {
		start = now
	}
	h.next = start.Add(m.interval)
	m.mu.Unlock()
	if !start.After(now) {
		return ctx.Err()
	}
	timer := time.NewTimer(start.Sub(now))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hush leaves the host alone for that long.
func (m *manners) hush(name string, wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if h := m.hosts[name]; h != nil {
		h.quiet = time.Now().Add(wait)
	}
}
