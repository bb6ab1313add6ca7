package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// A desk is a handler that answers every command once with "re: TEXT"; "private …" for the
// asker alone.
type desk struct {
	bottest.NoForms
	before func(ctx context.Context, c bot.Command) // runs first; may block or panic
	answer func(c bot.Command) bot.Message

	mu   sync.Mutex
	got  []bot.Command
	seen map[string]bool
	errs []error // of replies
}

func (d *desk) Private(text string) bool { return strings.HasPrefix(text, "private") }

func (d *desk) Handle(ctx context.Context, c bot.Command, reply func(context.Context, bot.Message) error) error {
	d.mu.Lock()
	if c.ID != "" && d.seen[c.ID] {
		d.mu.Unlock()
		return bot.ErrDuplicate
	}
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	d.seen[c.ID] = true
	d.got = append(d.got, c)
	d.mu.Unlock()
	if d.before != nil {
		d.before(ctx, c)
	}
	m := bot.Message{Lead: "re: " + c.Text}
	if d.answer != nil {
		m = d.answer(c)
	}
	err := reply(ctx, m)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.errs = append(d.errs, err)
	return err
}

// done returns what replying came to.
func (d *desk) done() []error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]error(nil), d.errs...)
}

func (d *desk) commands() []bot.Command {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bot.Command(nil), d.got...)
}

// serve runs a client with a Socket Mode connection until the test is over.
func serve(t *testing.T, s *slacktest.Server, d *desk, change ...func(*Options)) *Client {
	t.Helper()
	c := newClient(t, s, append([]func(*Options){func(o *Options) {
		o.AppToken, o.Handler, o.Sockets = slacktest.AppToken, d, 1
	}}, change...)...)
	run(t, c)
	return c
}

// run calls Run and stops it at the end of the test.
func run(t *testing.T, c *Client) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

func TestCommand(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d, func(o *Options) { o.Editors = []string{slacktest.Member} })

	s.SendCommand(slacktest.Member, slacktest.Channel, "who  Marta &amp; Lind ")
	m := s.WaitMessage(slacktest.Channel, "re: who Marta & Lind")
	if m.For != "" || m.Via != "response_url" {
		t.Errorf("answer for %q via %s, want a public one via response_url", m.For, m.Via)
	}
	s.SendCommand(slacktest.Admin, slacktest.Channel, "private help")
	if m := s.WaitMessage(slacktest.Channel, "re: private help"); m.For != slacktest.Admin {
		t.Errorf("private answer for %q, want %s alone", m.For, slacktest.Admin)
	}
	s.SendCommand(slacktest.Guest, slacktest.Channel, "today")
	s.WaitMessage(slacktest.Channel, "re: today")

	at := bot.Channel{Platform: "slack", Workspace: slacktest.Team, ID: slacktest.Channel}
	want := []bot.Command{
		{From: at, User: slacktest.Member, Role: bot.Editor, Text: "who  Marta & Lind", Zone: "Europe/Berlin"},
		{From: at, User: slacktest.Admin, Role: bot.Admin, Text: "private help", Zone: "America/New_York"},
		{From: at, User: slacktest.Guest, Role: bot.Reader, Text: "today", Zone: "Asia/Tokyo"},
	}
	got := d.commands()
	for i := range got {
		if got[i].ID == "" {
			t.Errorf("command %d has no id", i)
		}
		got[i].ID = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// TestCommandElsewhere: a slash command is answered in a channel that the app is no member of.
func TestCommandElsewhere(t *testing.T) {
	s := slacktest.New(t)
	s.AddChannel("C0FOREIGN", false)
	serve(t, s, &desk{})
	s.SendCommand(slacktest.Member, "C0FOREIGN", "private help")
	s.WaitMessage("C0FOREIGN", "re: private help")
}

// TestLongAnswer: a response_url works five times; what is left comes as ephemeral messages.
func TestLongAnswer(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{answer: func(bot.Command) bot.Message {
		m := long()
		m.Sections = append(m.Sections, m.Sections...)
		return m
	}}
	serve(t, s, d)
	s.SendCommand(slacktest.Member, slacktest.Channel, "private schedule preview")
	pages := render(d.answer(bot.Command{}))
	if len(pages) <= maxResponses {
		t.Fatalf("%d pages are too few for this test", len(pages))
	}
	s.WaitCalls("chat.postEphemeral", len(pages)-maxResponses)
	s.WaitMessage(slacktest.Channel, "A long brief")
	for _, m := range s.Messages(slacktest.Channel) {
		if m.For != slacktest.Member {
			t.Errorf("a page is for %q, want %s", m.For, slacktest.Member)
		}
	}
}

func TestMention(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d)
	e := s.SendMention(slacktest.Member, slacktest.Channel, "who Lind")
	m := s.WaitMessage(slacktest.Channel, "re: who Lind")
	if m.ThreadTS != e.TS || m.For != "" {
		t.Errorf("answer in thread %q for %q, want in %q for all", m.ThreadTS, m.For, e.TS)
	}
	s.SendMention(slacktest.Member, slacktest.Channel, "private status")
	if m := s.WaitMessage(slacktest.Channel, "re: private status"); m.For != slacktest.Member {
		t.Errorf("private answer for %q, want %s", m.For, slacktest.Member)
	}
	// Inside a thread, and with the mention in the middle.
	inThread := s.Event(slacktest.Channel, map[string]any{"type": "app_mention", "user": slacktest.Member,
		"thread_ts": e.TS, "text": "hey <@" + slacktest.BotUser + "|readout> ask what did <@" + slacktest.Admin + "> say"})
	s.Deliver(&inThread)
	if m := s.WaitMessage(slacktest.Channel, "re: hey"); m.ThreadTS != e.TS {
		t.Errorf("answer in thread %q, want %q", m.ThreadTS, e.TS)
	}
	if got, want := d.commands()[2].Text, "hey   ask what did @"+slacktest.Admin+" say"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

func TestDirectMessage(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d)
	s.SendDM(slacktest.Member, "private feed list")
	m := s.WaitMessage(s.DM(slacktest.Member), "re: private feed list")
	if m.For != "" || m.ThreadTS != "" {
		t.Errorf("answer for %q in thread %q, want an ordinary message", m.For, m.ThreadTS)
	}
	if from := d.commands()[0].From; from != (bot.Channel{Platform: "slack", Workspace: slacktest.Team, ID: s.DM(slacktest.Member)}) {
		t.Errorf("from %v", from)
	}
}

