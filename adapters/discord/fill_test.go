package discord

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/discord/discordtest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// A guide is a server with a whole bot in it, and a person who sets a channel up.
type guide struct {
	t     *testing.T
	s     *discordtest.Server
	store *bottest.Store
	c     *Client
	stop  func() error
	by    discordtest.Person
	first string // the interaction that opened the form
}

const wire = "https://wire.example/rss"

func newGuide(t *testing.T) *guide {
	t.Helper()
	g := &guide{t: t, s: discordtest.New(t), store: bottest.NewStore(), by: discordtest.Boris}
	g.s.SetRole(discordtest.Guild, permissions())
	if _, err := g.store.AddFeed(t.Context(), channel.Tenant(), bot.Feed{URL: wire, Title: "The Wire"}); err != nil {
		t.Fatal(err)
	}
	g.start()
	return g
}

// start starts the bot, once more after stop.
func (g *guide) start() {
	source := &bottest.Source{}
	source.SetFeed("https://new.example/rss", bot.Polled{Title: "New"}, nil)
	b := bot.New(bot.Options{Store: g.store, Source: source, Poster: &bottest.Poster{}, Zone: "Europe/Berlin", Log: slog.New(slog.DiscardHandler)})
	g.c, _ = client(g.t, g.s, b)
	g.c.o.Drafts = g.store
	g.stop = run(g.t, g.s, g.c)
}

// end stops the bot, and waits until Discord knows.
func (g *guide) end() {
	g.t.Helper()
	if err := g.stop(); err != nil {
		g.t.Fatal(err)
	}
	g.s.Wait(g.t, "the end", func() bool { return !g.s.Connected() })
}

// open opens the form and returns it.
func (g *guide) open() discordtest.Message {
	g.t.Helper()
	g.first = g.s.SendCommand(g.by, discordtest.Channel, "setup", nil)
	g.s.Wait(g.t, "the form", func() bool { return answered(g.s, g.first) })
	return g.form()
}

// form returns the form as it stands.
func (g *guide) form() discordtest.Message {
	g.t.Helper()
	list := g.s.Answers(g.first)
	if len(list) != 1 || !list[0].Ephemeral() {
		g.t.Fatalf("the form is %+v; want one message, for the asker alone", list)
	}
	return list[0]
}

// shows waits until the form says something.
func (g *guide) shows(want string) discordtest.Message {
	g.t.Helper()
	g.s.Wait(g.t, "a form with "+want, func() bool { return strings.Contains(strings.ReplaceAll(g.form().Text(), "**", ""), want) })
	return g.form()
}

// write fills in the modal that an interaction opened.
func (g *guide) write(interaction, field, value string) {
	g.t.Helper()
	g.s.Wait(g.t, "the modal of "+field, func() bool { _, ok := g.s.Modal(interaction); return ok })
	m, _ := g.s.Modal(interaction)
	if len(m.Components) != 1 || m.Components[0].Component.CustomID != field {
		g.t.Fatalf("the modal is %+v; want one for %s", m, field)
	}
	g.s.Submit(g.by, discordtest.Channel, m, map[string]string{field: value})
}

// saveable reports whether the form can be saved.
func saveable(m discordtest.Message) bool {
	for _, row := range m.Components {
		for _, c := range row.Components {
			if c.Label == "Save" {
				return !c.Disabled
			}
		}
	}
	return false
}

// made returns what was set up.
func (g *guide) made() []bot.Subscription {
	g.t.Helper()
	subs, err := g.store.Subscriptions(g.t.Context(), channel.Tenant())
	if err != nil {
		g.t.Fatal(err)
	}
	return subs
}

