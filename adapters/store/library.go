package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// maxStems bounds the stems of one article, in bytes; PostgreSQL's tsvector takes a MiB.
// https://www.postgresql.org/docs/15/textsearch-limitations.html
const maxStems = 500_000

// maxActor is the longest name, in bytes, that is suggested while somebody types.
const maxActor = 200

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
	stems := joined(bot.Stems(e.Article.Title+"\n"+e.Article.Text), maxStems) // not while the writer is held
	err = s.db.write(ctx, func(t tx) error {
		feed, _, err := feedID(ctx, t, e.Feed)
		if err != nil {
			return err
		}
		at, err := identify(ctx, t, e.Keys)
		if err != nil {
			return err
		}
		place, known := identified(at, e.Keys)
		if !known {
			if place, err = s.insert(ctx, t, e, stems); err != nil {
				return err
			}
		}
		added = !known
		if feed == 0 {
			return nil
		}
		return note(ctx, t, feed, e.Collected, e.Silent, place)
	})
	if err != nil {
		return false, fmt.Errorf("add article %s: %w", e.Article.URL, err)
	}
	return added, nil
}

// joined returns as many of the words as fit into size bytes, parted by spaces.
func joined(words []string, size int) string {
	all := strings.Join(words, " ")
	if len(all) > size {
		all = all[:strings.LastIndexByte(all[:size], ' ')]
	}
	return all
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
	first, last := int64(lastDay), int64(firstDay)
	meetings := bot.MeetingDays(e)
	for _, w := range meetings {
		f, l := days(w)
		first, last = min(first, f), max(last, l)
	}
	if _, err := t.Exec(ctx, `INSERT INTO articles (place, id, meetings, decisions, first_day, last_day)
		VALUES ($1, `+s.dialect.nextArticle+`, $2, $3, $4, $5)`,
		place, len(meetings), bot.DecisionsTold(e.Digest), first, last); err != nil {
		return 0, err
	}
	if stems != "" {
		if _, err := t.Exec(ctx, s.dialect.wordsValue, place, stems); err != nil {
			return 0, err
		}
	}
	return place, errors.Join(insertEntry(ctx, t, place, e), insertSaid(ctx, t, place, e.Digest, meetings))
}

// insertEntry stores what is shown of e and its identities.
func insertEntry(ctx context.Context, t tx, place int64, e bot.Entry) error {
	text := []byte(e.Article.Text)
	e.Article.Text = ""
	e.Article.Published = e.Article.Published.Truncate(time.Millisecond)
	entry, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `INSERT INTO texts (place, entry, text) VALUES ($1, $2, $3)`, place, string(entry), text); err != nil {
		return err
	}
	keys := make([]string, len(e.Keys))
	for i, k := range e.Keys {
		keys[i] = indexable(k)
	}
	return insertKeys(ctx, t, "identities", place, keys)
}

// insertSaid stores the names and actors of d and the days of its meetings for look-ups.
func insertSaid(ctx context.Context, t tx, place int64, d digest.Digest, meetings []digest.When) error {
	var keys []string
	for _, name := range bot.NamesIn(d) {
		for _, k := range bot.NameKeys(name) {
			keys = append(keys, indexable(k))
		}
	}
	if err := insertKeys(ctx, t, "names", place, keys); err != nil {
		return err
	}
	for n, w := range meetings {
		first, last := days(w)
		if _, err := t.Exec(ctx, `INSERT INTO meetings (place, n, first_day, last_day) VALUES ($1, $2, $3, $4)`, place, n, first, last); err != nil {
			return err
		}
	}
	return insertActors(ctx, t, d.Actors)
}

// insertKeys stores keys in table, each once and in order, so that two transactions
// never wait for each other crosswise.
func insertKeys(ctx context.Context, t tx, table string, place int64, keys []string) error {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	for some := range slices.Chunk(keys, batch) {
		a := args{place}
		rows := make([]string, len(some))
		for i, k := range some {
			rows[i] = "($1, " + a.add(k) + ")"
		}
		if _, err := t.Exec(ctx, `INSERT INTO `+table+` (place, key) VALUES `+strings.Join(rows, ", "), a...); err != nil {
			return err
		}
	}
	return nil
}

// insertActors counts the mentions of actors. Of the spellings of a name the one that
// sorts last is kept, which is the one with the accents.
func insertActors(ctx context.Context, t tx, actors []digest.Actor) error {
	mentions := make(map[string]int)
	spelled := make(map[string]string)
	for _, a := range actors {
		folded, name := bot.Fold(a.Name), plain(a.Name)
		if folded == "" || len(name) > maxActor {
			continue
		}
		mentions[folded] += max(1, a.Mentions)
		spelled[folded] = max(spelled[folded], name)
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(mentions)), batch) {
		var a args
		rows := make([]string, len(some))
		for i, folded := range some {
			rows[i] = "(" + a.add(folded) + ", " + a.add(spelled[folded]) + ", " + a.add(mentions[folded]) + ")"
		}
		if _, err := t.Exec(ctx, `INSERT INTO actors (folded, name, mentions) VALUES `+strings.Join(rows, ", ")+`
			ON CONFLICT (folded) DO UPDATE SET mentions = actors.mentions + excluded.mentions,
				name = CASE WHEN excluded.name > actors.name THEN excluded.name ELSE actors.name END`, a...); err != nil {
			return err
		}
	}
	return nil
}

