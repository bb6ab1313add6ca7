package bottest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// defaultLimit is what Find returns at most where the query does not say.
const defaultLimit = 100

// An article is an entry with all that it is found by.
type article struct {
	bot.Entry
	notes   []note // which feeds brought it, in the order they did
	names   map[string]bool
	threads map[string]bool
	stems   map[string]bool
	stored  []byte // JSON of the entry as it was stored
}

// A note says that a feed carries an article.
type note struct {
	feed      string
	collected time.Time
	silent    bool
}

// note adds n to a unless its feed is noted already, or nobody ever followed it.
func (s *Store) note(a *article, n note) {
	if _, ok := s.feeds[n.feed]; ok && !slices.ContainsFunc(a.notes, func(o note) bool { return o.feed == n.feed }) {
		a.notes = append(a.notes, n)
	}
}

// Unknown implements bot.Library.
func (s *Store) Unknown(ctx context.Context, feed string, keys [][]string) ([]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := note{feed: feed, collected: kept(time.Now()), silent: s.feeds[feed].Succeeded.IsZero()}
	var unknown []int
	for i, set := range keys {
		if a := s.identified(set); a != nil {
			s.note(a, n)
		} else {
			unknown = append(unknown, i)
		}
	}
	return unknown, nil
}

// identified returns the first article with one of keys, or nil.
func (s *Store) identified(keys []string) *article {
	for _, k := range keys {
		if a := s.identities[k]; a != nil {
			return a
		}
	}
	return nil
}

// Add implements bot.Library.
func (s *Store) Add(ctx context.Context, e bot.Entry) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := note{feed: e.Feed, collected: kept(e.Collected), silent: e.Silent}
	if a := s.identified(e.Keys); a != nil {
		s.note(a, n)
		return false, nil
	}
	e, err := copied(e)
	if err != nil {
		return false, err
	}
	e.ID = int64(len(s.articles) + 1)
	e.Article.Published = e.Article.Published.Truncate(time.Millisecond)
	e.Collected = n.collected
	a := &article{Entry: e}
	if err := a.derive(); err != nil {
		return false, err
	}
	s.note(a, n)
	s.articles = append(s.articles, a)
	for _, k := range e.Keys {
		s.identities[k] = a
	}
	return true, nil
}

// derive fills in what the article is found by, and shares it anew.
func (a *article) derive() error {
	var err error
	if a.stored, err = json.Marshal(a.Entry); err != nil {
		return err
	}
	a.Entry = a.Entry.Shared()
	a.names, a.threads, a.stems = make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, name := range bot.NamesIn(a.Digest) {
		for _, k := range bot.NameKeys(name) {
			a.names[k] = true
		}
	}
	for _, k := range bot.ThreadKeys(a.Digest) {
		a.threads[k] = true
	}
	for _, stem := range bot.Stems(a.Article.Title + "\n" + a.Article.Text) {
		a.stems[stem] = true
	}
	return nil
}

// Watched returns a store of which t checks, when it ends, that nobody changed the entries
// that Find shares.
func Watched(t testing.TB) *Store {
	s := NewStore()
	t.Cleanup(func() {
		for _, a := range s.articles {
			if now, err := json.Marshal(a.Entry); err != nil || !bytes.Equal(now, a.stored) {
				t.Errorf("somebody changed the entry of %q, which is shared", a.Article.Title)
			}
		}
	})
	return s
}

// Rebuild implements bot.Library.
func (s *Store) Rebuild(ctx context.Context, read func(digest.Article) digest.Digest, progress func(done, total int)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, a := range s.articles {
		d, err := copied(read(a.Article))
		if err != nil {
			return err
		}
		a.Digest = d
		if err := a.derive(); err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, len(s.articles))
		}
	}
	return ctx.Err()
}

// Find implements bot.Library.
func (s *Store) Find(ctx context.Context, q bot.Query) ([]bot.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.Ends && len(q.Threads) > 0 {
		return s.ends(q), nil
	}
	return s.find(q), nil
}

