package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// derived are the queries whose rows follow from the articles alone, in order.
var derived = []string{
	"SELECT place, 0, meetings || ' ' || decisions || ' ' || first_day || ' ' || last_day FROM articles ORDER BY place",
	"SELECT place, 0, key FROM names ORDER BY key, place",
	"SELECT place, 0, key FROM thread_keys ORDER BY key, place",
	"SELECT place, n, first_day || ' ' || last_day FROM meetings ORDER BY place, n",
	"SELECT mentions, 0, folded || ' ' || name FROM actors ORDER BY folded",
	"SELECT 0, 0, key || ' ' || folded FROM actor_keys ORDER BY key, folded",
}

// dump returns all that is derived from the articles of s.
func dump(t *testing.T, s *Store) string {
	var b strings.Builder
	for _, q := range derived {
		rows, err := collect(t.Context(), s.db.read(), func(r row) (string, error) {
			var place, n int64
			var what string
			err := r.Scan(&place, &n, &what)
			return fmt.Sprint(place, " ", n, " ", what), err
		}, q)
		check(t, err)
		b.WriteString(q + "\n" + strings.Join(rows, "\n") + "\n")
	}
	entries, err := s.Find(t.Context(), bot.Query{Tenant: "x:1", Limit: 1000})
	check(t, err)
	for _, e := range entries {
		e.ID = 0
		raw, err := json.Marshal(e)
		check(t, err)
		b.Write(append(raw, '\n'))
		for _, w := range bot.Stems(e.Article.Title)[:3] {
			c, err := s.Coverage(t.Context(), bot.Query{Tenant: "x:1", Words: []string{w}})
			check(t, err)
			fmt.Fprintln(&b, w, c)
		}
	}
	return b.String()
}

// TestRebuiltEqualsGrown checks that a library that is rebuilt is the one that grows, in
// whatever order it grew and whatever the reader of that time said, and that a rebuild
// that is interrupted goes on.
func TestRebuiltEqualsGrown(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many articles in one goroutine; left out with -short")
	}
	w := newWorld(5, poolDay)
	for range 10 {
		w.pool = append(w.pool, w.read())
	}
	var events []event
	entries := make([]bot.Entry, 100)
	built := make(map[string]digest.Digest) // each is read once, since that takes the time
	for i := range entries {
		entries[i] = w.article(i, len(entries), &events)
		built[entries[i].Article.URL] = digest.Build(entries[i].Article)
	}
	build := func(a digest.Article) digest.Digest { return built[a.URL] }
	grown := func(t *testing.T, url string, shuffle bool, read func(digest.Article) digest.Digest) *Store {
		s := opened(t, url, Options{})
		for i := range feedCount {
			_, err := s.AddFeed(t.Context(), "x:1", bot.Feed{URL: feedURL(i)})
			check(t, err)
		}
		order := rand.New(rand.NewPCG(1, 2)).Perm(len(entries))
		for i := range entries {
			if shuffle {
				i = order[i]
			}
			e := entries[i]
			e.Digest = read(e.Article)
			_, err := s.Add(t.Context(), e)
			check(t, err)
		}
		return s
	}
	silent := func(digest.Article) digest.Digest { return digest.Digest{Actors: []digest.Actor{{Name: "Nobody"}}} }
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			want := dump(t, grown(t, e.url(t), false, build))
			s := grown(t, e.url(t), true, silent)
			// It stops at the second batch, and goes on when it is called again.
			ctx, stop := context.WithCancel(t.Context())
			err := s.Rebuild(ctx, build, func(done, total int) {
				if done > 0 {
					stop()
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("interrupted rebuild: error %v, want %v", err, context.Canceled)
			}
			first := -1
			check(t, s.Rebuild(t.Context(), build, func(done, _ int) {
				if first < 0 {
					first = done
				}
			}))
			if first != rebuildBatch {
				t.Errorf("it went on at article %d, want %d", first, rebuildBatch)
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(dump(t, s), "\n")); diff != "" {
				t.Errorf("rebuilt library (-grown +rebuilt):\n%s", diff)
			}
		})
	}
}

