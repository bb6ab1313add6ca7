package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/readout-bot/readout/bot"
)

// knownTo returns that a tenant, at the placeholder, sees an article that names actor c.
func knownTo(tenant string) string {
	return `EXISTS (SELECT 1 FROM names n JOIN article_feeds f ON f.place = n.place JOIN followers w ON w.feed = f.feed
		WHERE n.key = c.folded AND w.tenant IN (` + tenant + `, ''))`
}

func scanString(r row) (s string, err error) { return s, r.Scan(&s) }

// Names implements bot.Library.
func (s *Store) Names(ctx context.Context, tenant, prefix string, limit int) ([]string, error) {
	found, err := collect(ctx, s.db.read(), scanString, `SELECT c.name FROM actors c WHERE c.folded LIKE $1 AND `+knownTo("$2")+`
		ORDER BY c.mentions DESC, c.folded LIMIT $3`, "%"+bot.Fold(prefix)+"%", plain(tenant), limit)
	if err != nil {
		return nil, fmt.Errorf("names with %q: %w", prefix, err)
	}
	return found, nil
}

// Called implements bot.Library.
func (s *Store) Called(ctx context.Context, tenant string, keys []string, limit int) ([]string, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var a args
	indexed := make([]string, len(keys))
	for i, k := range keys {
		indexed[i] = indexable(k)
	}
	found, err := collect(ctx, s.db.read(), scanString, `SELECT c.name FROM actors c
		WHERE c.folded IN (SELECT k.folded FROM actor_keys k WHERE `+s.dialect.oneText(&a, "k.key", indexed)+`) AND `+knownTo(a.add(plain(tenant)))+`
		ORDER BY c.mentions DESC, c.folded LIMIT `+a.add(limit), a...)
	if err != nil {
		return nil, fmt.Errorf("names by %d keys: %w", len(keys), err)
	}
	return found, nil
}

// Near implements bot.Library. Whether tenant knows a name is asked of the nearest alone;
// only if it does not know one of those, of all.
func (s *Store) Near(ctx context.Context, tenant, name string) ([]string, error) {
	fail := func(err error) ([]string, error) { return nil, fmt.Errorf("names near %q: %w", name, err) }
	all, err := s.known.get(namesFor, func() ([]string, error) {
		return collect(ctx, s.db.read(), scanString, `SELECT c.name FROM actors c ORDER BY c.mentions DESC, c.folded LIMIT $1`, bot.KnownNames)
	})
	if err != nil {
		return fail(err)
	}
	near := bot.Nearest(all, name)
	if len(near) == 0 {
		return nil, nil
	}
	keys := make([]string, len(near))
	for i, n := range near {
		keys[i] = bot.Fold(n)
	}
	known, err := s.Called(ctx, tenant, keys, bot.KnownNames)
	if err != nil {
		return fail(err)
	}
	if !slices.ContainsFunc(near, func(n string) bool { return !slices.Contains(known, n) }) {
		return near, nil
	}
	if all, err = s.Names(ctx, tenant, "", bot.KnownNames); err != nil {
		return fail(err)
	}
	return bot.Nearest(all, name), nil
}
