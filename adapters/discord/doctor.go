package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// A Finding is something that was looked at. Wrong says what is amiss and who can mend it;
// it is empty where all is well.
type Finding struct {
	What  string
	Wrong string
}

// Doctor looks whether the bot can do its work: token, sessions, commands and, in each of the
// channels, every permission by name. It changes nothing.
func (c *Client) Doctor(ctx context.Context, channels []bot.Channel) []Finding {
	me, err := c.self(ctx)
	if err != nil {
		return []Finding{{What: "token", Wrong: err.Error()}}
	}
	list := []Finding{{What: "token of application " + me.application}, c.lookAtGateway(ctx), c.lookAtCommands(ctx)}
	for _, ch := range channels {
		list = append(list, Finding{What: ch.String(), Wrong: c.lookAtChannel(ctx, ch)})
	}
	return list
}

func (c *Client) lookAtGateway(ctx context.Context) Finding {
	g, err := c.pilot.ask(ctx)
	if err != nil {
		return Finding{What: "gateway", Wrong: err.Error()}
	}
	limit := g.SessionStartLimit
	f := Finding{What: fmt.Sprintf("gateway: %d of %d sessions left today, %d shards wanted", limit.Remaining, limit.Total, g.Shards)}
	if err := budget(g); err != nil {
		f.Wrong = err.Error()
	} else if n := c.o.Shards; n > 0 && n < g.Shards {
		f.Wrong = fmt.Sprintf("%d shards are set, and Discord wants %d", n, g.Shards)
	}
	return f
}

func (c *Client) lookAtCommands(ctx context.Context) Finding {
	f := Finding{What: "commands in every server"}
	if c.o.Guild != "" {
		f.What = "commands in server " + c.o.Guild
	}
	_, stale, err := c.stale(ctx)
	switch {
	case err != nil:
		f.Wrong = err.Error()
	case stale:
		f.Wrong = "are of another version: serve writes them when it starts, manifest discord --register at once"
	}
	return f
}

// lookAtChannel returns what is amiss with a channel; nothing if all is well.
func (c *Client) lookAtChannel(ctx context.Context, ch bot.Channel) (wrong string) {
	wrong, err := c.lacks(ctx, ch)
	if err != nil {
		return err.Error()
	}
	return wrong
}

// lacks returns what a channel lacks for briefs to go there, such as "lacks Embed Links (…)"; nothing if it
// lacks nothing. An error means that Discord does not tell.
func (c *Client) lacks(ctx context.Context, ch bot.Channel) (wrong string, err error) {
	if !number(ch.ID) {
		return "is no channel of Discord's: an ID is a number", nil
	}
	p, err := c.book.of(ctx, ch.ID)
	switch {
	case is(err, codeUnknownChannel):
		return "is gone", nil
	case is(err, codeMissingAccess):
		return "cannot be seen: give the bot View Channels there, or invite it again", nil
	case err != nil:
		return "", err
	case p.Guild == "":
		return "", nil // a direct one, where nobody sets permissions
	}
	has, err := c.allowed(ctx, ch.ID, p)
	if err != nil {
		return "", err
	}
	var missing []string
	for _, n := range needs() {
		if has&n.bit == 0 && p.wants(n.bit) {
			missing = append(missing, n.Name+" ("+n.Why+")")
		}
	}
	if len(missing) > 0 {
		return "lacks " + strings.Join(missing, "; "), nil
	}
	if p.Flags&requireTag != 0 && !slices.ContainsFunc(p.Tags, func(t tag) bool { return !t.Moderated }) {
		return "wants a tag on every post, and has none that the bot may set", nil
	}
	return "", nil
}

// wants reports whether a permission is of use in a channel of that kind.
func (p place) wants(bit int64) bool {
	switch bit {
	case discordgo.PermissionSendMessages:
		return !isThread(p.Type)
	case discordgo.PermissionCreatePublicThreads:
		return p.threads()
	case discordgo.PermissionSendMessagesInThreads:
		return p.threads() || p.forum() || isThread(p.Type)
	}
	return true
}

// everything is what owners and administrators may do.
const everything = -1

// allowed returns what the bot may do in a channel; a thread has the permissions of its parent
// (https://discord.com/developers/docs/topics/permissions#permission-overwrites).
func (c *Client) allowed(ctx context.Context, channel string, p place) (int64, error) {
	if isThread(p.Type) {
		channel = p.Parent
	}
	me, err := c.self(ctx)
	if err != nil {
		return 0, err
	}
	var guild discordgo.Guild
	var member discordgo.Member
	var at discordgo.Channel
	for _, ask := range []struct {
		address string
		out     any
	}{
		{discordgo.EndpointGuild(p.Guild), &guild},
		{discordgo.EndpointGuildMember(p.Guild, me.user), &member},
		{discordgo.EndpointChannel(channel), &at},
	} {
		if err := c.call(ctx, http.MethodGet, ask.address, nil, ask.out, patience); err != nil {
			return 0, fmt.Errorf("ask for permissions in server %s: %w", p.Guild, err)
		}
	}
	if guild.ID == "" || at.ID == "" {
		return 0, errors.New("discord tells nothing of the server or the channel")
	}
	return sum(&guild, &member, &at, me.user), nil
}

// sum adds permissions up in Discord's order: everyone's, those of roles, then what the channel
// changes for everyone, for roles, and for the member.
func sum(guild *discordgo.Guild, member *discordgo.Member, at *discordgo.Channel, user string) (has int64) {
	for _, r := range guild.Roles {
		if r != nil && (r.ID == guild.ID || slices.Contains(member.Roles, r.ID)) {
			has |= r.Permissions
		}
	}
	if guild.OwnerID == user || has&discordgo.PermissionAdministrator != 0 {
		return everything
	}
	change := func(fits func(*discordgo.PermissionOverwrite) bool) {
		var allow, deny int64
		for _, o := range at.PermissionOverwrites {
			if o != nil && fits(o) {
				allow |= o.Allow
				deny |= o.Deny
			}
		}
		has = has&^deny | allow
	}
	change(func(o *discordgo.PermissionOverwrite) bool { return o.ID == guild.ID })
	change(func(o *discordgo.PermissionOverwrite) bool {
		return o.Type == discordgo.PermissionOverwriteTypeRole && o.ID != guild.ID && slices.Contains(member.Roles, o.ID)
	})
	change(func(o *discordgo.PermissionOverwrite) bool {
		return o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == user
	})
	if has&discordgo.PermissionViewChannel == 0 {
		return 0 // who does not see a channel can do nothing in it
	}
	return has
}
