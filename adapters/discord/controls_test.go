package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
)

// board is a message with everything to press.
func board() bot.Message {
	line := func(name string) bot.Line {
		return bot.Line{Label: "Fri 20 Nov", Text: name + " and Lindqvist", Note: "Oslo", Controls: []bot.Control{
			{Label: "Details", Command: "why " + name}, {Label: "Follow", Command: "follow " + name}}}
	}
	return bot.Message{Title: "Board", Sections: []bot.Section{
		{Kind: bot.OfMeetings, Heading: "Meetings", Lines: []bot.Line{line("Berg"), line("Weber")}},
		{Kind: bot.OfDecisions, Heading: "Decisions", Lines: []bot.Line{{Text: "Whether to cut", Controls: []bot.Control{{Label: "Wrong", Command: "wrong d1", Form: true}}}}},
	}, Controls: []bot.Control{
		{Label: "Next page", Command: "meetings page 2"},
		{Label: "Wrong", Command: "wrong d1", Form: true},
		{Label: "Calendar", URL: "https://readout.example/calendar.ics"},
		{Label: "Too long", Command: strings.Repeat("x", 101)},
		{Label: "", Command: "help"},
	}}
}

// posted posts m and returns it as it stands in the channel.
func posted(t *testing.T, s *discordtest.Server, c *Client, m bot.Message) discordtest.Message {
	t.Helper()
	if _, err := c.Post(t.Context(), bot.Post{To: channel, Message: m, Key: t.Name()}); err != nil {
		t.Fatal(err)
	}
	list := s.Messages(discordtest.Channel)
	return list[len(list)-1]
}

func TestPress(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{}
	c, _ := client(t, s, h)
	run(t, s, c)
	m := posted(t, s, c, board())
	if n := len(m.Components); n != 2 || len(m.Components[1].Components) != 3 || m.Components[0].Components[0].Placeholder != "Details / Wrong…" {
		t.Fatalf("got components %+v; want a menu of both sections and a row of three buttons", m.Components)
	}
	for name, press := range map[string]func() string{
		"meetings page 2": func() string { return s.Press(t, discordtest.Anna, m, "Next page") },
		"why Weber":       func() string { return s.Pick(t, discordtest.Anna, m, "Fri 20 Nov: Weber") },
		"wrong d1":        func() string { return s.Press(t, discordtest.Anna, m, "Wrong") }, // which has no form here
	} {
		before := len(h.commands())
		id := press()
		s.Wait(t, "an answer to "+name, func() bool { return answered(s, id) })
		want := bot.Command{ID: id, From: channel, User: discordtest.Anna.ID, Text: name}
		if diff := cmp.Diff([]bot.Command{want}, h.commands()[before:], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if a := s.Answers(id); len(a) != 1 || !a[0].Ephemeral() {
			t.Errorf("%s: got answers %+v; want one, for the presser alone", name, a)
		}
	}
}

// Two presses are two questions; one press delivered twice is one.
func TestPressTwice(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{handle: once()}
	c, _ := client(t, s, h)
	run(t, s, c)
	m := posted(t, s, c, board())
	first, second := s.Press(t, discordtest.Anna, m, "Next page"), s.Press(t, discordtest.Anna, m, "Next page")
	s.Redeliver()
	s.Wait(t, "both answers", func() bool { return answered(s, first) && answered(s, second) && len(h.commands()) == 3 })
	if n := len(s.Answers(first)) + len(s.Answers(second)); n != 2 {
		t.Errorf("there are %d answers; want 2", n)
	}
}

// once is a handler that knows events by their IDs, as the bot does.
func once() func(context.Context, bot.Command, func(context.Context, bot.Message) error) error {
	seen := make(chan map[string]bool, 1)
	seen <- map[string]bool{}
	return func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		known := <-seen
		again := known[c.ID]
		known[c.ID] = true
		seen <- known
		if again {
			return fmt.Errorf("event %s: %w", c.ID, bot.ErrDuplicate)
		}
		return reply(ctx, bot.Message{Title: "You said", Lead: c.Text})
	}
}

