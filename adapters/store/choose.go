package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
)

// defaultLimit is what Find returns at most where the query does not say.
const defaultLimit = 100

// fewArticles is how many articles of a tenant's feeds are read one by one rather than
// looked for among everybody's.
const fewArticles = 2000

// A choice is a Query on its way to SQL. It reads one table in the order of places, the
// one that narrows most, and asks the others about each row; so the latest few are found
// without sorting all. A plus before a column keeps SQLite from using an index for it,
// which for each article would try every feed in scope in turn.
type choice struct {
	args
	scope string   // the ids of the feeds that the query may see
	from  string   // the table that is read
	place string   // its column of places
	by    string   // the same as it orders and is bounded
	where []string // what must hold
	// visible must hold too: that a feed in scope has the article. It is empty where the
	// other conditions see to that, and needless where the caller joins those feeds.
	visible string
	fence   string // the dialect's
	keys    string // the table of keys, of each of which only the ends are looked for
	match   int    // which argument the words are, if they are what is read, from 1
	// sorted are the conditions of what is read and put in order before the others are asked
	// of each row; none where it is read in order.
	sorted  []string
	since   int64  // the first place that is asked for
	group   string // GROUP BY, where a place may come more than once in order
	order   string // ORDER BY
	repeats bool   // a place may come more than once all the same
}

// clone returns a copy that can be narrowed further.
func (c *choice) clone() *choice {
	d := *c
	d.args, d.where, d.sorted = slices.Clone(c.args), slices.Clone(c.where), slices.Clone(c.sorted)
	return &d
}

// epochNow is the number of times that bodies were changed.
const epochNow = "COALESCE((SELECT MAX(value) FROM marks WHERE name = '" + epochMark + "'), 0) AS epoch"

// sql returns the SELECT of places and the epoch, without order. joined says that the
// caller joins the feeds in scope.
func (c *choice) sql(joined bool) string {
	where := c.where
	if c.visible != "" && !joined {
		where = append(slices.Clone(where), c.visible)
	}
	if c.keys != "" {
		// The index has the places of a key in order: either end is found at once.
		of := "(SELECT " + c.place + " FROM " + c.from + " WHERE " + strings.Join(where, " AND ") + " ORDER BY " + c.place
		return "SELECT e.place AS place, " + epochNow + " FROM (SELECT " + of + " LIMIT 1) AS place FROM (" + c.keys + ") k UNION SELECT " + of +
			" DESC LIMIT 1) FROM (" + c.keys + ") k) e WHERE e.place IS NOT NULL"
	}
	from := c.from
	if len(c.sorted) > 0 {
		from = "(SELECT w.place FROM " + c.from + " WHERE " + strings.Join(c.sorted, " AND ") + " ORDER BY " + c.by + " DESC" + c.fence + ") w"
	}
	sql := "SELECT " + c.place + " AS place, " + epochNow + " FROM " + from
	if len(where) > 0 {
		sql += " WHERE " + strings.Join(where, " AND ")
	}
	return sql + c.group
}

// scoped returns a choice that has but the scope of q.
func (s *Store) scoped(q bot.Query) *choice {
	c := &choice{fence: s.dialect.fence, since: math.MinInt64}
	tenant := c.add(plain(q.Tenant))
	c.scope = "(SELECT w.feed FROM followers w WHERE w.tenant IN (" + tenant + ", ''))"
	if len(q.Feeds) > 0 {
		urls := make([]string, len(q.Feeds))
		for i, u := range q.Feeds {
			urls[i] = plain(u)
		}
		c.scope = "(SELECT w.feed FROM followers w JOIN feeds u ON u.id = w.feed WHERE w.tenant IN (" + tenant + ", '') AND " + s.dialect.oneText(&c.args, "u.url", urls) + ")"
	}
	return c
}

