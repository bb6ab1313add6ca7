package slack

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
)

// twoWays runs a test over both ways in: Socket Mode and signed HTTP.
func twoWays(t *testing.T, test func(t *testing.T, s *slacktest.Server, start func(*desk, ...func(*Options)))) {
	t.Run("socket", func(t *testing.T) {
		s := slacktest.New(t)
		test(t, s, func(d *desk, change ...func(*Options)) { serve(t, s, d, change...) })
	})
	t.Run("http", func(t *testing.T) {
		s := slacktest.New(t)
		test(t, s, func(d *desk, change ...func(*Options)) { listen(t, s, d, change...) })
	})
}

// pressable is an answer with all kinds of controls.
func pressable() bot.Message {
	return bot.Message{
		Title: "Meetings", Lead: "3 articles",
		Sections: []bot.Section{{Heading: "Ahead", Lines: []bot.Line{
			{Label: "Fri 24 Oct", Text: "Lind meets Weil", Quote: "They will meet.", Controls: []bot.Control{
				{Label: "Details", Command: "why m1"}, {Label: "Wrong…", Command: "wrong m1", Form: true}, {Label: "👍", Command: "good m1"},
				{Label: "Source", URL: "https://courier.example/a"}}},
			{Label: "November", Text: "Council", Controls: []bot.Control{{Label: "More", Command: "why m2"}}},
			{Label: "June", Text: "A summit"},
		}}},
		Controls: []bot.Control{{Label: "Next page", Command: "meetings page 2"}, {Label: "Private", Command: "private list"}},
		Footer:   "3 articles",
	}
}

// TestPress: a button says its command; a public answer goes into the thread of what it was
// pressed on, a private one to who pressed it.
func TestPress(t *testing.T) {
	twoWays(t, func(t *testing.T, s *slacktest.Server, start func(*desk, ...func(*Options))) {
		d := &desk{answer: func(c bot.Command) bot.Message {
			if c.Text == "meetings" {
				return pressable()
			}
			return bot.Message{Lead: "re: " + c.Text}
		}}
		start(d, func(o *Options) { o.Editors = []string{slacktest.Member} })
		s.SendCommand(slacktest.Admin, slacktest.Channel, "meetings")
		m := s.WaitMessage(slacktest.Channel, "Lind meets Weil")
		if diff := cmp.Diff([]string{"Details", "Wrong…", "👍", "Source", "More", "Next page", "Private"}, m.Labels()); diff != "" {
			t.Errorf("labels (-want +got):\n%s", diff)
		}
		for label, text := range map[string]string{"Details": "why m1", "👍": "good m1", "More": "why m2", "Next page": "meetings page 2", "Wrong…": "wrong m1"} {
			s.Press(slacktest.Member, m, label)
			if got := s.WaitMessage(slacktest.Channel, "re: "+text); got.ThreadTS != m.TS || got.For != "" || got.Via != "web" {
				t.Errorf("%s: answer in thread %q for %q via %s, want in %q for all", label, got.ThreadTS, got.For, got.Via, m.TS)
			}
		}
		s.Press(slacktest.Member, m, "Private")
		if got := s.WaitMessage(slacktest.Channel, "re: private list"); got.For != slacktest.Member || got.ThreadTS != "" {
			t.Errorf("private answer for %q in thread %q, want for %s in the channel", got.For, got.ThreadTS, slacktest.Member)
		}
		s.Press(slacktest.Member, m, "Source") // Slack opens the address; nothing is said
		s.SendCommand(slacktest.Member, slacktest.Channel, "last")
		s.WaitMessage(slacktest.Channel, "re: last")
		for _, c := range d.commands()[1:6] {
			if c.Role != bot.Editor || c.User != slacktest.Member || c.Thread != m.TS || c.ID == "" {
				t.Errorf("command %+v, want of an editor in thread %s", c, m.TS)
			}
		}
		if got := len(d.commands()); got != 8 {
			t.Errorf("%d commands, want 8", got)
		}
	})
}

// TestPressWhispered: what is pressed on a message that one person sees is answered to that
// person alone, also where the app is no member.
func TestPressWhispered(t *testing.T) {
	s := slacktest.New(t)
	s.AddChannel("C0FOREIGN", false)
	d := &desk{answer: func(c bot.Command) bot.Message {
		if strings.HasPrefix(c.Text, "re") {
			return bot.Message{Lead: "end"}
		}
		return bot.Message{Lead: "of " + c.Text, Controls: []bot.Control{{Label: "On", Command: "on"}}}
	}}
	serve(t, s, d)
	s.SendCommand(slacktest.Member, "C0FOREIGN", "private list")
	whisper := s.WaitMessage("C0FOREIGN", "of private list")
	s.Press(slacktest.Member, whisper, "On")
	if got := s.WaitMessage("C0FOREIGN", "of on"); got.For != slacktest.Member {
		t.Errorf("answer for %q, want %s", got.For, slacktest.Member)
	}
	s.SendCommand(slacktest.Member, "C0FOREIGN", "open")
	s.Press(slacktest.Guest, s.WaitMessage("C0FOREIGN", "of open"), "On")
	s.WaitCalls("response_url", 4)
	if all := s.Messages("C0FOREIGN"); all[len(all)-1].For != slacktest.Guest {
		t.Errorf("answer for %q where the app is no member, want %s alone", all[len(all)-1].For, slacktest.Guest)
	}
}

