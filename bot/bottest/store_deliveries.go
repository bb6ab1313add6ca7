package bottest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A slotKey tells slots apart; Late does not.
type slotKey struct {
	subscription string
	due          int64 // unix milliseconds
}

func keyOf(s bot.Slot) slotKey { return slotKey{s.Subscription, s.Due.UnixMilli()} }

// A delivery is a slot that was planned or claimed.
type delivery struct {
	bot.Delivery
	articles []int64
	lease    time.Time
}

func newDelivery(s bot.Slot) *delivery {
	s.Due = kept(s.Due)
	return &delivery{Delivery: bot.Delivery{Slot: s}}
}

// told returns what callers get of d.
func (d *delivery) told() (bot.Delivery, error) {
	t := d.Delivery
	var err error
	t.Message, err = copied(d.Message)
	return t, err
}

// Claim implements bot.Deliveries.
func (s *Store) Claim(ctx context.Context, slot bot.Slot, now, lease time.Time) (bot.Delivery, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.deliveries[keyOf(slot)]
	if d == nil {
		d = newDelivery(slot)
		s.deliveries[keyOf(slot)] = d
	}
	mine := d.Settled.IsZero() && !d.lease.After(kept(now))
	if mine {
		d.lease = kept(lease)
		d.Attempts++
	}
	told, err := d.told()
	return told, mine, err
}

// Begin implements bot.Deliveries.
func (s *Store) Begin(ctx context.Context, slot bot.Slot, m bot.Message, articles []int64, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.deliveries[keyOf(slot)]
	if d == nil || !d.Settled.IsZero() {
		return fmt.Errorf("begin delivery of %s at %s: no open slot: %w", slot.Subscription, slot.Due, bot.ErrNotFound)
	}
	m, err := copied(m)
	if err != nil {
		return err
	}
	d.Message, d.articles = &m, slices.Clone(articles)
	if d.Tried.IsZero() {
		d.Tried = kept(now)
	}
	return nil
}

// Settle implements bot.Deliveries.
func (s *Store) Settle(ctx context.Context, slot bot.Slot, ref, fault string, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.deliveries[keyOf(slot)]
	if d == nil {
		return fmt.Errorf("settle delivery of %s at %s: %w", slot.Subscription, slot.Due, bot.ErrNotFound)
	}
	if d.Settled.IsZero() {
		d.Ref, d.Fault, d.Settled = ref, fault, kept(now)
	}
	return nil
}

// Release implements bot.Deliveries.
func (s *Store) Release(ctx context.Context, slot bot.Slot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.deliveries[keyOf(slot)]; d != nil {
		d.lease = time.Time{}
	}
	return nil
}

// Delivered implements bot.Deliveries.
func (s *Store) Delivered(ctx context.Context, subscription string, limit int) ([]bot.Delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []bot.Delivery
	for _, d := range s.deliveries {
		if d.Slot.Subscription != subscription || d.Settled.IsZero() {
			continue
		}
		told, err := d.told()
		if err != nil {
			return nil, err
		}
		all = append(all, told)
	}
	slices.SortFunc(all, func(a, b bot.Delivery) int { return b.Slot.Due.Compare(a.Slot.Due) })
	return all[:min(limit, len(all))], nil
}

// delivered returns the articles that subscription has had or is about to have: those of
// its deliveries, failed ones aside.
func (s *Store) delivered(subscription string) map[int64]bool {
	had := make(map[int64]bool)
	for _, d := range s.deliveries {
		if d.Slot.Subscription == subscription && d.Fault == "" {
			for _, id := range d.articles {
				had[id] = true
			}
		}
	}
	return had
}
