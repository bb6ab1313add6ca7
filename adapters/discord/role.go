package discord

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

const (
	guildFresh = 5 * time.Minute // how long a server's roles are believed
	guildsMax  = 2500            // kept at once; Discord wants shards for more
)

// A roleBook knows what members may do who write messages: unlike an interaction, a
// message tells a member's roles but not their permissions.
type roleBook struct {
	c *Client

	mu     sync.Mutex
	guilds map[string]guildRoles
}

// guildRoles are a server's owner and what its roles permit.
type guildRoles struct {
	owner string
	roles map[string]int64
	read  time.Time
}

func newRoleBook(c *Client) *roleBook { return &roleBook{c: c, guilds: map[string]guildRoles{}} }

// of returns what the author of m may do, a reader where Discord does not tell, and the roles
// that they have.
func (b *roleBook) of(ctx context.Context, m *discordgo.Message) (role bot.Role, roles []string) {
	if m.Member != nil {
		roles = m.Member.Roles
	}
	g, err := b.guild(ctx, m.GuildID)
	if err != nil {
		b.c.o.Log.Warn("discord roles unknown", "channel", m.ChannelID, "err", err)
		return roleOf(0, roles, b.c.o.Editors), roles
	}
	if g.owner == m.Author.ID {
		return bot.Admin, roles
	}
	permissions := g.roles[m.GuildID] // the role that everyone has
	for id, p := range g.roles {
		if slices.Contains(roles, id) {
			permissions |= p
		}
	}
	return roleOf(permissions, roles, b.c.o.Editors), roles
}

func (b *roleBook) guild(ctx context.Context, id string) (guildRoles, error) {
	b.mu.Lock()
	g, ok := b.guilds[id]
	b.mu.Unlock()
	if ok && time.Since(g.read) < guildFresh {
		return g, nil
	}
	var guild discordgo.Guild
	if err := b.c.call(ctx, http.MethodGet, discordgo.EndpointGuild(id), nil, &guild, patience); err != nil {
		return guildRoles{}, fmt.Errorf("ask for server %s: %w", id, err)
	}
	g = guildRoles{owner: guild.OwnerID, roles: map[string]int64{}, read: time.Now()}
	for _, r := range guild.Roles {
		if r != nil {
			g.roles[r.ID] = r.Permissions
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.guilds) >= guildsMax {
		clear(b.guilds)
	}
	b.guilds[id] = g
	return g, nil
}
