package slack

import (
	"context"
	"errors"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/readout-bot/readout/bot"
)

// homeCommand is what the Home tab shows the answer to.
const homeCommand = "home"

// A surface says which view an answer goes into.
type surface struct {
	home  bool   // the Home tab
	modal string // the id of an open modal; empty opens one
}

// opened makes a request of a look at the Home tab; false for the other tabs.
func opened(team, id string, e *slackevents.AppHomeOpenedEvent) (request, bool) {
	if e == nil || e.Tab != "home" || e.User == "" {
		return request{}, false
	}
	return home(team, id, e.User, first(e.Channel, e.User)), true
}

// home is the request that shows user the Home tab. Its channel is the direct message.
func home(team, id, user, channel string) request {
	return request{
		command: bot.Command{
			ID:     id,
			From:   bot.Channel{Platform: platform, Workspace: team, ID: channel},
			User:   user,
			Text:   homeCommand,
			Thread: channel,
		},
		direct: true,
		view:   &surface{home: true},
	}
}

// refresh shows the Home tab again, in which something was pressed that may have changed it.
func (c *Client) refresh(ctx context.Context, w *workspace, r request) {
	if !r.fromHome {
		return
	}
	look := home(r.command.From.Workspace, "", r.command.User, r.channel())
	look.command.Role, look.command.Zone = r.command.Role, r.command.Zone
	if err := c.handler.Handle(ctx, look.command, c.replier(w, look)); err != nil && !errors.Is(err, bot.ErrDuplicate) {
		c.log.Warn("slack home tab not shown", "channel", r.command.From.String(), "err", err)
	}
}

// show puts an answer into the view that r was pressed in. Showing the same again changes
// nothing, except for a modal that opens: its trigger works once.
func (w *workspace) show(ctx context.Context, r request, m bot.Message) error {
	private := state{Channel: r.channel()}.String()
	blocks := slack.Blocks{BlockSet: renderView(m)}
	if r.view.home {
		return again(ctx, func(*bot.RetryError) error {
			_, err := w.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
				UserID: r.command.User,
				View:   slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: blocks, PrivateMetadata: private},
			})
			return outcome(err)
		})
	}
	v := slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      viewAnswer,
		Title:           plainText(orBlank(cut(clean(m.Title), maxViewTitle))),
		Blocks:          blocks,
		PrivateMetadata: private,
	}
	if r.view.modal == "" {
		_, err := w.api.OpenViewContext(ctx, r.trigger, v)
		return err
	}
	return again(ctx, func(*bot.RetryError) error {
		_, err := w.api.UpdateViewContext(ctx, v, "", "", r.view.modal)
		return outcome(err)
	})
}
