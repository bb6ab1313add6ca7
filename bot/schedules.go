package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// mostSchedules bounds the schedules of one channel.
const mostSchedules = 20

// scheduleAdd answers "schedule add SPEC [in ZONE] [about WORDS]".
func (b *Bot) scheduleAdd(ctx context.Context, a asked) (Message, error) {
	zone := cmp.Or(a.values["zone"], a.now.Location().String())
	sched, err := ParseSchedule(a.values["spec"], zone)
	if err != nil {
		said := sentenceCase(err.Error())
		if !strings.HasSuffix(said, "?") {
			said += "."
		}
		return Message{}, complaint(said)
	}
	here, err := b.schedulesHere(ctx, a)
	if err != nil {
		return Message{}, err
	}
	if len(here) >= mostSchedules {
		return Message{}, complain("This channel has %d schedules, which is the most. Remove one with: schedule remove ID", len(here))
	}
	s := Subscription{ID: newID(), Channel: a.From, Words: splitWords(a.values["about"]), Spec: a.values["spec"],
		Zone: sched.Zone().String(), Next: sched.Next(a.now), Creator: a.User, Created: a.now}
	if err := b.store.Subscribe(ctx, s); err != nil {
		return Message{}, err
	}
	b.record(ctx, a, fmt.Sprintf("schedule add %s: %s in %s to %s", s.ID, s.Spec, s.Zone, s.Channel))
	what := "A brief"
	if len(s.Words) > 0 {
		what += " about " + clip(choice(s.Words), 100)
	}
	m := Message{Title: "Scheduled", Lead: fmt.Sprintf("%s will come to this channel: %s, %s.", what, s.Spec, zoneWords(s.Zone)),
		Footer: "Its short name is " + s.ID + ". To see it now: schedule preview " + s.ID}
	m.add("Next", runLines(sched, a.now), 3)
	if feeds, err := b.store.Feeds(ctx, a.tenant); err == nil && len(feeds) == 0 {
		m.Footer += ". No feeds are followed yet; add one with: feed add https://…"
	}
	return m, nil
}

func zoneWords(zone string) string {
	if zone == "UTC" {
		return "in UTC"
	}
	return "in the time of " + zone
}

// runLines are the next three runs, as the clock of the schedule's zone shows them.
func runLines(s Schedule, now time.Time) []Line {
	var lines []Line
	for _, t := range s.NextN(now, 3) {
		lines = append(lines, Line{Text: clock(t, now.In(s.Zone())), Note: t.Format("MST"), At: t})
	}
	return lines
}

// schedules returns those of tenant, the oldest first.
func (b *Bot) schedules(ctx context.Context, tenant string) ([]Subscription, error) {
	all, err := b.store.Subscriptions(ctx, tenant)
	slices.SortStableFunc(all, func(x, y Subscription) int { return x.Created.Compare(y.Created) })
	return all, err
}

// schedulesHere returns the schedules of the channel that was asked in, the oldest first.
func (b *Bot) schedulesHere(ctx context.Context, a asked) ([]Subscription, error) {
	all, err := b.schedules(ctx, a.tenant)
	var here []Subscription
	for _, s := range all {
		if s.Channel == a.From {
			here = append(here, s)
		}
	}
	return here, err
}

