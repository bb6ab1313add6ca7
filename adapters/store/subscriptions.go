package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"github.com/readout-bot/readout/bot"
)

// Subscribe implements bot.Subscriptions.
func (s *Store) Subscribe(ctx context.Context, n bot.Subscription) error {
	feeds, err := json.Marshal(n.Feeds)
	if err != nil {
		return err
	}
	words, err := json.Marshal(n.Words)
	if err != nil {
		return err
	}
	err = s.db.write(ctx, func(t tx) error {
		changed, err := t.Exec(ctx, `INSERT INTO subscriptions (id, tenant, platform, workspace, channel, feeds, words, scope, ping, spec, zone, next, paused, creator, created)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			ON CONFLICT (id) DO UPDATE SET platform = excluded.platform, workspace = excluded.workspace, channel = excluded.channel,
				feeds = excluded.feeds, words = excluded.words, scope = excluded.scope, ping = excluded.ping, spec = excluded.spec, zone = excluded.zone, next = excluded.next,
				paused = excluded.paused, creator = excluded.creator, created = excluded.created
			WHERE subscriptions.tenant = excluded.tenant`,
			plain(n.ID), plain(n.Channel.Tenant()), plain(n.Channel.Platform), plain(n.Channel.Workspace), plain(n.Channel.ID),
			string(feeds), string(words), plain(string(n.Only)), plain(n.Ping), plain(n.Spec), plain(n.Zone), unix(n.Next), plain(n.Paused), plain(n.Creator), unix(n.Created))
		if err == nil && changed == 0 {
			err = errors.New("the id is another tenant's")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("subscription %s: %w", n.ID, err)
	}
	return nil
}

// Unsubscribe implements bot.Subscriptions.
func (s *Store) Unsubscribe(ctx context.Context, tenant, id string) error {
	err := s.db.write(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `DELETE FROM subscriptions WHERE id = $1 AND tenant = $2`, plain(id), plain(tenant))
		if err == nil && n == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		// Slots that nobody began to post are no longer pending.
		_, err = t.Exec(ctx, `DELETE FROM deliveries WHERE subscription = $1 AND settled = 0 AND tried = 0`, plain(id))
		return err
	})
	if err != nil {
		return fmt.Errorf("remove subscription %s: %w", id, err)
	}
	return nil
}

const selectSubscriptions = `SELECT id, platform, workspace, channel, feeds, words, scope, ping, spec, zone, next, paused, creator, created FROM subscriptions`

func scanSubscription(r row) (bot.Subscription, error) {
	var n bot.Subscription
	var feeds, words []byte
	var next, created int64
	var scope string
	err := r.Scan(&n.ID, &n.Channel.Platform, &n.Channel.Workspace, &n.Channel.ID, &feeds, &words, &scope, &n.Ping, &n.Spec, &n.Zone, &next, &n.Paused, &n.Creator, &created)
	if err != nil {
		return n, err
	}
	n.Only, n.Next, n.Created = bot.Scope(scope), fromUnix(next), fromUnix(created)
	return n, errors.Join(json.Unmarshal(feeds, &n.Feeds), json.Unmarshal(words, &n.Words))
}

// Subscriptions implements bot.Subscriptions.
func (s *Store) Subscriptions(ctx context.Context, tenant string) ([]bot.Subscription, error) {
	all, err := collect(ctx, s.db.read(), scanSubscription, selectSubscriptions+` WHERE tenant = $1 ORDER BY id`, plain(tenant))
	if err != nil {
		return nil, fmt.Errorf("subscriptions of %q: %w", tenant, err)
	}
	return all, nil
}

// Subscription implements bot.Subscriptions.
func (s *Store) Subscription(ctx context.Context, id string) (bot.Subscription, error) {
	n, err := scanSubscription(s.db.read().QueryRow(ctx, selectSubscriptions+` WHERE id = $1`, plain(id)))
	if errors.Is(err, errNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Subscription{}, fmt.Errorf("subscription %s: %w", id, err)
	}
	return n, nil
}

// PlanSlots implements bot.Subscriptions. Of very many due subscriptions, each batch is a
// transaction of its own.
func (s *Store) PlanSlots(ctx context.Context, now time.Time, plan func(bot.Subscription) ([]bot.Slot, time.Time)) (planned int, err error) {
	for last, full := "", true; full; {
		n := 0
		err := s.db.write(ctx, func(t tx) error {
			due, err := collect(ctx, t, scanSubscription, selectSubscriptions+` WHERE next <= $1 AND paused = '' AND id > $2 ORDER BY id LIMIT $3`+s.dialect.skipLocked,
				unix(now), last, batch)
			full = len(due) == batch
			if err != nil || len(due) == 0 {
				return err
			}
			last = due[len(due)-1].ID
			n, err = s.planSlots(ctx, t, due, plan)
			return err
		})
		if err != nil {
			return planned, fmt.Errorf("plan slots: %w", err)
		}
		planned += n
	}
	return planned, nil
}

// planSlots moves the due subscriptions on and makes jobs of their slots.
func (s *Store) planSlots(ctx context.Context, t tx, due []bot.Subscription, plan func(bot.Subscription) ([]bot.Slot, time.Time)) (int, error) {
	var moved args
	var moves []string
	var jobs []river.InsertManyParams
	for _, n := range due {
		slots, next := plan(n)
		moves = append(moves, fmt.Sprintf("(CAST(%s AS TEXT), CAST(%s AS BIGINT))", moved.add(n.ID), moved.add(unix(next))))
		for _, slot := range slots {
			fresh, err := t.Exec(ctx, insertDelivery+` ON CONFLICT DO NOTHING`, plain(slot.Subscription), unix(slot.Due), flag(slot.Late), 0, 0)
			if err != nil {
				return 0, err
			}
			if fresh > 0 {
				jobs = append(jobs, river.InsertManyParams{Args: deliverArgs{Slot: slot}})
			}
		}
	}
	_, err := t.Exec(ctx, `UPDATE subscriptions SET next = v.column2 FROM (VALUES `+strings.Join(moves, ", ")+`) AS v WHERE subscriptions.id = v.column1`, moved...)
	if err != nil || len(jobs) == 0 {
		return 0, err
	}
	if _, err := s.db.enqueue(ctx, t, jobs); err != nil {
		return 0, err
	}
	return len(jobs), nil
}
