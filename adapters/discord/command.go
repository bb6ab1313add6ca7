package discord

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// How much is done at once. Acknowledging is one request each; the rest waits its turn.
const (
	pendingMax = 2048 // events taken and not yet answered; further ones are dropped
	workers    = 16   // events being answered
)

// A desk takes events from the gateway and answers them. It owns a goroutine for each;
// a panic ends one of them and no more.
type desk struct {
	c      *Client
	places chan struct{} // one taken for each pending event
	turns  chan struct{} // one taken for each event being answered
	roles  *roleBook
	drafts *drawer
	talks  talks

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

func newDesk(c *Client) *desk {
	return &desk{c: c, places: make(chan struct{}, pendingMax), turns: make(chan struct{}, workers),
		roles: newRoleBook(c), drafts: newDrawer(c.o.Drafts), talks: talks{roots: map[string]string{}}}
}

// take runs f in a goroutine of the desk's; false if it is closed or full.
func (d *desk) take(f func()) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return false
	}
	select {
	case d.places <- struct{}{}:
	default:
		d.c.o.Log.Error("discord event dropped: too many at once")
		return false
	}
	d.wg.Go(func() {
		defer func() { <-d.places }()
		defer d.survive("discord event")
		f()
	})
	return true
}

// survive is deferred; it turns a panic into a line of the log.
func (d *desk) survive(what string) {
	if p := recover(); p != nil {
		d.c.o.Log.Error(what+" panicked", "err", fmt.Sprintf("%v\n%s", p, debug.Stack()))
	}
}

// close takes no more events, gives those under way some time, calls stop, and waits.
func (d *desk) close(within time.Duration, stop func()) {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	timer := time.AfterFunc(within, stop)
	d.wg.Wait()
	timer.Stop()
	stop()
}