// Names implements bot.Library.
func (s *Store) Names(ctx context.Context, tenant, prefix string, limit int) ([]string, error) {
	scan := func(r row) (name string, err error) { return name, r.Scan(&name) }
	found, err := collect(ctx, s.db.read(), scan, `SELECT c.name FROM actors c WHERE c.folded LIKE $1
		AND EXISTS (SELECT 1 FROM names n JOIN article_feeds f ON f.place = n.place JOIN followers w ON w.feed = f.feed
			WHERE n.key = c.folded AND w.tenant IN ($2, ''))
		ORDER BY c.mentions DESC, c.folded LIMIT $3`, "%"+bot.Fold(prefix)+"%", plain(tenant), limit)
	if err != nil {
		return nil, fmt.Errorf("names with %q: %w", prefix, err)
	}
	return found, nil
}

// Find implements bot.Library.
func (s *Store) Find(ctx context.Context, q bot.Query) ([]bot.Entry, error) {
	fail := func(err error) ([]bot.Entry, error) { return nil, fmt.Errorf("find articles: %w", err) }
	c, err := s.choose(ctx, q)
	if err != nil {
		return fail(err)
	}
	sql := c.sql(false) + ` ORDER BY ` + c.place + ` DESC LIMIT ` + c.args.add(cmp.Or(q.Limit, defaultLimit))
	places, err := collect(ctx, s.db.read(), func(r row) (place int64, err error) { return place, r.Scan(&place) }, sql, c.args...)
	if err != nil {
		return fail(err)
	}
	entries := make([]bot.Entry, 0, len(places))
	for some := range slices.Chunk(places, batch) {
		found, err := s.entries(ctx, q, some)
		if err != nil {
			return fail(err)
		}
		entries = append(entries, found...)
	}
	return entries, nil
}

// entries returns the entries at places, the latest first, as q's tenant has them.
func (s *Store) entries(ctx context.Context, q bot.Query, places []int64) ([]bot.Entry, error) {
	type placed struct {
		place int64
		bot.Entry
	}
	var a args
	found, err := collect(ctx, s.db.read(), func(r row) (placed, error) {
		var p placed
		var entry, text []byte
		var id int64
		if err := r.Scan(&p.place, &id, &entry, &text); err != nil {
			return p, err
		}
		err := json.Unmarshal(entry, &p.Entry)
		p.ID, p.Article.Text = id, string(text)
		return p, err
	}, `SELECT a.place, a.id, t.entry, t.text FROM articles a JOIN texts t ON t.place = a.place WHERE a.place IN `+list(&a, places)+` ORDER BY a.place DESC`, a...)
	if err != nil {
		return nil, err
	}
	first, err := s.firstNotes(ctx, q, places)
	if err != nil {
		return nil, err
	}
	entries := make([]bot.Entry, len(found))
	for i, p := range found {
		n := first[p.place]
		p.Feed, p.Collected, p.Silent = n.feed, n.collected, n.silent
		entries[i] = p.Entry
	}
	return entries, nil
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
	c := scoped(q)
	notes, err := collect(ctx, s.db.read(), scan, `SELECT f.place, u.url, f.collected, f.silent FROM article_feeds f JOIN feeds u ON u.id = f.feed
		WHERE +f.feed IN `+c.scope+` AND f.place IN `+list(&c.args, places)+` ORDER BY f.collected DESC, f.feed DESC`, c.args...)
	first := make(map[int64]feedNote)
	for _, n := range notes {
		first[n.place] = n // the last one stays, which came first
	}
	return first, err
}

// Coverage implements bot.Library.
func (s *Store) Coverage(ctx context.Context, q bot.Query) (bot.Coverage, error) {
	var coverage bot.Coverage
	var newest int64
	c, err := s.choose(ctx, q)
	if err == nil {
		err = s.db.read().QueryRow(ctx, `SELECT COUNT(DISTINCT p.place), COUNT(DISTINCT f.feed), COALESCE(MAX(p.place), 0)
			FROM (`+c.sql(true)+`) p JOIN article_feeds f ON f.place = p.place WHERE +f.feed IN `+c.scope, c.args...).
			Scan(&coverage.Articles, &coverage.Feeds, &newest)
	}
	if err != nil {
		return bot.Coverage{}, fmt.Errorf("count articles: %w", err)
	}
	if coverage.Articles > 0 {
		coverage.Newest = published(newest)
	}
	return coverage, nil
}
