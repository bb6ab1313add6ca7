package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
)

// TestSocketDropped: cut connections come back, and what is sent meanwhile is answered.
func TestSocketDropped(t *testing.T) {
	s := slacktest.New(t)
	serve(t, s, &desk{}, func(o *Options) { o.Sockets = 2 })
	for i := range 2 {
		s.WaitSockets(2)
		s.DropSockets()
		s.WaitSockets(2)
		s.SendCommand(slacktest.Member, slacktest.Channel, fmt.Sprint("after cut ", i))
		s.WaitMessage(slacktest.Channel, fmt.Sprint("re: after cut ", i))
	}
}

// TestSocketRefreshed: Slack asks for new connections now and then.
func TestSocketRefreshed(t *testing.T) {
	s := slacktest.New(t)
	serve(t, s, &desk{})
	s.WaitSockets(1)
	s.Refresh()
	s.WaitCalls("apps.connections.open", 2)
	s.WaitSockets(1)
	s.SendCommand(slacktest.Member, slacktest.Channel, "afresh")
	s.WaitMessage(slacktest.Channel, "re: afresh")
}

// TestUnacknowledged: an event whose acknowledgement is lost with the connection is delivered
// again and answered once.
func TestUnacknowledged(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d)
	s.WaitSockets(1)
	e := s.Mention(slacktest.Member, slacktest.Channel, "torn")
	s.Send(&e)
	s.DropSockets()
	s.WaitSockets(0)
	s.Deliver(&e)
	s.WaitMessage(slacktest.Channel, "re: torn")
	s.SendMention(slacktest.Member, slacktest.Channel, "next")
	s.WaitMessage(slacktest.Channel, "re: next")
	if n := len(s.Messages(slacktest.Channel)); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

// TestSocketSilent: a connection without pings is given up.
func TestSocketSilent(t *testing.T) {
	s := slacktest.New(t)
	s.SetPingEvery(time.Hour)
	c := newClient(t, s, func(o *Options) {
		o.AppToken, o.Handler, o.Sockets = slacktest.AppToken, &desk{}, 1
	})
	c.pingTimeout = 50 * time.Millisecond
	run(t, c)
	s.WaitCalls("apps.connections.open", 2)
}

// TestOpenFails: apps.connections.open is tried again after a limit, a failure and silence.
func TestOpenFails(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Broken("apps.connections.open"),
		slacktest.Limited("apps.connections.open", time.Second),
		slacktest.ReplyLost("apps.connections.open"))
	serve(t, s, &desk{})
	s.WaitSockets(1)
	if n := s.Calls("apps.connections.open"); n != 4 {
		t.Errorf("%d calls, want 4", n)
	}
}

// TestTokens: a wrong or missing token is one clear line that says where the right one is,
// and never the token.
func TestTokens(t *testing.T) {
	s := slacktest.New(t)
	const secret = "hunter2hunter2"
	for _, c := range []struct {
		name, bot, app, want string
		fail                 []slacktest.Fault
	}{
		{name: "no bot token", want: "no bot token: copy the one that starts with xoxb-"},
		{name: "app token as bot token", bot: "xapp-" + secret, want: "does not start with xoxb-"},
		{name: "bot token as app token", bot: slacktest.BotToken, app: "xoxb-" + secret, want: "does not start with xapp-"},
		{name: "token of an organisation", bot: slacktest.OrgToken, app: slacktest.AppToken, want: "is for a whole Enterprise organisation: install the app in one workspace"},
		{name: "wrong bot token", bot: "xoxb-" + secret, app: slacktest.AppToken, want: "bot token refused (invalid_auth): copy"},
		{name: "wrong app token", bot: slacktest.BotToken, app: "xapp-" + secret, want: "app-level token refused (invalid_auth): make"},
		{name: "revoked", bot: slacktest.BotToken, app: slacktest.AppToken, want: "bot token refused (token_revoked)",
			fail: []slacktest.Fault{slacktest.Refused("auth.test", "token_revoked")}},
		{name: "without connections:write", bot: slacktest.BotToken, app: slacktest.AppToken, want: "app-level token refused (missing_scope)",
			fail: []slacktest.Fault{slacktest.Refused("apps.connections.open", "missing_scope")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.Fail(c.fail...)
			client, err := New(Options{BotToken: c.bot, AppToken: c.app, APIURL: s.URL(), Handler: &desk{}})
			if err == nil {
				err = client.Run(t.Context())
				client.http.CloseIdleConnections()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got error %v, want one with %q", err, c.want)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q holds the token or a line break", err)
			}
		})
	}
}

// TestStartWithoutNetwork: Run waits for a Slack that cannot be reached yet.
func TestStartWithoutNetwork(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Broken("auth.test"), slacktest.ReplyLost("auth.test"))
	serve(t, s, &desk{})
	s.WaitSockets(1)
}

func TestCheck(t *testing.T) {
	s := slacktest.New(t)
	if err := newClient(t, s).Check(t.Context()); err != nil {
		t.Error(err)
	}
	bad := newClient(t, s, func(o *Options) { o.BotToken = "xoxb-wrong" })
	if err := bad.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "bot token refused (invalid_auth)") {
		t.Errorf("got error %v", err)
	}
	s.Fail(slacktest.Broken("auth.test"))
	if err := newClient(t, s).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "auth.test") {
		t.Errorf("got error %v", err)
	}
}
