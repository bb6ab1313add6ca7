package discord

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
)

// works demands that the gateway is there and commands are answered.
func works(t *testing.T, s *discordtest.Server) {
	t.Helper()
	s.Wait(t, "the gateway", s.Connected)
	id := s.SendCommand(discordtest.Anna, discordtest.Channel, "who", map[string]string{"name": "Rubio"})
	s.Wait(t, "an answer", func() bool { return answered(s, id) })
}

// answered reports whether an interaction has an answer that is more than a thought.
func answered(s *discordtest.Server, id string) bool {
	list := s.Answers(id)
	return len(list) > 0 && !list[0].Thinking
}

// Each of these greetings hangs or kills a plain discordgo session, or loops.
func TestBadGreetings(t *testing.T) {
	for name, g := range map[string]discordtest.Greeting{
		"no HELLO":               {Silent: true},
		"opcode 7 before READY":  {Reconnect: true},
		"opcode 7 for HELLO":     {Say: `{"op":7,"d":null}`},
		"opcode 9 before READY":  {Invalid: true},
		"no JSON":                {Say: `hello`},
		"null":                   {Say: `null`},
		"no opcode":              {Say: `{"d":{}}`},
		"no heartbeat":           {Say: `{"op":10,"d":{"heartbeat_interval":0}}`},
		"HELLO without data":     {Say: `{"op":10,"d":null}`},
		"closed: unknown error":  {Close: 4000},
		"closed: rate limited":   {Close: 4008},
		"closed: timed out":      {Close: 4009},
		"closed: server restart": {Close: 1012},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // discordgo takes a second to close
			s := discordtest.New(t)
			c, _ := client(t, s, &script{})
			s.Greet(g, g)
			run(t, s, c)
			works(t, s)
			if identified, _ := s.Sessions(); identified != 1 {
				t.Errorf("%d sessions came about; want 1", identified)
			}
		})
	}
}

// These are for a person to mend: one clear line, no further attempt.
func TestFatal(t *testing.T) {
	for code, want := range map[int]string{
		4004: "does not accept the token",
		4010: "4010",
		4011: "shards",
		4013: "4013",
		4014: "Privileged Gateway Intents",
	} {
		s := discordtest.New(t)
		c, _ := client(t, s, &script{})
		s.Greet(discordtest.Greeting{Close: code})
		err := c.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("close code %d: got error %v; want one line with %q", code, err, want)
		}
	}
}

func TestWrongToken(t *testing.T) {
	s := discordtest.New(t)
	for _, token := range []string{"", "  ", "Bot ", "two words", "new\nline"} {
		if _, err := New(Options{Token: token, APIURL: s.URL()}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("token %q: got error %v; want one line", token, err)
		}
	}
	c, err := New(Options{Token: "wrong", APIURL: s.URL(), Handler: &script{}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.http.CloseIdleConnections()
	for what, err := range map[string]error{"check": c.Check(t.Context()), "run": c.Run(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), "does not accept the token") || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: got error %v; want one line about the token, without it", what, err)
		}
	}
}

// A session that is lost is resumed where that is allowed, and nothing is missed.
func TestReconnect(t *testing.T) {
	for name, tt := range map[string]struct {
		lose    func(*discordtest.Server)
		resumed bool
	}{
		"dropped socket": {func(s *discordtest.Server) { s.DropSockets() }, true},
		"opcode 7":       {func(s *discordtest.Server) { s.AskToReconnect() }, true},
		"close 4000":     {func(s *discordtest.Server) { s.CloseSockets(4000) }, true},
		"close 4009":     {func(s *discordtest.Server) { s.CloseSockets(4009) }, false},
		"close 4007":     {func(s *discordtest.Server) { s.CloseSockets(4007) }, false},
		"not an event":   {func(s *discordtest.Server) { s.SendRaw("null") }, true},
		"opcode 9":       {func(s *discordtest.Server) { s.SendRaw(`{"op":9,"d":false}`) }, false},
		"opcode 9, true": {func(s *discordtest.Server) { s.SendRaw(`{"op":9,"d":true}`) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // discordgo takes a second to close
			s := discordtest.New(t)
			c, _ := client(t, s, &script{})
			run(t, s, c)
			works(t, s)
			tt.lose(s)
			s.Wait(t, "the loss", func() bool { return !s.Connected() })
			if tt.resumed {
				id := s.SendMention(discordtest.Anna, discordtest.Channel, "while you were away")
				s.Wait(t, "the answer to what was missed", func() bool { return replied(s, id) })
			}
			works(t, s)
			identified, resumed := s.Sessions()
			if (resumed == 1) != tt.resumed || identified+resumed != 2 {
				t.Errorf("identified %d times, resumed %d times; want resumed: %t", identified, resumed, tt.resumed)
			}
			if n := s.Astray(); n != 0 {
				t.Errorf("%d connections went elsewhere than READY said", n)
			}
		})
	}
}

// A session that cannot be resumed is begun anew.
func TestResumeRefused(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	run(t, s, c)
	s.Greet(discordtest.Greeting{Invalid: true})
	s.DropSockets()
	s.Wait(t, "a new session", func() bool { n, _ := s.Sessions(); return n == 2 })
	works(t, s)
}

// What happened while resuming failed is told when it succeeds.
func TestResumeAgain(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	run(t, s, c)
	s.Greet(discordtest.Greeting{Reconnect: true}, discordtest.Greeting{Close: 4000}, discordtest.Greeting{Say: "null"})
	s.DropSockets()
	s.Wait(t, "the loss", func() bool { return !s.Connected() })
	id := s.SendMention(discordtest.Anna, discordtest.Channel, "while you were away")
	s.Wait(t, "the answer to what was missed", func() bool { return replied(s, id) })
	if identified, resumed := s.Sessions(); identified != 1 || resumed != 1 {
		t.Errorf("identified %d times, resumed %d times; want 1 of each", identified, resumed)
	}
}

