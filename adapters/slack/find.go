package slack

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"
)

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

// heard reports whether a page that a response_url was to post stands there. Its key holds
// the id of a trigger, which other apps do not know.
func (w *workspace) heard(ctx context.Context, t *thread, part int, since time.Time) (bool, error) {
	is := func(m slack.Message) bool {
		p, ok := partOf(m, t.key)
		return ok && p == part
	}
	if t.under != "" {
		all, err := w.replies(ctx, t.channel, t.under)
		return slices.ContainsFunc(all, is), err
	}
	there := false
	err := w.history(ctx, t.channel, since, func(m slack.Message) bool {
		there = there || is(m)
		return there
	})
	return there, err
}

// in reports whether the app is in a channel, as far as Slack says: reading it needs the same.
func (w *workspace) in(ctx context.Context, channel string) bool {
	_, err := w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: channel, Limit: 1})
	return err == nil || !isOneOf(err, gone)
}

// findFirst looks for the first page of t in the channel.
func (w *workspace) findFirst(ctx context.Context, t *thread, since time.Time, own func(slack.Message) bool) error {
	err := w.history(ctx, t.channel, since, func(m slack.Message) bool {
		if part, ok := partOf(m, t.key); ok && part == 0 && own(m) {
			t.note(0, m.Timestamp)
		}
		return t.there[0] != ""
	})
	return pending(outcome(err))
}

// history shows what stands in a channel since a time to found, until it has seen enough.
func (w *workspace) history(ctx context.Context, channel string, since time.Time, found func(slack.Message) bool) error {
	params := slack.GetConversationHistoryParameters{
		ChannelID:          channel,
		Oldest:             timestamp(since.Add(-clockTolerance)),
		Limit:              historyPage,
		IncludeAllMetadata: true,
	}
	for {
		got, err := w.api.GetConversationHistoryContext(ctx, &params)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(got.Messages, found) || !got.HasMore || got.ResponseMetaData.NextCursor == "" {
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
