package slack

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
)

// listen mounts a running client's HTTP handler, and makes s deliver to it.
func listen(t *testing.T, s *slacktest.Server, d *desk, change ...func(*Options)) *Client {
	t.Helper()
	c := newClient(t, s, append([]func(*Options){func(o *Options) { o.SigningSecret, o.Handler = slacktest.SigningSecret, d }}, change...)...)
	web := httptest.NewServer(http.StripPrefix("/slack", c.HTTP()))
	t.Cleanup(web.Close)
	s.DeliverTo(web.URL + "/slack")
	run(t, c)
	for !c.open() {
		time.Sleep(time.Millisecond)
	}
	return c
}

func TestHTTP(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	listen(t, s, d)
	s.SendCommand(slacktest.Member, slacktest.Channel, "who Lind")
	s.WaitMessage(slacktest.Channel, "re: who Lind")
	e := s.SendMention(slacktest.Member, slacktest.Channel, "meetings")
	if m := s.WaitMessage(slacktest.Channel, "re: meetings"); m.ThreadTS != e.TS {
		t.Errorf("answer in thread %q, want %q", m.ThreadTS, e.TS)
	}
	s.SendDM(slacktest.Member, "decisions")
	s.WaitMessage(s.DM(slacktest.Member), "re: decisions")
	s.Deliver(&e) // a retry
	s.SendDM(slacktest.Member, "last")
	s.WaitMessage(s.DM(slacktest.Member), "re: last")
	if n := len(d.commands()); n != 4 {
		t.Errorf("%d commands handled, want 4", n)
	}
	if n := s.Calls("apps.connections.open"); n != 0 {
		t.Errorf("%d sockets opened, want none", n)
	}
}

// TestHTTPRefuses: what is not signed by Slack, in time, goes nowhere.
func TestHTTPRefuses(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	c := listen(t, s, d)
	event := string(s.Mention(slacktest.Member, slacktest.Channel, "hello").Payload)
	now := time.Now()
	good := func() *http.Request {
		return slacktest.Signed(http.MethodPost, "http://readout.example/events", "application/json", event, now)
	}
	cases := map[string]struct {
		req  *http.Request
		want int
	}{
		"old":          {slacktest.Signed("POST", "http://x/events", "application/json", event, now.Add(-5*time.Minute-2*time.Second)), 401},
		"early":        {slacktest.Signed("POST", "http://x/events", "application/json", event, now.Add(6*time.Minute)), 401},
		"unsigned":     {httptest.NewRequest("POST", "/events", strings.NewReader(event)), 401},
		"other body":   {good(), 401},
		"other secret": {good(), 401},
		"other scheme": {good(), 401},
		"no time":      {good(), 401},
		"GET":          {slacktest.Signed("GET", "http://x/events", "application/json", "", now), 405},
		"elsewhere":    {slacktest.Signed("POST", "http://x/admin", "application/json", event, now), 404},
		"too large":    {slacktest.Signed("POST", "http://x/events", "application/json", strings.Repeat(" ", maxRequest+1), now), 413},
		"not JSON":     {slacktest.Signed("POST", "http://x/events", "application/json", "{", now), 400},
		"not a form":   {slacktest.Signed("POST", "http://x/commands", "application/x-www-form-urlencoded", "%zz", now), 400},
		"no command":   {slacktest.Signed("POST", "http://x/commands", "application/x-www-form-urlencoded", "text=x", now), 400},
		"no payload":   {slacktest.Signed("POST", "http://x/interactivity", "application/x-www-form-urlencoded", "text=x", now), 400},
		"ssl check":    {slacktest.Signed("POST", "http://x/commands", "application/x-www-form-urlencoded", "ssl_check=1&token=x", now), 200},
		"interaction":  {slacktest.Signed("POST", "http://x/interactivity", "application/x-www-form-urlencoded", "payload=%7B%7D", now), 200},
		"unknown type": {slacktest.Signed("POST", "http://x/events", "application/json", `{"type":"event_callback","event":{"type":"never_heard_of"}}`, now), 200},
		"null event":   {slacktest.Signed("POST", "http://x/events", "application/json", `{"type":"event_callback","event":null}`, now), 200},
	}
	cases["other body"].req.Body = http.NoBody
	cases["other secret"].req.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("ab", 32))
	cases["other scheme"].req.Header.Set("X-Slack-Signature", strings.Replace(good().Header.Get("X-Slack-Signature"), "v0", "v1", 1))
	cases["no time"].req.Header.Del("X-Slack-Request-Timestamp")
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			c.HTTP().ServeHTTP(w, tc.req)
			if w.Code != tc.want {
				t.Errorf("status %d, want %d", w.Code, tc.want)
			}
			if b := w.Body.String(); w.Code == 200 && b != "" {
				t.Errorf("body %q, which Slack would show", b)
			}
		})
	}
	if got := d.commands(); len(got) != 0 {
		t.Errorf("handled %+v", got)
	}
	w := httptest.NewRecorder()
	c.HTTP().ServeHTTP(w, good())
	if w.Code != 200 {
		t.Errorf("the good one: status %d", w.Code)
	}
	s.WaitMessage(slacktest.Channel, "re: hello")
}

