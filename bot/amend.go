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

// How posted briefs are kept true. An article that moves, calls off or decides what stands in
// a brief of the last days has the brief edited in place, and a note goes under it. An edit is
// kept in the store before it is carried out, like a delivery: whoever dies over it leaves
// enough for the next one to finish it, and nobody is told twice.

const (
	// amendedFor is how long a brief is kept true.
	amendedFor = 7 * 24 * time.Hour
	// mostEdits is how often a day one brief is edited; what changes beyond that waits.
	mostEdits = 3
	// outdateAfter is how long after an article was found the briefs are looked at; by then
	// it is stored.
	outdateAfter = 2 * time.Minute
)

// outdate plans to look at the briefs that told of those whom new articles tell of. It comes
// before the articles are stored, so that no crash between the two loses it.
func (b *Bot) outdate(ctx context.Context, feed string, entries []*Entry, now time.Time) error {
	var names []string
	for _, e := range entries {
		if e == nil || e.Silent {
			continue
		}
		for _, m := range e.Digest.Meetings {
			names = append(names, parties(m)...)
		}
		for _, o := range e.Digest.Outcomes {
			names = append(names, o.Actors...)
		}
		for _, d := range e.Digest.Decisions {
			names = append(names, d.Deciders...)
		}
	}
	if len(names) == 0 {
		return nil
	}
	// Whole minutes, so that what comes in one minute is one job.
	at := now.Truncate(time.Minute).Add(outdateAfter)
	_, err := b.store.Outdate(ctx, feed, names, now.Add(-amendedFor), at)
	return err
}

// Amend implements Worker.
func (b *Bot) Amend(ctx context.Context, subscription string) error {
	ctx, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	if err := b.amend(ctx, subscription, time.Now()); err != nil {
		return fmt.Errorf("amend briefs of %s: %w", subscription, err)
	}
	return nil
}

func (b *Bot) amend(ctx context.Context, subscription string, now time.Time) error {
	sub, err := b.store.Subscription(ctx, subscription)
	if errors.Is(err, ErrNotFound) {
		return nil // it was removed since
	}
	if err != nil {
		return err
	}
	all, err := b.store.Delivered(ctx, sub.ID, 400)
	if err != nil {
		return err
	}
	since := now.Add(-amendedFor)
	all = slices.DeleteFunc(all, func(d Delivery) bool {
		return d.Message == nil || d.Ref == "" || d.Fault != "" || d.Slot.Due.Before(since)
	})
	edits, err := b.store.Edits(ctx, sub.ID, since)
	if err != nil || len(all) == 0 {
		return err
	}
	zone, err := LoadZone(sub.Zone)
	if err != nil {
		zone = time.UTC
	}
	picture, err := b.pictureOf(ctx, sub, now.In(zone))
	if err != nil {
		return err
	}
	var wait time.Duration
	for _, d := range all {
		pause, err := b.amendBrief(ctx, sub, d, editsOf(edits, d.Slot), picture)
		if err != nil {
			return err
		}
		if pause > 0 && (wait == 0 || pause < wait) {
			wait = pause
		}
	}
	if wait > 0 {
		return &RetryError{After: wait, Err: errors.New("a brief has had its edits of the day")}
	}
	return nil
}

func editsOf(edits []Edit, s Slot) []Edit {
	return slices.DeleteFunc(slices.Clone(edits), func(e Edit) bool { return !e.Slot.Due.Equal(s.Due) })
}

// A picture is what the library says by now of all that a subscription may have been told.
type picture struct {
	meetings  []DiaryMeeting
	decisions []LedgerDecision
	rules     []Rule    // about meetings and decisions, which the above obey
	now       time.Time // in the zone of the subscription
}

