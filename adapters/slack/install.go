package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/readout-bot/readout/bot"
)

// Installations keep what is sealed about each workspace that installed the app.
type Installations interface {
	// Installation returns what is kept for a workspace; bot.ErrNotFound if nothing is.
	Installation(ctx context.Context, team string) ([]byte, error)
	// SaveInstallation keeps sealed. With old set it does so only if old is what is kept, and
	// reports whether it was.
	SaveInstallation(ctx context.Context, team string, old, sealed []byte) (bool, error)
	// DropInstallation forgets a workspace, if it is known.
	DropInstallation(ctx context.Context, team string) error
	// Start notes an event with its lease; false if it is known (bot.Journal).
	Start(ctx context.Context, id string, now, lease time.Time) (bool, error)
}

// An installation is what Slack gave when a workspace installed the app.
type installation struct {
	Token     string    `json:"token"`
	Refresh   string    `json:"refresh,omitempty"` // empty for a token that does not expire
	Expires   time.Time `json:"expires,omitzero"`
	BotUser   string    `json:"bot_user"`
	Installer string    `json:"installer"`
}

// refreshBefore is how long before its end a token is renewed. Slack's live 12 hours
// (https://docs.slack.dev/authentication/using-token-rotation).
const refreshBefore = time.Hour

// How long a replica waits for what another one stores.
const (
	reloads     = 5
	reloadEvery = 200 * time.Millisecond
)

// maxInstalled is how many workspaces are kept at hand.
const maxInstalled = 1000

// installs are the workspaces that installed the app.
type installs struct {
	store  Installations
	keys   keys
	id     string // of the app
	secret string

	mu    sync.Mutex
	known map[string]*installed // by team
}

// installed is a workspace at hand.
type installed struct {
	mu      sync.Mutex // held while it is loaded or its token renewed
	space   *workspace // nil before it was loaded
	sealed  []byte     // as it is kept
	refresh string
	expires time.Time
}

// of returns the place of a workspace at hand.
func (i *installs) of(team string) *installed {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known == nil || len(i.known) >= maxInstalled {
		i.known = map[string]*installed{}
	}
	if i.known[team] == nil {
		i.known[team] = &installed{}
	}
	return i.known[team]
}

// forget makes the next use of a workspace look it up again.
func (i *installs) forget(team string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.known, team)
}

// workspace returns the installation that serves a team, with a token that still lives for a
// while. ErrGone if there is none.
func (c *Client) workspace(ctx context.Context, team string) (*workspace, error) {
	if c.only != nil && (c.installs == nil || c.only.self.of(team)) {
		return c.only, nil
	}
	if c.installs == nil {
		return nil, fmt.Errorf("workspace %s: not installed: %w", team, bot.ErrGone)
	}
	at := c.installs.of(team)
	at.mu.Lock()
	defer at.mu.Unlock()
	if at.space == nil {
		if err := c.load(ctx, team, at); err != nil {
			return nil, err
		}
	}
	if !at.expires.IsZero() && time.Until(at.expires) < refreshBefore {
		if err := c.renewToken(ctx, team, at); err != nil {
			return nil, err
		}
	}
	return at.space, nil
}

// replaced returns the workspace with another token than old has, which has run out before
// its time.
func (c *Client) replaced(ctx context.Context, team string, old *workspace) (*workspace, error) {
	at := c.installs.of(team)
	at.mu.Lock()
	defer at.mu.Unlock()
	if at.space == nil {
		if err := c.load(ctx, team, at); err != nil {
			return nil, err
		}
	}
	if at.space == old {
		at.expires = time.Now()
		if err := c.renewToken(ctx, team, at); err != nil {
			return nil, err
		}
	}
	return at.space, nil
}

// load reads a workspace from where it is kept.
func (c *Client) load(ctx context.Context, team string, at *installed) error {
	sealed, err := c.installs.store.Installation(ctx, team)
	if errors.Is(err, bot.ErrNotFound) {
		c.installs.forget(team)
		return fmt.Errorf("workspace %s: not installed: %w", team, bot.ErrGone)
	}
	if err != nil {
		return &bot.RetryError{Err: fmt.Errorf("workspace %s: %w", team, err)}
	}
	plain, old, err := c.installs.keys.open(team, sealed)
	if err != nil {
		return fmt.Errorf("workspace %s: %w", team, err)
	}
	var got installation
	if err := json.Unmarshal(plain, &got); err != nil {
		return fmt.Errorf("workspace %s: %w", team, err)
	}
	at.take(c, team, got, sealed)
	if old { // sealed with a key that is to be retired
		return c.keep(ctx, team, got, at)
	}
	return nil
}

