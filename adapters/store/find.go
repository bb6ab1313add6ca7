package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/readout-bot/readout/bot"
)

// Find implements bot.Library.
func (s *Store) Find(ctx context.Context, q bot.Query) ([]bot.Entry, error) {
	fail := func(err error) ([]bot.Entry, error) { return nil, fmt.Errorf("find articles: %w", err) }
	c, err := s.choose(ctx, q)
	if err != nil {
		return fail(err)
	}
	places, epoch, err := s.places(ctx, c, cmp.Or(q.Limit, defaultLimit))
	if err != nil {
		return fail(err)
	}
	entries := make([]bot.Entry, 0, len(places))
	for some := range slices.Chunk(places, batch) {
		found, err := s.entries(ctx, q, epoch, some)
		if err != nil {
			return fail(err)
		}
		entries = append(entries, found...)
	}
	return entries, nil
}

// places returns the places of the first articles that c chooses, each once, and the epoch
// from which on their bodies are.
func (s *Store) places(ctx context.Context, c *choice, limit int) (found []int64, epoch int64, err error) {
	scan := func(r row) (place int64, err error) { return place, r.Scan(&place, &epoch) }
	// A place may come as often as its article has meetings or keys.
	for most := limit; ; most *= 4 {
		found, err = collect(ctx, s.db.read(), scan, c.sql(false)+c.order+" LIMIT "+strconv.Itoa(most), c.args...)
		if err != nil || !c.repeats {
			return found, epoch, err
		}
		all := len(found)
		seen := make(map[int64]bool, all)
		found = slices.DeleteFunc(found, func(p int64) bool {
			again := seen[p]
			seen[p] = true
			return again
		})
		if len(found) >= limit || all < most {
			return found[:min(limit, len(found))], epoch, nil
		}
	}
}

// entries returns the entries at places, in that order, as q's tenant has them.
func (s *Store) entries(ctx context.Context, q bot.Query, epoch int64, places []int64) ([]bot.Entry, error) {
	kept, err := s.keptAt(ctx, epoch, places)
	if err != nil {
		return nil, err
	}
	var first map[int64]feedNote
	if q.Detail == bot.Whole {
		if first, err = s.firstNotes(ctx, q, places); err != nil {
			return nil, err
		}
	}
	entries := make([]bot.Entry, 0, len(places))
	for _, p := range places {
		k := kept[p]
		if k == nil {
			return nil, fmt.Errorf("article at %d: %w", p, errBody)
		}
		e, err := k.read(q.Detail)
		if err != nil {
			return nil, fmt.Errorf("article %d: %w", e.ID, err)
		}
		n := first[p]
		e.Feed, e.Collected, e.Silent = n.feed, n.collected, n.silent
		entries = append(entries, e)
	}
	return entries, nil
}

// keptAt returns the articles at places.
func (s *Store) keptAt(ctx context.Context, epoch int64, places []int64) (map[int64]*keptEntry, error) {
	at := s.kept.get(epoch, places)
	missing := slices.DeleteFunc(slices.Clone(places), func(p int64) bool { return at[p] != nil })
	if len(missing) == 0 {
		return at, nil
	}
	var a args
	read, err := collect(ctx, s.db.read(), scanBody, `SELECT a.place, a.id, b.body FROM articles a JOIN bodies b ON b.place = a.place WHERE a.place IN (`+s.dialect.numbers(&a, missing)+`)`, a...)
	fresh := make([]*keptEntry, len(read))
	for i, k := range read {
		fresh[i] = newKept(k)
		at[k.place] = fresh[i]
	}
	s.kept.put(epoch, fresh)
	return at, err
}

func scanBody(r row) (k keptBody, err error) {
	var body []byte
	err = r.Scan(&k.place, &k.id, &body)
	k.body = string(body)
	return k, err
}

// A feedNote says which feed brought an article, and when.
type feedNote struct {
	place     int64
	feed      string
	collected time.Time
	silent    bool
}

// firstNotes returns which of the feeds that q may see was the first to bring each article.
func (s *Store) firstNotes(ctx context.Context, q bot.Query, places []int64) (map[int64]feedNote, error) {
	scan := func(r row) (n feedNote, err error) {
		var collected, silent int64
		err = r.Scan(&n.place, &n.feed, &collected, &silent)
		n.collected, n.silent = fromUnix(collected), silent != 0
		return n, err
	}
	c := s.scoped(q)
	notes, err := collect(ctx, s.db.read(), scan, `SELECT f.place, u.url, f.collected, f.silent FROM article_feeds f JOIN feeds u ON u.id = f.feed
		WHERE +f.feed IN `+c.scope+` AND f.place IN (`+s.dialect.numbers(&c.args, places)+`) ORDER BY f.collected DESC, f.feed DESC`, c.args...)
	first := make(map[int64]feedNote)
	for _, n := range notes {
		first[n.place] = n // the last one stays, which came first
	}
	return first, err
}

// Coverage implements bot.Library.
func (s *Store) Coverage(ctx context.Context, q bot.Query) (bot.Coverage, error) {
	coverage, err := s.coverage(ctx, q)
	if err != nil {
		return bot.Coverage{}, fmt.Errorf("count articles: %w", err)
	}
	return coverage, nil
}

func (s *Store) coverage(ctx context.Context, q bot.Query) (coverage bot.Coverage, err error) {
	q.Soonest = false
	c, err := s.choose(ctx, q)
	if err != nil {
		return coverage, err
	}
	var newest int64
	if q.Limit > 0 {
		var articles int
		of := "SELECT DISTINCT p.place FROM (" + c.sql(false) + c.order + ") p ORDER BY p.place DESC"
		if !c.repeats {
			of = c.sql(false) + c.order
		}
		err := s.db.read().QueryRow(ctx, `SELECT COUNT(*), COALESCE(MAX(l.place), 0) FROM (`+of+" LIMIT "+strconv.Itoa(q.Limit+1)+`) l`, c.args...).
			Scan(&articles, &newest)
		if err != nil || articles == 0 {
			return coverage, err
		}
		if articles > q.Limit {
			return bot.Coverage{Articles: q.Limit, More: true, Newest: published(newest)}, nil
		}
	}
	err = s.db.read().QueryRow(ctx, `SELECT COUNT(DISTINCT p.place), COUNT(DISTINCT f.feed), COALESCE(MAX(p.place), 0)
		FROM (`+c.sql(true)+`) p JOIN article_feeds f ON f.place = p.place WHERE +f.feed IN `+c.scope, c.args...).
		Scan(&coverage.Articles, &coverage.Feeds, &newest)
	if coverage.Articles > 0 {
		coverage.Newest = published(newest)
	}
	return coverage, err
}
