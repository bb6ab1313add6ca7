package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/readout-bot/readout/bot"
)

// insertDelivery takes subscription, due, late, lease and attempts.
const insertDelivery = `INSERT INTO deliveries (subscription, due, late, lease, attempts, tried, ref, fault, settled)
	VALUES ($1, $2, $3, $4, $5, 0, '', '', 0)`

const selectDeliveries = `SELECT subscription, due, late, message, tried, attempts, ref, fault, settled FROM deliveries`

func scanDelivery(r row) (bot.Delivery, error) {
	var d bot.Delivery
	var due, late, tried, settled int64
	var message []byte
	if err := r.Scan(&d.Slot.Subscription, &due, &late, &message, &tried, &d.Attempts, &d.Ref, &d.Fault, &settled); err != nil {
		return d, err
	}
	d.Slot.Due, d.Slot.Late, d.Tried, d.Settled = fromUnix(due), late != 0, fromUnix(tried), fromUnix(settled)
	if message == nil {
		return d, nil
	}
	return d, json.Unmarshal(message, &d.Message)
}

// Claim implements bot.Deliveries.
func (s *Store) Claim(ctx context.Context, slot bot.Slot, now, lease time.Time) (d bot.Delivery, mine bool, err error) {
	err = s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, insertDelivery+` ON CONFLICT (subscription, due) DO UPDATE SET lease = excluded.lease, attempts = deliveries.attempts + 1
			WHERE deliveries.settled = 0 AND deliveries.lease <= $6`,
			plain(slot.Subscription), unix(slot.Due), flag(slot.Late), unix(lease), 1, unix(now))
		if err != nil {
			return err
		}
		mine = n > 0
		d, err = scanDelivery(t.QueryRow(ctx, selectDeliveries+` WHERE subscription = $1 AND due = $2`, plain(slot.Subscription), unix(slot.Due)))
		return err
	})
	if err != nil {
		return bot.Delivery{}, false, slotError("claim", slot, err)
	}
	return d, mine, nil
}

// Begin implements bot.Deliveries.
func (s *Store) Begin(ctx context.Context, slot bot.Slot, m bot.Message, articles []int64, now time.Time) error {
	message, err := json.Marshal(m)
	if err != nil {
		return slotError("begin", slot, err)
	}
	err = s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE deliveries SET message = $1, tried = CASE tried WHEN 0 THEN CAST($2 AS BIGINT) ELSE tried END
			WHERE subscription = $3 AND due = $4 AND settled = 0`, string(message), unix(now), plain(slot.Subscription), unix(slot.Due))
		if err == nil && n == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := forget(ctx, t, slot); err != nil {
			return err
		}
		for len(articles) > 0 {
			some := articles[:min(batch, len(articles))]
			articles = articles[len(some):]
			a := args{plain(slot.Subscription), unix(slot.Due)}
			if _, err := t.Exec(ctx, `INSERT INTO delivered (subscription, due, place) SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), place
				FROM articles WHERE id IN `+list(&a, some), a...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return slotError("begin", slot, err)
	}
	return nil
}

// forget removes what Begin noted of the articles in a slot.
func forget(ctx context.Context, t tx, slot bot.Slot) error {
	_, err := t.Exec(ctx, `DELETE FROM delivered WHERE subscription = $1 AND due = $2`, plain(slot.Subscription), unix(slot.Due))
	return err
}

// Settle implements bot.Deliveries.
func (s *Store) Settle(ctx context.Context, slot bot.Slot, ref, fault string, now time.Time) error {
	err := s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE deliveries SET ref = $1, fault = $2, settled = $3 WHERE subscription = $4 AND due = $5 AND settled = 0`,
			plain(ref), plain(fault), unix(now), plain(slot.Subscription), unix(slot.Due))
		if err != nil {
			return err
		}
		if n > 0 && fault != "" { // nobody has seen its articles
			return forget(ctx, t, slot)
		}
		if n > 0 {
			return nil
		}
		_, err = scanDelivery(t.QueryRow(ctx, selectDeliveries+` WHERE subscription = $1 AND due = $2`, plain(slot.Subscription), unix(slot.Due)))
		if errors.Is(err, errNoRows) {
			err = bot.ErrNotFound
		}
		return err // nil: settled before, which stands
	})
	if err != nil {
		return slotError("settle", slot, err)
	}
	return nil
}

// Release implements bot.Deliveries.
func (s *Store) Release(ctx context.Context, slot bot.Slot) error {
	err := s.db.write(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `UPDATE deliveries SET lease = 0 WHERE subscription = $1 AND due = $2`, plain(slot.Subscription), unix(slot.Due))
		return err
	})
	if err != nil {
		return slotError("release", slot, err)
	}
	return nil
}

// Delivered implements bot.Deliveries.
func (s *Store) Delivered(ctx context.Context, subscription string, limit int) ([]bot.Delivery, error) {
	all, err := collect(ctx, s.db.read(), scanDelivery, selectDeliveries+` WHERE subscription = $1 AND settled <> 0 ORDER BY due DESC LIMIT $2`,
		plain(subscription), limit)
	if err != nil {
		return nil, fmt.Errorf("deliveries of %s: %w", subscription, err)
	}
	return all, nil
}

func slotError(verb string, s bot.Slot, err error) error {
	return fmt.Errorf("%s slot %s of %s: %w", verb, s.Due.UTC().Format(time.RFC3339), s.Subscription, err)
}
