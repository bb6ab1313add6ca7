package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
)

// replied reports whether a message that answers another stands in its channel.
func replied(s *discordtest.Server, id string) bool {
	return len(replies(s, discordtest.Channel, id)) > 0
}

// replies returns the messages of the bot in a channel that are replies to id.
func replies(s *discordtest.Server, channel, id string) (list []discordtest.Message) {
	for _, m := range s.Messages(channel) {
		if m.Author.Bot && strings.Contains(string(m.Reference), id) {
			list = append(list, m)
		}
	}
	return list
}

func TestSlashCommand(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{private: func(text string) bool { return strings.HasPrefix(text, "feed") }}
	c, _ := client(t, s, h)
	c.o.Editors = []string{"42"}
	run(t, s, c)
	carla := discordtest.Person{ID: "300000000000000009", Roles: []string{"41", "42"}}
	root := discordtest.Person{ID: "300000000000000010", Permissions: discordtest.Administrator}
	for _, tt := range []struct {
		by      discordtest.Person
		command string
		values  map[string]string
		text    string
		role    bot.Role
		private bool
	}{
		{discordtest.Anna, "who", map[string]string{"name": "Marco Rubio"}, "who Marco Rubio", bot.Reader, false},
		{discordtest.Anna, "meetings", map[string]string{"with": "Orbán", "next": "14d"}, "meetings next 14d with Orbán", bot.Reader, false},
		{discordtest.Boris, "feed add", map[string]string{"url": "https://news.example/rss"}, "feed add https://news.example/rss", bot.Editor, true},
		{carla, "feed list", nil, "feed list", bot.Editor, true},
		{root, "today", nil, "today", bot.Admin, false},
		{discordtest.Anna, "forgotten", nil, "forgotten", bot.Reader, false},
	} {
		before := len(h.commands())
		id := s.SendCommand(tt.by, discordtest.Channel, tt.command, tt.values)
		s.Wait(t, "an answer to "+tt.command, func() bool { return answered(s, id) })
		want := bot.Command{ID: id, From: channel, User: tt.by.ID, Role: tt.role, Groups: tt.by.Roles, Text: tt.text}
		if diff := cmp.Diff([]bot.Command{want}, h.commands()[before:], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.command, diff)
		}
		if a := s.Answers(id); len(a) != 1 || a[0].Ephemeral() != tt.private || !strings.Contains(a[0].Text(), tt.text) {
			t.Errorf("%s: got answers %+v; want one, private: %t", tt.command, a, tt.private)
		}
	}
}

func TestDirectCommand(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{}
	c, _ := client(t, s, h)
	run(t, s, c)
	s.SendDM(discordtest.Boris, "hello")
	here := s.Direct(discordtest.Boris.ID)
	id := s.SendCommand(discordtest.Boris, here, "today", nil)
	s.Wait(t, "both answers", func() bool { return answered(s, id) && len(h.commands()) == 2 })
	for _, cmd := range h.commands() {
		want := bot.Channel{Platform: "discord", Workspace: discordtest.Boris.ID, ID: here}
		if cmd.From != want || cmd.Role != bot.Reader || cmd.Thread != here {
			t.Errorf("got command %+v; want one of a reader from %v, in one talk", cmd, want)
		}
	}
}

// Parts that do not fit into the acknowledgement follow it, as private as it is.
func TestLongAnswer(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	m := long(25)
	h := &script{private: func(string) bool { return true },
		handle: func(ctx context.Context, _ bot.Command, reply func(context.Context, bot.Message) error) error {
			return reply(ctx, m)
		}}
	c, _ := client(t, s, h)
	run(t, s, c)
	id := s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	want := len(render(m, partsMax))
	s.Wait(t, "all parts", func() bool { return len(s.Answers(id)) == want && answered(s, id) })
	for _, a := range s.Answers(id) {
		if !a.Ephemeral() {
			t.Error("a part of a private answer is public")
		}
	}
}

// The acknowledgement does not wait for the work, however many are at work.
func TestAcknowledgeFirst(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	release := make(chan struct{})
	h := &script{handle: func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		<-release
		return reply(ctx, bot.Message{Title: "Done"})
	}}
	c, _ := client(t, s, h)
	run(t, s, c)
	ids := make([]string, 5*workers)
	for i := range ids {
		ids[i] = s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	}
	for _, id := range ids {
		s.Wait(t, "the acknowledgement", func() bool { return len(s.Answers(id)) == 1 })
	}
	if n := len(h.commands()); n > workers {
		t.Errorf("%d commands are handled at once; want at most %d", n, workers)
	}
	close(release)
	for _, id := range ids {
		s.Wait(t, "the answer", func() bool { return answered(s, id) })
	}
}