// TestNotForUs: our own messages, other bots, edits and channel talk are acknowledged and
// left alone.
func TestNotForUs(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d)
	for _, event := range []map[string]any{
		{"type": "message", "channel_type": "im", "user": slacktest.BotUser, "text": "re: me"},
		{"type": "message", "channel_type": "im", "bot_id": "B0OTHER", "text": "beep"},
		{"type": "message", "channel_type": "im", "user": slacktest.Member, "bot_id": "B0OTHER", "text": "beep"},
		{"type": "message", "channel_type": "im", "subtype": "message_changed", "message": map[string]any{"user": slacktest.Member, "text": "edited"}},
		{"type": "message", "channel_type": "im", "user": "USLACKBOT", "text": "a reminder"},
		{"type": "message", "channel_type": "channel", "user": slacktest.Member, "text": "small talk"},
		{"type": "app_mention", "user": "U0OTHERBOT", "bot_id": "B0OTHER", "text": "<@" + slacktest.BotUser + "> hello"},
		{"type": "reaction_added", "user": slacktest.Member, "reaction": "eyes"},
		{"type": "never_heard_of"}, // slack-go cannot decode it, and acknowledges nothing
		{"type": "message", "channel_type": "im", "user": slacktest.Member, "text": map[string]any{"not": "a string"}},
	} {
		e := s.Event(s.DM(slacktest.Member), event)
		s.Deliver(&e)
	}
	s.SendDM(slacktest.Member, "the last")
	s.WaitMessage(s.DM(slacktest.Member), "re: the last")
	if got := d.commands(); len(got) != 1 {
		t.Errorf("handled %+v, want the last alone", got)
	}
}

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
			if e.Took > 2900*time.Millisecond {
				t.Errorf("%s acknowledged after %v, Slack waits for 3 s", e.Kind, e.Took)
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

// TestReplyLimited: a reply waits for its turn instead of being lost, and is sent once.
func TestReplyLimited(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Limited("response_url", time.Second), slacktest.Limited("chat.postMessage", time.Second))
	serve(t, s, &desk{})
	s.SendCommand(slacktest.Member, slacktest.Channel, "one")
	s.SendMention(slacktest.Member, slacktest.Channel, "two")
	s.WaitMessage(slacktest.Channel, "re: one")
	s.WaitMessage(slacktest.Channel, "re: two")
	if n := len(s.Messages(slacktest.Channel)); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

// TestReplyUnfit: an answer whose blocks Slack dislikes comes as text.
func TestReplyUnfit(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Refused("response_url", "invalid_blocks"))
	serve(t, s, &desk{})
	s.SendCommand(slacktest.Member, slacktest.Channel, "ask")
	if m := s.WaitMessage(slacktest.Channel, "re: ask"); string(m.Blocks) != "[]" {
		t.Errorf("blocks %s, want none", m.Blocks)
	}
}