// What Discord sends may be of another version of the program, or of nobody's making.
func TestForeignComponents(t *testing.T) {
	for _, id := range []string{"", "x", "s:", "s0:", "sx:help", "m0:setup", "p0:menu", "q0:help", "🙂0:help", "1:2:3"} {
		if got, ok := Control(id, ""); ok {
			t.Errorf("Control(%q) is %+v; want none", id, got)
		}
	}
	for _, c := range []bot.Control{{Command: "who Rubio: who?"}, {Command: "setup", Form: true}, {Command: strings.Repeat("é", 45)}} {
		id, ok := idOf(c, 24)
		if got, back := Control(id, ""); !ok || !back || got != c {
			t.Errorf("Control(%q) is %+v, %t; want %+v", id, got, back, c)
		}
		if got, back := Control("p0:menu", id); !back || got != c {
			t.Errorf("choice %q is %+v, %t; want %+v", id, got, back, c)
		}
	}
}

// setup is a form with a field of each kind.
func setup(_ context.Context, c bot.Command) (bot.Form, error) {
	if c.Text != "setup" {
		return bot.Form{}, fmt.Errorf("form of %q: %w", c.Text, bot.ErrNotFound)
	}
	return bot.Form{Title: "A schedule", Command: "schedule add", Submit: "Save", Note: "Next: tomorrow", Fields: []bot.Field{
		{Name: "spec", Label: "When", Required: true, Value: "daily", Choices: []bot.Choice{{Label: "Each day", Value: "daily"}, {Label: "Weekdays", Value: "every weekday at 9:00"}}},
		{Name: "zone", Label: "Zone", Hint: "Europe/Berlin", Problem: "Mars is no zone", Value: "Mars"},
		{Name: "about", Label: "About", Long: true},
	}}, nil
}

