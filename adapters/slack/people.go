package slack

import (
	"context"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// people remembers what Slack says about those who ask. Its zero value is ready.
type people struct {
	mu    sync.Mutex
	known map[string]person // by user id
}

type person struct {
	role  bot.Role
	zone  string
	until time.Time
}

// person returns who id is. Where Slack does not say, it is a reader: an outage takes rights
// away, it gives none.
func (c *Client) person(ctx context.Context, w *workspace, id string) person {
	now := time.Now()
	if p, ok := w.people.recall(id, now); ok {
		return p
	}
	u, err := w.api.GetUserInfoContext(ctx, id)
	if err != nil {
		c.log.Warn("slack profile not read", "err", err)
		return person{}
	}
	p := person{zone: u.TZ, until: now.Add(profileAge)}
	switch {
	case u.Deleted, u.IsBot, u.IsRestricted, u.IsUltraRestricted, u.IsStranger:
		// Guests and people of other companies in shared channels look up, no more.
	case u.IsAdmin, u.IsOwner, u.IsPrimaryOwner:
		p.role = bot.Admin
	case c.editors[id], c.editors[everyone]:
		p.role = bot.Editor
	}
	w.people.keep(id, p)
	return p
}

func (p *people) recall(id string, now time.Time) (person, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.known[id]
	return known, ok && now.Before(known.until)
}

func (p *people) keep(id string, who person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= maxProfiles {
		p.known = map[string]person{}
	}
	p.known[id] = who
}
