package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/readout-bot/readout/bot"
)

// platform is how bot.Channel names Slack.
const platform = "slack"

// A request is a command with the way back to who asked. Role and zone are still missing:
// they may need the network, and a request is made before it is acknowledged.
type request struct {
	command     bot.Command
	place       string // where the answer goes, if that is not the channel of the command
	responseURL string // of a slash command or a press
	thread      string // timestamp of the message to answer under; empty for the channel itself
	// aside is the thread that a private answer goes to, which must have begun: in others
	// Slack shows no ephemeral message (https://docs.slack.dev/reference/methods/chat.postEphemeral).
	aside     string
	direct    bool   // in a direct message with the app, where everything is for the asker alone
	whispered bool   // in a message that only the asker sees: so is the answer
	pressed   string // what is pressed, until it is answered; empty for none
	fromHome  bool   // from the Home tab, which may look otherwise afterwards
	// trigger opens a modal for a few seconds after it was given. A typed command may open
	// the form that fills in what is missing.
	trigger string
	view    *surface // the answer goes into a view instead
	// overheard is set where it was not said to the app: it is answered if it goes on with a
	// talk, and, with named, not if it names somebody.
	overheard, named bool
}

// channel is where the answer goes.
func (r request) channel() string { return first(r.place, r.command.From.ID) }

// slash makes a request of a slash command; false if it is not for us. Its trigger id is
// unique to the invocation.
func (c *Client) slash(s slack.SlashCommand) (request, bool) {
	if s.TriggerID == "" || s.ChannelID == "" || s.UserID == "" {
		return request{}, false
	}
	if !c.ours(s.TeamID, s.IsEnterpriseInstall) {
		c.log.Warn("slack command of another workspace refused", "channel", s.TeamID+"/"+s.ChannelID)
		return request{}, false
	}
	return request{
		command: bot.Command{
			ID:   s.TriggerID,
			From: bot.Channel{Platform: platform, Workspace: s.TeamID, ID: s.ChannelID},
			User: s.UserID,
			Text: strings.TrimSpace(unescape(s.Text)),
		},
		responseURL: s.ResponseURL,
		trigger:     s.TriggerID,
	}, true
}

// event makes a request of a mention, what goes on after one in its thread, a direct
// message or a look at the Home tab; false if
// e is none of these, or comes from a bot, ourselves included. The event id is the same when
// Slack delivers again, on whichever connection.
func (c *Client) event(e slackevents.EventsAPIEvent) (request, bool) {
	if e.Type == slackevents.AppRateLimited {
		// Over 30,000 events an hour Slack leaves some out
		// (https://docs.slack.dev/reference/events/app_rate_limited).
		c.log.Warn("slack leaves out events, there are too many")
	}
	outer, ok := e.Data.(*slackevents.EventsAPICallbackEvent)
	if !ok || outer == nil {
		return request{}, false
	}
	at := placeOf(e.TeamID, outer.Authorizations)
	if !c.ours(at.team, at.organisation) {
		c.log.Warn("slack event of another workspace refused", "channel", at.team)
		return request{}, false
	}
	if c.ends(at.team, e.InnerEvent.Data) {
		return request{}, false
	}
	if home, ok := e.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); ok {
		return opened(at.team, outer.EventID, home)
	}
	u, ok := utteranceOf(e.InnerEvent.Data)
	if !ok || u.bot != "" || u.user == "" || u.user == slackbot || c.isSelf(at, u.user) || u.channel == "" || u.ts == "" {
		return request{}, false
	}
	text := strings.TrimSpace(unescape(c.withoutMention(at, u.text)))
	if u.overheard && c.talks == nil {
		return request{}, false
	}
	id := outer.EventID
	if id == "" {
		id = u.channel + "/" + u.ts
	}
	return request{
		command: bot.Command{
			ID:     id,
			From:   bot.Channel{Platform: platform, Workspace: at.team, ID: u.channel},
			User:   u.user,
			Text:   text,
			Thread: u.conversation(),
		},
		thread: u.thread,
		aside:  u.begun,
		direct: u.direct,

		overheard: u.overheard,
		named:     strings.Contains(u.text, "<@"),
	}, true
}

// slackbot speaks for Slack itself.
const slackbot = "USLACKBOT"

// A place is the installation that an event was delivered for.
type place struct {
	team         string
	organisation bool   // installed for all its workspaces
	self         string // the app's own user there, where Slack says it
}

// placeOf is the place that an event was delivered for. In a channel shared between
// workspaces team may be the other one's; the authorization tells
// (https://docs.slack.dev/apis/events-api/#authorizations).
func placeOf(team string, authorizations []slack.EventAuthorization) place {
	if len(authorizations) == 0 {
		return place{team: team}
	}
	a := authorizations[0]
	p := place{team: team, organisation: a.IsEnterpriseInstall}
	if a.TeamID != "" {
		p.team = a.TeamID
	}
	if a.IsBot {
		p.self = a.UserID
	}
	return p
}

