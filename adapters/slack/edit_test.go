package slack

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
)

func TestEdit(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	short := bot.Message{Title: "Short", Lead: "now"}
	ref, err := c.Post(t.Context(), bot.Post{To: news, Message: short, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	pages := len(render(long()))
	for _, step := range []struct {
		m    bot.Message
		want int
	}{{long(), pages}, {long(), pages}, {short, 1}} {
		if err := c.Edit(t.Context(), news, ref, step.m); err != nil {
			t.Fatal(err)
		}
		all := s.Messages(slacktest.Channel)
		if len(all) != step.want || !strings.Contains(all[0].Shown(), step.m.Title) {
			t.Fatalf("%d messages, the first %q; want %d, %q", len(all), all[0].Shown(), step.want, step.m.Title)
		}
		for i, m := range all {
			if m.Key() != "k" || i > 0 && m.ThreadTS != all[0].TS {
				t.Errorf("message %d has key %q, thread %q", i, m.Key(), m.ThreadTS)
			}
		}
	}
	if err := c.Edit(t.Context(), news, slacktest.Channel+"/1.000001", short); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("edit of nothing: got error %v, want ErrNotFound", err)
	}
	if err := c.Edit(t.Context(), news, "nonsense", short); err == nil {
		t.Error("edit of a ref that is none: got no error")
	}
	s.Fail(slacktest.Refused("chat.update", "msg_too_long"))
	if err := c.Edit(t.Context(), news, ref, short); err != nil {
		t.Errorf("edit that falls back to text: %v", err)
	}
	s.Archive(slacktest.Channel)
	if err := c.Edit(t.Context(), news, ref, short); !errors.Is(err, bot.ErrGone) {
		t.Errorf("edit in an archived channel: got error %v, want ErrGone", err)
	}
}

// TestPostUnder: a post under another stands in its thread, is found there again, and is
// edited there; what it needs several pages for as well.
func TestPostUnder(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	parent, err := c.Post(t.Context(), bot.Post{To: news, Message: long(), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	first := s.Messages(slacktest.Channel)[0]
	before := len(s.Messages(slacktest.Channel))
	note := bot.Post{To: news, Message: bot.Message{Lead: "It was moved."}, Key: "note", Under: parent}
	s.Fail(slacktest.ReplyLost("chat.postMessage"))
	began := time.Now()
	if _, err := c.Post(t.Context(), note); err == nil {
		t.Fatal("a lost reply is no error")
	}
	note.Tried = began
	ref, err := c.Post(t.Context(), note)
	if err != nil {
		t.Fatal(err)
	}
	all := s.Messages(slacktest.Channel)
	if len(all) != before+1 || all[before].ThreadTS != first.TS {
		t.Fatalf("%d messages, the last in thread %q; want %d, in %q", len(all), all[len(all)-1].ThreadTS, before+1, first.TS)
	}
	// A note to the note goes into the same thread: Slack's have one level.
	deeper, err := c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Lead: "And back."}, Key: "again", Under: ref})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), news, ref, long()); err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), news, deeper, bot.Message{Lead: "Or not."}); err != nil {
		t.Fatal(err)
	}
	all = s.Messages(slacktest.Channel)
	if want := 2*before + 1; len(all) != want {
		t.Errorf("%d messages, want %d", len(all), want)
	}
	for _, m := range all[1:] {
		if m.ThreadTS != first.TS {
			t.Errorf("a message with key %s is in thread %q, want %q", m.Key(), m.ThreadTS, first.TS)
		}
	}
	if m := all[before+1]; m.Shown() != "Or not." || m.Key() != "again" {
		t.Errorf("edited to %q with key %s", m.Shown(), m.Key())
	}
	if first.Edits != 0 || all[0].Edits != 0 {
		t.Error("the parent was edited")
	}
}

// TestAside: a section that may stand apart goes into the thread, also when an edit makes it.
func TestAside(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	m := bot.Message{Title: "Brief", Sections: []bot.Section{
		{Heading: "Stories", Aside: true, Lines: []bot.Line{{Text: "the rest"}}},
		{Heading: "Meetings", Lines: []bot.Line{{Text: "the essence"}}},
	}, Footer: "2 articles"}
	ref, err := c.Post(t.Context(), bot.Post{To: news, Message: m, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	all := s.Messages(slacktest.Channel)
	if len(all) != 2 || !strings.Contains(all[0].Shown(), "the essence") || strings.Contains(all[0].Shown(), "the rest") ||
		all[1].ThreadTS != all[0].TS || !strings.Contains(all[1].Shown(), "the rest") {
		t.Fatalf("posted %+v", all)
	}
	m.Sections[0].Lines[0].Text = "another rest"
	if err := c.Edit(t.Context(), news, ref, m); err != nil {
		t.Fatal(err)
	}
	if all := s.Messages(slacktest.Channel); len(all) != 2 || !strings.Contains(all[1].Shown(), "another rest") {
		t.Errorf("edited to %+v", all)
	}
}