// Everything is chosen step by step; each step shows what comes of it.
func TestSetup(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	m := g.open()
	var names []string
	for _, row := range m.Components {
		for _, c := range row.Components {
			names = append(names, c.Placeholder+c.Label)
		}
	}
	if diff := cmp.Diff([]string{"Channel", "Feeds", "When", "Time zone", "Save", "Cancel", "Only about…"}, names); diff != "" {
		t.Errorf("menus and buttons (-want +got):\n%s", diff)
	}
	if text := m.Text(); !strings.Contains(text, "The next briefs: ") || !saveable(m) {
		t.Errorf("the form says %q; want the next runs, and that it can be saved", text)
	}

	g.s.Choose(t, g.by, m, "When", "Every hour")
	m = g.shows("When · Every hour")
	g.write(g.s.Choose(t, g.by, m, "When", "Own words, or cron…"), "cron", "now and then")
	if m = g.shows("makes no sense to me"); saveable(m) {
		t.Error("a schedule that makes no sense can be saved")
	}
	g.write(g.s.Choose(t, g.by, m, "When", "Own words, or cron…"), "cron", "30 7 * * 1-5")
	m = g.shows("30 7 * * 1-5")
	g.write(g.s.Choose(t, g.by, m, "Time zone", "Another zone…"), "zone", "Mars")
	m = g.shows("There is no time zone “Mars”")
	g.s.Choose(t, g.by, m, "Time zone", "America/New York")
	m = g.shows("07:30") // in the time of New York
	g.s.Choose(t, g.by, m, "Feeds", "The Wire")
	m = g.shows(wire)
	g.write(g.s.Choose(t, g.by, m, "Feeds", "The Wire", "Other feeds…"), "feeds", wire+"\nhttps://new.example/rss")
	m = g.shows("new.example")
	g.s.Choose(t, g.by, m, "Feeds") // what was written stays, what is in the menu goes
	m = g.shows("Feeds · https://new.example/rss\n")
	g.write(g.s.Press(t, g.by, m, "Only about…"), "about", "NATO, Iran")
	m = g.shows("NATO, Iran")

	there := g.s.AddPlace(discordtest.Announcement)
	g.s.ChoosePlace(t, g.by, m, "Channel", there, discordtest.ViewAndCommands)
	g.s.Wait(t, "the other channel", func() bool { return g.form().Components[0].Components[0].Defaults[0].ID == there })
	m = g.form()
	g.s.Press(t, g.by, m, "Save")
	g.s.Press(t, g.by, m, "Save") // twice, in haste
	m = g.shows("Scheduled")
	if len(m.Components) != 0 || !strings.Contains(m.Text(), "the channel you chose") {
		t.Errorf("after saving it says %q, with %+v; want no more to press", m.Text(), m.Components)
	}
	g.end()
	if got := g.form().Text(); !strings.Contains(got, "Scheduled") {
		t.Errorf("after the second press it says %q", got)
	}
	subs := g.made()
	if len(subs) != 1 {
		t.Fatalf("%d schedules were made; want 1", len(subs))
	}
	got := subs[0]
	want := bot.Subscription{Channel: in(there), Spec: "30 7 * * 1-5", Zone: "America/New_York", Words: []string{"NATO", "Iran"}, Feeds: []string{"https://new.example/rss"}}
	if diff := cmp.Diff(want, bot.Subscription{Channel: got.Channel, Spec: got.Spec, Zone: got.Zone, Words: got.Words, Feeds: got.Feeds}); diff != "" {
		t.Errorf("schedule (-want +got):\n%s", diff)
	}
}

// What is half filled in outlives the process.
func TestSetupRestart(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	g.s.Choose(t, g.by, g.open(), "When", "Every friday at 16:00")
	m := g.shows("Every friday at 16:00")
	g.end()
	g.start()
	g.s.Choose(t, g.by, m, "Time zone", "Asia/Tokyo")
	m = g.shows("Asia/Tokyo")
	g.s.Press(t, g.by, m, "Save")
	g.shows("Scheduled")
	if subs := g.made(); len(subs) != 1 || subs[0].Spec != "every friday at 16:00" || subs[0].Zone != "Asia/Tokyo" {
		t.Errorf("got schedules %+v", subs)
	}
}

// aged are Drafts that are as old as said.
type aged struct {
	Drafts
	by time.Duration
}

func (a aged) Asked(ctx context.Context, tenant, thread string, since time.Time) (string, error) {
	return a.Drafts.Asked(ctx, tenant, thread, since.Add(a.by))
}

// A form that was left for too long begins anew, and says so.
func TestSetupLost(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	g.s.Choose(t, g.by, g.open(), "When", "Every hour")
	m := g.shows("When · Every hour")
	g.end()
	b := bot.New(bot.Options{Store: g.store, Source: &bottest.Source{}, Poster: &bottest.Poster{}, Log: slog.New(slog.DiscardHandler)})
	late, _ := client(t, g.s, b)
	late.o.Drafts = aged{g.store, 2 * draftAge}
	run(t, g.s, late)
	g.s.Press(t, g.by, m, "Only about…") // which would open a modal
	m = g.shows(bot.FormLost)
	if strings.Contains(m.Text(), "Every hour") || !saveable(m) {
		t.Errorf("the new form says %q", m.Text())
	}
}

// What cannot be saved is said over the form, which stays to be mended.
func TestSetupFails(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	m := g.open()
	g.write(g.s.Choose(t, g.by, m, "Feeds", "Other feeds…"), "feeds", "https://nobody.example/rss")
	m = g.shows("nobody.example")
	g.s.Press(t, g.by, m, "Save")
	g.s.Wait(t, "what is wrong", func() bool { return len(g.form().Embeds) == 3 })
	m = g.form()
	if !saveable(m) || len(g.made()) != 0 {
		t.Fatalf("it says %q; %d schedules", m.Text(), len(g.made()))
	}
	g.write(g.s.Choose(t, g.by, m, "Feeds", "Other feeds…"), "feeds", "")
	m = g.shows("All that are followed here")
	g.s.Press(t, g.by, m, "Save")
	g.shows("Scheduled")
}

