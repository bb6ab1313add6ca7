package bot

import (
	"context"
	"time"
)

// At returns a bot for look-ups whose clock stands at now and whose library holds only
// the articles published before it.
func (b *Bot) At(now time.Time) *Bot {
	past := *b
	past.now = func() time.Time { return now }
	past.store = storeAt{b.store, now}
	return &past
}

// A storeAt is a store as it would be had nothing been published from until on. Names may
// be from later articles: they only say how somebody is spelled.
type storeAt struct {
	Store
	until time.Time
}

func (s storeAt) Find(ctx context.Context, q Query) ([]Entry, error) {
	return s.Store.Find(ctx, s.before(q))
}

func (s storeAt) Coverage(ctx context.Context, q Query) (Coverage, error) {
	return s.Store.Coverage(ctx, s.before(q))
}

func (s storeAt) before(q Query) Query {
	if q.PublishedUntil.IsZero() || s.until.Before(q.PublishedUntil) {
		q.PublishedUntil = s.until
	}
	return q
}
