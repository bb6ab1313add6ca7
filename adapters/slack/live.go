package slack

import (
	"context"
	"sync"

	"github.com/readout-bot/readout/bot"
)

// renew shows a form again whose field has changed: the note and the problems may have. It
// goes on while newer values come.
func (c *Client) renew(ctx context.Context, i *interaction, next func() *givenView) {
	for v := next(); v != nil; v = next() {
		c.renewOnce(context.WithoutCancel(ctx), i, v)
	}
}

func (c *Client) renewOnce(ctx context.Context, i *interaction, v *givenView) {
	ctx, cancel := context.WithTimeout(ctx, promptWithin)
	defer cancel()
	s := readState(v.Private)
	command := bot.Command{
		From: bot.Channel{Platform: platform, Workspace: i.team(), ID: s.Channel},
		User: i.User.ID,
		Text: bot.Fill(s.Command, v.values()),
	}
	w, err := c.workspace(ctx, command.From.Workspace)
	if err == nil {
		c.know(ctx, w, &command)
		var f bot.Form
		if f, err = c.form(ctx, command); err == nil {
			_, err = w.api.UpdateViewContext(ctx, modal(f, s), "", "", v.ID)
		}
	}
	if err != nil {
		c.log.Warn("slack form not renewed", "channel", command.From.String(), "err", err)
	}
}

// live are the forms in which somebody is typing: of each, only the newest values matter.
// Its zero value is ready.
type live struct {
	mu    sync.Mutex
	newer map[string]*givenView // by view; nil while none is newer than what is being shown
}

// note keeps v as the newest, and starts renewing its form unless that goes on already.
// start gets what returns the newest values once, then nil when none are left.
func (l *live) note(v *givenView, start func(next func() *givenView) bool) {
	l.mu.Lock()
	_, going := l.newer[v.ID]
	if l.newer == nil {
		l.newer = map[string]*givenView{}
	}
	l.newer[v.ID] = v
	l.mu.Unlock()
	if going {
		return
	}
	if !start(func() *givenView { return l.take(v.ID) }) {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.newer, v.ID)
	}
}

func (l *live) take(id string) *givenView {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.newer[id]
	if v == nil {
		delete(l.newer, id)
		return nil
	}
	l.newer[id] = nil
	return v
}