// ends finds the first and the last of each thread.
func (s *Store) ends(q bot.Query) []bot.Entry {
	end := make(map[int64]bool)
	all := s.matching(q)
	for _, k := range q.Threads {
		of := slices.DeleteFunc(slices.Clone(all), func(e bot.Entry) bool { return !s.articles[e.ID-1].threads[k] })
		if len(of) > 0 {
			end[of[0].ID], end[of[len(of)-1].ID] = true, true
		}
	}
	limit := q.Limit
	q.Limit = len(s.articles)
	found := s.find(q)
	found = slices.DeleteFunc(found, func(e bot.Entry) bool { return !end[e.ID] })
	return found[:min(cmp.Or(limit, defaultLimit), len(found))]
}

func (s *Store) find(q bot.Query) []bot.Entry {
	limit := q.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	found := s.matching(q)
	found = found[:min(limit, len(found))]
	entries := make([]bot.Entry, 0, len(found))
	for _, e := range found {
		entries = append(entries, detailed(e, q.Detail))
	}
	return entries
}

// detailed returns as much of e as is asked for.
func detailed(e bot.Entry, d bot.Detail) bot.Entry {
	if d >= bot.Said {
		e.Feed, e.Collected, e.Silent = "", time.Time{}, false
	}
	if d >= bot.Events {
		e.Digest.Summary, e.Digest.Actors, e.Digest.Note = nil, nil, ""
	}
	return e
}

// Coverage implements bot.Library.
func (s *Store) Coverage(ctx context.Context, q bot.Query) (bot.Coverage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.matching(q)
	more := q.Limit > 0 && len(found) > q.Limit
	if more {
		found = found[:q.Limit]
	}
	c := bot.Coverage{Articles: len(found), More: more}
	scope, feeds := s.scope(q), make(map[string]bool)
	for _, e := range found {
		if e.Article.Published.After(c.Newest) {
			c.Newest = e.Article.Published
		}
		for _, n := range s.articles[e.ID-1].notes {
			if scope(n.feed) {
				feeds[n.feed] = true
			}
		}
	}
	if !more {
		c.Feeds = len(feeds)
	}
	return c, nil
}

// scope tells which feeds q may see.
func (s *Store) scope(q bot.Query) func(feed string) bool {
	return func(feed string) bool {
		_, own := s.followers[feed][q.Tenant]
		_, shared := s.followers[feed][""]
		return (own || shared) && (len(q.Feeds) == 0 || slices.Contains(q.Feeds, feed))
	}
}

// matching returns the entries that q chooses, the latest published first.
func (s *Store) matching(q bot.Query) []bot.Entry {
	scope, had := s.scope(q), map[int64]bool(nil)
	if q.NotIn != "" {
		had = s.delivered(q.NotIn)
	}
	var in *delivery
	if q.In.Subscription != "" {
		if in = s.deliveries[keyOf(q.In)]; in == nil || in.Fault != "" {
			return nil
		}
	}
	var found []bot.Entry
	for _, a := range s.articles {
		if e, ok := a.seen(scope); ok && !had[e.ID] && (in == nil || slices.Contains(in.articles, e.ID)) && a.says(q) && within(e, q) {
			found = append(found, e)
		}
	}
	soonest := func(e bot.Entry) time.Time { return time.Time{} }
	if q.Soonest {
		soonest = func(e bot.Entry) time.Time { return endsSoonest(e, q) }
	}
	slices.SortFunc(found, func(a, b bot.Entry) int {
		return cmp.Or(soonest(a).Compare(soonest(b)), b.Article.Published.Compare(a.Article.Published), cmp.Compare(b.ID, a.ID))
	})
	return found
}

// endsSoonest returns the last day of the meeting of e, of those that q asks for, that ends
// soonest; far ahead if none of them has a day.
func endsSoonest(e bot.Entry, q bot.Query) time.Time {
	soonest := time.Unix(1<<40, 0)
	for _, w := range bot.MeetingDays(e) {
		if end := when.Day(w.End); mayFall(w, q) && !w.End.IsZero() && end.Before(soonest) {
			soonest = end
		}
	}
	return soonest
}

// seen returns the entry as whoever sees only the feeds in scope has it: from the first of
// these that brought it.
func (a *article) seen(scope func(string) bool) (bot.Entry, bool) {
	e, ok := a.Entry, false
	for _, n := range a.notes {
		if scope(n.feed) && (!ok || n.collected.Before(e.Collected)) {
			e.Feed, e.Collected, e.Silent, ok = n.feed, n.collected, n.silent, true
		}
	}
	return e, ok
}

