package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

func newDesk(c *Client) *desk {
	return &desk{c: c, places: make(chan struct{}, pendingMax), turns: make(chan struct{}, workers), roles: newRoleBook(c)}
}

// take runs f in a goroutine of the desk's.
func (d *desk) take(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	select {
	case d.places <- struct{}{}:
	default:
		d.c.o.Log.Error("discord event dropped: too many at once")
		return
	}
	d.wg.Go(func() {
		defer func() { <-d.places }()
		defer d.survive("discord event")
		f()
	})
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

// interaction takes an interaction; one that discordgo could not decode is nil.
func (d *desk) interaction(ctx context.Context, i *discordgo.Interaction) {
	if i == nil || i.Type != discordgo.InteractionApplicationCommand {
		return
	}
	data, ok := i.Data.(discordgo.ApplicationCommandInteractionData)
	if !ok || data.Name != commandName || i.ID == "" || i.Token == "" {
		return
	}
	d.take(func() {
		ctx, cancel := context.WithTimeout(ctx, answerAfter)
		defer cancel()
		cmd, ok := commandOf(i, data, d.c.o.Editors)
		if !ok {
			return
		}
		private := d.c.o.Handler.Private(cmd.Text)
		err := d.c.acknowledge(ctx, i, private)
		again := is(err, codeAcknowledged) // with the reply lost, or by whoever got the event before
		if err != nil && !again {
			d.c.o.Log.Error("discord interaction not acknowledged", "ref", i.ID, "err", err)
			return
		}
		a := &slashAnswer{c: d.c, application: i.AppID, token: i.Token, private: private}
		if elsewhere := d.answer(ctx, cmd, a.reply); !elsewhere && !again && !a.given {
			a.withdraw(ctx, d.c.pace.closing)
		}
	})
}

// commandOf returns the command in an interaction.
func commandOf(i *discordgo.Interaction, data discordgo.ApplicationCommandInteractionData, editors []string) (bot.Command, bool) {
	c := bot.Command{ID: i.ID, Text: textOf(data.Options), From: bot.Channel{Platform: "discord", Workspace: i.GuildID, ID: i.ChannelID}}
	switch {
	case i.Member != nil && i.Member.User != nil:
		c.User = i.Member.User.ID
		c.Role = roleOf(i.Member.Permissions, i.Member.Roles, editors)
	case i.User != nil:
		c.User = i.User.ID
	default:
		return bot.Command{}, false
	}
	if c.From.Workspace == "" {
		c.From.Workspace = c.User
	}
	return c, true
}

// textOf returns the sub-command with its values in plain words: "meetings next 14d".
func textOf(options []*discordgo.ApplicationCommandInteractionDataOption) string {
	var name []string
	for len(options) == 1 && options[0] != nil && (options[0].Type == discordgo.ApplicationCommandOptionSubCommand ||
		options[0].Type == discordgo.ApplicationCommandOptionSubCommandGroup) {
		name = append(name, options[0].Name)
		options = options[0].Options
	}
	values := map[string]string{}
	for _, o := range options {
		if o != nil && o.Value != nil {
			values[o.Name] = fmt.Sprint(o.Value)
		}
	}
	whole := strings.Join(name, " ")
	for _, u := range bot.Catalogue() {
		if u.Name == whole {
			return u.Text(values)
		}
	}
	return whole // a command of an older registration; the bot says what there is
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

// acknowledge tells Discord that the answer will come. Whether it will be for the asker
// alone is fixed here.
func (c *Client) acknowledge(ctx context.Context, i *discordgo.Interaction, private bool) error {
	ctx, cancel := context.WithTimeout(ctx, c.pace.acknowledge)
	defer cancel()
	body := discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{Flags: flags(private)}}
	return c.insist(ctx, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), body, nil)
}

func flags(private bool) discordgo.MessageFlags {
	if private {
		return discordgo.MessageFlagsEphemeral
	}
	return 0
}