func TestForm(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{form: setup}
	c, _ := client(t, s, h)
	run(t, s, c)
	id := s.SendCommand(discordtest.Boris, discordtest.Channel, "setup", nil)
	s.Wait(t, "the form", func() bool { _, ok := s.Modal(id); return ok })
	m, _ := s.Modal(id)
	if len(m.Components) != 3 || m.Title != "A schedule" || m.Components[1].Description != "Mars is no zone" || m.Components[2].Description != "Next: tomorrow" {
		t.Errorf("got form %+v", m)
	}
	if len(h.commands()) != 0 || len(s.Answers(id)) != 0 {
		t.Error("opening a form says something")
	}
	sent := s.Submit(discordtest.Boris, discordtest.Channel, m, map[string]string{"zone": "Europe/Kyiv", "about": "Iran\nOman"})
	s.Wait(t, "an answer", func() bool { return answered(s, sent) })
	want := bot.Command{ID: sent, From: channel, User: discordtest.Boris.ID, Role: bot.Editor, Text: bot.Fill("schedule add", map[string]string{"spec": "daily", "zone": "Europe/Kyiv", "about": "Iran\nOman"})}
	if diff := cmp.Diff([]bot.Command{want}, h.commands(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A form that comes late, or does not fit, or fails is no reason for silence.
func TestFormTrouble(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{form: func(ctx context.Context, c bot.Command) (bot.Form, error) {
		switch c.Text {
		case "status":
			return bot.Form{}, errors.New("the store is away")
		case "today":
			<-ctx.Done()
			return bot.Form{}, ctx.Err()
		case "help":
			f, _ := setup(ctx, bot.Command{Text: "setup"})
			f.Command = strings.Repeat("x", 100)
			return f, nil
		}
		return bot.Form{}, fmt.Errorf("form: %w", bot.ErrNotFound)
	}}
	c, _ := client(t, s, h)
	run(t, s, c)
	for _, command := range []string{"status", "today", "help", "meetings"} {
		id := s.SendCommand(discordtest.Anna, discordtest.Channel, command, nil)
		s.Wait(t, "an answer to "+command, func() bool { return answered(s, id) })
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{suggest: func(ctx context.Context, what bot.Suggestion, typed string, limit int) []bot.Choice {
		if what != bot.SuggestActors {
			<-ctx.Done() // a store that does not answer
			return nil
		}
		list := []bot.Choice{{Label: typed + "io", Value: "Marco Rubio"}, {Label: "again", Value: "Marco Rubio"}, {Value: "Only a value"},
			{Label: "x", Value: strings.Repeat("too long ", 20)}, {Label: strings.Repeat("wide 👩‍👩‍👧‍👦 ", 20), Value: "wide"}}
		for n := range limit {
			list = append(list, bot.Choice{Label: fmt.Sprint("more ", n), Value: fmt.Sprint(n)})
		}
		return list
	}}
	c, _ := client(t, s, h)
	run(t, s, c)
	id := s.Type(discordtest.Anna, discordtest.Channel, "who", "name", "Rub")
	s.Wait(t, "suggestions", func() bool { _, ok := s.Choices(id); return ok })
	got, _ := s.Choices(id)
	if len(got) != 25 || got[0] != (discordtest.Choice{Name: "Rubio", Value: "Marco Rubio"}) || got[1].Name != "Only a value" || got[2].Value != "wide" {
		t.Errorf("got %d suggestions, %+v; want 25, each value once, the likeliest first", len(got), got)
	}
	for _, typed := range [][2]string{{"today", "about"}, {"forgotten", "name"}} {
		id := s.Type(discordtest.Anna, discordtest.Channel, typed[0], typed[1], "x")
		s.Wait(t, "an empty answer", func() bool { list, ok := s.Choices(id); return ok && len(list) == 0 })
	}
	if len(h.commands()) != 0 {
		t.Error("typing says something")
	}
}

// Suggestions come in time though every worker is busy.
func TestSuggestBesideWork(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	release := make(chan struct{})
	h := &script{handle: func(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
		<-release
		return reply(ctx, bot.Message{Title: "Done"})
	}}
	c, _ := client(t, s, h)
	run(t, s, c)
	for range 2 * workers {
		s.SendCommand(discordtest.Anna, discordtest.Channel, "today", nil)
	}
	s.Wait(t, "busy workers", func() bool { return len(h.commands()) == workers })
	id := s.Type(discordtest.Anna, discordtest.Channel, "who", "name", "Rub")
	s.Wait(t, "suggestions", func() bool { _, ok := s.Choices(id); return ok })
	close(release)
}

func TestReadThis(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{}
	c, _ := client(t, s, h)
	run(t, s, c)
	for text, want := range map[string]string{
		"look: https://news.example/a?b=c, it says":            "read https://news.example/a?b=c",
		"[the story](https://news.example/(x)) <- here":        "read https://news.example/",
		"<https://news.example/quiet>":                         "read https://news.example/quiet",
		"nothing to read":                                      "read",
		"javascript:alert(1) ftp://x.example http://":          "read",
		"(see https://user:secret@news.example/ or not)":       "read",
		"first https://one.example second https://two.example": "read https://one.example",
	} {
		before := len(h.commands())
		id := s.ReadThis(discordtest.Anna, discordtest.Channel, s.Say(discordtest.Boris, discordtest.Channel, text))
		s.Wait(t, "an answer", func() bool { return answered(s, id) })
		if got := h.commands()[before:]; len(got) != 1 || got[0].Text != want {
			t.Errorf("%q: got commands %+v; want %q", text, got, want)
		}
	}
}

// A talk goes on in a thread and along a chain of replies.
func TestTalk(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h := &script{}
	c, _ := client(t, s, h)
	run(t, s, c)
	ask := func(id string) discordtest.Message {
		t.Helper()
		s.Wait(t, "a reply", func() bool { return replied(s, id) })
		return replies(s, discordtest.Channel, id)[0]
	}
	first := s.SendMention(discordtest.Anna, discordtest.Channel, "who is Berg?")
	answer := ask(first)
	second := s.Reply(discordtest.Anna, answer, "and Weber?")
	third := s.Reply(discordtest.Boris, ask(second), "and Lindqvist?")
	ask(third)
	thread := s.AddThread(discordtest.Channel)
	fourth := s.SendMention(discordtest.Anna, thread, "and here?")
	s.Wait(t, "a reply in the thread", func() bool { return len(replies(s, thread, fourth)) == 1 })
	fifth := s.SendCommand(discordtest.Anna, thread, "today", nil)
	s.Wait(t, "an answer in the thread", func() bool { return answered(s, fifth) })
	want := []string{first, first, first, thread, thread}
	var got []string
	for _, cmd := range h.commands() {
		got = append(got, cmd.Thread)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("threads (-want +got):\n%s", diff)
	}
	if got := h.commands()[3].From.ID; got != thread {
		t.Errorf("a command from a thread comes from %s; want %s, so that a schedule made there stays there", got, thread)
	}
}

// A thousand in a second: each acknowledged, each answered.
func TestRush(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	c, log := client(t, s, &script{})
	run(t, s, c)
	ids := make([]string, 1000)
	began := time.Now()
	for n := range ids {
		ids[n] = s.SendCommand(discordtest.Anna, discordtest.Channel, "who", map[string]string{"name": fmt.Sprint("Nobody ", n)})
	}
	for _, id := range ids {
		s.Wait(t, "an answer", func() bool { return answered(s, id) })
	}
	t.Logf("1,000 commands answered in %s", time.Since(began))
	if strings.Contains(log.String(), "dropped") {
		t.Error("an event was dropped")
	}
}
