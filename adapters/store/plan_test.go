package store

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/readout-bot/readout/bot"
)

// TestPlans checks that no look-up on SQLite reads a whole table, sorts what an index has
// in order, or tries every feed for every article. PostgreSQL plans by the data at hand.
func TestPlans(t *testing.T) {
	s := opened(t, engines[0].url(t), Options{})
	for tenant, articles := range map[string]int{"x:big": 1_000_000, "x:small": 10} {
		_, err := s.AddFeed(t.Context(), tenant, bot.Feed{URL: "https://example.org/" + tenant})
		check(t, err)
		check(t, s.db.write(t.Context(), func(x tx) error {
			_, err := x.Exec(t.Context(), `UPDATE feeds SET articles = $1 WHERE url = $2`, articles, "https://example.org/"+tenant)
			return err
		}))
	}
	for _, tenant := range []string{"x:big", "x:small"} {
		for _, l := range lookups {
			q := l.query(rand.New(rand.NewPCG(1, 2)))
			q.Tenant = tenant
			c, err := s.choose(t.Context(), q)
			check(t, err)
			plan := explain(t, s, c.sql(false)+" ORDER BY "+c.place+" DESC LIMIT 20", c.args)
			bad := []string{"SCAN n", "SCAN f", "SCAN e", "SCAN m", "SCAN d", "feed=? AND place=?", "place=? AND feed=?"}
			if !strings.HasPrefix(c.from, "article_feeds") {
				bad = append(bad, "USE TEMP B-TREE")
			}
			for _, b := range bad {
				if strings.Contains(plan, b) {
					t.Errorf("%s of %s: %q in the plan:\n%s", l.name, tenant, b, plan)
				}
			}
		}
	}
}

// explain returns SQLite's plan of a query, a line a step.
func explain(t *testing.T, s *Store, sql string, a args) string {
	steps, err := collect(t.Context(), s.db.read(), func(r row) (step string, err error) {
		var id, parent, unused int
		return step, r.Scan(&id, &parent, &unused, &step)
	}, "EXPLAIN QUERY PLAN "+sql, a...)
	check(t, err)
	return strings.Join(steps, "\n")
}
