package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mostSchedules bounds the schedules of one channel.
const mostSchedules = 20

// scheduleAdd answers "schedule add SPEC [in ZONE] [about WORDS] [from FEEDS] [only …] [ping ROLE]".
func (b *Bot) scheduleAdd(ctx context.Context, a asked) (Message, error) {
	s, err := b.schedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	return b.scheduled(ctx, a, s)
}

// setup answers "setup": it follows the feeds that are named and makes the schedule.
func (b *Bot) setup(ctx context.Context, a asked) (Message, error) {
	if a.spec() == "" {
		return Message{Lead: "Press Set up to choose feeds, words, a schedule and a zone, or write it like: setup every weekday at 9:00 in Europe/Berlin about Ukraine",
			Controls: []Control{setUp}}, nil
	}
	a.values["spec"] = a.spec()
	s, err := b.schedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	known, err := b.store.Feeds(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	var added []string
	for _, url := range s.Feeds {
		if slices.ContainsFunc(known, func(f Feed) bool { return f.URL == url }) {
			continue
		}
		one := a
		one.request = request{name: "feed add", values: map[string]string{"url": url}}
		if _, err := b.feedAdd(ctx, one); err != nil {
			return Message{}, err
		}
		added = append(added, shownURL(url))
	}
	m, err := b.scheduled(ctx, a, s)
	if len(added) > 0 {
		m.Footer = "Followed: " + clip(list(added), 300) + ". " + m.Footer
	}
	return m, err
}

// schedule makes the subscription that is asked for, without keeping it.
func (b *Bot) schedule(ctx context.Context, a asked) (Subscription, error) {
	sched, err := ParseSchedule(a.values["spec"], a.zone())
	if err != nil {
		said := sentenceCase(err.Error())
		if !strings.HasSuffix(said, "?") {
			said += "."
		}
		return Subscription{}, complaint(said)
	}
	s := Subscription{ID: newID(), Channel: a.From, Words: splitWords(a.values["about"]), Spec: a.values["spec"],
		Zone: sched.Zone().String(), Next: sched.Next(a.now), Creator: a.User, Created: a.now}
	for _, url := range splitURLs(a.values["feeds"]) {
		if !isAddress(url) {
			return s, complain("“%s” is no web address; one begins with https://", clip(url, 60))
		}
		if !slices.Contains(s.Feeds, url) {
			s.Feeds = append(s.Feeds, url)
		}
	}
	if len(s.Feeds) > mostChosen {
		return s, complain("That are %d feeds; a schedule takes at most %d, or all that are followed.", len(s.Feeds), mostChosen)
	}
	switch s.Only = Scope(strings.ToLower(a.values["only"])); s.Only {
	case Everything, OnlyChanges, OnlyFollowed:
	default:
		return s, complain("After “only” comes “changes” or “followed”.")
	}
	s.Ping = mentioned(a.values["ping"])
	here, err := b.schedulesHere(ctx, a)
	if err == nil && len(here) >= mostSchedules {
		err = complain("This channel has %d schedules, which is the most. Remove one with: schedule remove ID", len(here))
	}
	return s, err
}

// scheduled keeps a new schedule and says when it comes.
func (b *Bot) scheduled(ctx context.Context, a asked, s Subscription) (Message, error) {
	feeds, err := b.store.Feeds(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	for _, url := range s.Feeds {
		if !slices.ContainsFunc(feeds, func(f Feed) bool { return f.URL == url }) {
			return Message{}, complain("%s is not followed yet. First: feed add %s", shownURL(url), shownURL(url))
		}
	}
	sched, err := ParseSchedule(s.Spec, s.Zone)
	if err != nil {
		return Message{}, err // unreachable: it was parsed just now
	}
	if err := b.store.Subscribe(ctx, s); err != nil {
		return Message{}, err
	}
	b.record(ctx, a, strings.Join(nonEmpty(fmt.Sprintf("schedule add %s: %s in %s to %s", s.ID, s.Spec, s.Zone, s.Channel), s.only()), ", "))
	m := Message{Title: "Scheduled", Lead: fmt.Sprintf("A brief%s will come to this channel: %s, %s.", spaced(s.only()), s.Spec, zoneWords(s.Zone)),
		Footer:   "Its short name is " + s.ID + ". To see it now: schedule preview " + s.ID,
		Controls: []Control{{Label: "See it now", Command: "schedule preview " + s.ID}, {Label: "Remove it", Command: "schedule remove " + s.ID}}}
	if a.Elsewhere { // buttons would be pressed in the wrong channel
		m = Message{Title: "Scheduled", Lead: fmt.Sprintf("A brief%s will come to the channel you chose: %s, %s.", spaced(s.only()), s.Spec, zoneWords(s.Zone)),
			Footer: "Its short name is " + s.ID + ". To see it now, say there: schedule preview " + s.ID}
	}
	m.add("Next", runLines(sched, a.now), 3)
	if len(feeds) == 0 {
		m.Footer += ". No feeds are followed yet; add one with: feed add https://…"
	}
	return m, nil
}

// mostChosen bounds the feeds that a schedule chooses.
const mostChosen = 50

// only says what of all that is new a schedule tells, and whom it calls.
func (s Subscription) only() string {
	var parts []string
	if len(s.Words) > 0 {
		parts = append(parts, "about "+clip(choice(s.Words), 100))
	}
	if n := len(s.Feeds); n > 0 {
		parts = append(parts, "from "+count(n, "feed", "feeds"))
	}
	switch s.Only {
	case OnlyChanges:
		parts = append(parts, "with changes only")
	case OnlyFollowed:
		parts = append(parts, "with what is followed only")
	}
	if s.Ping != "" {
		parts = append(parts, "calling "+s.Ping)
	}
	return strings.Join(parts, ", ")
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
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
	l.Text = strings.Join(nonEmpty(l.Text, s.only()), ", ")
	l.Controls = []Control{{Label: "Preview", Command: "schedule preview " + s.ID}, {Label: "Last brief", Command: "brief " + s.ID}}
	if s.Paused == "" {
		l.Controls = append(l.Controls, Control{Label: "Pause", Command: "schedule pause " + s.ID})
	} else {
		l.Controls = append(l.Controls, Control{Label: "Resume", Command: "schedule resume " + s.ID})
	}
	l.Controls = append(l.Controls, Control{Label: "Remove", Command: "schedule remove " + s.ID})
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
	return Message{Lead: "Paused. It starts again with: schedule resume " + s.ID,
		Controls: []Control{{Label: "Resume", Command: "schedule resume " + s.ID}}}, nil
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

// briefAgain answers "brief [ID] [due SECONDS]" with a brief that was posted, the last one
// without more. Its further pages are made anew from the articles that were in it.
func (b *Bot) briefAgain(ctx context.Context, a asked) (Message, error) {
	s, err := b.theSchedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	all, err := b.store.Delivered(ctx, s.ID, 200)
	if err != nil {
		return Message{}, err
	}
	due, _ := strconv.ParseInt(a.values["due"], 10, 64)
	for _, d := range all {
		if d.Message == nil || d.Fault != "" || due != 0 && d.Slot.Due.Unix() != due {
			continue
		}
		m, err := b.composeAgain(ctx, s, d)
		m.Controls = nil
		m.Footer = strings.TrimSpace(m.Footer + " This brief was posted " + newest(d.Settled.In(a.now.Location()), a.now) + ".")
		return m, err
	}
	return Message{Lead: "No brief of that schedule has been posted yet. To see the next one now: schedule preview " + s.ID}, nil
}

// schedulePreview answers "schedule preview [ID]" with the brief as it would be now.
func (b *Bot) schedulePreview(ctx context.Context, a asked) (Message, error) {
	s, err := b.theSchedule(ctx, a)
	if err != nil {
		return Message{}, err
	}
	m, _, err := b.compose(ctx, s, Slot{Subscription: s.ID, Due: a.now}, a.now)
	m.Controls = nil
	m.Footer = strings.TrimSpace(m.Footer + " This is a preview: nothing was posted.")
	return m, err
}
