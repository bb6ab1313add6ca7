package slack

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// A workspace is one installation of the app: its token, whom that speaks for, and what
// was learned there since the program started.
type workspace struct {
	api    *slack.Client
	pace   *pacer
	log    *slog.Logger
	people people
	self   identity
}

func (c *Client) newWorkspace(token string) *workspace {
	// No OptionRetry: the retries of slack-go wait without telling and, with connection
	// errors included, post twice when an answer is lost. post.go retries by itself.
	api := slack.New(token,
		slack.OptionAPIURL(c.base),
		slack.OptionAppLevelToken(c.appToken),
		slack.OptionHTTPClient(c.http))
	return &workspace{api: api, pace: &c.pace, log: c.log}
}

// An identity is whom a token speaks for, learned once.
type identity struct {
	mu   sync.Mutex
	user string // of the bot
	bot  string
	team string
}

// whoami asks auth.test once.
func (w *workspace) whoami(ctx context.Context) (user, botID string, err error) {
	w.self.mu.Lock()
	defer w.self.mu.Unlock()
	if w.self.user != "" && w.self.bot != "" {
		return w.self.user, w.self.bot, nil
	}
	me, err := w.api.AuthTestContext(ctx)
	if err != nil {
		return "", "", err
	}
	w.self.user, w.self.bot, w.self.team = me.UserID, me.BotID, me.TeamID
	return me.UserID, me.BotID, nil
}

// is reports whether id is the app's own user there.
func (i *identity) is(id string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return id != "" && id == i.user
}

// workspace returns the installation that serves a team. ErrGone if there is none.
func (c *Client) workspace(_ context.Context, team string) (*workspace, error) {
	if c.only == nil {
		return nil, fmt.Errorf("workspace %s: not installed: %w", team, bot.ErrGone)
	}
	return c.only, nil
}

// ours reports whether a request was delivered for this installation. An app that was
// installed in further workspaces signs their requests with the same secret; what their
// people ask must not be answered from this workspace's tenant. With an app installed for a
// whole organisation, each workspace is a tenant of its own.
func (c *Client) ours(team string, organisation bool) bool {
	if c.only == nil {
		return false
	}
	c.only.self.mu.Lock()
	defer c.only.self.mu.Unlock()
	return organisation || team == c.only.self.team
}
