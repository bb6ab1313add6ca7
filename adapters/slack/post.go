package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// Post posts p: the first page to the channel, or to the thread of p.Under, the others into
// its thread. Every page carries p.Key as message metadata. Slack has no idempotency key
// (slackapi/slack-api-specs#10), so with p.Tried set the channel is searched for pages that
// are there already, and only the missing ones are posted.
//
// The ref holds the channel that Slack resolved, the timestamp of the first page and, where
// it stands in another post's thread, the timestamp of that.
func (c *Client) Post(ctx context.Context, p bot.Post) (ref string, err error) {
	err = c.in(ctx, p.To.Workspace, func(w *workspace) (err error) {
		ref, err = w.post(ctx, p)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("slack post to %s: %w", p.To, err)
	}
	return ref, nil
}

// in does something in a workspace, once more with a new token if Slack says that the token
// has run out: nothing was done with it then.
func (c *Client) in(ctx context.Context, team string, do func(*workspace) error) error {
	w, err := c.workspace(ctx, team)
	if err != nil {
		return err
	}
	err = do(w)
	if code(err) != "token_expired" || c.installs == nil || w == c.only {
		return err
	}
	if w, err = c.replaced(ctx, team, w); err != nil {
		return err
	}
	return do(w)
}

func (w *workspace) post(ctx context.Context, p bot.Post) (string, error) {
	t := thread{key: p.Key, patience: postPatience}
	if p.Under != "" {
		at, err := readRef(p.Under)
		if err != nil {
			return "", err
		}
		t.channel, t.under = at.channel, first(at.under, at.ts)
	} else {
		channel, err := w.conversation(ctx, first(p.Whom, p.To.ID))
		if err != nil {
			return "", err
		}
		t.channel = channel
	}
	if !p.Tried.IsZero() {
		if err := w.find(ctx, &t, p.Tried); err != nil {
			return "", err
		}
	}
	if p.Ping != "" && !group.MatchString(p.Ping) {
		w.log.Warn("slack calls groups only", "channel", p.To.String(), "ref", p.Ping)
		p.Ping = ""
	}
	if err := w.write(ctx, &t, renderPost(p)); err != nil {
		return "", err
	}
	return t.ref().String(), nil
}

// group is the id of a user group.
var group = regexp.MustCompile(`^S[A-Z0-9]+$`)

// A ref is where a post stands.
type ref struct {
	channel, ts string
	under       string // the parent, in a thread of another post
}

func (r ref) String() string {
	if r.under == "" {
		return r.channel + "/" + r.ts
	}
	return r.channel + "/" + r.ts + "/" + r.under
}

// readRef reads what String wrote.
func readRef(s string) (ref, error) {
	parts := strings.Split(s, "/")
	if len(parts) < 2 || len(parts) > 3 {
		return ref{}, fmt.Errorf("ref %q: want CHANNEL/TIMESTAMP or CHANNEL/TIMESTAMP/PARENT", s)
	}
	return ref{parts[0], parts[1], strings.Join(parts[2:], "")}, nil
}

// A thread is where pages go, and what of them is there.
type thread struct {
	channel  string
	under    string // timestamp of the message under which all pages go; empty for the channel
	key      string
	there    map[int]string // timestamps by part
	patience time.Duration
}

// parent is the timestamp of what the next page hangs on; empty for the channel.
func (t *thread) parent() string { return first(t.under, t.there[0]) }

func (t *thread) ref() ref { return ref{t.channel, t.there[0], t.under} }

// note keeps where a page stands.
func (t *thread) note(part int, ts string) {
	if t.there == nil {
		t.there = map[int]string{}
	}
	t.there[part] = ts
}

// write posts the pages that are not there.
func (w *workspace) write(ctx context.Context, t *thread, pages []page) error {
	for i, p := range pages {
		if t.there[i] != "" {
			continue
		}
		ts, err := w.postPage(ctx, t, p, i)
		if err != nil {
			if i > 0 {
				err = pending(err)
			}
			return err
		}
		t.note(i, ts)
	}
	return nil
}

// postPage posts one page. If Slack dislikes its blocks, the page is posted as plain text,
// once: a brief without layout is better than none.
func (w *workspace) postPage(ctx context.Context, t *thread, p page, part int) (ts string, err error) {
	send := func(p page) error {
		return w.paced(ctx, t.channel, t.patience, func() error {
			options := append(p.options(), slack.MsgOptionMetadata(metadata(t.key, part)))
			if under := t.parent(); under != "" {
				options = append(options, slack.MsgOptionTS(under))
			}
			_, ts, err = w.api.PostMessageContext(ctx, t.channel, options...)
			return err
		})
	}
	err = send(p)
	if isOneOf(err, unfit) {
		w.log.Warn("slack refused blocks, posting text", "channel", t.channel, "err", err)
		err = send(p.bare())
	}
	return ts, err
}

// paced calls do when it is the channel's turn, and again after a 429 as long as patience
// lasts. It never repeats a call whose outcome is unknown. The error is an outcome.
func (w *workspace) paced(ctx context.Context, channel string, patience time.Duration, do func() error) error {
	deadline := time.Now().Add(patience)
	for {
		if err := w.pace.wait(ctx, channel, time.Until(deadline)); err != nil {
			return err
		}
		err := do()
		if err == nil {
			return nil
		}
		after, limited := retryAfter(err)
		if !limited {
			return outcome(err)
		}
		w.pace.hold(channel, after)
		w.log.Info("slack rate limit", "channel", channel, "took", after)
		if after > time.Until(deadline) {
			return outcome(err)
		}
	}
}

// conversation is the id of the channel that id means. A user's id means the direct message
// with them, whose own id the history needs.
func (w *workspace) conversation(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", fmt.Errorf("no channel: %w", bot.ErrGone)
	}
	if id[0] != 'U' && id[0] != 'W' {
		return id, nil
	}
	ch, _, _, err := w.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{id}})
	if err != nil {
		return "", outcome(err)
	}
	if ch == nil || ch.ID == "" {
		return "", errors.New("conversations.open gave no channel")
	}
	return ch.ID, nil
}
