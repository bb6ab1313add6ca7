package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// markLen is the length of a mark: 50 bits, in base 32.
const markLen = 10

// slack is how far our clock and Discord's may be apart when a copy is looked for.
const slack = 2 * time.Minute

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

// sign gives each part its nonce, and its mark in the footer of its last embed.
func sign(parts []payload, key string) {
	for i := range parts {
		p := &parts[i]
		p.Nonce, p.EnforceNonce = nonce(key, i), true
		e := p.Embeds[len(p.Embeds)-1]
		if e.Footer == nil {
			e.Footer = &discordgo.MessageEmbedFooter{}
		}
		e.Footer.Text = strings.TrimPrefix(e.Footer.Text+" · "+mark(p.Nonce), " · ")
	}
}

// Post posts once, as one message or several that follow each other. The ref is their IDs,
// joined by commas.
func (c *Client) Post(ctx context.Context, p bot.Post) (ref string, err error) {
	if !number(p.To.ID) {
		return "", fmt.Errorf("post to %s: %w: a channel's ID in Discord is a number", p.To, bot.ErrGone)
	}
	parts := render(p.Message, partsMax)
	sign(parts, p.Key)
	ids := make([]string, len(parts))
	if !p.Tried.IsZero() {
		if err := c.adopt(ctx, p.To.ID, p.Tried, parts, ids); err != nil {
			return "", fmt.Errorf("look for a copy in %s: %w", p.To, err)
		}
	}
	for i, part := range parts {
		if ids[i] != "" {
			continue
		}
		var sent discordgo.Message
		if err := c.call(ctx, http.MethodPost, discordgo.EndpointChannelMessages(p.To.ID), part, &sent, patience); err != nil {
			return "", fmt.Errorf("post to %s: %w", p.To, begun(err, i > 0))
		}
		ids[i] = sent.ID
	}
	return strings.Join(ids, ","), nil
}

// begun makes the outcome of a post unknown once a part of it is there, so that the next
// attempt looks for it.
func begun(err error, begun bool) error {
	if r, ok := err.(*bot.RetryError); ok && begun {
		r.Unknown = true
	}
	return err
}

// adopt fills in the IDs of those parts that are in the channel already, posted by us
// since an earlier attempt began.
func (c *Client) adopt(ctx context.Context, channel string, since time.Time, parts []payload, ids []string) error {
	self, err := c.self(ctx)
	if err != nil {
		return err
	}
	after := snowflake(since.Add(-slack))
	for {
		var page []*discordgo.Message
		q := url.Values{"limit": {strconv.Itoa(historyMax)}, "after": {after}}
		err := c.call(ctx, http.MethodGet, discordgo.EndpointChannelMessages(channel)+"?"+q.Encode(), nil, &page, callTimeout)
		if err != nil {
			return err
		}
		for _, m := range page {
			if m == nil {
				continue
			}
			if later(m.ID, after) {
				after = m.ID
			}
			if m.Author == nil || m.Author.ID != self.user {
				continue
			}
			for i, p := range parts {
				if ids[i] == "" && carries(m, p.Nonce) {
					ids[i] = m.ID
				}
			}
		}
		if len(page) < historyMax {
			return nil
		}
	}
}

// carries reports whether m has the mark of a nonce in its last footer.
func carries(m *discordgo.Message, nonce string) bool {
	if len(m.Embeds) == 0 {
		return false
	}
	f := m.Embeds[len(m.Embeds)-1].Footer
	return f != nil && (f.Text == mark(nonce) || strings.HasSuffix(f.Text, " · "+mark(nonce)))
}

// snowflake is the first ID that Discord may give at t
// (https://discord.com/developers/docs/reference#snowflakes).
func snowflake(t time.Time) string {
	const epoch = 1420070400000 // 2015-01-01T00:00:00Z in milliseconds
	return strconv.FormatInt(max(0, t.UnixMilli()-epoch)<<22, 10)
}

// number reports whether s can be a snowflake; nothing else gets into an address.
func number(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// later reports whether a came after b; both are snowflakes.
func later(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a > b
}

// Edit replaces the messages that Post returned ref for by m, laid out in as many as
// there were or fewer; those that are no longer needed are deleted.
func (c *Client) Edit(ctx context.Context, to bot.Channel, ref string, m bot.Message) error {
	ids := strings.Split(ref, ",")
	if !number(to.ID) || slices.ContainsFunc(ids, func(id string) bool { return !number(id) }) {
		return fmt.Errorf("edit %q in %s: %w: IDs in Discord are numbers", ref, to, bot.ErrNotFound)
	}
	parts := render(m, len(ids))
	for i, id := range ids {
		address := discordgo.EndpointChannelMessage(to.ID, id)
		var err error
		if i < len(parts) {
			err = c.call(ctx, http.MethodPatch, address, parts[i], nil, patience)
		} else if err = c.call(ctx, http.MethodDelete, address, nil, nil, patience); is(err, codeUnknownMessage) {
			err = nil
		}
		if err != nil {
			return fmt.Errorf("edit in %s: %w", to, err)
		}
	}
	return nil
}
