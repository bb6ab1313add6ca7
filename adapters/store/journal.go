package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/readout-bot/readout/bot"
)

// Start implements bot.Journal.
func (s *Store) Start(ctx context.Context, id string, now, lease time.Time) (mine bool, err error) {
	err = s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `INSERT INTO events (id, lease, done) VALUES ($1, $2, 0)
			ON CONFLICT (id) DO UPDATE SET lease = excluded.lease WHERE events.done = 0 AND events.lease <= $3`,
			indexable(id), unix(lease), unix(now))
		mine = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("start event %q: %w", id, err)
	}
	return mine, nil
}

// Finish implements bot.Journal.
func (s *Store) Finish(ctx context.Context, id string, now time.Time) error {
	err := s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `INSERT INTO events (id, lease, done) VALUES ($1, $2, 1)
			ON CONFLICT (id) DO UPDATE SET lease = excluded.lease, done = 1`, indexable(id), unix(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("finish event %q: %w", id, err)
	}
	return nil
}

// remembered is how long events are kept, to know them when they come again.
const remembered = 48 * time.Hour

// forgetEvents removes the events that nobody redelivers any more, and what was asked as
// long ago.
func (s *Store) forgetEvents(ctx context.Context, now time.Time) error {
	return s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `DELETE FROM events WHERE lease < $1`, unix(now.Add(-remembered)))
		if err != nil {
			return err
		}
		_, err = t.Exec(ctx, `DELETE FROM threads WHERE at < $1`, unix(now.Add(-remembered)))
		return err
	})
}

// SaveAsked implements bot.Journal.
func (s *Store) SaveAsked(ctx context.Context, tenant, thread, text string, now time.Time) error {
	err := s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `INSERT INTO threads (tenant, thread, said, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (tenant, thread) DO UPDATE SET said = excluded.said, at = excluded.at`,
			plain(tenant), indexable(thread), plain(text), unix(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep what was asked in thread %q: %w", thread, err)
	}
	return nil
}

// Asked implements bot.Journal.
func (s *Store) Asked(ctx context.Context, tenant, thread string, since time.Time) (string, error) {
	var said string
	err := s.db.read().QueryRow(ctx, `SELECT said FROM threads WHERE tenant = $1 AND thread = $2 AND at >= $3`,
		plain(tenant), indexable(thread), unix(since)).Scan(&said)
	if err != nil && !errors.Is(err, errNoRows) {
		return "", fmt.Errorf("what was asked in thread %q: %w", thread, err)
	}
	return said, nil
}

// Record implements bot.Journal.
func (s *Store) Record(ctx context.Context, c bot.Change) error {
	err := s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `INSERT INTO changes (tenant, author, at, what) VALUES ($1, $2, $3, $4)`,
			plain(c.Tenant), plain(c.User), unix(c.When), plain(c.What))
		return err
	})
	if err != nil {
		return fmt.Errorf("record change %q: %w", c.What, err)
	}
	return nil
}

// Changes implements bot.Journal.
func (s *Store) Changes(ctx context.Context, tenant string, limit int) ([]bot.Change, error) {
	scan := func(r row) (c bot.Change, err error) {
		var at int64
		err = r.Scan(&c.Tenant, &c.User, &at, &c.What)
		c.When = fromUnix(at)
		return c, err
	}
	all, err := collect(ctx, s.db.read(), scan, `SELECT tenant, author, at, what FROM changes WHERE tenant = $1 ORDER BY at DESC, id DESC LIMIT $2`,
		plain(tenant), limit)
	if err != nil {
		return nil, fmt.Errorf("changes of %q: %w", tenant, err)
	}
	return all, nil
}

// Totals implements bot.Journal.
func (s *Store) Totals(ctx context.Context) (bot.Totals, error) {
	var t bot.Totals
	var polled, posted int64
	err := s.db.read().QueryRow(ctx, `SELECT
		(SELECT COUNT(*) FROM articles),
		(SELECT COUNT(*) FROM feeds f WHERE EXISTS (SELECT 1 FROM followers w WHERE w.feed = f.id)),
		(SELECT COUNT(*) FROM feeds f WHERE failures > 0 AND EXISTS (SELECT 1 FROM followers w WHERE w.feed = f.id)),
		(SELECT COUNT(*) FROM subscriptions),
		(SELECT COUNT(*) FROM deliveries WHERE settled <> 0 AND fault = ''),
		(SELECT COUNT(*) FROM deliveries WHERE settled <> 0 AND fault <> ''),
		(SELECT COUNT(*) FROM deliveries WHERE settled = 0),
		(SELECT COALESCE(MAX(polled), 0) FROM feeds f WHERE EXISTS (SELECT 1 FROM followers w WHERE w.feed = f.id)),
		(SELECT COALESCE(MAX(settled), 0) FROM deliveries WHERE fault = '')`).
		Scan(&t.Articles, &t.Feeds, &t.FailingFeeds, &t.Subscriptions, &t.Posted, &t.Failed, &t.Pending, &polled, &posted)
	if err != nil {
		return bot.Totals{}, fmt.Errorf("totals: %w", err)
	}
	t.LastPolled, t.LastPosted = fromUnix(polled), fromUnix(posted)
	return t, nil
}