// scheduleList answers "schedule list".
func (b *Bot) scheduleList(ctx context.Context, a asked) (Message, error) {
	all, err := b.schedules(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	if len(all) == 0 {
		return Message{Lead: "No briefs are scheduled yet. An editor adds one with: schedule every weekday at 9:00"}, nil
	}
	m := Message{Title: "Schedules", Lead: sentenceCase(count(len(all), "schedule", "schedules")) + "."}
	var here, elsewhere []Line
	for _, s := range all {
		if s.Channel == a.From {
			here = append(here, scheduleLine(s, a.now))
		} else {
			l := scheduleLine(s, a.now)
			l.Note += ", channel " + s.Channel.ID
			elsewhere = append(elsewhere, l)
		}
	}
	m.add("In this channel", here, 20)
	m.add("Elsewhere", elsewhere, 20)
	return m, nil
}

func scheduleLine(s Subscription, now time.Time) Line {
	l := Line{Label: s.ID, Text: fmt.Sprintf("%s, %s", s.Spec, zoneWords(s.Zone))}
	if len(s.Words) > 0 {
		l.Text += ", about " + clip(choice(s.Words), 100)
	}
	if s.Paused != "" {
		l.Note = "paused: " + s.Paused
		return l
	}
	zone, err := LoadZone(s.Zone)
	if err != nil {
		zone = time.UTC
	}
	l.Note, l.At = "next "+clock(s.Next.In(zone), now.In(zone)), s.Next
	return l
}

// theSchedule returns the schedule that is meant: by its short name, or the only one of
// the channel.
func (b *Bot) theSchedule(ctx context.Context, a asked) (Subscription, error) {
	id := strings.ToLower(a.values["id"])
	if id != "" {
		s, err := b.store.Subscription(ctx, id)
		if errors.Is(err, ErrNotFound) || err == nil && s.Channel.Tenant() != a.tenant {
			return s, complain("There is no schedule “%s”. “schedule list” shows them with their short names.", clip(id, 40))
		}
		return s, err
	}
	here, err := b.schedulesHere(ctx, a)
	switch {
	case err != nil:
		return Subscription{}, err
	case len(here) == 0:
		return Subscription{}, complain("This channel has no schedule. Make one with: schedule every weekday at 9:00")
	case len(here) > 1:
		return Subscription{}, complain("This channel has %d schedules. Say which one, like: %s %s", len(here), a.name, here[0].ID)
	}
	return here[0], nil
}

// schedulePause answers "schedule pause [ID]".
func (b *Bot) schedulePause(ctx context.Context, a asked) (Message, error) {
	s, err := b.theSchedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	s.Paused = "somebody asked for it on " + day(a.now, a.now)
	if err := b.store.Subscribe(ctx, s); err != nil {
		return Message{}, err
	}
	b.record(ctx, a, "schedule pause "+s.ID)
	return Message{Lead: "Paused. It starts again with: schedule resume " + s.ID}, nil
}

// scheduleResume answers "schedule resume [ID]".
func (b *Bot) scheduleResume(ctx context.Context, a asked) (Message, error) {
	s, err := b.theSchedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	sched, err := ParseSchedule(s.Spec, s.Zone)
	if err != nil {
		return Message{}, err
	}
	s.Paused, s.Next = "", sched.Next(a.now)
	if err := b.store.Subscribe(ctx, s); err != nil {
		return Message{}, err
	}
	b.record(ctx, a, "schedule resume "+s.ID)
	m := Message{Title: "Running again", Lead: fmt.Sprintf("%s, %s.", sentenceCase(s.Spec), zoneWords(s.Zone))}
	m.add("Next", runLines(sched, a.now), 3)
	return m, nil
}

// scheduleRemove answers "schedule remove [ID]".
func (b *Bot) scheduleRemove(ctx context.Context, a asked) (Message, error) {
	s, err := b.theSchedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	if err := b.store.Unsubscribe(ctx, a.tenant, s.ID); err != nil && !errors.Is(err, ErrNotFound) {
		return Message{}, err
	}
	b.record(ctx, a, fmt.Sprintf("schedule remove %s: %s in %s", s.ID, s.Spec, s.Zone))
	return Message{Lead: fmt.Sprintf("Removed: %s, %s.", s.Spec, zoneWords(s.Zone))}, nil
}

// schedulePreview answers "schedule preview [ID]" with the brief as it would be now.
func (b *Bot) schedulePreview(ctx context.Context, a asked) (Message, error) {
	s, err := b.theSchedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	m, _, err := b.compose(ctx, s, Slot{Subscription: s.ID, Due: a.now}, a.now)
	m.Footer = strings.TrimSpace(m.Footer + " This is a preview: nothing was posted.")
	return m, err
}
