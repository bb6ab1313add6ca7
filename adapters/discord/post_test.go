package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

var channel = bot.Channel{Platform: "discord", Workspace: discordtest.Guild, ID: discordtest.Channel}

const posting = "POST /channels/" + discordtest.Channel + "/messages"

func TestPoster(t *testing.T) {
	bottest.TestPoster(t, func(t *testing.T) bottest.PosterRig {
		s := discordtest.New(t)
		c, _ := client(t, s, nil)
		return bottest.PosterRig{
			Poster: c,
			To:     channel,
			Seen: func() []string {
				var seen []string
				for _, m := range s.Messages(discordtest.Channel) {
					seen = append(seen, m.Text())
				}
				return seen
			},
			Pinged: func() []string {
				var who []string
				for _, m := range s.Messages(discordtest.Channel) {
					who = append(who, m.Pings...)
				}
				return who
			},
			LoseReply: func() { s.Fail(posting, discordtest.Fault{Lose: true}) },
			Limit: func(after time.Duration) {
				s.Fail(posting, discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: after})
			},
			Break: func() { s.Fail(posting, discordtest.Fault{Status: http.StatusInternalServerError}) },
			Gone:  func() { s.RemoveChannel(discordtest.Channel) },
		}
	})
}

// long is a message of several parts.
func long(lines int) bot.Message {
	m := bot.Message{Title: "Long", Footer: "the end", Sections: []bot.Section{{Heading: "All"}}}
	for range lines {
		m.Sections[0].Lines = append(m.Sections[0].Lines, bot.Line{Text: strings.Repeat("word ", 100)})
	}
	return m
}

// The second part of a post goes wrong; another process finishes it.
func TestPartsOnce(t *testing.T) {
	faults := map[string]discordtest.Fault{
		"lost reply":      {Lose: true},
		"500":             {Status: http.StatusInternalServerError},
		"502":             {Status: http.StatusBadGateway},
		"503":             {Status: http.StatusServiceUnavailable},
		"504":             {Status: http.StatusGatewayTimeout},
		"429":             {Status: http.StatusTooManyRequests, RetryAfter: time.Minute},
		"Cloudflare, 503": {Status: http.StatusServiceUnavailable, HTML: true},
		"Cloudflare, 429": {Status: http.StatusTooManyRequests, HTML: true, RetryAfter: time.Minute},
		"Cloudflare, 403": {Status: http.StatusForbidden, HTML: true},
	}
	m := long(25)
	want := len(render(m, partsMax))
	if want < 2 {
		t.Fatalf("the message has %d parts; want several", want)
	}
	for name, f := range faults {
		for when, pass := range map[string]func(*discordtest.Server){"soon": func(*discordtest.Server) {}, "late": (*discordtest.Server).ForgetNonces} {
			t.Run(name+", again "+when, func(t *testing.T) {
				s := discordtest.New(t)
				began := time.Now()
				c, _ := client(t, s, nil)
				s.Fail(posting, discordtest.Fault{}, f)
				_, err := c.Post(t.Context(), bot.Post{To: channel, Message: m, Key: "k"})
				var retry *bot.RetryError
				if !errors.As(err, &retry) || !retry.Unknown {
					t.Fatalf("first attempt: got error %v; want a RetryError with Unknown, since one part is there", err)
				}
				if strings.Contains(err.Error(), "127.0.0.1") {
					t.Errorf("the error tells the address: %v", err)
				}
				pass(s)
				other, _ := client(t, s, nil)
				ref, err := other.Post(t.Context(), bot.Post{To: channel, Message: m, Key: "k", Tried: began})
				if err != nil {
					t.Fatal(err)
				}
				var ids []string
				for _, m := range s.Messages(discordtest.Channel) {
					ids = append(ids, m.ID)
				}
				if got := strings.Join(ids, ","); got != ref || len(ids) != want {
					t.Errorf("the channel has %s; want the %d parts that ref names, %s", got, want, ref)
				}
			})
		}
	}
}

// A copy is found behind more than one page of other messages.
func TestAdoptBehindOthers(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	p := bot.Post{To: channel, Message: bot.Message{Title: "Once"}, Key: "k"}
	began := time.Now()
	for range historyMax {
		s.Say(discordtest.Anna, discordtest.Channel, "hello")
	}
	first, err := c.Post(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	s.ForgetNonces()
	p.Tried = began
	again, err := c.Post(t.Context(), p)
	if err != nil || again != first {
		t.Errorf("second attempt: got ref %q, error %v; want %q", again, err, first)
	}
}

func TestPostErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		fault discordtest.Fault
		want  error
	}{
		"unknown channel":     {discordtest.Fault{Status: 404, Code: 10003}, bot.ErrGone},
		"unknown server":      {discordtest.Fault{Status: 404, Code: 10004}, bot.ErrGone},
		"missing access":      {discordtest.Fault{Status: 403, Code: 50001}, bot.ErrGone},
		"missing permissions": {discordtest.Fault{Status: 403, Code: 50013}, bot.ErrGone},
		"no direct messages":  {discordtest.Fault{Status: 403, Code: 50007}, bot.ErrGone},
		"wrong token":         {discordtest.Fault{Status: 401}, errToken},
	} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(t)
			c, _ := client(t, s, nil)
			s.Fail(posting, tt.fault)
			_, err := c.Post(t.Context(), bot.Post{To: channel, Message: bot.Message{Title: "x"}, Key: "k"})
			if !errors.Is(err, tt.want) {
				t.Errorf("got error %v; want %v", err, tt.want)
			}
		})
	}
}

