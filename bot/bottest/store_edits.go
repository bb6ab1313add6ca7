package bottest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// Outdate implements bot.Edits.
func (s *Store) Outdate(ctx context.Context, feed string, names []string, since, at time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	planned := 0
	for id, n := range s.subscriptions {
		_, own := s.followers[feed][n.Channel.Tenant()]
		_, shared := s.followers[feed][""]
		if (own || shared) && s.posted(id, since) && s.toldOf(id, names) && s.enqueue(&job{amend: id, after: kept(at)}) {
			planned++
		}
	}
	return planned, nil
}

// posted reports whether a brief of a subscription that was due after since is posted.
func (s *Store) posted(subscription string, since time.Time) bool {
	for _, d := range s.deliveries {
		if d.Slot.Subscription == subscription && !d.Settled.IsZero() && d.Fault == "" && d.Slot.Due.After(kept(since)) {
			return true
		}
	}
	return false
}

// toldOf reports whether a subscription had an article with a name that ends as one of names.
func (s *Store) toldOf(subscription string, names []string) bool {
	for id := range s.delivered(subscription) {
		for _, a := range s.articles {
			if a.ID == id && slices.ContainsFunc(names, func(n string) bool { return endsIn(a.Digest, n) }) {
				return true
			}
		}
	}
	return false
}

func endsIn(d digest.Digest, name string) bool {
	f := bot.Fold(name)
	last := f[strings.LastIndexByte(f, ' ')+1:]
	return last != "" && slices.ContainsFunc(bot.NamesIn(d), func(n string) bool { return slices.Contains(bot.NameKeys(n), last) })
}

// BeginEdit implements bot.Edits.
func (s *Store) BeginEdit(ctx context.Context, e bot.Edit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.edits, func(o bot.Edit) bool { return keyOf(o.Slot) == keyOf(e.Slot) && o.N == e.N }) {
		return fmt.Errorf("begin edit %d of %s: %w", e.N, e.Slot.Subscription, bot.ErrDuplicate)
	}
	e, err := copied(e)
	if err != nil {
		return err
	}
	e.Slot.Due, e.Begun = kept(e.Slot.Due), kept(e.Begun)
	e.Slot.Late, e.Ref, e.Fault, e.Settled = false, "", "", time.Time{}
	s.edits = append(s.edits, e)
	return nil
}

// SettleEdit implements bot.Edits.
func (s *Store) SettleEdit(ctx context.Context, e bot.Edit, ref, fault string, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, o := range s.edits {
		if keyOf(o.Slot) == keyOf(e.Slot) && o.N == e.N {
			if o.Settled.IsZero() {
				s.edits[i].Ref, s.edits[i].Fault, s.edits[i].Settled = ref, fault, kept(now)
			}
			return nil
		}
	}
	return fmt.Errorf("settle edit %d of %s: %w", e.N, e.Slot.Subscription, bot.ErrNotFound)
}

// Edits implements bot.Edits.
func (s *Store) Edits(ctx context.Context, subscription string, since time.Time) ([]bot.Edit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []bot.Edit
	for _, e := range s.edits {
		if e.Slot.Subscription == subscription && !e.Slot.Due.Before(kept(since)) {
			c, err := copied(e)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b bot.Edit) int { return cmp.Or(a.Slot.Due.Compare(b.Slot.Due), cmp.Compare(a.N, b.N)) })
	return all, nil
}
