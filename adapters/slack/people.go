package slack

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// What Options.Editors may hold besides ids of users and user groups.
const (
	everyone = "everyone" // all members
	creators = "creators" // whoever created a channel, there
)

// people remembers what Slack says about those who ask. Its zero value is ready.
type people struct {
	mu       sync.Mutex
	known    map[string]person   // by team and user id
	groups   map[string][]string // user groups, by user id
	until    time.Time           // for groups
	creators map[string]creator  // by channel
}

type person struct {
	role    bot.Role
	zone    string
	outside bool // a guest, a bot, or from another company in a shared channel
	until   time.Time
}

// A creator is whoever made a channel.
type creator struct {
	user  string
	until time.Time
}

// know adds to a command what Slack says about who asks. It is asked anew for every press
// and submission, as for every command.
func (c *Client) know(ctx context.Context, w *workspace, to *bot.Command) {
	who := c.person(ctx, w, to.From.Workspace, to.User)
	to.Role, to.Zone = who.role, who.zone
	if who.outside || who.role >= bot.Editor {
		return
	}
	to.Groups = w.groupsOf(ctx, to.User)
	if slices.ContainsFunc(to.Groups, func(g string) bool { return c.editors[g] }) ||
		c.editors[creators] && w.creatorOf(ctx, to.From.ID) == to.User {
		to.Role = bot.Editor
	}
}

// person returns who id is in a team. Where Slack does not say, it is a reader from outside:
// an outage takes rights away, it gives none.
func (c *Client) person(ctx context.Context, w *workspace, team, id string) person {
	now, key := time.Now(), team+"/"+id
	if p, ok := w.people.recall(key, now); ok {
		return p
	}
	u, err := w.api.GetUserInfoContext(ctx, id)
	if err != nil {
		c.log.Warn("slack profile not read", "err", err)
		return person{outside: true}
	}
	p := person{zone: u.TZ, until: now.Add(profileAge), outside: outside(u, team)}
	switch {
	case p.outside: // looks up, no more
	case u.IsAdmin, u.IsOwner, u.IsPrimaryOwner, id == w.installer:
		p.role = bot.Admin
	case c.editors[id], c.editors[everyone]:
		p.role = bot.Editor
	}
	w.people.keep(key, p)
	return p
}

// outside reports whether u is no full member of team. In a shared channel is_stranger tells
// little: it is false for those with whom the app shares a channel
// (https://docs.slack.dev/reference/objects/user-object).
func outside(u *slack.User, team string) bool {
	if u.Deleted || u.IsBot || u.IsRestricted || u.IsUltraRestricted || u.IsStranger {
		return true
	}
	return u.TeamID != "" && u.TeamID != team && !slices.Contains(u.Enterprise.Teams, team)
}

func (p *people) recall(key string, now time.Time) (person, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.known[key]
	return known, ok && now.Before(known.until)
}

func (p *people) keep(key string, who person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= maxProfiles {
		p.known = map[string]person{}
	}
	p.known[key] = who
}

// groupsOf returns the user groups that a person is in. All of a workspace come in one answer.
func (w *workspace) groupsOf(ctx context.Context, user string) []string {
	p := &w.people
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Now().Before(p.until) {
		return p.groups[user]
	}
	all, err := w.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true))
	if err != nil { // without usergroups:read there are none
		w.log.Info("slack user groups not read", "err", err)
	}
	p.groups, p.until = map[string][]string{}, time.Now().Add(profileAge)
	for _, g := range all {
		for _, u := range g.Users {
			p.groups[u] = append(p.groups[u], g.ID)
		}
	}
	return p.groups[user]
}

// creatorOf returns who created a channel; empty if Slack does not say.
func (w *workspace) creatorOf(ctx context.Context, channel string) string {
	if strings.HasPrefix(channel, "D") {
		return ""
	}
	p := &w.people
	p.mu.Lock()
	defer p.mu.Unlock()
	if known, ok := p.creators[channel]; ok && time.Now().Before(known.until) {
		return known.user
	}
	info, err := w.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		w.log.Info("slack channel not read", "channel", channel, "err", err)
		return ""
	}
	if p.creators == nil || len(p.creators) >= maxProfiles {
		p.creators = map[string]creator{}
	}
	p.creators[channel] = creator{info.Creator, time.Now().Add(profileAge)}
	return info.Creator
}
