package slack

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Installing: GET /install sends a browser to Slack with a state that is bound to it by a
// cookie, works once and for ten minutes; Slack sends it back to GET /oauth
// (https://docs.slack.dev/authentication/installing-with-oauth).

const (
	stateCookie = "readout_slack_state"
	stateAge    = 10 * time.Minute
	nonceSize   = 16
)

// install sends a browser to Slack's page that asks for consent.
func (c *Client) install(w http.ResponseWriter, r *http.Request) {
	bound := rand.Text()
	http.SetCookie(w, &http.Cookie{
		Name: stateCookie, Value: bound, Path: "/", MaxAge: int(stateAge.Seconds()),
		HttpOnly: true, Secure: strings.HasPrefix(c.redirect, "https://"), SameSite: http.SameSiteLaxMode,
	})
	w.Header().Set("Cache-Control", "no-store")
	consent := strings.TrimSuffix(c.base, "api/") + "oauth/v2/authorize?" + url.Values{
		"client_id": {c.installs.id}, "scope": {strings.Join(c.scopes, ",")},
		"redirect_uri": {c.redirect}, "state": {c.newState(bound, time.Now())},
	}.Encode()
	http.Redirect(w, r, consent, http.StatusFound)
}

// newState is nonce, end and signature over both and what the cookie holds.
func (c *Client) newState(bound string, now time.Time) string {
	state := make([]byte, nonceSize, nonceSize+8+sha256.Size)
	rand.Read(state) // never fails
	state = binary.BigEndian.AppendUint64(state, uint64(now.Add(stateAge).Unix()))
	return base64.RawURLEncoding.EncodeToString(append(state, c.sign(state, bound)...))
}

func (c *Client) sign(state []byte, bound string) []byte {
	mac := hmac.New(sha256.New, []byte("slack install "+c.installs.secret))
	mac.Write(state)
	mac.Write([]byte(bound))
	return mac.Sum(nil)
}

// stateHolds reports whether state was made for the browser with that cookie, and has not
// ended.
func (c *Client) stateHolds(state, bound string, now time.Time) bool {
	raw, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil || len(raw) != nonceSize+8+sha256.Size || bound == "" {
		return false
	}
	head, mac := raw[:nonceSize+8], raw[nonceSize+8:]
	return hmac.Equal(mac, c.sign(head, bound)) && now.Unix() < int64(binary.BigEndian.Uint64(head[nonceSize:]))
}

// installed takes the browser that comes back from Slack, trades the code for a token and
// opens the app in Slack.
func (c *Client) installed(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	refuse := func(status int, why string) { http.Error(w, why, status) }
	query, now := r.URL.Query(), time.Now()
	state := query.Get("state")
	cookie, err := r.Cookie(stateCookie)
	if err != nil || !c.stateHolds(state, cookie.Value, now) {
		refuse(http.StatusBadRequest, "This link was opened in another browser, or is older than ten minutes. Start again at the install page.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: stateCookie, Path: "/", MaxAge: -1})
	fresh, err := c.installs.store.Start(r.Context(), "slack-install:"+state[:32], now, now.Add(2*stateAge))
	switch {
	case err != nil:
		c.log.Error("slack installation not noted", "err", err)
		refuse(http.StatusServiceUnavailable, "Not possible just now. Please try again in a minute.")
		return
	case !fresh:
		refuse(http.StatusBadRequest, "This link was used already. Start again at the install page.")
		return
	case query.Get("error") != "" || query.Get("code") == "":
		refuse(http.StatusBadRequest, "Slack did not get your consent, so nothing was installed.")
		return
	}
	got, err := slack.GetOAuthV2ResponseContext(r.Context(), c.http, c.installs.id, c.installs.secret, query.Get("code"), c.redirect, slack.OAuthOptionAPIURL(c.base))
	if err != nil {
		c.log.Warn("slack installation refused", "err", outcome(err))
		refuse(http.StatusBadGateway, "Slack did not confirm the installation. Start again at the install page.")
		return
	}
	if got.IsEnterpriseInstall || got.Team.ID == "" || got.AccessToken == "" {
		c.giveBack(r, got.AccessToken)
		refuse(http.StatusBadRequest, "Readout is installed workspace by workspace, not for a whole organisation. Start again at the install page, and choose one workspace.")
		return
	}
	if err := c.accept(r, got); err != nil {
		c.log.Error("slack installation not kept", "channel", got.Team.ID, "err", err)
		refuse(http.StatusServiceUnavailable, "Not possible just now. Please try again in a minute.")
		return
	}
	c.log.Info("slack installed", "channel", got.Team.ID)
	app := strings.TrimSuffix(c.base, "api/") + "app_redirect?" + url.Values{"app": {got.AppID}, "team": {got.Team.ID}}.Encode()
	http.Redirect(w, r, app, http.StatusFound)
}

// giveBack revokes a token that is not kept, so that nothing stays installed by it.
func (c *Client) giveBack(r *http.Request, token string) {
	if token == "" {
		return
	}
	if _, err := c.newWorkspace(token).api.SendAuthRevokeContext(r.Context(), ""); err != nil {
		c.log.Warn("slack token not given back", "err", outcome(err))
	}
}

// accept keeps what Slack gave.
func (c *Client) accept(r *http.Request, got *slack.OAuthV2Response) error {
	team := got.Team.ID
	sealed, err := c.seal(team, installation{
		Token: got.AccessToken, Refresh: got.RefreshToken, Expires: expiry(got.ExpiresIn),
		BotUser: got.BotUserID, Installer: got.AuthedUser.ID,
	})
	if err != nil {
		return err
	}
	if _, err := c.installs.store.SaveInstallation(r.Context(), team, nil, sealed); err != nil {
		return err
	}
	c.installs.forget(team)
	return nil
}