// An utterance is what somebody wrote: in a mention, a direct message or a thread.
type utterance struct {
	channel, user, bot, text, ts string
	thread                       string // to answer in; empty for none
	begun                        string // the same, if there is such a thread already
	direct                       bool
	overheard                    bool // in a thread, and not said to the app
}

// conversation is what follow-ups of u belong to: its thread, or the direct message.
func (u utterance) conversation() string {
	if u.thread == "" && u.direct {
		return u.channel
	}
	return u.thread
}

// utteranceOf reads an inner event; false if it is something else. Edits, deletions and joins
// come as subtypes; a thread broadcast and a file with a text are messages like others.
func utteranceOf(event any) (utterance, bool) {
	switch m := event.(type) {
	case *slackevents.AppMentionEvent:
		if m == nil {
			return utterance{}, false
		}
		thread := m.ThreadTimeStamp
		if thread == "" { // an answer in a busy channel belongs under the question
			thread = m.TimeStamp
		}
		return utterance{channel: m.Channel, user: m.User, bot: m.BotID, text: m.Text, ts: m.TimeStamp, thread: thread, begun: m.ThreadTimeStamp}, true
	case *slackevents.MessageEvent:
		if m == nil || m.SubType != "" && m.SubType != "thread_broadcast" && m.SubType != "file_share" {
			return utterance{}, false
		}
		u := utterance{channel: m.Channel, user: m.User, bot: m.BotID, text: m.Text, ts: m.TimeStamp, thread: m.ThreadTimeStamp, begun: m.ThreadTimeStamp}
		switch {
		case m.IsIM():
			u.direct = true
		case (m.IsChannel() || m.IsGroup()) && m.ThreadTimeStamp != "":
			u.overheard = true
		default:
			return utterance{}, false
		}
		return u, true
	}
	return utterance{}, false
}

// isSelf reports whether user is the app itself.
func (c *Client) isSelf(at place, user string) bool {
	return user != "" && user == at.self || c.only != nil && c.only.self.is(user)
}

// mention is <@U012AB> or, in old clients, <@U012AB|name>.
var mention = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>`)

// withoutMention drops our own mention wherever it stands.
func (c *Client) withoutMention(at place, s string) string {
	return mention.ReplaceAllStringFunc(s, func(m string) string {
		if c.isSelf(at, mention.FindStringSubmatch(m)[1]) {
			return " "
		}
		return m
	})
}

// admit takes r if there is room, acknowledges it and hands it to the workers. Without room
// it is not acknowledged: Slack delivers events again, and tells who typed a command that it
// failed.
func (c *Client) admit(r request, acknowledge func() error) bool {
	c.gate.RLock()
	defer c.gate.RUnlock()
	if !c.taking {
		return false
	}
	select {
	case c.room <- struct{}{}:
	default:
		c.log.Warn("slack request refused, too many waiting", "channel", r.command.From.String())
		return false
	}
	if err := acknowledge(); err != nil {
		// It is delivered again; the handler knows its id by then.
		c.log.Warn("slack acknowledgement not sent", "channel", r.command.From.String(), "err", err)
	}
	to := c.jobs
	if r.overheard {
		to = c.overheard
	}
	to <- r // never blocks: it has as much room
	return true
}

// work handles requests until last is closed and none is left. They run under ctx, which
// ends a while after that.
func (c *Client) work(ctx context.Context, last <-chan struct{}) {
	for {
		select {
		case r := <-c.jobs:
			c.handle(ctx, r)
		case <-last:
			select {
			case r := <-c.jobs:
				c.handle(ctx, r)
			default:
				return
			}
		}
	}
}

// handle lets the bot answer r. Whatever happens in there, the worker goes on.
func (c *Client) handle(ctx context.Context, r request) {
	ctx, cancel := context.WithTimeout(ctx, jobTimeout)
	defer cancel()
	defer func() { <-c.room }()
	defer c.presses.end(r.pressed)
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("slack command panicked", "channel", r.command.From.String(), "err", fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	w, err := c.workspace(ctx, r.command.From.Workspace)
	if err != nil {
		c.log.Warn("slack command not answered", "channel", r.command.From.String(), "err", err)
		return
	}
	c.know(ctx, w, &r.command)
	if c.offer(ctx, w, r) {
		return
	}
	err = c.handler.Handle(ctx, r.command, c.replier(w, r))
	if err != nil && !errors.Is(err, bot.ErrDuplicate) {
		c.log.Error("slack command not answered", "channel", r.command.From.String(), "err", err)
	}
	c.refresh(ctx, w, r)
}