// A limit on one route holds no other back; a global one holds all back. Neither sends
// anything while it lasts.
func TestLimits(t *testing.T) {
	for name, global := range map[string]bool{"route": false, "global": true} {
		t.Run(name, func(t *testing.T) {
			s := discordtest.New(t)
			c, _ := client(t, s, nil)
			other := bot.Channel{Platform: "discord", Workspace: discordtest.Guild, ID: s.AddChannel()}
			s.Fail(posting, discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Minute, Global: global})
			for range 3 {
				_, err := c.Post(t.Context(), bot.Post{To: channel, Message: bot.Message{Title: "x"}, Key: "k"})
				var retry *bot.RetryError
				if !errors.As(err, &retry) || retry.After <= patience || retry.Unknown {
					t.Fatalf("got error %#v; want a RetryError with a time and a known outcome", err)
				}
			}
			if n := s.Calls(posting); n != 1 {
				t.Errorf("%d requests were sent to the limited route; want 1", n)
			}
			_, err := c.Post(t.Context(), bot.Post{To: other, Message: bot.Message{Title: "x"}, Key: "k2"})
			if (err != nil) != global {
				t.Errorf("post to another channel: got error %v", err)
			}
		})
	}
}

// A short limit is waited for.
func TestShortLimit(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	s.Fail(posting, discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: 20 * time.Millisecond})
	if _, err := c.Post(t.Context(), bot.Post{To: channel, Message: bot.Message{Title: "x"}, Key: "k"}); err != nil {
		t.Error(err)
	}
}

// A wait ends with its context, however long the limit.
func TestLimitContext(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	ctx, cancel := context.WithCancel(t.Context())
	s.Fail(posting, discordtest.Fault{Status: http.StatusTooManyRequests, RetryAfter: 10 * time.Second})
	go func() {
		s.Wait(t, "the request", func() bool { return s.Calls(posting) > 0 })
		cancel()
	}()
	err := c.insist(ctx, callTimeout, http.MethodPost, "https://discord.com/api/v9/channels/"+discordtest.Channel+"/messages", render(bot.Message{Title: "x"}, 1)[0], nil)
	if err == nil {
		t.Error("got no error from a limited call whose context ended")
	}
}

// Nothing is listening: surely nothing was posted.
func TestNobodyThere(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	s.Close()
	_, err := c.Post(t.Context(), bot.Post{To: channel, Message: bot.Message{Title: "x"}, Key: "k"})
	var retry *bot.RetryError
	if !errors.As(err, &retry) || retry.Unknown {
		t.Errorf("got error %#v; want a RetryError with a known outcome", err)
	}
}

// What is no ID gets into no address.
func TestNoID(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	odd := bot.Channel{Platform: "discord", Workspace: discordtest.Guild, ID: "../users/@me"}
	if _, err := c.Post(t.Context(), bot.Post{To: odd, Message: bot.Message{Title: "x"}, Key: "k"}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("post to %s: got error %v; want ErrGone", odd, err)
	}
	for _, ref := range []string{"", "1,", "1/../2"} {
		if err := c.Edit(t.Context(), channel, ref, bot.Message{Title: "x"}); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("edit of %q: got error %v; want ErrNotFound", ref, err)
		}
	}
	if n := s.Calls(""); n != 0 {
		t.Errorf("%d requests were sent; want none", n)
	}
}

func TestEdit(t *testing.T) {
	s := discordtest.New(t)
	c, _ := client(t, s, nil)
	ref, err := c.Post(t.Context(), bot.Post{To: channel, Message: long(25), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	posted := len(s.Messages(discordtest.Channel))
	if err := c.Edit(t.Context(), channel, ref, long(200)); err != nil {
		t.Fatalf("edit to a longer message: %v", err)
	}
	list := s.Messages(discordtest.Channel)
	if last := list[len(list)-1].Text(); len(list) != posted || !strings.Contains(last, "more") {
		t.Errorf("after the longer edit there are %d messages and the last says %.100q; want %d and a count of the rest", len(list), last, posted)
	}
	if err := c.Edit(t.Context(), channel, ref, long(1)); err != nil {
		t.Fatalf("edit to a shorter message: %v", err)
	}
	if n := len(s.Messages(discordtest.Channel)); n != 1 {
		t.Errorf("after the shorter edit there are %d messages; want 1", n)
	}
	s.Fail("PATCH", discordtest.Fault{Status: 404, Code: 10008})
	if err := c.Edit(t.Context(), channel, ref, long(1)); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("edit of a deleted message: got error %v; want ErrNotFound", err)
	}
}