// Every route but the one of first responses hangs, or is limited for all: each interaction is
// acknowledged all the same.
func TestAcknowledgeBesideFaults(t *testing.T) {
	for name, f := range map[string]discordtest.Fault{
		"no answer":   {Hang: true},
		"429 for all": {Status: 429, RetryAfter: time.Hour, Global: true},
		"Cloudflare":  {Status: 503, HTML: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			c, _ := client(t, s, &script{})
			c.pace.closing = 100 * time.Millisecond
			run(t, s, c)
			works(t, s)
			s.Spoil(func(call string) discordtest.Fault {
				if strings.HasSuffix(call, "/callback") {
					return discordtest.Fault{}
				}
				return f
			})
			for range workers { // who mention the bot wait; who give commands do not
				s.SendMention(discordtest.Anna, discordtest.Channel, "today")
			}
			before, _ := s.Acknowledged()
			for range 5 * workers {
				s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
			}
			s.Wait(t, "all acknowledgements", func() bool { now, _ := s.Acknowledged(); return len(now) == len(before)+5*workers })
			now, _ := s.Acknowledged()
			t.Logf("first responses after %s in half and %s at most", now[len(now)/2], now[len(now)-1])
		})
	}
}

// An acknowledgement that hangs, or is held up, is tried again while there is time.
func TestAcknowledgeAgain(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	c.pace.acknowledge = 10 * time.Second // and a request has fifteen
	run(t, s, c)
	s.Fail("/callback", discordtest.Fault{Hang: true})
	works(t, s)
	s.Fail("/callback", discordtest.Fault{Status: 429, HTML: true, RetryAfter: 3 * time.Second})
	works(t, s)
}

// What goes wrong ends one answer and nothing else; nobody is left waiting.
func TestHandlerTrouble(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{handle: func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		switch c.Text {
		case "status":
			panic("a mistake")
		case "today":
			return errors.New("the store is away")
		}
		return reply(ctx, bot.Message{Title: "Fine"})
	}}
	c, log := client(t, s, h)
	run(t, s, c)
	for i, command := range []string{"status", "today"} {
		id := s.SendCommand(discordtest.Anna, discordtest.Channel, command, nil)
		s.Wait(t, "the end of "+command, func() bool { return s.Calls("DELETE /webhooks/") == i+1 && len(s.Answers(id)) == 0 })
	}
	works(t, s)
	for _, want := range []string{"a mistake", "the store is away"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not tell of %q:\n%s", want, log)
		}
	}
}

// Events that discordgo cannot decode arrive with nothing in them.
func TestUndecodable(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	run(t, s, c)
	for _, event := range []string{"MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "NEVER_HEARD_OF"} {
		for _, data := range []any{nil, 5, "text", []int{1}, map[string]any{"id": 7}, map[string]any{"type": "x"},
			map[string]any{"id": "1", "type": 2, "token": "t"}, map[string]any{"id": "1", "type": 2, "token": "t", "data": map[string]any{"name": "readout", "options": []any{nil}}}} {
			s.Dispatch(event, data)
		}
	}
	works(t, s)
	if strings.Contains(log.String(), "panicked") {
		t.Errorf("something panicked:\n%s", log)
	}
}

