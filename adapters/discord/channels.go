package discord

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	channelFresh = 10 * time.Minute // how long a channel's kind is believed
	channelsMax  = 10000            // kept at once
)

// A place is what has to be known of a channel to post there
// (https://discord.com/developers/docs/resources/channel#channel-object).
type place struct {
	Type   int    `json:"type"`
	Guild  string `json:"guild_id"`
	Parent string `json:"parent_id"`
	Flags  int    `json:"flags"`
	Tags   []tag  `json:"available_tags"` // of a forum

	read time.Time
}

// A tag is one that posts of a forum can carry.
type tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"` // only moderators may set it
}

// A channelBook knows what kinds channels are.
type channelBook struct {
	c *Client

	mu     sync.Mutex
	places map[string]place
}

func newChannelBook(c *Client) *channelBook { return &channelBook{c: c, places: map[string]place{}} }

// of returns what a channel is. Its errors are those of call.
func (b *channelBook) of(ctx context.Context, id string) (place, error) {
	b.mu.Lock()
	p, ok := b.places[id]
	b.mu.Unlock()
	if ok && time.Since(p.read) < channelFresh {
		return p, nil
	}
	if err := b.c.call(ctx, http.MethodGet, discordgo.EndpointChannel(id), nil, &p, patience); err != nil {
		return place{}, fmt.Errorf("ask for channel %s: %w", id, err)
	}
	p.read = time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.places) >= channelsMax {
		clear(b.places)
	}
	b.places[id] = p
	return p, nil
}