// turn waits until an event may be answered, and returns what makes room for the next.
func (d *desk) turn(ctx context.Context) (done func(), err error) {
	select {
	case d.turns <- struct{}{}:
		return func() { <-d.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// interaction takes an interaction as Discord sent it. What cannot be read is left alone.
func (d *desk) interaction(ctx context.Context, raw []byte) {
	i, err := read(raw)
	if err != nil {
		d.c.o.Log.Warn("discord interaction not understood", "err", err)
		return
	}
	d.take(func() { d.serve(ctx, i, d.c.callback(i)) })
}

// serve answers an interaction; first gives its first response.
func (d *desk) serve(ctx context.Context, i *interaction, first responder) {
	ctx, cancel := context.WithTimeout(ctx, answerAfter)
	defer cancel()
	if i.Type == kindTyping {
		d.suggest(ctx, i, first)
		return
	}
	if t, ok := touched(i.Data.CustomID); ok && (i.Type == kindPress || i.Type == kindSubmit) {
		d.fill(ctx, i, t, first)
		return
	}
	text, form, private, ok := d.meant(i)
	if !ok {
		return
	}
	cmd := i.command(text, d.c.o.Editors)
	if form && d.open(ctx, i, cmd, first) {
		return
	}
	private = private || d.c.o.Handler.Private(cmd.Text)
	again, ok := d.acknowledge(ctx, i, first, deferred(private))
	if !ok {
		return
	}
	a := d.answerTo(i)
	a.private = private
	if elsewhere := d.answer(ctx, cmd, a.reply); !elsewhere && !again && !a.given {
		a.withdraw(ctx, d.c.pace.closing)
	}
}

// acknowledge gives the first response to an interaction; false if there is no answering it any
// more, again if somebody else gave it, or it was given and its reply lost.
func (d *desk) acknowledge(ctx context.Context, i *interaction, first responder, r response) (again, ok bool) {
	err := first(ctx, r)
	switch {
	case err == nil:
		return false, true
	case is(err, codeAcknowledged):
		return true, true
	case is(err, codeUnknownInteraction), errors.Is(err, errLate):
		d.c.o.Log.Warn("discord interaction came too late to be answered", "ref", i.ID, "err", err)
	default:
		d.c.o.Log.Error("discord interaction not acknowledged", "ref", i.ID, "err", err)
	}
	return false, false
}

// answerTo is the answer to an interaction that was acknowledged, for the asker alone.
func (d *desk) answerTo(i *interaction) *slashAnswer {
	return &slashAnswer{c: d.c, application: i.Application, token: i.Token, private: true}
}

// meant returns what an interaction says in plain words, whether it may open a form instead,
// and whether its answer is for the asker alone whatever it says: nobody else asked for what
// a button under a public message brings.
func (d *desk) meant(i *interaction) (text string, form, private, ok bool) {
	switch i.Type {
	case kindCommand:
		switch i.Data.Name {
		case commandName:
			text, valued := i.said()
			return text, !valued, false, true
		case readThis:
			return strings.TrimSpace("read " + i.link()), false, false, true
		}
	case kindPress:
		c, ok := Control(i.Data.CustomID, strings.Join(i.Data.Values, ""))
		return c.Command, c.Form, true, ok
	case kindSubmit:
		kind, text, ok := pressed(i.Data.CustomID)
		return bot.Fill(text, i.fields()), false, i.Message != nil, ok && kind == idSubmit
	}
	return "", false, false, false
}

// everyone, as an editor, is all.
const everyone = "everyone"

// roleOf returns what a member may do, by permissions and roles
// (https://discord.com/developers/docs/topics/permissions).
func roleOf(permissions int64, roles, editors []string) bot.Role {
	switch {
	case permissions&discordgo.PermissionAdministrator != 0:
		return bot.Admin
	case permissions&discordgo.PermissionManageGuild != 0, slices.Contains(editors, everyone):
		return bot.Editor
	case slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(editors, r) }):
		return bot.Editor
	}
	return bot.Reader
}

// answer has the command handled in its turn. It returns true if that is done elsewhere.
func (d *desk) answer(ctx context.Context, cmd bot.Command, reply func(context.Context, bot.Message) error) (elsewhere bool) {
	defer d.survive("discord command")
	done, err := d.turn(ctx)
	if err == nil {
		defer done()
		err = d.c.o.Handler.Handle(ctx, cmd, reply)
	}
	if errors.Is(err, bot.ErrDuplicate) {
		return true
	}
	if err != nil {
		d.c.o.Log.Error("discord command not answered", "channel", cmd.From.String(), "ref", cmd.ID, "err", err)
	}
	return false
}

// message takes a message that mentions the bot or is for it alone; one that discordgo
// could not decode is nil.
func (d *desk) message(ctx context.Context, m *discordgo.Message) {
	if m == nil || m.Author == nil || m.Author.Bot || m.WebhookID != "" || m.ID == "" {
		return
	}
	d.c.mu.Lock()
	self := d.c.me.user
	d.c.mu.Unlock()
	mentioned := slices.ContainsFunc(m.Mentions, func(u *discordgo.User) bool { return u != nil && u.ID == self })
	if m.Author.ID == self || (m.GuildID != "" && !mentioned) {
		return
	}
	d.take(func() {
		ctx, cancel := context.WithTimeout(ctx, answerAfter)
		defer cancel()
		cmd := bot.Command{ID: m.ID, User: m.Author.ID, Text: spoken(m.Content, self),
			From: bot.Channel{Platform: platform, Workspace: m.GuildID, ID: m.ChannelID}, Thread: m.ChannelID}
		a := &chatAnswer{c: d.c, channel: m.ChannelID, to: m.ID}
		if m.GuildID == "" {
			cmd.From.Workspace = m.Author.ID
		} else {
			cmd.Role, cmd.Groups = d.roles.of(ctx, m)
			cmd.Thread = d.thread(ctx, m, self)
			if d.c.o.Handler.Private(cmd.Text) {
				a.whisperTo = m.Author.ID
			}
		}
		a.typing(ctx)
		d.answer(ctx, cmd, a.reply)
	})
}

// spoken returns what was said, without the mention of the bot.
func spoken(content, self string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("<@"+self+">", " ", "<@!"+self+">", " ").Replace(content)), " ")
}
