package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// markLen is the length of a mark: 50 bits, in base 32.
const markLen = 10

// nonce names part i of the post with a key, in as many characters as Discord takes. For
// some minutes Discord itself refuses a second message with it, and returns the first
// (https://discord.com/developers/docs/resources/message#create-message).
func nonce(key string, i int) string {
	sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(i)))
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:]))[:nonceMax]
}

// mark is the beginning of a nonce, written into the footer: it finds a copy when Discord
// has long forgotten the nonce.
func mark(nonce string) string { return nonce[:markLen] }

// sign gives each part its nonce, and its mark in the footer of its last embed; from is the
// number of the first.
func sign(parts []payload, key string, from int) {
	for i := range parts {
		p := &parts[i]
		p.Nonce, p.EnforceNonce = nonce(key, from+i), true
		e := p.Embeds[len(p.Embeds)-1]
		if e.Footer == nil {
			e.Footer = &discordgo.MessageEmbedFooter{}
		}
		e.Footer.Text = strings.TrimPrefix(e.Footer.Text+" · "+mark(p.Nonce), " · ")
	}
}

// Post posts once: as one message or several that follow each other, in a forum as a post of
// its own. What may stand apart goes into a thread under it, where the channel has threads.
// The ref names all of its messages.
func (c *Client) Post(ctx context.Context, p bot.Post) (ref string, err error) {
	if !number(p.To.ID) {
		return "", fmt.Errorf("post to %s: %w: a channel's ID in Discord is a number", p.To, bot.ErrGone)
	}
	if p.Whom != "" {
		if p.To.ID, err = c.direct(ctx, p.Whom); err != nil {
			return "", fmt.Errorf("post to user %s: %w", p.Whom, unposted(err))
		}
	}
	place, err := c.book.of(ctx, p.To.ID)
	if err != nil {
		return "", fmt.Errorf("post to %s: %w", p.To, unposted(err))
	}
	w := &writing{c: c, to: p.To, key: p.Key, tried: p.Tried, ping: p.Ping}
	switch {
	case p.Under != "":
		err = c.postUnder(ctx, w, place, p.Under, p.Message)
	case place.forum():
		err = c.postForum(ctx, w, place, p.Message)
	case place.threads():
		err = c.postAside(ctx, w, p.Message)
	default:
		err = w.add(ctx, p.To.ID, render(p.Message, partsMax))
	}
	if err != nil {
		return "", fmt.Errorf("post to %s: %w", p.To, begun(err, len(w.done) > 0))
	}
	if place.Type == typeAnnouncement && c.o.Crosspost && p.Under == "" {
		c.crosspost(ctx, p.To, w.done)
	}
	return w.done.String(), nil
}

// direct returns the channel of direct messages with a user.
func (c *Client) direct(ctx context.Context, user string) (id string, err error) {
	var direct discordgo.Channel
	body := map[string]string{"recipient_id": user}
	if err := c.call(ctx, http.MethodPost, discordgo.EndpointUserChannels("@me"), body, &direct, patience); err != nil {
		return "", fmt.Errorf("open a direct channel: %w", err)
	}
	return direct.ID, nil
}

// postAside posts the essentials, and the rest in a thread under them; where that is
// refused, behind them.
func (c *Client) postAside(ctx context.Context, w *writing, m bot.Message) error {
	essentials, rest := apart(m)
	if err := w.add(ctx, w.to.ID, render(essentials, partsMax)); err != nil || rest == nil {
		return err
	}
	thread, err := c.openThread(ctx, w.done[0], m)
	if refused(err) {
		c.o.Log.Warn("discord thread refused", "channel", w.to.String(), "err", err)
		thread = w.to.ID
	} else if err != nil {
		return err
	}
	return w.add(ctx, thread, render(*rest, partsMax))
}

// postUnder posts into the thread of an earlier post or, where there can be none, as a reply.
func (c *Client) postUnder(ctx context.Context, w *writing, place place, under string, m bot.Message) error {
	spots, err := readSpots(w.to.ID, under)
	if err != nil {
		return err
	}
	first := spots[0]
	parts := render(m, partsMax)
	if first.channel != w.to.ID { // a post of a forum: its thread
		return w.add(ctx, first.channel, parts)
	}
	if place.threads() {
		thread, err := c.openThread(ctx, first, m)
		if !refused(err) {
			if err != nil {
				return err
			}
			return w.add(ctx, thread, parts)
		}
		c.o.Log.Warn("discord thread refused", "channel", w.to.String(), "err", err)
	}
	lenient := false
	parts[0].Reference = &discordgo.MessageReference{MessageID: first.message, FailIfNotExists: &lenient}
	return w.add(ctx, w.to.ID, parts)
}

// crosspost publishes what was posted to the servers that follow the channel. The post stands
// without it: what fails is logged.
func (c *Client) crosspost(ctx context.Context, to bot.Channel, done spots) {
	for _, s := range done {
		if s.channel != to.ID {
			continue
		}
		err := c.call(ctx, http.MethodPost, discordgo.EndpointChannelMessageCrosspost(to.ID, s.message), nil, nil, patience)
		if err != nil && !is(err, codeCrossposted) {
			c.o.Log.Warn("discord announcement not published", "channel", to.String(), "err", err)
			return
		}
	}
}

// A writing is a post on its way.
type writing struct {
	c     *Client
	to    bot.Channel
	key   string
	tried time.Time // when an earlier attempt began; zero for none
	ping  string    // the role that is called; empty for none
	done  spots
	n     int // parts so far, whichever of them are there already
}

// add posts parts into a channel behind what is done.
func (w *writing) add(ctx context.Context, channel string, parts []payload) error {
	w.prepare(parts)
	return w.send(ctx, channel, parts)
}

// send posts prepared parts, except those that are there from an earlier attempt.
func (w *writing) send(ctx context.Context, channel string, parts []payload) error {
	ids := make([]string, len(parts))
	if !w.tried.IsZero() && len(parts) > 0 {
		if err := w.c.adopt(ctx, channel, w.tried, parts, ids); err != nil {
			return fmt.Errorf("look for a copy: %w", err)
		}
	}
	for i, part := range parts {
		if ids[i] == "" {
			var sent discordgo.Message
			if err := w.c.call(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), part, &sent, patience); err != nil {
				return err
			}
			ids[i] = sent.ID
		}
		w.done = append(w.done, spot{w.to.ID, channel, ids[i]})
	}
	return nil
}

// prepare signs parts, and makes the very first of a post call whom it is to call.
func (w *writing) prepare(parts []payload) {
	if w.n == 0 && number(w.ping) && w.ping != w.to.Workspace { // which is the role of everyone
		parts[0].Content, parts[0].Mentions.Roles = "<@&"+w.ping+">", []string{w.ping}
	}
	sign(parts, w.key, w.n)
	w.n += len(parts)
}

// begun makes the outcome of a post unknown once a part of it is there, so that the next
// attempt looks for it.
func begun(err error, begun bool) error {
	if r, ok := errors.AsType[*bot.RetryError](err); ok && begun {
		r.Unknown = true
	}
	return err
}

// unposted makes the outcome of a post known: what failed came before it.
func unposted(err error) error {
	if r, ok := errors.AsType[*bot.RetryError](err); ok {
		r.Unknown = false
	}
	return err
}
