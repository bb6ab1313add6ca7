package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
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
		channel, err := w.conversation(ctx, p.To.ID)
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

// options are p as slack-go takes it.
func (p page) options() []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(p.Text, false),
		slack.MsgOptionBlocks(p.Blocks...),
		slack.MsgOptionDisableMarkdown(),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
}

// bare is p without blocks.
func (p page) bare() page {
	p.Blocks = []slack.Block{}
	return p
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

// find looks for pages of t that an earlier attempt left since it began.
func (w *workspace) find(ctx context.Context, t *thread, since time.Time) error {
	user, botID, err := w.whoami(ctx)
	if err != nil {
		return outcome(err)
	}
	own := func(m slack.Message) bool { return m.User == user || botID != "" && m.BotID == botID }
	if t.under == "" {
		if err := w.findFirst(ctx, t, since, own); err != nil {
			return err
		}
		if t.parent() == "" {
			return nil
		}
	}
	replies, err := w.replies(ctx, t.channel, t.parent())
	if err != nil {
		return pending(outcome(err))
	}
	for _, m := range replies {
		if part, ok := partOf(m, t.key); ok && own(m) {
			t.note(part, m.Timestamp)
		}
	}
	if t.there[0] != "" {
		w.log.Info("slack post found again", "channel", t.channel, "ref", t.there[0])
	}
	return nil
}

// findFirst looks for the first page of t in the channel.
func (w *workspace) findFirst(ctx context.Context, t *thread, since time.Time, own func(slack.Message) bool) error {
	params := slack.GetConversationHistoryParameters{
		ChannelID:          t.channel,
		Oldest:             timestamp(since.Add(-clockTolerance)),
		Limit:              historyPage,
		IncludeAllMetadata: true,
	}
	for {
		got, err := w.api.GetConversationHistoryContext(ctx, &params)
		if err != nil {
			return pending(outcome(err))
		}
		for _, m := range got.Messages {
			if part, ok := partOf(m, t.key); ok && part == 0 && own(m) {
				t.note(0, m.Timestamp)
			}
		}
		if t.there[0] != "" || !got.HasMore || got.ResponseMetaData.NextCursor == "" {
			return nil
		}
		params.Cursor = got.ResponseMetaData.NextCursor
	}
}

// replies returns a thread, its parent first.
func (w *workspace) replies(ctx context.Context, channel, parent string) ([]slack.Message, error) {
	params := slack.GetConversationRepliesParameters{
		ChannelID: channel, Timestamp: parent, Limit: historyPage, IncludeAllMetadata: true,
	}
	var all []slack.Message
	for {
		msgs, more, cursor, err := w.api.GetConversationRepliesContext(ctx, &params)
		if err != nil {
			return nil, err
		}
		all = append(all, msgs...)
		if !more || cursor == "" {
			return all, nil
		}
		params.Cursor = cursor
	}
}

// partOf reads the mark that metadata made.
func partOf(m slack.Message, key string) (int, bool) {
	k, part, ok := mark(m)
	return part, ok && k == key
}

func mark(m slack.Message) (key string, part int, ok bool) {
	if m.Metadata.EventType != metadataType {
		return "", 0, false
	}
	key, _ = m.Metadata.EventPayload["key"].(string)
	s, _ := m.Metadata.EventPayload["part"].(string)
	part, err := strconv.Atoi(s)
	return key, part, err == nil
}

// timestamp is t as Slack writes times of messages.
func timestamp(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

// Edit replaces the message behind ref and its thread: pages that are there are updated,
// further ones posted, surplus ones deleted.
func (c *Client) Edit(ctx context.Context, to bot.Channel, ref string, m bot.Message) error {
	err := c.in(ctx, to.Workspace, func(w *workspace) error { return w.edit(ctx, ref, m) })
	if err != nil {
		return fmt.Errorf("slack edit of %s in %s: %w", ref, to, err)
	}
	return nil
}

func (w *workspace) edit(ctx context.Context, to string, m bot.Message) error {
	at, err := readRef(to)
	if err != nil {
		return err
	}
	t := thread{channel: at.channel, under: at.under, patience: postPatience}
	msgs, err := w.replies(ctx, at.channel, first(at.under, at.ts))
	if err != nil {
		return outcome(err)
	}
	for _, msg := range msgs {
		if msg.Timestamp == at.ts {
			t.key, _, _ = mark(msg)
		}
	}
	for _, msg := range msgs {
		if part, ok := partOf(msg, t.key); ok {
			t.note(part, msg.Timestamp)
		}
	}
	if t.key == "" || t.there[0] != at.ts {
		return fmt.Errorf("not in the thread: %w", bot.ErrNotFound)
	}
	pages := render(m)
	for part, ts := range t.there {
		if part < len(pages) {
			err = w.update(ctx, &t, ts, pages[part])
		} else {
			err = w.remove(ctx, &t, ts)
		}
		if err != nil {
			return err
		}
	}
	return w.write(ctx, &t, pages)
}

// update replaces one page; its metadata stays, since Slack keeps what an update leaves out
// (https://docs.slack.dev/reference/methods/chat.update).
func (w *workspace) update(ctx context.Context, t *thread, ts string, p page) error {
	send := func(p page) error {
		return w.paced(ctx, t.channel, t.patience, func() error {
			_, _, _, err := w.api.UpdateMessageContext(ctx, t.channel, ts, p.options()...)
			return err
		})
	}
	err := send(p)
	if isOneOf(err, unfit) {
		w.log.Warn("slack refused blocks, updating text", "channel", t.channel, "err", err)
		err = send(p.bare())
	}
	return err
}

// remove deletes one page; that it is gone already is fine.
func (w *workspace) remove(ctx context.Context, t *thread, ts string) error {
	err := w.paced(ctx, t.channel, t.patience, func() error {
		_, _, err := w.api.DeleteMessageContext(ctx, t.channel, ts)
		return err
	})
	if errors.Is(err, bot.ErrNotFound) {
		return nil
	}
	return err
}
