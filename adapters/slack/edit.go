package slack

import (
	"context"
	"errors"
	"fmt"

	"github.com/readout-bot/readout/bot"
)

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
