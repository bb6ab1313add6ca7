package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

const (
	// answerWithin is the patience for one command. Slack's response_url and Discord's
	// interaction token both live longer (30 and 15 minutes).
	answerWithin = 60 * time.Second
	// eventLease is how long an event is held by whoever answers it.
	eventLease = 2 * time.Minute
)

// A complaint is an error whose text is fit for people as it stands.
type complaint string

func (c complaint) Error() string { return string(c) }

func complain(format string, args ...any) error { return complaint(fmt.Sprintf(format, args...)) }

// An askBack is an answer in the place of an error: it asks which of several is meant.
type askBack struct{ Message }

func (q askBack) Error() string { return q.Lead }

// askBack asks which of names is meant by value, one of the command's.
func (a asked) askBack(lead, value string, names []string) error {
	return askBack{Message{Lead: lead, Failed: true, Controls: a.instead(value, names)}}
}

// instead returns a control for each name that says the command again with it in the place
// of value.
func (a asked) instead(value string, names []string) []Control {
	u, _ := usage(a.name)
	var all []Control
	for _, n := range names[:min(maxControls, len(names))] {
		values := map[string]string{}
		for k, v := range a.values {
			if Fold(v) == Fold(value) {
				v = n
			}
			values[k] = v
		}
		if text := u.Text(values); len(text) <= MaxControlCommand {
			all = append(all, Control{Label: clip(n, MaxControlLabel), Command: text})
		}
	}
	return all
}

// An asked is a request with who asked it and when.
type asked struct {
	request
	Command
	tenant string
	now    time.Time // in the asker's zone
}

// Private implements Handler. What is not understood is private too, and so is what is
// mostly asked by a button: the details of one line, and further pages.
func (b *Bot) Private(text string) bool {
	r := parse(text)
	u, ok := usage(r.name)
	return !ok || u.Private || r.page > 1 || r.name == "why" && isSubjectID(r.values["item"])
}

// Handle implements Handler.
func (b *Bot) Handle(ctx context.Context, c Command, reply func(context.Context, Message) error) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	now := time.Now()
	id := c.From.Platform + ":" + c.ID
	if c.ID != "" {
		mine, err := b.store.Start(ctx, id, now, now.Add(eventLease))
		if err != nil {
			b.log.Error("event not noted", "channel", c.From.String(), "err", err)
		} else if !mine {
			return fmt.Errorf("event %s: %w", id, ErrDuplicate)
		}
	}
	if err := reply(ctx, b.answer(ctx, c)); err != nil {
		return fmt.Errorf("reply in %s: %w", c.From, err)
	}
	if c.ID == "" {
		return nil
	}
	if err := b.store.Finish(context.WithoutCancel(ctx), id, time.Now()); err != nil {
		return fmt.Errorf("event %s: %w", id, err)
	}
	return nil
}

// answer carries the command out. It always returns something to say.
func (b *Bot) answer(ctx context.Context, c Command) (m Message) {
	defer func() {
		if p := recover(); p != nil {
			m = b.apology(c, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	b = b.steady()
	a := b.asked(c)
	if c.Thread != "" {
		a = b.followUp(ctx, a)
	}
	m, err := b.run(ctx, a)
	var say complaint
	var back askBack
	switch {
	case err == nil:
		return m
	case errors.As(err, &back):
		return back.Message
	case errors.As(err, &say):
		return Message{Lead: string(say), Failed: true}
	}
	return b.apology(c, err)
}

// asked understands the words of a command, now and in the asker's zone.
func (b *Bot) asked(c Command) asked {
	zone, err := LoadZone(c.Zone)
	if err != nil {
		if zone, err = LoadZone(b.zone); err != nil {
			zone = time.UTC
		}
	}
	return asked{request: parse(c.Text), Command: c, tenant: c.From.Tenant(), now: b.now().In(zone)}
}

// apology is the calm sentence for what should not have happened. Its short id is in the
// log beside the cause.
func (b *Bot) apology(c Command, err error) Message {
	id := newID()
	b.log.Error("command failed", "channel", c.From.String(), "ref", id, "err", err)
	if errors.Is(err, context.DeadlineExceeded) {
		return Message{Lead: "That took too long, so I stopped. Please try again in a minute. (" + id + ")", Failed: true}
	}
	return Message{Lead: "Something went wrong on my side and I could not finish that. Please try again; if it keeps happening, tell whoever runs me: " + id + ".", Failed: true}
}

// newID returns a short name that is easy to say and to type.
func newID() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	var raw [6]byte
	rand.Read(raw[:]) // never fails
	for i, x := range raw {
		raw[i] = letters[int(x)%len(letters)]
	}
	return string(raw[:])
}

// run checks the role and calls what answers the command.
func (b *Bot) run(ctx context.Context, a asked) (Message, error) {
	u, ok := usage(a.name)
	if !ok {
		return unknown(a.tried), nil
	}
	if a.Role < u.Role {
		var err error
		if a.Role, err = b.roleOf(ctx, a.Command); err != nil {
			return Message{}, err
		}
	}
	if a.Role < u.Role {
		return Message{}, complain("“%s” is for %s. Ask one of them, or whoever runs me.", u.Name, roleWords(u.Role))
	}
	for _, o := range u.Options {
		if o.Required && a.values[o.Name] == "" {
			return Message{}, complain("“%s” needs a little more: %s. Write it like: %s", u.Name, lowerFirst(o.Summary), u)
		}
	}
	if weighty[a.name] {
		done, err := b.waiting.turn(ctx)
		if err != nil {
			return Message{}, err
		}
		defer done()
	}
	m, err := b.actions()[a.name](ctx, a)
	return m.turned(a.page, u.Text(a.values)), err
}

// actions says what answers each command of the catalogue.
func (b *Bot) actions() map[string]func(context.Context, asked) (Message, error) {
	return map[string]func(context.Context, asked) (Message, error){
		"today":            b.today,
		"who":              b.who,
		"meetings":         b.meetings,
		"decisions":        b.decisions,
		"ask":              b.ask,
		"read":             b.readPage,
		"why":              b.why,
		"calendar":         b.calendar,
		"feed add":         b.feedAdd,
		"feed list":        b.feedList,
		"feed remove":      b.feedRemove,
		"feed check":       b.feedCheck,
		"schedule add":     b.scheduleAdd,
		"schedule list":    b.scheduleList,
		"schedule pause":   b.schedulePause,
		"schedule resume":  b.scheduleResume,
		"schedule remove":  b.scheduleRemove,
		"schedule preview": b.schedulePreview,
		"merge":            b.merge,
		"split":            b.split,
		"alias":            b.alias,
		"mute":             b.mute,
		"rules":            b.listRules,
		"undo":             b.undo,
		"stories":          b.stories,
		"home":             b.home,
		"setup":            b.setup,
		"follow add":       b.follow,
		"follow list":      b.followList,
		"follow remove":    b.unfollow,
		"more":             b.more,
		"less":             b.less,
		"weights":          b.weights,
		"wrong":            b.wrong,
		"brief":            b.briefAgain,
		"editor add":       b.editorAdd,
		"editor list":      b.editorList,
		"editor remove":    b.editorRemove,
		"audit":            b.audit,
		"status":           b.status,
		"help":             b.help,
	}
}

// record adds to the audit list. A change that is done is not undone for want of a note.
func (b *Bot) record(ctx context.Context, a asked, what string) {
	c := Change{Tenant: a.tenant, User: a.User, When: a.now, What: what}
	if err := b.store.Record(ctx, c); err != nil {
		b.log.Error("change not noted", "channel", a.From.String(), "err", err)
	}
}