// says reports whether what the article says is what q asks for.
func (a *article) says(q bot.Query) bool {
	if q.Actor != "" && !a.names[bot.Fold(q.Actor)] {
		return false
	}
	if len(q.Threads) > 0 && !slices.ContainsFunc(q.Threads, func(k string) bool { return a.threads[k] }) {
		return false
	}
	for _, w := range q.Words {
		stems := bot.Stems(w)
		if len(stems) == 0 {
			return false
		}
		for _, stem := range stems {
			if !a.stems[stem] {
				return false
			}
		}
	}
	days := bot.MeetingDays(a.Entry)
	meetings, decisions := len(days) > 0, bot.DecisionsTold(a.Digest) > 0
	switch {
	case q.Meetings && q.Decisions && !meetings && !decisions,
		q.Meetings && !q.Decisions && !meetings,
		q.Decisions && !q.Meetings && !decisions:
		return false
	}
	if q.MeetingsFrom.IsZero() && q.MeetingsUntil.IsZero() && !q.Dated {
		return true
	}
	return slices.ContainsFunc(days, func(w digest.When) bool { return mayFall(w, q) })
}

// mayFall reports whether w may lie between the days that q asks for.
func mayFall(w digest.When, q bot.Query) bool {
	if q.Dated && w.End.IsZero() {
		return false
	}
	if !q.MeetingsFrom.IsZero() && !w.End.IsZero() && when.Day(w.End).Before(when.Day(q.MeetingsFrom)) {
		return false
	}
	return q.MeetingsUntil.IsZero() || w.Start.IsZero() || !when.Day(w.Start).After(when.Day(q.MeetingsUntil))
}

// within reports whether e is as new as q asks for.
func within(e bot.Entry, q bot.Query) bool {
	in := func(t, from, until time.Time) bool {
		return (from.IsZero() || !t.Before(kept(from))) && (until.IsZero() || t.Before(kept(until)))
	}
	return in(e.Article.Published, q.PublishedFrom, q.PublishedUntil) &&
		in(e.Collected, q.CollectedFrom, q.CollectedUntil) && !(q.News && e.Silent)
}

// Names implements bot.Library.
func (s *Store) Names(ctx context.Context, tenant, prefix string, limit int) ([]string, error) {
	return s.names(tenant, limit, func(folded string) bool { return strings.Contains(folded, bot.Fold(prefix)) }), nil
}

// Called implements bot.Library.
func (s *Store) Called(ctx context.Context, tenant string, keys []string, limit int) ([]string, error) {
	return s.names(tenant, limit, func(folded string) bool {
		return slices.ContainsFunc(append(bot.NameKeys(folded), bot.SoundKey(folded)), func(k string) bool { return slices.Contains(keys, k) })
	}), nil
}

// Near implements bot.Library.
func (s *Store) Near(ctx context.Context, tenant, name string) ([]string, error) {
	known := s.names(tenant, bot.KnownNames, func(string) bool { return true })
	return bot.Nearest(known, name), nil
}

// names returns the names of actors known to tenant whose folded name is among those
// wanted, the most mentioned first.
func (s *Store) names(tenant string, limit int, wanted func(folded string) bool) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	type known struct {
		folded   string
		name     string // the spelling that sorts last, which has the accents
		mentions int
	}
	byFold := make(map[string]known)
	scope := s.scope(bot.Query{Tenant: tenant})
	for _, a := range s.articles {
		if _, ok := a.seen(scope); !ok {
			continue
		}
		for _, actor := range a.Digest.Actors {
			if fold := bot.Fold(actor.Name); wanted(fold) {
				k := byFold[fold]
				byFold[fold] = known{fold, max(k.name, actor.Name), k.mentions + max(1, actor.Mentions)}
			}
		}
	}
	all := slices.SortedFunc(maps.Values(byFold), func(a, b known) int {
		return cmp.Or(cmp.Compare(b.mentions, a.mentions), cmp.Compare(a.folded, b.folded))
	})
	var found []string
	for _, k := range all[:min(limit, len(all))] {
		found = append(found, k.name)
	}
	return found
}