// choose turns q into SQL.
func (s *Store) choose(ctx context.Context, q bot.Query) (*choice, error) {
	c := s.scoped(q)
	few, err := s.few(ctx, q, c)
	if err != nil {
		return nil, err
	}
	byFeeds := !q.Soonest && !q.Ends && (few || !q.CollectedFrom.IsZero())
	stems, nonsense := queryStems(q.Words)
	switch {
	case q.Ends && len(q.Threads) > 0:
		c.from, c.place = "thread_keys t", "t.place"
	case q.Soonest:
		c.from, c.place, c.repeats = "meetings m", "m.place", true
	case byFeeds:
		c.from, c.place = "article_feeds f", "f.place"
	case len(q.Threads) > 0:
		c.from, c.place, c.repeats = "thread_keys t", "t.place", len(q.Threads) > 1
	case len(stems) > 0:
		c.from, c.place = "words w", s.dialect.wordsPlace
	case q.Actor != "":
		c.from, c.place = "names n", "n.place"
	case !q.Meetings && !q.Decisions && q.MeetingsFrom.IsZero() && q.MeetingsUntil.IsZero() && !q.Dated:
		c.from, c.place, c.group = "article_feeds f", "f.place", " GROUP BY f.place"
	default:
		c.from, c.place = "articles a", "a.place"
	}
	if c.by = c.place; c.from == "words w" {
		c.by = s.dialect.wordsOrder
	}
	switch {
	case byFeeds:
		c.ask("article_feeds f", "f.place", "f.feed IN "+c.scope+" AND "+c.seen(q))
	case q.News || !q.CollectedUntil.IsZero():
		c.ask("article_feeds f", "f.place", "+f.feed IN "+c.scope+" AND "+c.seen(q))
	case c.from == "article_feeds f":
		c.ask(c.from, c.place, "+f.feed IN "+c.scope)
	default:
		c.visible = c.asked("article_feeds f", "f.place", "+f.feed IN "+c.scope)
	}
	if len(q.Threads) > 0 {
		keys := make([]string, len(q.Threads))
		for i, k := range q.Threads {
			keys[i] = indexable(k)
		}
		if q.Ends {
			c.keys = s.dialect.items(&c.args, keys)
			c.where = append(c.where, "t.key = k.item")
		} else {
			c.ask("thread_keys t", "t.place", s.dialect.oneText(&c.args, "t.key", keys))
		}
	}
	if len(stems) > 0 {
		if c.from == "words w" && q.Actor != "" && s.dialect.name != nil {
			stems = append(stems, s.dialect.name(indexable(bot.Fold(q.Actor))))
			q.Actor = ""
		}
		has := s.dialect.wordsMatch + c.add(s.dialect.matchAll(stems))
		if c.from == "words w" {
			c.match = len(c.args)
		}
		if c.from == "words w" && s.dialect.window != nil {
			c.sorted = append(c.sorted, has)
		} else {
			c.ask("words w", s.dialect.wordsPlace, has)
		}
	}
	if nonsense {
		c.where = append(c.where, "1 = 0")
	}
	if q.Actor != "" {
		c.ask("names n", "n.place", "n.key = "+c.add(indexable(bot.Fold(q.Actor))))
	}
	c.said(q)
	c.window(q)
	c.order = " ORDER BY " + c.by + " DESC"
	if len(c.sorted) > 0 {
		c.order = ""
	} else if c.keys != "" {
		c.order = " ORDER BY place DESC"
	} else if q.Soonest {
		c.order = " ORDER BY m.last_day, m.place DESC"
	}
	return c, nil
}

// epochMark names the mark of how often bodies were changed.
const epochMark = "epoch"

// few reports whether the feeds in scope of q have so few articles that these are best read
// one by one. Either way finds the same, so that it does not matter if it was so lately.
func (s *Store) few(ctx context.Context, q bot.Query, c *choice) (bool, error) {
	scope := strings.Join(append([]string{q.Tenant}, q.Feeds...), "\n")
	articles, known := s.scopes.get(scope)
	if !known {
		err := s.db.read().QueryRow(ctx, `SELECT CAST(COALESCE(SUM(u.articles), 0) AS BIGINT) FROM feeds u WHERE u.id IN `+c.scope, c.args...).Scan(&articles)
		if err != nil {
			return false, err
		}
		s.scopes.put(scope, articles)
	}
	return articles <= cmp.Or(s.opts.fewArticles, fewArticles), nil
}

// ask demands that condition holds in the row of table at the article's place.
func (c *choice) ask(table, place, condition string) {
	c.where = append(c.where, c.asked(table, place, condition))
}

// asked returns what ask demands, as SQL.
func (c *choice) asked(table, place, condition string) string {
	if table == c.from {
		return condition
	}
	return "EXISTS (SELECT 1 FROM " + table + " WHERE " + place + " = " + c.place + " AND " + condition + c.fence + ")"
}