// TestReplyLost: an answer is never lost, and nobody but who asked sees it twice: where the
// outcome is unknown, what everybody sees is looked for, or shown to the asker alone where
// the app cannot look.
func TestReplyLost(t *testing.T) {
	const foreign = "C0FOREIGN" // where the app is no member
	type seen struct{ all, asker int }
	for name, c := range map[string]struct {
		channel, text string
		fail          []slacktest.Fault
		want          seen
	}{
		"lost":                      {slacktest.Channel, "who", []slacktest.Fault{slacktest.ReplyLost("response_url")}, seen{all: 1}},
		"never there":               {slacktest.Channel, "who", []slacktest.Fault{slacktest.Dropped("response_url")}, seen{all: 1}},
		"never there, twice":        {slacktest.Channel, "who", []slacktest.Fault{slacktest.Dropped("response_url"), slacktest.Broken("response_url")}, seen{all: 1}},
		"broken":                    {slacktest.Channel, "who", []slacktest.Fault{slacktest.Broken("response_url")}, seen{all: 1}},
		"lost where nobody looks":   {foreign, "who", []slacktest.Fault{slacktest.ReplyLost("response_url")}, seen{all: 1, asker: 1}},
		"never there, nobody looks": {foreign, "who", []slacktest.Fault{slacktest.Dropped("response_url")}, seen{asker: 1}},
		"private":                   {slacktest.Channel, "private", []slacktest.Fault{slacktest.Dropped("response_url")}, seen{asker: 1}},
		"private and lost":          {slacktest.Channel, "private", []slacktest.Fault{slacktest.ReplyLost("response_url")}, seen{asker: 2}},
		"lost and no history":       {slacktest.Channel, "who", []slacktest.Fault{slacktest.ReplyLost("response_url"), slacktest.Broken("conversations.history")}, seen{all: 1, asker: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := slacktest.New(t)
			s.AddChannel(foreign, false)
			s.Fail(c.fail...)
			d := &desk{}
			serve(t, s, d)
			s.SendCommand(slacktest.Member, c.channel, c.text)
			s.WaitCalls("response_url", 1)
			for len(d.done()) == 0 {
				time.Sleep(time.Millisecond)
			}
			var got seen
			for _, m := range s.Messages(c.channel) {
				if m.For == "" {
					got.all++
				} else if m.For == slacktest.Member {
					got.asker++
				}
			}
			if got != c.want || d.done()[0] != nil {
				t.Errorf("answers %+v, error %v, want %+v", got, d.done()[0], c.want)
			}
		})
	}
}

// TestReplyNeverHeard: a response_url is used as often as it works, and not beyond.
func TestReplyNeverHeard(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Dropped("response_url"))
	c := newClient(t, s)
	back := callback{client: c, url: strings.TrimSuffix(s.URL(), "api/") + "response/1", left: 1}
	err := back.respond(t.Context(), c.only, &thread{channel: slacktest.Channel, key: "k"}, page{Text: "x"}, 0, true)
	if err == nil || back.left != 0 || s.Calls("response_url") != 1 {
		t.Errorf("error %v, %d uses left after %d calls", err, back.left, s.Calls("response_url"))
	}
	if err != nil && strings.Contains(err.Error(), "response/1") {
		t.Errorf("error %q holds the address", err)
	}
}

