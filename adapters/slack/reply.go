package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// replier returns what carries answers to who asked r: into the view that r was pressed in;
// through the response_url of a slash command, which also works where the app is no member;
// otherwise as a message under the question, or as an ephemeral one if the answer is private.
func (c *Client) replier(w *workspace, r request) func(context.Context, bot.Message) error {
	private := r.whispered || c.handler.Private(r.command.Text)
	back := callback{client: c, url: r.responseURL}
	if c.mayCall(r.responseURL) {
		back.left = maxResponses
	}
	n := 0
	return func(ctx context.Context, m bot.Message) error {
		n++
		if !private {
			c.talksWith(ctx, r, r.command.User)
		}
		err := c.reply(ctx, w, r, m, n, private, &back)
		if err != nil {
			return fmt.Errorf("slack answer in %s: %w", r.command.From, err)
		}
		return nil
	}
}

// reply sends the nth answer to r.
func (c *Client) reply(ctx context.Context, w *workspace, r request, m bot.Message, n int, private bool, back *callback) error {
	if r.view != nil {
		err := w.show(ctx, r, m)
		if err == nil || r.view.home {
			return err
		}
		c.log.Info("slack view not shown, posting", "channel", r.command.From.String(), "err", err)
	}
	t := thread{channel: r.channel(), under: r.thread, key: fmt.Sprintf("%s#%d", r.command.ID, n), patience: replyPatience}
	pages := renderWhole(m)
	if r.command.Thread != "" && !private && !r.direct && back.left > 0 {
		err := w.answer(ctx, &t, pages)
		if !errors.Is(err, bot.ErrGone) {
			return err
		}
		private = true // the app is no member there: only who asked can be told
	}
	part := 0
	for ; part < len(pages) && back.left > 0; part++ {
		said := thread{channel: t.channel, under: r.aside, key: t.key}
		if err := back.respond(ctx, w, &said, pages[part], part, private); err != nil {
			return err
		}
	}
	pages = pages[part:]
	switch {
	case len(pages) == 0:
		return nil
	case private && !r.direct:
		t.under = r.aside
		return w.whisper(ctx, &t, r.command.User, pages)
	}
	return w.answer(ctx, &t, pages)
}

// again calls try, and again after what may be over soon, since nobody else repeats an
// answer. try gets how it went wrong before; nil at first.
func again(ctx context.Context, try func(before *bot.RetryError) error) error {
	began := time.Now()
	var before *bot.RetryError
	for wait := replyAgain; ; wait *= 2 {
		err := try(before)
		retry, ok := errors.AsType[*bot.RetryError](err)
		if !ok {
			return err
		}
		wait = max(wait, retry.After)
		if time.Since(began)+wait > replyPatience || sleep(ctx, wait) != nil {
			return err
		}
		before = retry
	}
}

// answer writes the pages. Where the outcome is unknown, it looks for what is there first.
func (w *workspace) answer(ctx context.Context, t *thread, pages []page) error {
	began := time.Now()
	return again(ctx, func(before *bot.RetryError) error {
		if before != nil && before.Unknown {
			if err := w.find(ctx, t, began); err != nil {
				return err
			}
		}
		return w.write(ctx, t, pages)
	})
}

// whisper shows the pages to user alone. Ephemeral messages have no history and no metadata;
// one whose outcome is unknown is sent again, since a copy is less of a nuisance to the one
// person who sees it than no answer.
func (w *workspace) whisper(ctx context.Context, t *thread, user string, pages []page) error {
	for _, p := range pages {
		options := p.options()
		if t.under != "" {
			options = append(options, slack.MsgOptionTS(t.under))
		}
		err := again(ctx, func(*bot.RetryError) error {
			return w.paced(ctx, t.channel, t.patience, func() error {
				_, err := w.api.PostEphemeralContext(ctx, t.channel, user, options...)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
