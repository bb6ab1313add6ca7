package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/readout-bot/readout/bot"
)

// batch is how many rows a planning transaction takes at most; larger ones would hold up
// those who deliver.
const batch = 500

// AddFeed implements bot.Feeds.
func (s *Store) AddFeed(ctx context.Context, tenant string, f bot.Feed) (added bool, err error) {
	err = s.db.write(ctx, func(t tx) error {
		// A feed that nobody follows any more starts anew: its next poll is its first.
		_, err := t.Exec(ctx, `INSERT INTO feeds (url, title, etag, last_modified, polled, succeeded, next, failures, fault)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (url) DO UPDATE SET title = excluded.title, etag = excluded.etag, last_modified = excluded.last_modified,
				polled = excluded.polled, succeeded = excluded.succeeded, next = excluded.next, failures = excluded.failures, fault = excluded.fault
			WHERE NOT EXISTS (SELECT 1 FROM followers w WHERE w.feed = feeds.id)`,
			plain(f.URL), plain(f.Title), plain(f.Validators.ETag), plain(f.Validators.LastModified),
			unix(f.Polled), unix(f.Succeeded), unix(f.Next), f.Failures, plain(f.Fault))
		if err != nil {
			return err
		}
		n, err := t.Exec(ctx, `INSERT INTO followers (tenant, feed, added) SELECT CAST($1 AS TEXT), id, CAST($2 AS BIGINT) FROM feeds WHERE url = $3
			ON CONFLICT DO NOTHING`, plain(tenant), unix(f.Added), plain(f.URL))
		added = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("add feed %s: %w", f.URL, err)
	}
	s.grown()
	return added, nil
}

// RemoveFeed implements bot.Feeds.
func (s *Store) RemoveFeed(ctx context.Context, tenant, url string) error {
	err := s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `DELETE FROM followers WHERE tenant = $1 AND feed = (SELECT id FROM feeds WHERE url = $2)`,
			plain(tenant), plain(url))
		if err == nil && n == 0 {
			err = bot.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("remove feed %s: %w", url, err)
	}
	s.lately.forget()
	return nil
}

// selectFeeds reads feeds with the time since when somebody chosen follows them.
const selectFeeds = `SELECT f.url, f.title, f.etag, f.last_modified, f.polled, f.succeeded, f.next, f.failures, f.fault, MIN(w.added)
	FROM feeds f JOIN followers w ON w.feed = f.id`

func scanFeed(r row) (bot.Feed, error) {
	var f bot.Feed
	var polled, succeeded, next, added int64
	err := r.Scan(&f.URL, &f.Title, &f.Validators.ETag, &f.Validators.LastModified, &polled, &succeeded, &next, &f.Failures, &f.Fault, &added)
	f.Polled, f.Succeeded, f.Next, f.Added = fromUnix(polled), fromUnix(succeeded), fromUnix(next), fromUnix(added)
	return f, err
}

// Feeds implements bot.Feeds.
func (s *Store) Feeds(ctx context.Context, tenant string) ([]bot.Feed, error) {
	feeds, err := collect(ctx, s.db.read(), scanFeed, selectFeeds+` WHERE w.tenant IN ($1, '') GROUP BY f.id ORDER BY f.url`, plain(tenant))
	if err != nil {
		return nil, fmt.Errorf("feeds of %q: %w", tenant, err)
	}
	return feeds, nil
}

// Feed implements bot.Feeds.
func (s *Store) Feed(ctx context.Context, url string) (bot.Feed, error) {
	f, err := scanFeed(s.db.read().QueryRow(ctx, selectFeeds+` WHERE f.url = $1 GROUP BY f.id`, plain(url)))
	if errors.Is(err, errNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Feed{}, fmt.Errorf("feed %s: %w", url, err)
	}
	return f, nil
}

// SaveFeed implements bot.Feeds.
func (s *Store) SaveFeed(ctx context.Context, f bot.Feed) error {
	err := s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE feeds SET title = $1, etag = $2, last_modified = $3, polled = $4, succeeded = $5, next = $6, failures = $7, fault = $8
			WHERE url = $9`, plain(f.Title), plain(f.Validators.ETag), plain(f.Validators.LastModified),
			unix(f.Polled), unix(f.Succeeded), unix(f.Next), f.Failures, plain(f.Fault), plain(f.URL))
		if err == nil && n == 0 {
			err = bot.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("save feed %s: %w", f.URL, err)
	}
	return nil
}

// PlanPolls implements bot.Feeds.
func (s *Store) PlanPolls(ctx context.Context, now, until time.Time) (planned int, err error) {
	type due struct {
		id  int64
		url string
	}
	scan := func(r row) (d due, err error) { return d, r.Scan(&d.id, &d.url) }
	for last, full := int64(0), true; full; {
		n := 0
		err := s.db.write(ctx, func(t tx) error {
			feeds, err := collect(ctx, t, scan, `SELECT f.id, f.url FROM feeds f WHERE f.next <= $1 AND f.id > $2
				AND EXISTS (SELECT 1 FROM followers w WHERE w.feed = f.id) ORDER BY f.id LIMIT $3`+s.dialect.skipLocked,
				unix(now), last, batch)
			full = len(feeds) == batch
			if err != nil || len(feeds) == 0 {
				return err
			}
			a := args{unix(until)}
			ids, jobs := make([]int64, len(feeds)), make([]river.InsertManyParams, len(feeds))
			for i, f := range feeds {
				ids[i], jobs[i] = f.id, river.InsertManyParams{Args: pollArgs{Feed: f.url}}
			}
			if _, err := t.Exec(ctx, `UPDATE feeds SET next = $1 WHERE id IN `+list(&a, ids), a...); err != nil {
				return err
			}
			last = ids[len(ids)-1]
			n, err = s.db.enqueue(ctx, t, jobs)
			return err
		})
		if err != nil {
			return planned, fmt.Errorf("plan polls: %w", err)
		}
		planned += n
	}
	return planned, nil
}