// TestPressTwice: a second press while the first is being answered is the same press, and a
// redelivered press is answered once.
func TestPressTwice(t *testing.T) {
	s := slacktest.New(t)
	hold := make(chan struct{})
	d := &desk{
		answer: func(c bot.Command) bot.Message {
			if c.Text == "meetings" {
				return pressable()
			}
			return bot.Message{Lead: "re: " + c.Text}
		},
		before: func(_ context.Context, c bot.Command) {
			if c.Text == "why m1" {
				<-hold
			}
		},
	}
	serve(t, s, d)
	s.SendCommand(slacktest.Member, slacktest.Channel, "meetings")
	m := s.WaitMessage(slacktest.Channel, "Lind meets Weil")
	e := s.Press(slacktest.Member, m, "Details")
	s.Press(slacktest.Member, m, "Details")
	s.Press(slacktest.Admin, m, "Details") // somebody else's press is another one
	close(hold)
	s.WaitMessage(slacktest.Channel, "re: why m1")
	s.WaitCalls("chat.postMessage", 2)
	s.Deliver(&e)
	s.SendCommand(slacktest.Member, slacktest.Channel, "last")
	s.WaitMessage(slacktest.Channel, "re: last")
	if got := len(d.commands()); got != 4 {
		t.Errorf("%d commands, want 4: %+v", got, d.commands())
	}
}

// TestReadThis: the message shortcut reads the first link of a message, in its thread.
func TestReadThis(t *testing.T) {
	twoWays(t, func(t *testing.T, s *slacktest.Server, start func(*desk, ...func(*Options))) {
		d := &desk{}
		start(d)
		e := s.Shortcut(slacktest.Member, slacktest.Channel, "read_this", "have you seen <https://news.example/a?b=1&amp;c=2|this> and <https://other.example>?")
		if m := s.WaitMessage(slacktest.Channel, "re: read https://news.example/a?b=1&c=2"); m.ThreadTS != e.TS {
			t.Errorf("answer in thread %q, want %q", m.ThreadTS, e.TS)
		}
		s.Shortcut(slacktest.Member, slacktest.Channel, "another_app's", "x")
		s.Shortcut(slacktest.Member, slacktest.Channel, "read_this", "no link")
		s.WaitMessage(slacktest.Channel, "re: read")
	})
}

// TestHome: opening the Home tab shows it; what is pressed there is answered in a modal, and
// what that changes is shown.
func TestHome(t *testing.T) {
	twoWays(t, func(t *testing.T, s *slacktest.Server, start func(*desk, ...func(*Options))) {
		d := &desk{answer: func(c bot.Command) bot.Message {
			if c.Text == "home" {
				return bot.Message{Title: "At home", Controls: []bot.Control{{Label: "Feeds", Command: "feed list"}}}
			}
			return bot.Message{Title: "Feeds", Lead: "re: " + c.Text, Controls: []bot.Control{{Label: "Check", Command: "feed check"}}}
		}}
		start(d)
		s.OpenHome(slacktest.Member)
		home := s.WaitView("At home")
		if home.Type != "home" || home.User != slacktest.Member {
			t.Errorf("view %+v", home)
		}
		s.PressView(slacktest.Member, home, "Feeds")
		modal := s.WaitView("re: feed list")
		s.PressView(slacktest.Member, modal, "Check")
		if again := s.WaitView("re: feed check"); again.ID != modal.ID {
			t.Errorf("answer in view %s, want in the open one, %s", again.ID, modal.ID)
		}
		s.WaitCalls("views.publish", 3)
		s.ExpireTriggers()
		direct := bot.Channel{Platform: "slack", Workspace: slacktest.Team, ID: s.DM(slacktest.Member)}
		for _, c := range d.commands() {
			if c.From != direct || c.Thread != direct.ID {
				t.Errorf("command %+v, want from %v", c, direct)
			}
		}
	})
}

// TestHomeExpired: a trigger that is too old for a modal loses no answer.
func TestHomeExpired(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{
		answer: func(c bot.Command) bot.Message {
			return bot.Message{Lead: "re: " + c.Text, Controls: []bot.Control{{Label: "Feeds", Command: "feed list"}}}
		},
		before: func(_ context.Context, c bot.Command) {
			if c.Text == "feed list" {
				s.ExpireTriggers()
			}
		},
	}
	serve(t, s, d)
	s.OpenHome(slacktest.Member)
	s.PressView(slacktest.Member, s.WaitView("re: home"), "Feeds")
	s.WaitMessage(s.DM(slacktest.Member), "re: feed list")
}

// TestControlsBeyondSlack: controls that Slack cannot show are left out, the rest stay.
func TestControlsBeyondSlack(t *testing.T) {
	long := strings.Repeat("x", 400)
	got := shownControls([]bot.Control{
		{Label: "", Command: "a"}, {Label: "no command"}, {Label: "long", Command: long}, {Label: long, Command: "b"},
		{Label: "script", URL: "javascript:alert(1)"}, {Label: "far", URL: "https://a.example/" + strings.Repeat("y", 2000)},
		{Label: "good\none", URL: "https://a.example"},
	}, 5)
	var labels []string
	for _, c := range got {
		labels = append(labels, c.Label)
	}
	if diff := cmp.Diff([]string{strings.Repeat("x", maxButton-1) + "…", "good one"}, labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	for v, want := range map[string]bot.Control{"say:who Rubio": {Command: "who Rubio"}, "form:wrong m1": {Command: "wrong m1", Form: true}} {
		if got, ok := Control("press.0", v); !ok || got != want {
			t.Errorf("Control(%q) = %+v, %v", v, got, ok)
		}
	}
	for _, v := range []string{"", "say:", "link:", "who Rubio"} {
		if got, ok := Control("menu", v); ok {
			t.Errorf("Control(%q) = %+v, want none", v, got)
		}
	}
}
