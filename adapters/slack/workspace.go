package slack

import (
	"context"
	"log/slog"
	"sync"

	"github.com/slack-go/slack"
)

// A workspace is one installation of the app: its token, whom that speaks for, and what
// was learned there since the program started.
type workspace struct {
	api    *slack.Client
	pace   *pacer
	log    *slog.Logger
	people people
	self   identity
	// installer is who installed the app there; empty if that is not known.
	installer string
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

// id is the bot's user.
func (i *identity) id() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.user
}

// of reports whether team is the workspace.
func (i *identity) of(team string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return team != "" && team == i.team
}

// is reports whether id is the app's own user there.
func (i *identity) is(id string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return id != "" && id == i.user
}

// ours reports whether a request was delivered for an installation that is served here. The
// same secret signs the requests of all workspaces that installed the app; without a store of
// installations only the workspace of the bot token is served, since what others' people ask
// must not be answered from its tenant. With an app installed for a whole organisation, each
// workspace is a tenant of its own.
func (c *Client) ours(team string, organisation bool) bool {
	if c.installs != nil {
		return team != ""
	}
	return organisation || c.only.self.of(team)
}
