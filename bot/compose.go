package bot

import (
	"context"
	"fmt"
	"slices"
	"time"
)

const (
	mostBriefed = 500 // articles in one brief, most of them behind "+n more"
	// lookBack bounds the window of a brief after a long silence.
	lookBack = 7 * 24 * time.Hour
)

// compose gathers the brief of a slot and the articles in it.
func (b *Bot) compose(ctx context.Context, sub Subscription, s Slot, now time.Time) (Message, []int64, error) {
	zone, err := LoadZone(sub.Zone)
	if err != nil {
		zone = time.UTC
	}
	last, err := b.store.Delivered(ctx, sub.ID, 20)
	if err != nil {
		return Message{}, nil, err
	}
	from := windowStart(sub, s, last, now).In(zone)
	q := Query{CollectedFrom: from.Add(-reachBack), News: true, NotIn: sub.ID}
	br, err := b.briefing(ctx, sub, q, now.In(zone))
	if err != nil {
		return Message{}, nil, err
	}
	br.from, br.slot = from, s
	if s.Late {
		br.due = s.Due.In(zone)
	}
	if len(last) > 0 && last[0].Fault != "" {
		br.missed = fmt.Sprintf("The brief of %s could not be posted.", clock(last[0].Slot.Due.In(zone), br.now))
	}
	ids := make([]int64, len(br.entries))
	for i, e := range br.entries {
		ids[i] = e.ID
	}
	return br.message(), ids, nil
}

// composeAgain makes the brief of a delivery anew, with all that did not fit.
func (b *Bot) composeAgain(ctx context.Context, sub Subscription, d Delivery) (Message, error) {
	zone, err := LoadZone(sub.Zone)
	if err != nil {
		zone = time.UTC
	}
	br, err := b.briefing(ctx, sub, Query{In: d.Slot}, d.Tried.In(zone))
	if err != nil || len(br.entries) == 0 {
		return *d.Message, err
	}
	br.slot = d.Slot
	return br.message(), nil
}

// briefing gathers what a brief is made from: what q finds, and what was known before.
func (b *Bot) briefing(ctx context.Context, sub Subscription, q Query, now time.Time) (briefing, error) {
	tenant := sub.Channel.Tenant()
	br := briefing{words: sub.Words, only: sub.Only, now: now}
	if b.calendarLink != nil {
		br.calendar = b.calendarLink(sub.Channel)
	}
	q.Tenant, q.Feeds, q.Limit = tenant, sub.Feeds, mostBriefed
	var err error
	if br.entries, err = b.findAny(ctx, q, sub.Words); err != nil {
		return br, err
	}
	q = Query{Tenant: tenant, Feeds: sub.Feeds, Decisions: true, PublishedFrom: now.Add(-openFor), PublishedUntil: now.Add(time.Hour), Limit: mostFound}
	if br.debated, err = b.findAny(ctx, q, sub.Words); err != nil {
		return br, err
	}
	q = Query{Tenant: tenant, Feeds: sub.Feeds, Meetings: true, MeetingsFrom: now.AddDate(0, 0, -lookedBack), MeetingsUntil: now.AddDate(0, 0, comingDays),
		PublishedFrom: now.AddDate(0, -6, 0), PublishedUntil: now.Add(time.Hour), Limit: mostBriefed}
	if br.known, err = b.findAny(ctx, q, sub.Words); err != nil {
		return br, err
	}
	if br.taste, err = b.tasteOf(ctx, sub.Channel); err != nil {
		return br, err
	}
	br.feeds, err = b.feedsOf(ctx, tenant, sub.Feeds)
	return br, err
}

// reachBack is how far a brief reaches back beyond where the last one left off, for what was
// being collected while that one was composed. What was in a brief is not found again.
const reachBack = time.Hour

// windowStart is where the last brief that was posted left off, or one interval before
// the first.
func windowStart(sub Subscription, s Slot, last []Delivery, now time.Time) time.Time {
	from := sub.Created.Add(-24 * time.Hour)
	if sched, err := ParseSchedule(sub.Spec, sub.Zone); err == nil {
		// One interval is as long as that from this slot to the next.
		if next := sched.Next(s.Due); !next.IsZero() {
			from = s.Due.Add(-next.Sub(s.Due))
		}
	}
	for _, d := range last {
		if d.Fault == "" {
			from = d.Slot.Due
			break
		}
		from = earlier(from, d.Slot.Due.Add(-24*time.Hour))
	}
	if limit := now.Add(-lookBack); from.Before(limit) {
		return limit
	}
	return from
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// findAny finds entries with any of words, which may be phrases, or all for no words.
func (b *Bot) findAny(ctx context.Context, q Query, words []string) ([]Entry, error) {
	if len(words) == 0 {
		return b.find(ctx, q)
	}
	var all []Entry
	base := q.Words
	for _, w := range words {
		q.Words = append(slices.Clip(base), w)
		found, err := b.find(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return latestFirst(once(all)), nil
}

// feedsOf returns the feeds that tenant follows, or of these only the chosen ones.
func (b *Bot) feedsOf(ctx context.Context, tenant string, chosen []string) ([]Feed, error) {
	feeds, err := b.store.Feeds(ctx, tenant)
	if err != nil || len(chosen) == 0 {
		return feeds, err
	}
	return slices.DeleteFunc(feeds, func(f Feed) bool { return !slices.Contains(chosen, f.URL) }), nil
}