// TestForeignResponseURL: a response_url that is not Slack's is never called.
func TestForeignResponseURL(t *testing.T) {
	c := newClient(t, slacktest.New(t))
	for u, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/2/3":     true,
		"https://hooks.slack-gov.com/commands/T1/2/3": true,
		"http://hooks.slack.com/commands/T1":          false,
		"https://hooks.slack.com.evil.example/":       false,
		"https://evilslack.com/":                      false,
		"http://169.254.169.254/latest/meta-data":     false,
		"":   false,
		"::": false,
	} {
		if got := c.mayCall(u); got != want {
			t.Errorf("mayCall(%q) = %v, want %v", u, got, want)
		}
	}
}

// TestOutageOfProfiles: without profiles everybody is a reader, and answers still come.
func TestOutageOfProfiles(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Broken("users.info"))
	d := &desk{}
	serve(t, s, d)
	s.SendCommand(slacktest.Admin, slacktest.Channel, "first")
	s.WaitMessage(slacktest.Channel, "re: first")
	s.SendCommand(slacktest.Admin, slacktest.Channel, "second")
	s.WaitMessage(slacktest.Channel, "re: second")
	s.SendCommand(slacktest.Admin, slacktest.Channel, "third")
	s.WaitMessage(slacktest.Channel, "re: third")
	var roles []bot.Role
	for _, c := range d.commands() {
		roles = append(roles, c.Role)
	}
	if diff := cmp.Diff([]bot.Role{bot.Reader, bot.Admin, bot.Admin}, roles); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	if n := s.Calls("users.info"); n != 2 {
		t.Errorf("users.info called %d times, want 2: once in vain, once to remember", n)
	}
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

// TestOtherWorkspace: requests for another installation of the app are not answered from
// this one's tenant, and those for this one are, whoever's workspace the channel is shared
// with. What is delivered for a whole organisation is not served.
func TestOtherWorkspace(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d)
	swap := func(e slacktest.Envelope, old, new string) slacktest.Envelope {
		e.Payload = []byte(strings.ReplaceAll(string(e.Payload), old, new))
		return e
	}
	team := `"team_id":"` + slacktest.Team + `"`
	foreign := []slacktest.Envelope{
		swap(s.Command(slacktest.Member, slacktest.Channel, "foreign command"), team, `"team_id":"T0OTHER"`),
		swap(s.Mention(slacktest.Member, slacktest.Channel, "foreign mention"), team, `"team_id":"T0OTHER"`),
	}
	for i := range foreign {
		s.Deliver(&foreign[i])
	}
	shared := s.Mention(slacktest.Member, slacktest.Channel, "shared")
	shared.Payload = []byte(strings.Replace(string(shared.Payload), team+`,"token"`, `"team_id":"T0OTHER","token"`, 1))
	s.Deliver(&shared)
	s.WaitMessage(slacktest.Channel, "re: shared")
	org := swap(s.Command(slacktest.Member, slacktest.Channel, "org"), team, `"team_id":"T0BRANCH"`)
	org = swap(org, `"is_enterprise_install":"false"`, `"is_enterprise_install":"true"`)
	s.Deliver(&org)
	s.SendMention(slacktest.Member, slacktest.Channel, "last")
	s.WaitMessage(slacktest.Channel, "re: last")
	var from []string
	for _, c := range d.commands() {
		from = append(from, c.From.Workspace+" "+c.Text)
	}
	if diff := cmp.Diff([]string{slacktest.Team + " shared", slacktest.Team + " last"}, from); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// TestEveryoneEdits: "everyone" makes editors of members, not of guests, and admins stay admins.
func TestEveryoneEdits(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{}
	serve(t, s, d, func(o *Options) { o.Editors = []string{"everyone"} })
	roles := map[string]bot.Role{}
	for _, who := range []string{slacktest.Member, slacktest.Guest, slacktest.Admin} {
		s.SendCommand(who, slacktest.Channel, "from "+who)
		s.WaitMessage(slacktest.Channel, "re: from "+who)
	}
	for _, c := range d.commands() {
		roles[c.User] = c.Role
	}
	want := map[string]bot.Role{slacktest.Member: bot.Editor, slacktest.Guest: bot.Reader, slacktest.Admin: bot.Admin}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
}
