package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"github.com/readout-bot/readout/bot"
)

// Outdate implements bot.Edits.
func (s *Store) Outdate(ctx context.Context, feed string, names []string, since, at time.Time) (planned int, err error) {
	keys := lastWords(names)
	if len(keys) == 0 {
		return 0, nil
	}
	err = s.db.write(ctx, func(t tx) error {
		a := args{plain(feed), unix(since)}
		scan := func(r row) (id string, err error) { return id, r.Scan(&id) }
		subs, err := collect(ctx, t, scan, `SELECT s.id FROM subscriptions s
			WHERE EXISTS (SELECT 1 FROM followers w JOIN feeds f ON f.id = w.feed WHERE f.url = $1 AND w.tenant IN (s.tenant, ''))
			AND EXISTS (SELECT 1 FROM deliveries v WHERE v.subscription = s.id AND v.settled <> 0 AND v.fault = '' AND v.due > $2)
			AND s.id IN (SELECT d.subscription FROM names n JOIN delivered d ON d.place = n.place WHERE n.key IN `+list(&a, keys)+`)
			ORDER BY s.id`, a...)
		if err != nil {
			return err
		}
		planned = 0
		for some := range slices.Chunk(subs, batch) {
			jobs := make([]river.InsertManyParams, len(some))
			for i, id := range some {
				jobs[i] = river.InsertManyParams{Args: amendArgs{Subscription: id, At: at.UTC().Format(time.RFC3339)}, InsertOpts: &river.InsertOpts{ScheduledAt: at}}
			}
			n, err := s.db.enqueue(ctx, t, jobs)
			if err != nil {
				return err
			}
			planned += n
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("outdate what was told of %s: %w", feed, err)
	}
	return planned, nil
}

// lastWords are the last words of names, as the table of names has them.
func lastWords(names []string) []string {
	var keys []string
	for _, n := range names {
		f := bot.Fold(n)
		if k := indexable(f[strings.LastIndexByte(f, ' ')+1:]); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// BeginEdit implements bot.Edits.
func (s *Store) BeginEdit(ctx context.Context, e bot.Edit) error {
	message, err := json.Marshal(e.Message)
	if err != nil {
		return editError("begin", e, err)
	}
	note, err := json.Marshal(e.Note)
	if err != nil {
		return editError("begin", e, err)
	}
	err = s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `INSERT INTO edits (subscription, due, n, message, note, begun, ref, fault, settled)
			VALUES ($1, $2, $3, $4, $5, $6, '', '', 0) ON CONFLICT DO NOTHING`,
			plain(e.Slot.Subscription), unix(e.Slot.Due), e.N, plain(string(message)), plain(string(note)), unix(e.Begun))
		if err == nil && n == 0 {
			err = bot.ErrDuplicate
		}
		return err
	})
	if err != nil {
		return editError("begin", e, err)
	}
	return nil
}

// SettleEdit implements bot.Edits.
func (s *Store) SettleEdit(ctx context.Context, e bot.Edit, ref, fault string, now time.Time) error {
	err := s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE edits SET ref = $1, fault = $2, settled = $3 WHERE subscription = $4 AND due = $5 AND n = $6 AND settled = 0`,
			plain(ref), plain(fault), unix(now), plain(e.Slot.Subscription), unix(e.Slot.Due), e.N)
		if err != nil || n > 0 {
			return err
		}
		var settled int64
		err = t.QueryRow(ctx, `SELECT settled FROM edits WHERE subscription = $1 AND due = $2 AND n = $3`,
			plain(e.Slot.Subscription), unix(e.Slot.Due), e.N).Scan(&settled)
		if errors.Is(err, errNoRows) {
			err = bot.ErrNotFound
		}
		return err // nil: settled before, which stands
	})
	if err != nil {
		return editError("settle", e, err)
	}
	return nil
}

// Edits implements bot.Edits.
func (s *Store) Edits(ctx context.Context, subscription string, since time.Time) ([]bot.Edit, error) {
	scan := func(r row) (e bot.Edit, err error) {
		var due, begun, settled int64
		var message, note []byte
		if err := r.Scan(&e.Slot.Subscription, &due, &e.N, &message, &note, &begun, &e.Ref, &e.Fault, &settled); err != nil {
			return e, err
		}
		e.Slot.Due, e.Begun, e.Settled = fromUnix(due), fromUnix(begun), fromUnix(settled)
		return e, errors.Join(json.Unmarshal(message, &e.Message), json.Unmarshal(note, &e.Note))
	}
	all, err := collect(ctx, s.db.read(), scan, `SELECT subscription, due, n, message, note, begun, ref, fault, settled FROM edits
		WHERE subscription = $1 AND due >= $2 ORDER BY due, n`, plain(subscription), unix(since))
	if err != nil {
		return nil, fmt.Errorf("edits of %s: %w", subscription, err)
	}
	return all, nil
}

func editError(verb string, e bot.Edit, err error) error {
	return slotError(fmt.Sprintf("%s edit %d of", verb, e.N), e.Slot, err)
}