// Where READY sends those who resume, nobody is there: home takes them too.
func TestResumeAtHome(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetResumeAt("ws://127.0.0.1:1")
	c, _ := client(t, s, &script{})
	run(t, s, c)
	s.DropSockets()
	s.Wait(t, "the loss", func() bool { return !s.Connected() })
	works(t, s)
	if identified, resumed := s.Sessions(); identified != 1 || resumed != 1 {
		t.Errorf("identified %d times, resumed %d times; want 1 of each", identified, resumed)
	}
}

// A connection comes back though Discord does not tell where the gateway is: it is where it was.
func TestGatewayKnown(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	run(t, s, c)
	works(t, s)
	s.Spoil(func(call string) discordtest.Fault {
		if strings.Contains(call, "/gateway") {
			return discordtest.Fault{Status: 503}
		}
		return discordtest.Fault{}
	})
	s.CloseSockets(4009)
	s.Wait(t, "a new session", func() bool { n, _ := s.Sessions(); return n == 2 })
	works(t, s)
	if !strings.Contains(log.String(), "gateway as it was known") {
		t.Error("the log does not say that what is known was gone by")
	}
	if n := s.Calls("GET /gateway"); n != 3 {
		t.Errorf("the gateway was asked for %d times; want once for the shards and once for each session", n)
	}
	if n := c.pilot.last.SessionStartLimit.Remaining; n != 998 {
		t.Errorf("of 1,000 sessions %d are left after two; want 998", n)
	}
	c.pilot.read = c.pilot.read.Add(-2 * knownFor)
	if _, err := c.pilot.now(t.Context()); err == nil {
		t.Error("what was known two hours ago is gone by")
	}
}

// While Discord tells nothing, what is left of the day's sessions is counted here.
func TestBudgetKnown(t *testing.T) {
	s := discordtest.New(t)
	s.SetIdentifies(reserve+2, time.Hour)
	c, _ := client(t, s, nil)
	if _, err := c.pilot.now(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Spoil(func(string) discordtest.Fault { return discordtest.Fault{Status: 500} })
	for n := range 4 {
		g, err := c.pilot.now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := budget(g); (err != nil) != (n == 3) {
			t.Errorf("after %d sessions: got error %v", n, err)
		}
		c.pilot.began()
	}
}

// A connection that breaks over and over costs no more than the day's sessions.
func TestRation(t *testing.T) {
	var r ration
	var first, now time.Time
	for n := range 800 {
		now = now.Add(r.wait(now))
		if n == rationOf-1 && !now.Equal(first) {
			t.Errorf("the first %d sessions took %s; want them at once", rationOf, now.Sub(first))
		}
		r.take(now)
	}
	if got := now.Sub(first); got < 24*time.Hour || got > 30*time.Hour {
		t.Errorf("800 sessions in %s; want them in somewhat more than a day", got)
	}
	if got := r.wait(now.Add(time.Hour)); got != 0 {
		t.Errorf("after an hour's peace one waits %s; want not at all", got)
	}
}

// A connection on which nothing is heard is given up, though it is open.
func TestZombie(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	c.pace.silence = 300 * time.Millisecond
	s.SetHeartbeat(100 * time.Millisecond)
	run(t, s, c)
	works(t, s)
	s.IgnoreHeartbeats(true)
	s.Wait(t, "the end of the zombie", func() bool { return !s.Connected() })
	s.IgnoreHeartbeats(false)
	works(t, s)
}

// At no identifies left, Discord would reset the token.
func TestIdentifyBudget(t *testing.T) {
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	s.SetIdentifies(3, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	s.Wait(t, "a look at the budget", func() bool { return strings.Contains(log.String(), "gateway sessions are left") })
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if identified, _ := s.Sessions(); identified != 0 {
		t.Errorf("identified %d times on a spent budget", identified)
	}
}

func TestIntents(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	run(t, s, c)
	if got, want := s.Intents(), 1<<9|1<<12; got != want {
		t.Errorf("asked for intents %b; want %b", got, want)
	}
}

// The way in comes up although Discord is down at first.
func TestStartsLater(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	down := discordtest.Fault{Status: 502, HTML: true}
	s.Fail("GET /users/@me", down, down)
	s.Fail("GET /gateway", down, down)
	s.Fail("PUT", discordtest.Fault{Status: 500}, discordtest.Fault{Status: 429, RetryAfter: 10 * time.Millisecond})
	run(t, s, c)
	works(t, s)
	s.Wait(t, "the commands", func() bool { _, n := s.Registered(""); return n == 1 })
	if !strings.Contains(log.String(), "discord does not answer") {
		t.Error("the log does not say that Discord did not answer")
	}
}

// A server is away for a while, as Discord's own outages have it, and comes back.
func TestGuildOutage(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	run(t, s, c)
	for range 3 {
		s.Dispatch("GUILD_DELETE", map[string]any{"id": discordtest.Guild, "unavailable": true})
		s.Dispatch("GUILD_CREATE", map[string]any{"id": discordtest.Guild, "channels": "none can be read"})
		works(t, s)
	}
	if identified, _ := s.Sessions(); identified != 1 || strings.Contains(log.String(), "gateway lost") {
		t.Errorf("identified %d times; want 1, and no connection lost", identified)
	}
}