func (b *Bot) pictureOf(ctx context.Context, sub Subscription, now time.Time) (picture, error) {
	p := picture{now: now}
	br, err := b.briefing(ctx, sub, Query{CollectedFrom: now.Add(-amendedFor - time.Hour)}, now)
	if err != nil {
		return p, err
	}
	entries := once(slices.Concat(br.entries, br.known, br.debated))
	p.meetings, p.decisions = AllMeetings(entries), AllDecisions(entries, now)
	rules, err := b.store.Rules(ctx, sub.Channel.Tenant())
	p.rules = rulesOf(rules, RuleKind.ofSubjects)
	return p, err
}

// amendBrief brings one brief up to date. It returns how long to wait before it may be
// edited again, where it had its edits of the day and would need another.
func (b *Bot) amendBrief(ctx context.Context, sub Subscription, d Delivery, edits []Edit, p picture) (time.Duration, error) {
	stands := *d.Message
	for _, e := range edits {
		if e.Settled.IsZero() { // somebody was stopped over it
			if err := b.carryOut(ctx, sub, d, e, true); err != nil {
				return 0, err
			}
		}
		stands = e.Message
	}
	if n := len(edits); n > 0 && edits[n-1].Fault != "" {
		return 0, nil // the post is gone
	}
	m, changed := p.amended(stands, d.Tried)
	if len(changed) == 0 {
		return 0, nil
	}
	if n := len(edits); n >= mostEdits {
		if free := edits[n-mostEdits].Begun.Add(24 * time.Hour); free.After(p.now) {
			return free.Sub(p.now), nil
		}
	}
	e := Edit{Slot: d.Slot, N: len(edits) + 1, Message: m, Note: noteOf(changed), Begun: p.now}
	err := b.store.BeginEdit(ctx, e)
	if errors.Is(err, ErrDuplicate) { // another worker was faster
		return 0, &RetryError{After: deliverLease, Err: err}
	}
	if err != nil {
		return 0, err
	}
	return 0, b.carryOut(ctx, sub, d, e, false)
}

// noteOf is the note that goes under an edited brief.
func noteOf(changed []Line) Message {
	m := Message{Lead: sentenceCase(count(len(changed), "line", "lines")) + " of this brief changed since it was posted."}
	m.addOf(OfChanges, "What changed", changed, len(changed))
	return m
}