// TestKeepBodies opens a database from before bodies were kept.
func TestKeepBodies(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url, driver, dialect := e.url(t), "pgx", goose.DialectPostgres
			if e.name == "sqlite" {
				driver, dialect = "sqlite", goose.DialectSQLite3
			}
			db, err := sql.Open(driver, url)
			check(t, err)
			files, err := fs.Sub(migrations, "migrations/"+e.name)
			check(t, err)
			old, err := goose.NewProvider(dialect, db, files, goose.WithTableName("readout_version"), goose.WithDisableGlobalRegistry(true))
			check(t, err)
			_, err = old.UpTo(t.Context(), keepBodiesVersion-1)
			check(t, err)
			article := digest.Article{Title: "Old", URL: "https://example.org/old", Published: epoch.UTC(), Text: "Marco Rubio will meet Ann Lee."}
			entry := bot.Entry{Keys: []string{article.URL}, Article: article, Digest: digest.Digest{Schema: digest.SchemaID, Actors: []digest.Actor{{Name: "Marco Rubio", Mentions: 1}},
				Meetings: []digest.Meeting{{Participants: []string{"Marco Rubio", "Ann Lee"}, Evidence: []digest.Span{{Start: 0, End: 11, Text: "Marco Rubio"}}}}}}
			text := entry.Article.Text
			entry.Article.Text = ""
			raw, err := json.Marshal(entry)
			check(t, err)
			p := placeFor(article.Published, time.Time{})
			for _, insert := range []struct {
				sql  string
				args []any
			}{
				{`INSERT INTO articles (place, id, meetings, decisions, first_day, last_day) VALUES ($1, 1, 1, 0, $2, $3)`, []any{p, int64(firstDay), int64(lastDay)}},
				{`INSERT INTO texts (place, entry, text) VALUES ($1, $2, $3)`, []any{p, string(raw), []byte(text)}},
				{`INSERT INTO names (key, place) VALUES ('marco rubio', $1), ('rubio', $1)`, []any{p}},
				{`INSERT INTO actors (folded, name, mentions) VALUES ('marco rubio', 'Marco Rubio', 1)`, nil},
			} {
				_, err := db.ExecContext(t.Context(), insert.sql, insert.args...)
				check(t, err)
			}
			check(t, db.Close())

			s := opened(t, url, Options{})
			_, err = s.AddFeed(t.Context(), "x:1", bot.Feed{URL: feedURL(1)})
			check(t, err)
			check(t, s.db.write(t.Context(), func(t2 tx) error {
				id, _, err := feedID(t.Context(), t2, feedURL(1))
				if err != nil {
					return err
				}
				return note(t.Context(), t2, id, epoch, false, p)
			}))
			entry.Article.Text = text
			found, err := s.Find(t.Context(), bot.Query{Tenant: "x:1", Threads: []string{bot.MeetsKey("Lee")}, Detail: bot.Said})
			check(t, err)
			if len(found) != 1 {
				t.Fatalf("found %d articles by their thread, want 1", len(found))
			}
			found[0].ID, found[0].Digest.Article = 0, digest.Article{}
			a, b := mustJSON(t, entry), mustJSON(t, found[0])
			if a != b {
				t.Errorf("the article came over as\n%s, want\n%s", b, a)
			}
			names, err := s.Called(t.Context(), "x:1", []string{"rubio"}, 5)
			check(t, err)
			if len(names) != 1 || names[0] != "Marco Rubio" {
				t.Errorf("names by the key rubio: %q, want Marco Rubio", names)
			}
		})
	}
}

func mustJSON(t *testing.T, v any) string {
	raw, err := json.Marshal(v)
	check(t, err)
	return string(raw)
}
