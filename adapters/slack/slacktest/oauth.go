package slacktest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The app as other workspaces install it.
const (
	ClientID     = "1.slacktest"
	ClientSecret = "slacktest-client-secret"
	OtherTeam    = "T0OTHER" // consents when it is asked
	Organisation = "E0SLACKTEST"
	OrgToken     = "xoxb-1-organisation" // speaks for all its workspaces
)

// tokenLife is what expires_in says of a token that rotates.
const tokenLife = 43200

// A grant is what a token may do.
type grant struct {
	team string
	why  string // the error that its use gets; empty while it works
}

// authorize is Slack's page of consent: whoever is asked agrees at once.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != ClientID || q.Get("scope") == "" || q.Get("state") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	s.change(func() {
		if s.declines {
			answer.Set("error", "access_denied")
			return
		}
		code := fmt.Sprintf("code-%d", s.next())
		s.codes[code] = q.Get("redirect_uri")
		answer.Set("code", code)
	})
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// Decline makes whoever is asked for consent refuse it.
func (s *Server) Decline(declines bool) { s.change(func() { s.declines = declines }) }

// Whole makes whoever is asked for consent give it for their whole organisation.
func (s *Server) Whole() { s.change(func() { s.whole = true }) }

// Rotate makes new tokens expire, with a refresh token beside them.
func (s *Server) Rotate() { s.change(func() { s.rotates = true }) }

// Revoke takes the tokens of a team away.
func (s *Server) Revoke(team string) { s.spoil(team, "token_revoked") }

// Expire makes the tokens of a team run out.
func (s *Server) Expire(team string) { s.spoil(team, "token_expired") }

func (s *Server) spoil(team, why string) {
	s.change(func() {
		for _, g := range s.tokens {
			if g.team == team {
				g.why = why
			}
		}
	})
}

// access is oauth.v2.access: it trades a code or a refresh token, each once.
func (s *Server) access(form url.Values) reply {
	if form.Get("client_id") != ClientID || form.Get("client_secret") != ClientSecret {
		return failed("bad_client_secret")
	}
	if form.Get("grant_type") == "refresh_token" {
		team, ok := s.refreshes[form.Get("refresh_token")]
		if !ok {
			return failed("invalid_refresh_token")
		}
		delete(s.refreshes, form.Get("refresh_token"))
		return s.grant(team)
	}
	redirect, ok := s.codes[form.Get("code")]
	switch {
	case !ok:
		return failed("invalid_code")
	case redirect != form.Get("redirect_uri"):
		return failed("bad_redirect_uri")
	}
	delete(s.codes, form.Get("code"))
	return s.grant(OtherTeam)
}

func (s *Server) grant(team string) reply {
	n := s.next()
	if s.whole {
		team = Organisation
	}
	token := fmt.Sprintf("xoxb-%d-%s", n, team)
	r := reply{"ok": true, "token_type": "bot", "scope": "chat:write", "bot_user_id": BotUser, "app_id": AppID,
		"team": reply{"id": team, "name": "Other"}, "enterprise": nil, "is_enterprise_install": false, "authed_user": reply{"id": Member}}
	if s.rotates {
		token = "xoxe." + token
		r["refresh_token"], r["expires_in"] = fmt.Sprintf("xoxe-1-%d", n), tokenLife
		s.refreshes[fmt.Sprintf("xoxe-1-%d", n)] = team
	}
	if s.whole {
		r["team"], r["enterprise"], r["is_enterprise_install"] = nil, reply{"id": Organisation, "name": "All"}, true
	}
	s.tokens[token] = &grant{team: team}
	r["access_token"] = token
	return r
}

// For makes an envelope one of another team's.
func (e Envelope) For(team string) Envelope {
	e.Payload = []byte(strings.ReplaceAll(string(e.Payload), `"`+Team+`"`, `"`+team+`"`))
	return e
}
