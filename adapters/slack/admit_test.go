package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
)

// TestThousandEvents: a thousand events in a row over two sockets, more than Slack sends in a
// minute, are all acknowledged, or delivered again until they are, and answered once.
func TestThousandEvents(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d, func(o *Options) { o.Sockets = 2 })
	s.WaitSockets(2)
	events := make([]slacktest.Envelope, 1000)
	acked := make([]<-chan struct{}, len(events))
	began := time.Now()
	for i := range events {
		events[i] = s.Mention(slacktest.Member, slacktest.Channel, fmt.Sprintf("event %04d", i))
		acked[i] = s.Send(&events[i])
	}
	sent := time.Since(began)
	again := 0
	for i := range events {
		select {
		case <-acked[i]:
		case <-time.After(3 * time.Second): // as long as Slack waits
			again++
			s.Deliver(&events[i])
		}
	}
	t.Logf("%d events sent in %v, acknowledged after %v, %d of them delivered again", len(events), sent, time.Since(began), again)
	s.WaitCalls("chat.postMessage", len(events))
	answers := map[string]bool{}
	for _, m := range s.Messages(slacktest.Channel) {
		answers[m.Shown()] = true
	}
	for i := range events {
		if text := fmt.Sprintf("re: event %04d", i); !answers[text] {
			s.WaitMessage(slacktest.Channel, text) // a call is counted before it is done
		}
	}
	if n := len(d.commands()); n != len(events) {
		t.Errorf("%d events handled, want %d; %d delivered again", n, len(events), again)
	}
}

// TestHandlerAsleep: a handler that sleeps for longer than Slack waits delays nothing that
// Slack waits for.
func TestHandlerAsleep(t *testing.T) {
	twoWays(t, func(t *testing.T, s *slacktest.Server, start func(*desk, ...func(*Options))) {
		hold := make(chan struct{})
		d := &desk{before: func(context.Context, bot.Command) { <-hold }, answer: func(bot.Command) bot.Message { return pressable() }}
		start(d)
		m := slacktest.Message{Channel: slacktest.Channel, TS: "1.9"}
		var err error
		if m.Blocks, err = json.Marshal(render(pressable())[0].Blocks); err != nil {
			t.Fatal(err)
		}
		for _, e := range []slacktest.Envelope{
			s.SendCommand(slacktest.Member, slacktest.Channel, "who"), s.SendMention(slacktest.Member, slacktest.Channel, "who"),
			s.SendDM(slacktest.Member, "who"), s.OpenHome(slacktest.Member), s.Press(slacktest.Member, m, "Details"),
			s.Press(slacktest.Member, m, "Wrong…"), s.Shortcut(slacktest.Member, slacktest.Channel, "read_this", "<https://a.example>"),
		} {
			if e.Took > slackWaits {
				t.Errorf("%s acknowledged after %v, Slack waits for %v", e.Kind, e.Took, slackWaits)
			}
		}
		close(hold)
	})
}

// TestRedelivery: the same event three times, over two connections, is one command.
func TestRedelivery(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d, func(o *Options) { o.Sockets = 2 })
	s.WaitSockets(2)
	e := s.SendMention(slacktest.Member, slacktest.Channel, "once")
	s.Deliver(&e)
	s.Deliver(&e)
	s.Deliver(&e)
	s.SendMention(slacktest.Member, slacktest.Channel, "after")
	s.WaitMessage(slacktest.Channel, "re: once")
	s.WaitMessage(slacktest.Channel, "re: after")
	if n := len(s.Messages(slacktest.Channel)); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

// TestAcknowledgedFirst: a handler that takes long delays no acknowledgement, of its own
// command or of others.
func TestAcknowledgedFirst(t *testing.T) {
	s := slacktest.New(t)
	hold := make(chan struct{})
	d := &desk{before: func(context.Context, bot.Command) { <-hold }}
	serve(t, s, d)
	for i := range 3 * workers {
		s.SendCommand(slacktest.Member, slacktest.Channel, fmt.Sprint("number ", i)) // returns when acknowledged
	}
	if n := len(s.Messages(slacktest.Channel)); n != 0 {
		t.Errorf("%d answers while every handler is held", n)
	}
	close(hold)
	for i := range 3 * workers {
		s.WaitMessage(slacktest.Channel, fmt.Sprint("re: number ", i))
	}
}

// TestPanic: a handler that panics costs its own answer only.
func TestPanic(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{before: func(_ context.Context, c bot.Command) {
		if c.Text == "boom" {
			panic("in the handler")
		}
	}}
	serve(t, s, d)
	for range workers + 1 {
		s.SendCommand(slacktest.Member, slacktest.Channel, "boom")
	}
	s.SendCommand(slacktest.Member, slacktest.Channel, "still there")
	s.WaitMessage(slacktest.Channel, "re: still there")
}

// TestFull: a request without room is not acknowledged, so that Slack delivers it again.
func TestFull(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	c := serve(t, s, d)
	s.WaitSockets(1)
	for range cap(c.room) {
		c.room <- struct{}{}
	}
	e := s.Mention(slacktest.Member, slacktest.Channel, "crowded")
	acked := s.Send(&e)
	other := s.Event(slacktest.Channel, map[string]any{"type": "reaction_added", "user": slacktest.Member})
	s.Deliver(&other) // later on the same socket
	select {
	case <-acked:
		t.Error("acknowledged without room")
	default:
	}
	for range cap(c.room) {
		<-c.room
	}
	s.Deliver(&e)
	s.WaitMessage(slacktest.Channel, "re: crowded")
}

// TestShutdown: what was acknowledged is answered before Run returns.
func TestShutdown(t *testing.T) {
	s := slacktest.New(t)
	started, hold := make(chan struct{}), make(chan struct{})
	d := &desk{before: func(_ context.Context, c bot.Command) {
		if c.Text == "under way" {
			close(started)
			<-hold
		}
	}}
	c := newClient(t, s, func(o *Options) { o.AppToken, o.Handler = slacktest.AppToken, d })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	s.SendCommand(slacktest.Member, slacktest.Channel, "under way")
	<-started
	cancel()
	s.WaitSockets(0)
	select {
	case err := <-done:
		t.Fatalf("run returned %v while a command was under way", err)
	default:
	}
	close(hold)
	if err := <-done; err != nil {
		t.Error(err)
	}
	s.WaitMessage(slacktest.Channel, "re: under way")
	if err := errors.Join(d.errs...); err != nil {
		t.Error(err)
	}
}