func TestHTTPChallenge(t *testing.T) {
	c := newClient(t, slacktest.New(t), func(o *Options) { o.SigningSecret, o.Handler = slacktest.SigningSecret, &desk{} })
	w := httptest.NewRecorder()
	body := `{"token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}`
	c.HTTP().ServeHTTP(w, slacktest.Signed("POST", "http://x/events", "application/json", body, time.Now()))
	if w.Code != 200 || w.Body.String() != "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P" {
		t.Errorf("status %d, body %q", w.Code, w.Body)
	}
}

// TestHTTPClosed: outside of Run nothing is taken, so that Slack delivers again.
func TestHTTPClosed(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s, func(o *Options) { o.SigningSecret, o.Handler = slacktest.SigningSecret, &desk{} })
	w := httptest.NewRecorder()
	body := string(s.Mention(slacktest.Member, slacktest.Channel, "early").Payload)
	c.HTTP().ServeHTTP(w, slacktest.Signed("POST", "http://x/events", "application/json", body, time.Now()))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", w.Code)
	}
}

// TestHTTPWithoutSecret: no secret, no way in.
func TestHTTPWithoutSecret(t *testing.T) {
	c := newClient(t, slacktest.New(t))
	w := httptest.NewRecorder()
	c.HTTP().ServeHTTP(w, slacktest.Signed("POST", "http://x/events", "application/json", "{}", time.Now()))
	if w.Code != http.StatusUnauthorized {
		t.Errorf("status %d, want 401", w.Code)
	}
}

// TestHTTPBurst: a thousand events in a row are all acknowledged and all answered, or refused
// with 503 for Slack to deliver again; none is lost in between.
func TestHTTPBurst(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	c := listen(t, s, d)
	h := c.HTTP()
	taken := 0
	for i := range 1000 {
		e := s.Mention(slacktest.Member, slacktest.Channel, fmt.Sprint("burst ", i))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, slacktest.Signed("POST", "http://x/events", "application/json", string(e.Payload), time.Now()))
		switch w.Code {
		case 200:
			taken++
		case 503:
		default:
			t.Fatalf("event %d: status %d", i, w.Code)
		}
	}
	s.WaitCalls("chat.postMessage", taken)
	if got := len(d.commands()); got != taken || taken == 0 {
		t.Errorf("%d events acknowledged, %d handled", taken, got)
	}
}

// FuzzHTTP: signed nonsense neither panics nor is answered with anything but a status.
func FuzzHTTP(f *testing.F) {
	s := slacktest.New(f)
	for _, e := range []slacktest.Envelope{s.Mention(slacktest.Member, slacktest.Channel, "x"), s.Direct(slacktest.Member, "x"),
		s.Event(slacktest.Channel, map[string]any{"type": "message", "subtype": "message_changed", "message": map[string]any{}, "previous_message": nil})} {
		f.Add("/events", string(e.Payload))
	}
	f.Add("/events", `{"type":"event_callback","event":{"type":"app_mention","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[null]}]}]}}`)
	f.Add("/commands", "text=who&trigger_id=1&channel_id=C1&user_id=U1&team_id=T0SLACKTEST")
	f.Add("/interactivity", "payload={}")
	c, err := New(Options{BotToken: slacktest.BotToken, SigningSecret: slacktest.SigningSecret, APIURL: s.URL(), Handler: &desk{}})
	if err != nil {
		f.Fatal(err)
	}
	c.only.self.team, c.only.self.user = slacktest.Team, slacktest.BotUser
	c.take(true)
	h := c.HTTP()
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/commands" && path != "/interactivity" {
			path = "/events"
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, slacktest.Signed("POST", "http://x"+path, "application/json", body, time.Now()))
		switch w.Code {
		case 200, 400, 503:
		default:
			t.Errorf("%s with %q: status %d", path, body, w.Code)
		}
		for len(c.jobs) > 0 {
			r := <-c.jobs
			<-c.room
			if r.command.ID == "" || r.command.User == "" || r.command.From.ID == "" {
				t.Errorf("%s with %q made %+v", path, body, r.command)
			}
		}
	})
}
