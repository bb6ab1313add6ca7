package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// deliverWithin is the patience for posting a brief. It ends before the queue's own, a
	// minute, so that the slot is released and not found dead.
	deliverWithin = 50 * time.Second
	settleWithin  = 20 * time.Second
	// deliverLease is longer than a delivery may take. A brief whose process died waits so
	// long for another to take it over.
	deliverLease = deliverWithin + settleWithin + 5*time.Second
	// giveUpAfter is how long a slot is tried. A brief later than that helps nobody.
	giveUpAfter = 6 * time.Hour
)

// Deliver implements Worker: claim, compose, begin, post, settle. Each step can be the
// last one of a process; whoever comes next finds in the store where to go on.
func (b *Bot) Deliver(ctx context.Context, s Slot) error {
	ctx, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	began := time.Now()
	sub, err := b.store.Subscription(ctx, s.Subscription)
	if errors.Is(err, ErrNotFound) {
		return nil // it was removed since
	}
	if err != nil {
		return slotError(s, err)
	}
	d, mine, err := b.store.Claim(ctx, s, began, began.Add(deliverLease))
	switch {
	case err != nil:
		return slotError(s, err)
	case !mine && !d.Settled.IsZero():
		return nil
	case !mine: // another has it, or had it and died: its lease will tell
		return slotError(s, &RetryError{After: deliverLease / 4, Err: errors.New("claimed elsewhere")})
	}
	err = b.deliver(ctx, sub, s, d)
	if err != nil {
		// Whatever it was, the slot is open still: let the next attempt have it at once.
		if rel := b.store.Release(context.WithoutCancel(ctx), s); rel != nil {
			err = errors.Join(err, rel)
		}
		return slotError(s, err)
	}
	return nil
}

func slotError(s Slot, err error) error {
	return fmt.Errorf("deliver %s due %s: %w", s.Subscription, s.Due.UTC().Format(time.RFC3339), err)
}

// deliver carries a claimed slot out. An error means that it is to be tried again.
func (b *Bot) deliver(ctx context.Context, sub Subscription, s Slot, d Delivery) error {
	now := time.Now()
	switch {
	case sub.Paused != "" && d.Message == nil:
		return b.settle(ctx, s, "", "the schedule is paused: "+sub.Paused)
	case now.Sub(s.Due) > giveUpAfter && d.Attempts > 1:
		return b.settle(ctx, s, "", "it could not be posted within "+count(int(giveUpAfter.Hours()), "hour", "hours"))
	}
	post := Post{To: sub.Channel, Key: s.key(), Tried: d.Tried, Ping: sub.Ping}
	if d.Message != nil {
		post.Message = *d.Message
	} else {
		m, ids, err := b.compose(ctx, sub, s, now)
		if err != nil {
			return err
		}
		if err := b.store.Begin(ctx, s, m, ids, now); err != nil {
			return err
		}
		post.Message = m
	}
	ref, err := b.post(ctx, post)
	var retry *RetryError
	switch {
	case err == nil:
		b.log.Info("brief posted", "sub", sub.ID, "channel", sub.Channel.String(), "slot", s.Due, "ref", ref, "took", time.Since(now))
		return b.settle(ctx, s, ref, "")
	case errors.Is(err, ErrGone):
		return b.gone(ctx, sub, s, err)
	case errors.As(err, &retry):
		return &RetryError{After: cmp.Or(retry.After, wait(d.Attempts)), Unknown: retry.Unknown, Err: err}
	case ctx.Err() != nil:
		return &RetryError{Unknown: true, Err: err}
	}
	b.log.Error("brief not posted", "sub", sub.ID, "channel", sub.Channel.String(), "slot", s.Due, "err", err)
	return b.settle(ctx, s, "", "the platform refused it")
}

// post posts, and where the platform refuses the message for good, its bare words.
func (b *Bot) post(ctx context.Context, p Post) (string, error) {
	try := func(p Post) (ref string, err error) {
		defer func() {
			if r := recover(); r != nil { // it may or may not be out
				err = &RetryError{Unknown: true, Err: fmt.Errorf("panic: %v", r)}
			}
		}()
		return b.poster.Post(ctx, p)
	}
	ref, err := try(p)
	var retry *RetryError
	if err == nil || errors.Is(err, ErrGone) || errors.As(err, &retry) || ctx.Err() != nil {
		return ref, err
	}
	b.log.Warn("message refused, posting its bare words", "channel", p.To.String(), "err", err)
	p.Message = bareWords(p.Message)
	return try(p)
}

// bareWords is the last resort for a message that a platform refuses: no links, no
// sections, little text.
func bareWords(m Message) Message {
	return Message{
		Title:  clip(m.Title, 100),
		Lead:   clip(cmp.Or(m.Lead, "There is news."), 500),
		Footer: "This could not be shown in full here. Ask me for “today” to see it.",
	}
}

// gone pauses a subscription whose channel is gone, and settles the slot.
func (b *Bot) gone(ctx context.Context, sub Subscription, s Slot, cause error) error {
	b.log.Warn("channel gone, schedule paused", "sub", sub.ID, "channel", sub.Channel.String(), "err", cause)
	sub.Paused = "the channel is gone, or I am no longer in it"
	ctx = context.WithoutCancel(ctx)
	if err := b.store.Subscribe(ctx, sub); err != nil {
		return err
	}
	c := Change{Tenant: sub.Channel.Tenant(), When: time.Now(), What: "schedule " + sub.ID + " paused: " + sub.Paused}
	if err := b.store.Record(ctx, c); err != nil {
		b.log.Error("change not noted", "sub", sub.ID, "err", err)
	}
	if err := b.settle(ctx, s, "", sub.Paused); err != nil {
		return err
	}
	b.tellCreator(ctx, sub, s)
	return nil
}

// tellCreator tells who made a schedule, and them alone, that it is paused. Whoever cannot be
// told finds it in the audit list.
func (b *Bot) tellCreator(ctx context.Context, sub Subscription, s Slot) {
	if sub.Creator == "" {
		return
	}
	p := Post{To: sub.Channel, Whom: sub.Creator, Key: s.key() + "-gone", Message: Message{
		Title:  "A schedule is paused",
		Lead:   fmt.Sprintf("No briefs go to %s any more (%s): %s.", sub.Channel.ID, sub.Spec, sub.Paused),
		Footer: "Once I am back there, say in that channel: schedule resume " + sub.ID,
	}}
	if _, err := b.poster.Post(ctx, p); err != nil {
		b.log.Warn("creator not told", "sub", sub.ID, "channel", sub.Channel.String(), "err", err)
	}
}

// settle ends the slot even if the caller is being stopped: what is posted must be known
// as posted.
func (b *Bot) settle(ctx context.Context, s Slot, ref, fault string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	var err error
	for pause := 50 * time.Millisecond; ; pause *= 4 {
		if err = b.store.Settle(ctx, s, ref, fault, time.Now()); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return &RetryError{Unknown: true, Err: err}
		case <-time.After(pause):
		}
	}
}

// wait is the back-off after that many attempts.
func wait(attempts int) time.Duration {
	return min(10*time.Second<<min(max(attempts-1, 0), 10), 15*time.Minute)
}

// key names the slot for the platform to carry.
func (s Slot) key() string {
	return shortHash(s.Subscription + "@" + s.Due.UTC().Format(time.RFC3339))[:24]
}
