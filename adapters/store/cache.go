package store

import "sync"

// A keptBody is the body of an article as it is stored.
type keptBody struct {
	place, id int64
	body      string
}

// keptBytes bounds the bodies that a Store keeps in memory.
const keptBytes = 32 << 20

// A bodyCache keeps the bodies that were read last, since look-ups read the same few
// thousand again and again. Bodies are strings, so that no caller can change them, and
// each look-up makes entries of its own of them. When half of the bound is filled, what was
// not asked for since the last time is dropped.
//
// A body changes only when the library is rebuilt, which raises the epoch in the database;
// bodies of an earlier epoch are forgotten then.
type bodyCache struct {
	mu         sync.Mutex
	epoch      int64
	young, old map[int64]keptBody
	size       int // of young, in bytes
}

// get returns those of places that are kept, as of that epoch.
func (c *bodyCache) get(epoch int64, places []int64) map[int64]keptBody {
	found := make(map[int64]keptBody, len(places))
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch != c.epoch {
		return found
	}
	for _, p := range places {
		k, ok := c.young[p]
		if !ok {
			if k, ok = c.old[p]; ok {
				c.keep(k)
			}
		}
		if ok {
			found[p] = k
		}
	}
	return found
}

// put keeps bodies that were read after the epoch was.
func (c *bodyCache) put(epoch int64, bodies []keptBody) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch < c.epoch {
		return
	}
	if epoch > c.epoch {
		c.epoch, c.young, c.old, c.size = epoch, nil, nil, 0
	}
	for _, k := range bodies {
		c.keep(k)
	}
}

// keep makes k one of the young.
func (c *bodyCache) keep(k keptBody) {
	if len(k.body) > keptBytes/64 {
		return // one article would push out many
	}
	if c.size += len(k.body); c.size > keptBytes/2 {
		c.old, c.young, c.size = c.young, nil, len(k.body)
	}
	if c.young == nil {
		c.young = make(map[int64]keptBody)
	}
	c.young[k.place] = k
}
