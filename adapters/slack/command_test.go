package slack

import (
	"context"
	"strings"
	"sync"
	"testing"

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
