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

// knownNames remembers the names of actors that are mentioned most, of all tenants.
type knownNames struct {
	mu    sync.Mutex
	all   []string
	until time.Time
	grew  int // how often the library did
}

// names returns them, by read if they are not remembered. Nobody changes them.
func (k *knownNames) names(read func() ([]string, error)) ([]string, error) {
	k.mu.Lock()
	all, grew := k.all, k.grew
	known := time.Now().Before(k.until)
	k.mu.Unlock()
	if known {
		return all, nil
	}
	all, err := read()
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.grew == grew {
		k.all, k.until = all, time.Now().Add(namesFor)
	}
	return all, nil
}

// grown is called when articles were stored. Once there are more names than are looked
// through, a new one is seldom among those mentioned most, and there is no hurry.
func (k *knownNames) grown() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.grew++
	if len(k.all) < bot.KnownNames {
		k.until = time.Time{}
	}
}