// queryStems returns the stems of words; nonsense if one of them has none, and so is in no
// article.
func queryStems(words []string) (stems []string, nonsense bool) {
	for _, w := range words {
		of := bot.Stems(w)
		stems, nonsense = append(stems, of...), nonsense || len(of) == 0
	}
	return stems, nonsense
}

// seen says that f, a note in scope, is the first of its article and fits q.
func (c *choice) seen(q bot.Query) string {
	seen := "NOT EXISTS (SELECT 1 FROM article_feeds e WHERE e.place = f.place AND +e.feed IN " + c.scope +
		" AND (e.collected < f.collected OR (e.collected = f.collected AND e.feed < f.feed)))"
	if !q.CollectedFrom.IsZero() {
		seen += " AND f.collected >= " + c.add(unix(q.CollectedFrom))
	}
	if !q.CollectedUntil.IsZero() {
		seen += " AND f.collected < " + c.add(unix(q.CollectedUntil))
	}
	if q.News {
		seen += " AND f.silent = 0"
	}
	return seen
}

// said narrows to articles with meetings or decisions.
func (c *choice) said(q bot.Query) {
	from, until := dayRange(q)
	if q.Soonest {
		c.where = append(c.where, "m.last_day >= "+c.add(from), "m.first_day <= "+c.add(until))
		if q.Dated {
			c.where = append(c.where, "m.last_day < "+c.add(int64(lastDay)))
		}
		if !q.Decisions {
			return // the meeting says all
		}
	}
	days := !q.MeetingsFrom.IsZero() || !q.MeetingsUntil.IsZero() || q.Dated
	var said []string
	switch {
	case q.Meetings && q.Decisions && !days:
		said = append(said, "(a.meetings > 0 OR a.decisions > 0)")
	case q.Decisions && !q.Meetings:
		said = append(said, "a.decisions > 0")
	}
	if days || q.Meetings && !q.Decisions {
		said = append(said, "a.meetings > 0")
	}
	if days {
		f, u := c.add(from), c.add(until)
		// The first two rule most articles out by the index alone.
		dated := ""
		if q.Dated {
			dated = " AND m.last_day < " + c.add(int64(lastDay))
		}
		said = append(said, "a.last_day >= "+f, "a.first_day <= "+u,
			"EXISTS (SELECT 1 FROM meetings m WHERE m.place = a.place AND m.last_day >= "+f+" AND m.first_day <= "+u+dated+")")
	}
	if len(said) > 0 {
		c.ask("articles a", "a.place", strings.Join(said, " AND "))
	}
}

// dayRange returns the days between which q wants a meeting.
func dayRange(q bot.Query) (from, until int64) {
	from, until = firstDay, lastDay
	if !q.MeetingsFrom.IsZero() {
		from = dayNumber(q.MeetingsFrom)
	}
	if !q.MeetingsUntil.IsZero() {
		until = dayNumber(q.MeetingsUntil)
	}
	return from, until
}

// window narrows to publish times and to what a subscription has not had.
func (c *choice) window(q bot.Query) {
	if !q.PublishedFrom.IsZero() {
		c.since = firstPlace(milliseconds(q.PublishedFrom))
		c.between(c.since, math.MaxInt64)
	}
	if !q.PublishedUntil.IsZero() {
		c.between(math.MinInt64, firstPlace(milliseconds(q.PublishedUntil)))
	}
	if q.NotIn != "" {
		c.where = append(c.where, "NOT EXISTS (SELECT 1 FROM delivered d WHERE d.subscription = "+c.add(plain(q.NotIn))+" AND d.place = "+c.place+")")
	}
	if q.In.Subscription != "" {
		c.where = append(c.where, "EXISTS (SELECT 1 FROM delivered d WHERE d.subscription = "+c.add(plain(q.In.Subscription))+
			" AND d.due = "+c.add(unix(q.In.Due))+" AND d.place = "+c.place+")")
	}
}

// between demands that the place lies between from, inclusive, and to, exclusive.
func (c *choice) between(from, to int64) {
	where := &c.where
	if len(c.sorted) > 0 {
		where = &c.sorted
	}
	if from > math.MinInt64 {
		*where = append(*where, c.by+" >= "+c.add(from))
	}
	if to < math.MaxInt64 {
		*where = append(*where, c.by+" < "+c.add(to))
	}
}

// milliseconds returns t as publish times are kept.
func milliseconds(t time.Time) time.Time { return t.Truncate(time.Millisecond) }
