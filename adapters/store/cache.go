package store

import (
	"sync"

	"github.com/readout-bot/readout/bot"
)

// A keptBody is the body of an article as it is stored.
type keptBody struct {
	place, id int64
	body      string
}

// A keptEntry is an article as look-ups share it. Of a body no more is read than was asked
// for so far. Whoever gets an entry may keep it but not change what it points at.
type keptEntry struct {
	place int64
	size  int // of the body, in bytes

	mu    sync.Mutex
	entry bot.Entry
	rest  *coder // of what is not read yet; nil when all is
	err   error
}

// newKept reads what every look-up needs of a body.
func newKept(k keptBody) *keptEntry {
	kept := &keptEntry{place: k.place, size: len(k.body)}
	kept.entry, kept.rest, kept.err = decodeEvents(k.body)
	kept.entry.ID = k.id
	kept.entry = kept.entry.Shared()
	return kept
}

// read returns as much of the entry as is asked for.
func (k *keptEntry) read(d bot.Detail) (bot.Entry, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if d < bot.Events && k.rest != nil {
		k.err = k.rest.finish(&k.entry.Digest)
		k.rest = nil
	}
	e := k.entry
	if d >= bot.Events {
		e.Digest.Summary, e.Digest.Actors, e.Digest.Note = nil, nil, ""
	}
	return e, k.err
}

// keptBytes bounds the bodies whose entries a Store keeps in memory. An entry takes some
// three times as much as its body.
const keptBytes = 16 << 20

// An entryCache keeps the entries that were read last, since look-ups read the same few
// thousand again and again. When half of the bound is filled, what was not asked for since
// the last time is dropped.
//
// A body changes only when the library is rebuilt, which raises the epoch in the database;
// entries of an earlier epoch are forgotten then.
type entryCache struct {
	mu         sync.Mutex
	epoch      int64
	young, old map[int64]*keptEntry
	size       int // of young, in bytes
}

// get returns those of places that are kept, as of that epoch.
func (c *entryCache) get(epoch int64, places []int64) map[int64]*keptEntry {
	found := make(map[int64]*keptEntry, len(places))
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

// put keeps entries that were read after the epoch was.
func (c *entryCache) put(epoch int64, entries []*keptEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch < c.epoch {
		return
	}
	if epoch > c.epoch {
		c.epoch, c.young, c.old, c.size = epoch, nil, nil, 0
	}
	for _, k := range entries {
		c.keep(k)
	}
}

// keep makes k one of the young.
func (c *entryCache) keep(k *keptEntry) {
	if k.size > keptBytes/64 {
		return // one article would push out many
	}
	if c.size += k.size; c.size > keptBytes/2 {
		c.old, c.young, c.size = c.young, nil, k.size
	}
	if c.young == nil {
		c.young = make(map[int64]*keptEntry)
	}
	c.young[k.place] = k
}