// take makes at the workspace that got speaks for.
func (at *installed) take(c *Client, team string, got installation, sealed []byte) {
	w := c.newWorkspace(got.Token)
	w.self.user, w.self.team = got.BotUser, team
	w.installer = got.Installer
	if at.space != nil {
		w.people.known = at.space.people.known
	}
	at.space, at.sealed, at.refresh, at.expires = w, sealed, got.Refresh, got.Expires
}

// keep seals got and stores it in the place of what at came from. Another replica may have
// been faster; then what it stored is loaded.
func (c *Client) keep(ctx context.Context, team string, got installation, at *installed) error {
	sealed, err := c.seal(team, got)
	if err != nil {
		return err
	}
	saved, err := c.installs.store.SaveInstallation(ctx, team, at.sealed, sealed)
	if err != nil {
		return &bot.RetryError{Err: fmt.Errorf("workspace %s: %w", team, err)}
	}
	if saved {
		at.take(c, team, got, sealed)
		return nil
	}
	return c.load(ctx, team, at)
}

func (c *Client) seal(team string, got installation) ([]byte, error) {
	plain, err := json.Marshal(got)
	if err != nil {
		return nil, fmt.Errorf("workspace %s: %w", team, err)
	}
	sealed, err := c.installs.keys.seal(team, plain)
	if err != nil {
		return nil, fmt.Errorf("workspace %s: %w", team, err)
	}
	return sealed, nil
}

// renewToken trades the refresh token for a new token. A refresh token works once: if it was
// used already, another replica has stored what it got for it.
func (c *Client) renewToken(ctx context.Context, team string, at *installed) error {
	answer, err := slack.RefreshOAuthV2TokenContext(ctx, c.http, c.installs.id, c.installs.secret, at.refresh, slack.OAuthOptionAPIURL(c.base))
	switch {
	case err == nil:
	case c.reload(ctx, team, at):
		return nil
	case time.Now().Before(at.expires):
		c.log.Warn("slack token not renewed yet", "channel", team, "err", outcome(err))
		return nil // it lives a while yet
	default:
		return fmt.Errorf("workspace %s: token not renewed: %w", team, outcome(err))
	}
	return c.keep(ctx, team, installation{
		Token: answer.AccessToken, Refresh: answer.RefreshToken, Expires: expiry(answer.ExpiresIn),
		BotUser: at.space.self.id(), Installer: at.space.installer,
	}, at)
}

// reload waits a moment for what another replica may be about to store; false if nothing
// new came.
func (c *Client) reload(ctx context.Context, team string, at *installed) bool {
	before := at.sealed
	for range reloads {
		if c.load(ctx, team, at) == nil && !bytes.Equal(at.sealed, before) {
			return true
		}
		if sleep(ctx, reloadEvery) != nil {
			return false
		}
	}
	return false
}

// expiry is when a token ends that lives for so many seconds; zero for one that does not end.
func expiry(seconds int) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(seconds) * time.Second).UTC().Truncate(time.Second)
}

// ends takes the events by which a workspace leaves; false for others.
func (c *Client) ends(team string, event any) bool {
	switch e := event.(type) {
	case *slackevents.AppUninstalledEvent:
	case *slackevents.TokensRevokedEvent:
		if e == nil || len(e.Tokens.Bot) == 0 {
			return true // people's own tokens, of which we have none
		}
	default:
		return false
	}
	c.prompt(prompter{within: promptWithin, do: func(ctx context.Context, _ answerer) { c.uninstalled(ctx, team) }})
	return true
}

// uninstalled forgets a workspace that removed the app or took its token away. Others go on.
func (c *Client) uninstalled(ctx context.Context, team string) {
	if c.installs == nil || c.only != nil && c.only.self.of(team) {
		c.log.Warn("slack app uninstalled or its token revoked", "channel", team)
		return
	}
	c.installs.forget(team)
	if err := c.installs.store.DropInstallation(ctx, team); err != nil {
		c.log.Error("slack installation not forgotten", "channel", team, "err", err)
		return
	}
	c.log.Info("slack installation ended", "channel", team)
}