// A slashAnswer is the answer to an interaction: the acknowledgement is edited, further
// parts follow it.
type slashAnswer struct {
	c           *Client
	application string
	token       string
	private     bool
	given       bool // the acknowledgement has become an answer
}

func (a *slashAnswer) reply(ctx context.Context, m bot.Message) error {
	for _, p := range render(m, partsMax) {
		if !a.given {
			if err := a.c.insist(ctx, http.MethodPatch, a.original(), p, nil); err != nil {
				return fmt.Errorf("answer an interaction: %w", err)
			}
			a.given = true
			continue
		}
		p.Flags = flags(a.private)
		// No nonce is enforced here: a follow-up whose reply is lost is not sent again.
		if err := a.c.call(ctx, http.MethodPost, discordgo.EndpointFollowupMessage(a.application, a.token), p, nil, callTimeout); err != nil {
			return fmt.Errorf("follow up on an interaction: %w", err)
		}
	}
	return nil
}

// withdraw takes the acknowledgement back, so that nobody waits for ever.
func (a *slashAnswer) withdraw(ctx context.Context, within time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	if err := a.c.call(ctx, http.MethodDelete, a.original(), nil, nil, 0); err != nil {
		a.c.o.Log.Warn("discord acknowledgement stands without an answer", "err", err)
	}
}

func (a *slashAnswer) original() string {
	return discordgo.EndpointInteractionResponseActions(a.application, a.token)
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
			From: bot.Channel{Platform: "discord", Workspace: m.GuildID, ID: m.ChannelID}}
		a := &chatAnswer{c: d.c, channel: m.ChannelID, to: m.ID}
		if m.GuildID == "" {
			cmd.From.Workspace = m.Author.ID
		} else {
			cmd.Role = d.roles.of(ctx, m)
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

// A chatAnswer is the answer to a message: in the channel or, where it is for the asker
// alone, in a direct message.
type chatAnswer struct {
	c         *Client
	channel   string
	to        string // the message that is answered
	whisperTo string // the user who alone may read the answer; empty for all
	sent      int    // parts so far
}

// typing shows that the message has arrived. It is a courtesy: what fails, fails.
func (a *chatAnswer) typing(ctx context.Context) {
	if a.whisperTo != "" {
		return
	}
	if err := a.c.call(ctx, http.MethodPost, discordgo.EndpointChannelTyping(a.channel), nil, nil, 0); err != nil {
		a.c.o.Log.Debug("discord typing not shown", "err", err)
	}
}

func (a *chatAnswer) reply(ctx context.Context, m bot.Message) error {
	channel := a.channel
	if a.whisperTo != "" {
		var direct discordgo.Channel
		body := map[string]string{"recipient_id": a.whisperTo}
		if err := a.c.insist(ctx, http.MethodPost, discordgo.EndpointUserChannels("@me"), body, &direct); err != nil {
			return fmt.Errorf("open a direct channel: %w", err)
		}
		channel = direct.ID
	}
	for _, p := range render(m, partsMax) {
		p.Nonce, p.EnforceNonce = nonce("answer "+a.to, a.sent), true
		if a.sent == 0 && a.whisperTo == "" {
			lenient := false
			p.Reference = &discordgo.MessageReference{MessageID: a.to, FailIfNotExists: &lenient}
		}
		if err := a.c.insist(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), p, nil); err != nil {
			return fmt.Errorf("answer in %s: %w", channel, err)
		}
		a.sent++
	}
	return nil
}

// insist calls until Discord has answered for good or ctx is done. The request must be one
// that may be repeated.
func (c *Client) insist(ctx context.Context, method, address string, body, out any) error {
	wait := 250 * time.Millisecond
	for {
		err := c.call(ctx, method, address, body, out, callTimeout)
		var retry *bot.RetryError
		if !errors.As(err, &retry) || ctx.Err() != nil {
			return err
		}
		if sleep(ctx, max(wait, retry.After)) != nil {
			return err
		}
		wait = min(2*wait, 10*time.Second)
	}
}
