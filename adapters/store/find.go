package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
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
	places, epoch, err := s.placesLately(ctx, q, c, cmp.Or(q.Limit, defaultLimit))
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

// placesLately is places, or what that returned for the same query a moment ago: many ask
// what is on today, or about whoever is in the news.
func (s *Store) placesLately(ctx context.Context, q bot.Query, c *choice, limit int) ([]int64, int64, error) {
	if !q.CollectedFrom.IsZero() || !q.CollectedUntil.IsZero() || q.NotIn != "" || q.In.Subscription != "" {
		return s.places(ctx, c, limit) // a job, which must see what another has just done
	}
	key := fmt.Sprint(limit, c.sql(false), c.order, c.args)
	found, changes, ok := s.lately.get(key)
	if ok {
		return found.places, found.epoch, nil
	}
	places, epoch, err := s.places(ctx, c, limit)
	if err == nil {
		s.lately.put(key, foundPlaces{places, epoch}, changes)
	}
	return places, epoch, err
}

// places returns the places of the first articles that c chooses, each once, and the epoch
// from which on their bodies are.
func (s *Store) places(ctx context.Context, c *choice, limit int) (found []int64, epoch int64, err error) {
	if c.match > 0 && s.dialect.window != nil {
		return s.placesOfWords(ctx, c, limit)
	}
	return s.placesAtOnce(ctx, c, limit)
}

// newestFew is among how many of the newest articles words are looked for first. Of words
// that are in too few of these, all that have them may be sorted.
const newestFew = 6000

// placesOfWords looks among the newest articles first, where the database would find all
// that have a word before it has the newest of them.
func (s *Store) placesOfWords(ctx context.Context, c *choice, limit int) (found []int64, epoch int64, err error) {
	from, to, err := s.newest(ctx)
	if err != nil {
		return nil, 0, err
	}
	from = max(from, c.since)
	newest := s.windowed(c, from, to)
	if found, epoch, err = s.placesAtOnce(ctx, newest, limit); err != nil || len(found) == limit || from == c.since {
		return found, epoch, err
	}
	older := s.windowed(c, c.since, from)
	older.between(math.MinInt64, from)
	rest, restEpoch, err := s.placesAtOnce(ctx, older, limit-len(found))
	if len(found) == 0 {
		epoch = restEpoch
	}
	return append(found, rest...), epoch, err
}

// windowed returns c narrowed to places from one on, and more or less up to the other.
func (s *Store) windowed(c *choice, from, to int64) *choice {
	c = c.clone()
	if from > math.MinInt64 {
		c.args[c.match-1] = s.dialect.window(c.args[c.match-1].(string), from, to)
		c.between(from, math.MaxInt64)
	}
	return c
}

// newest returns between which places the newest articles are; without a beginning where
// there are no others.
func (s *Store) newest(ctx context.Context) (from, to int64, err error) {
	e, err := s.edge.get(edgeFor, func() (e edge, err error) {
		err = s.db.read().QueryRow(ctx, `SELECT COALESCE(MAX(place), 0), COALESCE((SELECT place FROM articles ORDER BY place DESC LIMIT 1 OFFSET $1), $2) FROM articles`,
			cmp.Or(s.opts.newestFew, newestFew), int64(math.MinInt64)).Scan(&e.to, &e.from)
		return e, err
	})
	return e.from, max(e.to, firstPlace(time.Now().Add(ahead))), err
}

const (
	// edgeFor is for how long it is known where the newest articles begin.
	edgeFor = 10 * time.Second
	// ahead is how far after now an article may be published that came meanwhile; the bot
	// takes none for later than in an hour.
	ahead = 2 * time.Hour
)

// An edge is between which places the newest articles are.
type edge struct{ from, to int64 }

func (s *Store) placesAtOnce(ctx context.Context, c *choice, limit int) (found []int64, epoch int64, err error) {
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
	read, err := collect(ctx, s.db.read(), scanBody, `SELECT a.place, a.id, b.body FROM articles a JOIN bodies b ON b.place = a.place WHERE `+s.dialect.oneOf(&a, "a.place", missing), a...)
	fresh := make([]*keptEntry, len(read))
	for i, k := range read {
		fresh[i] = newKept(k)
		at[k.place] = fresh[i]
	}
	s.kept.put(epoch, fresh)
	return at, err
}

func scanBody(r row) (k keptBody, err error) {
	return k, r.Scan(&k.place, &k.id, (*bytesAsString)(&k.body))
}

// bytesAsString reads a BLOB with no more copies than a driver makes.
type bytesAsString string

// Scan implements sql.Scanner.
func (s *bytesAsString) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok {
		return fmt.Errorf("a %T where bytes should be", v)
	}
	*s = bytesAsString(b)
	return nil
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
		WHERE +f.feed IN `+c.scope+` AND `+s.dialect.oneOf(&c.args, "f.place", places)+` ORDER BY f.collected DESC, f.feed DESC`, c.args...)
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
		articles, newest, err := s.countTo(ctx, c, q.Limit+1)
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

// countTo counts the articles that c chooses, up to limit, and returns the place of the
// newest.
func (s *Store) countTo(ctx context.Context, c *choice, limit int) (articles int, newest int64, err error) {
	if c.repeats || c.match > 0 && s.dialect.window != nil {
		places, _, err := s.places(ctx, c, limit)
		if err != nil || len(places) == 0 {
			return 0, 0, err
		}
		return len(places), places[0], nil
	}
	err = s.db.read().QueryRow(ctx, `SELECT COUNT(*), COALESCE(MAX(l.place), 0) FROM (`+c.sql(false)+c.order+" LIMIT "+strconv.Itoa(limit)+`) l`, c.args...).
		Scan(&articles, &newest)
	return articles, newest, err
}
