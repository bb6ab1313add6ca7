package slack

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot/bottest"
)

// write writes something in a thread of the channel, without a mention.
func write(t *testing.T, s *slacktest.Server, user, thread, text string) {
	t.Helper()
	e := s.Event(slacktest.Channel, map[string]any{"type": "message", "channel_type": "channel", "user": user, "text": text, "thread_ts": thread})
	s.Deliver(&e)
}

// said is what the commands of a desk say.
func (d *desk) said() []string {
	var all []string
	for _, c := range d.commands() {
		all = append(all, c.Text)
	}
	return all
}

// TestFollowUp: whoever was answered in a thread goes on there without a mention, until
// somebody else speaks; what is not understood, or said to others, is let be.
func TestFollowUp(t *testing.T) {
	twoWays(t, func(t *testing.T, s *slacktest.Server, start func(*desk, ...func(*Options))) {
		d := &desk{}
		start(d)
		e := s.SendMention(slacktest.Member, slacktest.Channel, "who Lind")
		s.WaitMessage(slacktest.Channel, "re: who Lind")
		write(t, s, slacktest.Member, e.TS, "and Weil?")
		if m := s.WaitMessage(slacktest.Channel, "re: and Weil?"); m.ThreadTS != e.TS {
			t.Errorf("answer in thread %q, want %q", m.ThreadTS, e.TS)
		}
		write(t, s, slacktest.Member, e.TS, "private: thanks") // what the bot would not answer aloud
		write(t, s, slacktest.Member, e.TS, "<@"+slacktest.Admin+"> look at this")
		write(t, s, slacktest.Member, "1.9", "in another thread")
		write(t, s, slacktest.Admin, e.TS, "I see")
		write(t, s, slacktest.Member, e.TS, "what do you think of it?")
		e2 := s.SendMention(slacktest.Member, slacktest.Channel, "last")
		s.WaitMessage(slacktest.Channel, "re: last")
		write(t, s, slacktest.Member, e2.TS, "and then?") // all before it is decided by now
		s.WaitMessage(slacktest.Channel, "re: and then?")
		if diff := cmp.Diff([]string{"who Lind", "and Weil?", "last", "and then?"}, d.said()); diff != "" {
			t.Errorf("commands (-want +got):\n%s", diff)
		}
		if c := d.commands()[1]; c.Thread != e.TS || c.Thread != d.commands()[0].Thread {
			t.Errorf("follow-up in thread %q, the question in %q, want %q", c.Thread, d.commands()[0].Thread, e.TS)
		}
	})
}

// TestFollowUpAfterRestart: a talk goes on after a restart, and with whichever replica hears
// of it; what ends it for one ends it for all.
func TestFollowUpAfterRestart(t *testing.T) {
	s := slacktest.New(t)
	store := bottest.NewStore()
	open := func(o *Options) { o.Talks = store }
	start := func(d *desk) (stop func()) {
		c := newClient(t, s, open, func(o *Options) { o.AppToken, o.Handler, o.Sockets = slacktest.AppToken, d, 1 })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.Run(ctx) }()
		return func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	stop := start(&desk{})
	e := s.SendMention(slacktest.Member, slacktest.Channel, "who Lind")
	s.WaitMessage(slacktest.Channel, "re: who Lind")
	stop()
	after := &desk{}
	stop = start(after)
	write(t, s, slacktest.Member, e.TS, "and Weil?")
	if m := s.WaitMessage(slacktest.Channel, "re: and Weil?"); m.ThreadTS != e.TS {
		t.Errorf("answer in thread %q, want %q", m.ThreadTS, e.TS)
	}
	stop()
	stop = start(&desk{})
	write(t, s, slacktest.Admin, e.TS, "I see") // heard by one
	stop()
	last := &desk{}
	stop = start(last)
	write(t, s, slacktest.Member, e.TS, "and Moss?") // is over for the next
	e = s.SendMention(slacktest.Member, slacktest.Channel, "last")
	s.WaitMessage(slacktest.Channel, "re: last")
	write(t, s, slacktest.Member, e.TS, "and then?")
	s.WaitMessage(slacktest.Channel, "re: and then?")
	stop()
	if diff := cmp.Diff([]string{"last", "and then?"}, last.said()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// A closed store keeps nothing.
type closed struct{}

func (closed) SaveAsked(context.Context, string, string, string, time.Time) error {
	return errors.New("closed")
}
func (closed) Asked(context.Context, string, string, time.Time) (string, error) {
	return "", errors.New("closed")
}

// TestFollowUpWithoutStore: where nothing can be kept, mentions are answered all the same.
func TestFollowUpWithoutStore(t *testing.T) {
	for name, talks := range map[string]Talks{"none": nil, "closed": closed{}} {
		t.Run(name, func(t *testing.T) {
			s := slacktest.New(t)
			d := &desk{}
			serve(t, s, d, func(o *Options) { o.Talks = talks })
			e := s.SendMention(slacktest.Member, slacktest.Channel, "who Lind")
			s.WaitMessage(slacktest.Channel, "re: who Lind")
			write(t, s, slacktest.Member, e.TS, "and Weil?")
			s.SendMention(slacktest.Member, slacktest.Channel, "last")
			s.WaitMessage(slacktest.Channel, "re: last")
			if diff := cmp.Diff([]string{"who Lind", "last"}, d.said()); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}
