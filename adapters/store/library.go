package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
)

// Unknown implements bot.Library.
func (s *Store) Unknown(ctx context.Context, feed string, keys [][]string) ([]int, error) {
	fail := func(err error) ([]int, error) { return nil, fmt.Errorf("known articles of feed %s: %w", feed, err) }
	var all []string
	for _, set := range keys {
		all = append(all, set...)
	}
	at, err := identify(ctx, s.db.read(), all)
	if err != nil {
		return fail(err)
	}
	var unknown []int
	known := make(map[int64]bool)
	for i, set := range keys {
		if place, ok := identified(at, set); ok {
			known[place] = true
		} else {
			unknown = append(unknown, i)
		}
	}
	if err := s.noteKnown(ctx, feed, slices.Sorted(maps.Keys(known))); err != nil {
		return fail(err)
	}
	return unknown, nil
}

// identify returns the places of the articles that the keys are of.
func identify(ctx context.Context, t tx, keys []string) (map[string]int64, error) {
	type identity struct {
		key   string
		place int64
	}
	scan := func(r row) (i identity, err error) { return i, r.Scan(&i.key, &i.place) }
	indexed := make([]string, len(keys))
	for i, k := range keys {
		indexed[i] = indexable(k)
	}
	slices.Sort(indexed)
	at := make(map[string]int64)
	for some := range slices.Chunk(slices.Compact(indexed), batch) {
		var a args
		found, err := collect(ctx, t, scan, `SELECT key, place FROM identities WHERE key IN `+list(&a, some), a...)
		if err != nil {
			return nil, err
		}
		for _, i := range found {
			at[i.key] = i.place
		}
	}
	return at, nil
}

// identified returns the place of the first of keys that has one.
func identified(at map[string]int64, keys []string) (place int64, ok bool) {
	for _, k := range keys {
		if place, ok = at[indexable(k)]; ok {
			return place, true
		}
	}
	return 0, false
}

// noteKnown notes that feed carries the articles at places too. In most polls it did so
// before and there is nothing to write.
func (s *Store) noteKnown(ctx context.Context, feed string, places []int64) error {
	if len(places) == 0 {
		return nil
	}
	id, succeeded, err := feedID(ctx, s.db.read(), feed)
	if err != nil || id == 0 {
		return err
	}
	scan := func(r row) (place int64, err error) { return place, r.Scan(&place) }
	for some := range slices.Chunk(places, batch) {
		a := args{id}
		noted, err := collect(ctx, s.db.read(), scan, `SELECT place FROM article_feeds WHERE feed = $1 AND place IN `+list(&a, some), a...)
		if err != nil {
			return err
		}
		fresh := slices.DeleteFunc(slices.Clone(some), func(p int64) bool { return slices.Contains(noted, p) })
		if len(fresh) == 0 {
			continue
		}
		if err := s.db.write(ctx, func(t tx) error { return note(ctx, t, id, time.Now(), !succeeded, fresh...) }); err != nil {
			return err
		}
		s.lately.forget()
	}
	return nil
}

// feedID returns the id of the feed at url, 0 if there is none, and whether it was ever
// polled with success.
func feedID(ctx context.Context, t tx, url string) (id int64, succeeded bool, err error) {
	err = t.QueryRow(ctx, `SELECT id, succeeded <> 0 FROM feeds WHERE url = $1`, plain(url)).Scan(&id, &succeeded)
	if errors.Is(err, errNoRows) {
		err = nil
	}
	return id, succeeded, err
}

// note says that feed carries the articles at places, unless that is noted already.
func note(ctx context.Context, t tx, feed int64, collected time.Time, silent bool, places ...int64) error {
	a := args{feed, unix(collected), flag(silent)}
	rows := make([]string, len(places))
	for i, p := range places {
		rows[i] = "(" + a.add(p) + ", $1, $2, $3)"
	}
	n, err := t.Exec(ctx, `INSERT INTO article_feeds (place, feed, collected, silent) VALUES `+strings.Join(rows, ", ")+` ON CONFLICT DO NOTHING`, a...)
	if err != nil || n == 0 {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE feeds SET articles = articles + $1 WHERE id = $2`, n, feed)
	return err
}

// Add implements bot.Library.
func (s *Store) Add(ctx context.Context, e bot.Entry) (added bool, err error) {
	stems := entryStems(e) // not while the writer is held
	err = s.db.write(ctx, func(t tx) error {
		added, err = s.add(ctx, t, e, stems)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("add article %s: %w", e.Article.URL, err)
	}
	s.grown()
	return added, nil
}

// add is Add in a transaction.
func (s *Store) add(ctx context.Context, t tx, e bot.Entry, stems string) (added bool, err error) {
	feed, _, err := feedID(ctx, t, e.Feed)
	if err != nil {
		return false, err
	}
	at, err := identify(ctx, t, e.Keys)
	if err != nil {
		return false, err
	}
	place, known := identified(at, e.Keys)
	if !known {
		if place, err = s.insert(ctx, t, e, stems); err != nil {
			return false, err
		}
	}
	if feed == 0 {
		return !known, nil
	}
	return !known, note(ctx, t, feed, e.Collected, e.Silent, place)
}

// insert stores a new article with all that it is found by.
func (s *Store) insert(ctx context.Context, t tx, e bot.Entry, stems string) (place int64, err error) {
	base := placeFor(e.Article.Published, e.Collected)
	limit := base + 1<<placeBits
	err = t.QueryRow(ctx, `SELECT COALESCE(MAX(place) + 1, $1) FROM articles WHERE place >= $1 AND place < $2`, base, limit).Scan(&place)
	if err != nil {
		return 0, err
	}
	if place == limit {
		return 0, fmt.Errorf("%d articles of the very same time", 1<<placeBits)
	}
	c := countsOf(e)
	if _, err := t.Exec(ctx, `INSERT INTO articles (place, id, meetings, decisions, first_day, last_day)
		VALUES ($1, `+s.dialect.nextArticle+`, $2, $3, $4, $5)`, place, c.meetings, c.decisions, c.first, c.last); err != nil {
		return 0, err
	}
	if err := s.derive(ctx, t, place, e, stems); err != nil {
		return 0, err
	}
	keys := make([]string, len(e.Keys))
	for i, k := range e.Keys {
		keys[i] = indexable(k)
	}
	return place, insertKeys(ctx, t, "identities", place, keys)
}
