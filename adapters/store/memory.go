package store

import (
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

const (
	// scopeFor is for how long it is known how many articles a scope has.
	scopeFor = 10 * time.Second
	// mostScopes bounds how many are remembered.
	mostScopes = 1000
	// namesFor is for how long it is known which names are mentioned most, where
	// they are more than are looked through.
	namesFor = time.Minute
)

// A scopeCache remembers how many articles the feeds have that a query may see.
type scopeCache struct {
	mu sync.Mutex
	by map[string]scopeSize
}

type scopeSize struct {
	articles int
	until    time.Time
}

func (c *scopeCache) get(scope string) (articles int, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.by[scope]
	return s.articles, ok && time.Now().Before(s.until)
}

func (c *scopeCache) put(scope string, articles int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.by == nil || len(c.by) >= mostScopes {
		c.by = make(map[string]scopeSize)
	}
	c.by[scope] = scopeSize{articles, time.Now().Add(scopeFor)}
}

// A lately remembers a value for some time.
type lately[T any] struct {
	mu    sync.Mutex
	value T
	until time.Time
	stale int // how often it was forgotten
}

// get returns the value, by read if it is not remembered. Nobody changes it.
func (l *lately[T]) get(long time.Duration, read func() (T, error)) (T, error) {
	l.mu.Lock()
	value, stale := l.value, l.stale
	known := time.Now().Before(l.until)
	l.mu.Unlock()
	if known {
		return value, nil
	}
	value, err := read()
	if err != nil {
		return value, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stale == stale {
		l.value, l.until = value, time.Now().Add(long)
	}
	return value, nil
}

// forget has the value read again if it is one for which few holds.
func (l *lately[T]) forget(few func(T) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stale++
	if few(l.value) {
		l.until = time.Time{}
	}
}

// grown is called when articles were stored. Once there are more names than are looked
// through, a new one is seldom among those mentioned most, and there is no hurry.
func (s *Store) grown() {
	s.known.forget(func(names []string) bool { return len(names) < bot.KnownNames })
	s.lately.forget()
}

const (
	// foundFor is for how long it is known what a query found, where another process may
	// store articles; those of this one are found at once.
	foundFor = 2 * time.Second
	// mostFound bounds how many queries are remembered.
	mostFound = 500
)

// A foundCache remembers what queries found.
type foundCache struct {
	mu      sync.Mutex
	by      map[string]foundLately
	changes int // how often what is to be found has changed
}

type foundPlaces struct {
	places []int64
	epoch  int64
}

type foundLately struct {
	foundPlaces
	until time.Time
}

// get returns what a query found, if that is remembered, and the count of changes to put
// with what it finds now.
func (c *foundCache) get(query string) (found foundPlaces, changes int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.by[query]
	return f.foundPlaces, c.changes, ok && time.Now().Before(f.until)
}

func (c *foundCache) put(query string, found foundPlaces, changes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if changes != c.changes {
		return // it may be from before
	}
	if c.by == nil || len(c.by) >= mostFound {
		c.by = make(map[string]foundLately)
	}
	c.by[query] = foundLately{found, time.Now().Add(foundFor)}
}

// forget is called after articles or who follows what have changed.
func (c *foundCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes++
	c.by = nil
}
