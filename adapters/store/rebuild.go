package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// rebuildBatch is how many articles a rebuild does in one transaction.
const rebuildBatch = 64

// The marks of a rebuild under way: the place that is done last, and the last article that
// was there when it began. Those that came later are stored as they come.
const (
	rebuildMark     = "rebuild"
	rebuildLastMark = "rebuild last"
)

// errRebuilding says that another process does the same.
var errRebuilding = errors.New("another rebuild is under way")

// Rebuild implements bot.Library. All that is found by is emptied at first and filled
// again in the order of places.
func (s *Store) Rebuild(ctx context.Context, read func(digest.Article) digest.Digest, progress func(done, total int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := s.rebuild(ctx, read, progress); err != nil {
		return fmt.Errorf("rebuild the library: %w", err)
	}
	return nil
}

func (s *Store) rebuild(ctx context.Context, read func(digest.Article) digest.Digest, progress func(done, total int)) error {
	if err := s.db.write(ctx, s.beginRebuild(ctx)); err != nil {
		return err
	}
	var at, last int64
	var done, total int
	t := s.db.read()
	err := t.QueryRow(ctx, `SELECT p.value, l.value, (SELECT COUNT(*) FROM articles WHERE id <= l.value AND place <= p.value), (SELECT COUNT(*) FROM articles WHERE id <= l.value)
		FROM marks p, marks l WHERE p.name = $1 AND l.name = $2`, rebuildMark, rebuildLastMark).Scan(&at, &last, &done, &total)
	if err != nil {
		return err
	}
	for {
		progress(done, total)
		next, err := nextBodies(ctx, t, at, last)
		if err != nil {
			return err
		}
		if len(next) == 0 {
			break
		}
		entries, err := readAgain(next, read)
		if err != nil {
			return err
		}
		to := next[len(next)-1].place
		if err := s.db.write(ctx, s.rederive(ctx, next, entries, at, to)); err != nil {
			return err
		}
		s.grown()
		at, done = to, done+len(next)
	}
	err = s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `DELETE FROM marks WHERE name IN ($1, $2)`, rebuildMark, rebuildLastMark)
		return err
	})
	return errors.Join(err, s.db.tidy(ctx))
}

// beginRebuild empties what is derived, unless a rebuild that was interrupted did.
func (s *Store) beginRebuild(ctx context.Context) func(tx) error {
	return func(t tx) error {
		n, err := t.Exec(ctx, `INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, rebuildMark, int64(math.MinInt64))
		if err != nil || n == 0 {
			return err
		}
		if _, err := t.Exec(ctx, `INSERT INTO marks (name, value) SELECT $1, COALESCE(MAX(id), 0) FROM articles`, rebuildLastMark); err != nil {
			return err
		}
		for _, empty := range s.dialect.empty {
			if _, err := t.Exec(ctx, empty); err != nil {
				return err
			}
		}
		return nil
	}
}

// nextBodies returns the bodies after place, of articles up to the last.
func nextBodies(ctx context.Context, t tx, place, last int64) ([]keptBody, error) {
	return collect(ctx, t, scanBody, `SELECT a.place, a.id, b.body FROM articles a JOIN bodies b ON b.place = a.place
		WHERE a.place > $1 AND a.id <= $2 ORDER BY a.place LIMIT $3`, place, last, rebuildBatch)
}

// readAgain returns the entries with what read says of them now, as many at once as there
// are processors.
func readAgain(bodies []keptBody, read func(digest.Article) digest.Digest) ([]bot.Entry, error) {
	entries, faults := make([]bot.Entry, len(bodies)), make([]error, len(bodies))
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i, k := range bodies {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			if entries[i], faults[i] = decodeEntry(k.body); faults[i] == nil {
				entries[i].Digest = read(entries[i].Article)
			}
		})
	}
	all.Wait()
	return entries, errors.Join(faults...)
}

// rederive stores what entries say now and moves the mark of the rebuild.
func (s *Store) rederive(ctx context.Context, bodies []keptBody, entries []bot.Entry, from, to int64) func(tx) error {
	return func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE marks SET value = $1 WHERE name = $2 AND value = $3`, to, rebuildMark, from)
		if err != nil {
			return err
		}
		if n == 0 {
			return errRebuilding
		}
		for i, e := range entries {
			c := countsOf(e)
			if _, err := t.Exec(ctx, `UPDATE articles SET meetings = $1, decisions = $2, first_day = $3, last_day = $4 WHERE place = $5`,
				c.meetings, c.decisions, c.first, c.last, bodies[i].place); err != nil {
				return err
			}
			if err := s.derive(ctx, t, bodies[i].place, e, entryStems(e)); err != nil {
				return err
			}
		}
		return raiseEpoch(ctx, t)
	}
}

// raiseEpoch says that bodies were changed.
func raiseEpoch(ctx context.Context, t tx) error {
	_, err := t.Exec(ctx, `INSERT INTO marks (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = marks.value + 1`, epochMark)
	return err
}