func TestMention(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{}
	c, _ := client(t, s, h)
	run(t, s, c)
	s.Say(discordtest.Anna, discordtest.Channel, "not for the bot")
	robot := discordtest.Person{ID: discordtest.User}
	s.SendMention(robot, discordtest.Channel, "myself")
	s.SetRole("77", discordtest.ManageServer)
	for _, tt := range []struct {
		by   discordtest.Person
		role bot.Role
	}{
		{discordtest.Anna, bot.Reader},
		{discordtest.Person{ID: "300000000000000011", Roles: []string{"77"}}, bot.Editor},
		{discordtest.Person{ID: discordtest.Owner}, bot.Admin},
	} {
		before := len(h.commands())
		id := s.SendMention(tt.by, discordtest.Channel, "  what did\nRubio say? ")
		s.Wait(t, "a reply", func() bool { return replied(s, id) })
		want := bot.Command{ID: id, From: channel, User: tt.by.ID, Role: tt.role, Groups: tt.by.Roles, Text: "what did Rubio say?", Thread: id}
		if diff := cmp.Diff([]bot.Command{want}, h.commands()[before:], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if s.Calls("/typing") == 0 {
		t.Error("no sign that the message has arrived")
	}
	if n := s.Calls("GET /guilds/"); n != 1 {
		t.Errorf("the server's roles were read %d times; want 1", n)
	}
}

// A private answer to a public mention goes to the asker alone.
func TestPrivateMention(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{private: func(string) bool { return true }})
	run(t, s, c)
	id := s.SendMention(discordtest.Anna, discordtest.Channel, "status")
	s.Wait(t, "a direct message", func() bool { return len(s.Messages(s.Direct(discordtest.Anna.ID))) == 1 })
	if replied(s, id) {
		t.Error("the private answer stands in the channel")
	}
}

// The same event twice, as after a resume, and a handler that knows it.
func TestRedelivered(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var seen sync.Map
	h := &script{handle: func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		if _, again := seen.LoadOrStore(c.ID, true); again {
			return fmt.Errorf("event %s: %w", c.ID, bot.ErrDuplicate)
		}
		return reply(ctx, bot.Message{Title: "Once"})
	}}
	c, log := client(t, s, h)
	stop := run(t, s, c)
	id := s.SendMention(discordtest.Anna, discordtest.Channel, "hello")
	s.Wait(t, "a reply", func() bool { return replied(s, id) })
	s.Redeliver()
	s.Wait(t, "the second delivery", func() bool { return len(h.commands()) == 2 })
	interaction := s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	s.Wait(t, "an answer", func() bool { return answered(s, interaction) })
	s.Redeliver()
	s.Wait(t, "the second delivery", func() bool { return len(h.commands()) == 4 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if n := len(replies(s, discordtest.Channel, id)) + len(s.Answers(interaction)); n != 2 {
		t.Errorf("there are %d answers; want 2", n)
	}
	if strings.Contains(log.String(), "not answered") {
		t.Errorf("a duplicate is logged as an error:\n%s", log)
	}
}

// Replies get through bad minutes.
func TestAnswerThroughFaults(t *testing.T) {
	t.Parallel()
	bad := []discordtest.Fault{{Status: 500}, {Status: 429, RetryAfter: 20 * time.Millisecond}, {Lose: true}}
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	run(t, s, c)
	s.Fail("/callback", discordtest.Fault{Status: 503}, discordtest.Fault{Lose: true})
	s.Fail("PATCH /webhooks/", bad...)
	works(t, s)
	s.Fail(posting, bad...)
	id := s.SendMention(discordtest.Anna, discordtest.Channel, "hello")
	s.Wait(t, "a reply", func() bool { return replied(s, id) })
	if n := len(replies(s, discordtest.Channel, id)); n != 1 {
		t.Errorf("%d replies; want 1", n)
	}
}

// Answers under way at the end are given still.
func TestShutdown(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	begun, release := make(chan struct{}), make(chan struct{})
	var cancelled atomic.Bool
	h := &script{handle: func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		close(begun)
		<-release
		cancelled.Store(ctx.Err() != nil)
		return reply(ctx, bot.Message{Title: "Still"})
	}}
	c, _ := client(t, s, h)
	stop := run(t, s, c)
	id := s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	<-begun
	time.AfterFunc(100*time.Millisecond, func() { close(release) })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if cancelled.Load() || !answered(s, id) {
		t.Error("the answer under way was given up")
	}
}

// An interaction that is known no more (10062) costs its own answer and a line of the log.
func TestTooLate(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{}
	c, log := client(t, s, h)
	run(t, s, c)
	s.Fail("/callback", discordtest.Fault{Status: 404, Code: 10062})
	s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	s.Wait(t, "a line of the log", func() bool { return strings.Contains(log.String(), "too late to be answered") })
	works(t, s)
	if n := len(h.commands()); n != 1 {
		t.Errorf("%d commands were handled; want the one that can be answered", n)
	}
}

// An acknowledgement that is there already (40060) is as good as one that arrives.
func TestAcknowledgedBefore(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, _ := client(t, s, &script{})
	run(t, s, c)
	s.Fail("/callback", discordtest.Fault{Lose: true}) // it is carried out, and tried again
	works(t, s)
}