func TestSetupCancelled(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	g.s.Press(t, g.by, g.open(), "Cancel")
	g.s.Wait(t, "the end of the form", func() bool { return len(g.s.Answers(g.first)) == 0 })
	if len(g.made()) != 0 {
		t.Error("what was cancelled was saved")
	}
}

// A channel that briefs cannot go to, or that is not the asker's to set up, is told while choosing.
func TestSetupWhere(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	m := g.open()
	bare := g.s.AddChannel()
	g.s.Overwrite(bare, discordtest.Overwrite{ID: discordtest.Guild, Deny: permissions()})
	g.s.ChoosePlace(t, g.by, m, "Channel", bare, discordtest.ViewAndCommands)
	if m = g.shows("lacks View Channels"); saveable(m) {
		t.Error("a channel that the bot does not see can be set up")
	}
	g.s.ChoosePlace(t, g.by, m, "Channel", discordtest.Channel, discordtest.ViewAndCommands)
	g.s.Wait(t, "peace", func() bool { return saveable(g.form()) })
	g.s.ChoosePlace(t, g.by, g.form(), "Channel", g.s.AddChannel(), 0)
	m = g.shows(bot.NotYours)
	if id := m.Components[0].Components[0].Defaults[0].ID; id != discordtest.Channel || !saveable(m) {
		t.Errorf("after a channel of others the form is about %s; want the one before", id)
	}
}

// Who may not set up is told so, with or without a form.
func TestSetupReader(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	m := g.open()
	id := g.s.SendCommand(discordtest.Anna, discordtest.Channel, "setup", nil)
	g.s.Wait(t, "a refusal", func() bool { return answered(g.s, id) && strings.Contains(g.s.Answers(id)[0].Text(), "is for") })
	g.s.Press(t, discordtest.Anna, m, "Save") // who can do that has lost a role since
	g.shows("is for")
	if len(g.made()) != 0 {
		t.Error("a reader has set something up")
	}
}

// By HTTP it is the same.
func TestSetupByHTTP(t *testing.T) {
	t.Parallel()
	g := newGuide(t)
	key, err := publicKey(g.s.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	g.end()
	b := bot.New(bot.Options{Store: g.store, Source: &bottest.Source{}, Poster: &bottest.Poster{}, Log: slog.New(slog.DiscardHandler)})
	c, web := behind(t, g.s, b)
	c.key, c.o.Drafts = key, nil // in memory
	g.s.SetEndpoint(web.URL)
	run(t, g.s, c)
	g.s.Choose(t, g.by, g.open(), "When", "Every hour")
	m := g.shows("When · Every hour")
	g.write(g.s.Press(t, g.by, m, "Only about…"), "about", "Oslo")
	m = g.shows("Oslo")
	g.s.Press(t, g.by, m, "Save")
	g.shows("Scheduled")
	if n := g.s.Calls("/callback"); n != 0 {
		t.Errorf("%d responses went by the callback", n)
	}
}

// What comes back may be of another version of the program, or of nobody's making.
func TestForeignTouches(t *testing.T) {
	for _, id := range []string{"", "v0:", "v0:draft", "v0:draft field", "v0:  setup", "s0:a b c", "v:a b c", "🙂0:a b c"} {
		if got, ok := touched(id); ok {
			t.Errorf("touched(%q) is %+v; want none", id, got)
		}
	}
	for _, u := range bot.Catalogue() {
		for _, o := range u.Options {
			want := touch{idChoose, strings.Repeat("x", draftIDLen), o.Name, u.Name}
			if got, ok := touched(want.id()); !ok || got != want || units(want.id()) > customIDMax {
				t.Errorf("touched(%q) is %+v, %t; want %+v", want.id(), got, ok, want)
			}
		}
	}
}

// In memory, drafts are kept for as long as said, and no more of them than said.
func TestSheets(t *testing.T) {
	w := newDrawer(nil)
	ctx := t.Context()
	first := newDraft(bot.Form{Command: "setup"}, "1")
	if err := w.put(ctx, "x:1", first); err != nil {
		t.Fatal(err)
	}
	if got, err := w.get(ctx, "x:1", first.id); err != nil || got.Command != "setup" || got.Channel != "1" {
		t.Errorf("got %+v, error %v", got, err)
	}
	if _, err := w.get(ctx, "x:2", first.id); err == nil {
		t.Error("another tenant reads the draft")
	}
	for range sheetsMax {
		if err := w.put(ctx, "x:1", newDraft(bot.Form{Command: "setup"}, "1")); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.in.(*sheets).kept); n > sheetsMax {
		t.Errorf("%d drafts are kept; want at most %d", n, sheetsMax)
	}
}
