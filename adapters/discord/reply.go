package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// Types of first responses to an interaction
// (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type).
const (
	respondPong        = 1
	respondLater       = 5 // the answer comes as an edit
	respondKeep        = 6 // the message stays, until it is edited
	respondSuggestions = 8
	respondModal       = 9
)

// A response is the first one to an interaction.
type response struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// A responder gives the first response to an interaction, on the way that it came.
type responder func(context.Context, response) error

// deferred is the response that an answer will come. Whether it will be for the asker alone is
// fixed here.
func deferred(private bool) response {
	return response{Type: respondLater, Data: struct {
		Flags discordgo.MessageFlags `json:"flags,omitempty"`
	}{flags(private)}}
}

// respondEach is the patience for one attempt at a first response: of the three seconds that
// Discord gives, one that hangs leaves enough for another.
const respondEach = time.Second

// callback responds to an interaction that came by the gateway.
func (c *Client) callback(i *interaction) responder {
	return func(ctx context.Context, r response) error {
		ctx, cancel := context.WithTimeout(ctx, c.pace.acknowledge)
		defer cancel()
		return c.insist(ctx, respondEach, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), r, nil)
	}
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
			if err := a.edit(ctx, p); err != nil {
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

// edit makes the acknowledgement the answer. By HTTP the acknowledgement may reach Discord
// after this does, which knows no such webhook until then.
func (a *slashAnswer) edit(ctx context.Context, p payload) error {
	for began := time.Now(); ; {
		err := a.c.insist(ctx, 2*callTimeout, http.MethodPatch, a.original(), p, nil)
		if !is(err, codeUnknownWebhook) || time.Since(began) > ackWithin || sleep(ctx, a.c.pace.again) != nil {
			return err
		}
	}
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
		if err := a.c.insist(ctx, 2*callTimeout, http.MethodPost, discordgo.EndpointUserChannels("@me"), body, &direct); err != nil {
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
		if err := a.c.insist(ctx, 2*callTimeout, http.MethodPost, discordgo.EndpointChannelMessages(channel), p, nil); err != nil {
			return fmt.Errorf("answer in %s: %w", channel, err)
		}
		a.sent++
	}
	return nil
}

// insist calls until Discord has answered for good or ctx is done, each time with that
// patience. The request must be one that may be repeated.
func (c *Client) insist(ctx context.Context, each time.Duration, method, address string, body, out any) error {
	attempt := func() error {
		ctx, cancel := context.WithTimeout(ctx, each)
		defer cancel()
		return c.call(ctx, method, address, body, out, 0) // limits are waited for below
	}
	wait := 100 * time.Millisecond
	for {
		err := attempt()
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