// carryOut edits the post and puts the note under it. Again is set where an earlier attempt
// may have done so already.
func (b *Bot) carryOut(ctx context.Context, sub Subscription, d Delivery, e Edit, again bool) error {
	now := time.Now()
	event := "edit:" + e.key()
	mine, err := b.store.Start(ctx, event, now, now.Add(deliverLease))
	if err != nil {
		return err
	}
	if !mine {
		return &RetryError{After: deliverLease, Err: errors.New("edited elsewhere")}
	}
	ref, err := b.editAndTell(ctx, sub, d, e, again)
	fault := ""
	var retry *RetryError
	switch {
	case err == nil:
		b.log.Info("brief edited", "sub", sub.ID, "channel", sub.Channel.String(), "slot", e.Slot.Due, "ref", ref)
	case errors.As(err, &retry): // whoever tries again finds our lease run out
		return &RetryError{After: max(retry.After, deliverLease), Unknown: retry.Unknown, Err: err}
	case ctx.Err() != nil:
		return &RetryError{After: deliverLease, Unknown: true, Err: err}
	case errors.Is(err, ErrNotFound):
		fault = "the brief was deleted"
	case errors.Is(err, ErrGone):
		fault = "the channel is gone, or I am no longer in it"
	default:
		b.log.Error("brief not edited", "sub", sub.ID, "channel", sub.Channel.String(), "slot", e.Slot.Due, "err", err)
		fault = "the platform refused it"
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	if err := b.store.SettleEdit(ctx, e, ref, fault, time.Now()); err != nil {
		return err
	}
	return b.store.Finish(ctx, event, time.Now())
}

// editAndTell replaces the post, which does no harm when done twice, and posts the note.
func (b *Bot) editAndTell(ctx context.Context, sub Subscription, d Delivery, e Edit, again bool) (string, error) {
	err := calmly(func() error { return b.poster.Edit(ctx, sub.Channel, d.Ref, e.Message) })
	if err != nil {
		return "", err
	}
	post := Post{To: sub.Channel, Message: e.Note, Key: e.key(), Under: d.Ref}
	if again {
		post.Tried = e.Begun
	}
	return b.post(ctx, post)
}

// key names the edit for the platform to carry with its note.
func (e Edit) key() string {
	return shortHash(fmt.Sprintf("%s@%s edit %d", e.Slot.Subscription, e.Slot.Due.UTC().Format(time.RFC3339), e.N))[:24]
}

// amended returns a message, first composed at composed, with the lines that are no longer
// true as they are now, and those lines; none if all stands.
func (p picture) amended(m Message, composed time.Time) (Message, []Line) {
	var changed []Line
	m.Sections = slices.Clone(m.Sections)
	for i, s := range m.Sections {
		lines := slices.Clone(s.Lines)
		for j, l := range lines {
			if n, ok := p.line(l, composed); ok {
				lines[j] = n
				changed = append(changed, n)
			}
		}
		m.Sections[i].Lines = lines
	}
	return m, changed
}

// line returns a line as it is now; false if it still stands.
func (p picture) line(l Line, composed time.Time) (Line, bool) {
	if l.Subject == "" {
		return l, false
	}
	if n, changed, ruled := p.putRight(l); ruled {
		return n, changed
	}
	// News is what was found after the brief was made and is not what the line says already.
	news := func(s Step) bool {
		found := s.Entry.Collected.After(composed.Add(-pollWithin)) && !s.Entry.Silent
		return found && (l.Quote != s.Quote || l.URL != s.Entry.Article.URL)
	}
	for _, d := range p.meetings {
		if !hasStep(d.Steps, l.Subject) {
			continue
		}
		step, ok := d.Change()
		if !ok || step.Kind == StepHeld || !news(step) {
			return l, false
		}
		n := diaryLine(d, p.now)
		n.Note = strings.Join(nonEmpty("changed: "+changedWords(step, p.now), d.Place), ", ")
		return withControls(n, l.Subject), true
	}
	for _, d := range p.decisions {
		if !hasStep(d.Steps, l.Subject) {
			continue
		}
		step := d.last()
		if step.Kind != StepTaken && step.Kind != StepDropped && step.Kind != StepPostponed || !news(step) {
			return l, false
		}
		n := ledgerLine(d, p.now)
		n.Note = "changed: " + changedWords(step, p.now)
		return withControls(n, l.Subject), true
	}
	return l, false
}

// byPeople begins the note of a line that people put right.
const byPeople = "put right here: "

// putRight returns a line as the last rule about its subject wants it, or as it was before
// where that rule was taken back; ruled is false if no rule is or was about it. What people
// say prevails over later articles.
func (p picture) putRight(l Line) (n Line, changed, ruled bool) {
	note := ""
	for _, r := range p.rules {
		if r.About.ID == l.Subject {
			note = byPeople + r.says()
		}
	}
	stands := note == l.Note || note == "" && !strings.HasPrefix(l.Note, byPeople)
	if stands {
		return l, false, note != ""
	}
	n = l
	for _, d := range p.meetings {
		if hasStep(d.Steps, l.Subject) {
			n = diaryLine(d, p.now)
		}
	}
	for _, d := range p.decisions {
		if hasStep(d.Steps, l.Subject) {
			n = ledgerLine(d, p.now)
		}
	}
	if note != "" {
		n.Note = note
	}
	return withControls(n, l.Subject), true, true
}

// changedWords says a change in short: "Tue 12 May → Tue 19 May", "called off".
func changedWords(s Step, now time.Time) string {
	switch s.Kind {
	case StepMoved:
		to := "put off, no new day"
		if !s.When.Start.IsZero() {
			to = whenWords(s.When, now)
		}
		if s.From.Start.IsZero() {
			return to
		}
		return whenWords(s.From, now) + " → " + to
	case StepCancelled:
		return "called off"
	}
	return cmp.Or(changeWords(s, now), string(s.Kind))
}
