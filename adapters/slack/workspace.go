package slack

import (
	"context"
	"errors"
	"log/slog"
	"strings"
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

// errOrganisation: a token that speaks for an Enterprise organisation with all its workspaces
// (https://docs.slack.dev/enterprise/organization-ready-apps). A workspace is the tenant whose
// feeds, schedules and admins are its own, and what is addressed by a channel alone does not
// say in which one it is; the app is installed in each workspace that wants it.
var errOrganisation = errors.New("slack: the bot token is for a whole Enterprise organisation: install the app in one workspace, and copy the token from there")

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
	if strings.HasPrefix(me.TeamID, "E") {
		return "", "", errOrganisation
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
// must not be answered from its tenant. Installations for a whole organisation are not served:
// see errOrganisation.
func (c *Client) ours(team string, organisation bool) bool {
	return !organisation && (c.installs != nil && team != "" || c.only != nil && c.only.self.of(team))
}
