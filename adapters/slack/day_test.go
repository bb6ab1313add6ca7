package slack

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// A day is a channel in which Readout itself answers and posts, over the wire.
type day struct {
	*testing.T
	s      *slacktest.Server
	bot    *bot.Bot
	store  *bottest.Store
	source *bottest.Source
	n      int // articles so far
	items  []bot.Item
}

const dayFeed = "https://courier.example/feed.xml"

func newDay(t *testing.T) *day {
	d := &day{T: t, s: slacktest.New(t), store: bottest.NewStore(), source: &bottest.Source{}}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	late := &latePoster{}
	d.bot = bot.New(bot.Options{Source: d.source, Store: d.store, Poster: bot.Mux{"slack": late}, Log: log,
		CalendarLink: func(c bot.Channel) string { return "https://readout.example/calendar/" + c.ID + ".ics" }})
	late.Client = newClient(t, d.s, func(o *Options) {
		o.AppToken, o.Handler, o.Sockets, o.Talks, o.Log = slacktest.AppToken, d.bot, 1, d.store, log
	})
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		for _, m := range d.s.Messages(slacktest.Channel) {
			t.Logf("%s in %q for %q:\n%s\n%q", m.TS, m.ThreadTS, m.For, m.Shown(), m.Labels())
		}
	})
	run(t, late.Client)
	t.Cleanup(func() {
		if r := d.s.Refused(); len(r) > 0 {
			t.Errorf("slack refused %q", r)
		}
	})
	return d
}

// A latePoster is the client, which is made after the bot that it posts for.
type latePoster struct{ *Client }

// publish puts an article into the feed; what it says is read when the feed is polled.
func (d *day) publish(text string) {
	d.n++
	title, _, _ := strings.Cut(text, ".")
	a := bot.Entry{}.Article // adapters, and their tests, know digests by way of the bot alone
	a.URL, a.Title, a.Source, a.Published, a.Text = fmt.Sprintf("https://courier.example/%d", d.n), title, "Courier", time.Now(), text
	d.source.SetPage(a.URL, a, nil)
	d.items = append(d.items, bot.Item{Feed: dayFeed, GUID: a.URL, URL: a.URL, Title: title, Source: "Courier", Published: a.Published})
	d.source.SetFeed(dayFeed, bot.Polled{Title: "Courier", Items: d.items, Validators: bot.Validators{ETag: fmt.Sprint(d.n)}}, nil)
}

func (d *day) poll() {
	d.Helper()
	if err := d.bot.Poll(d.Context(), dayFeed); err != nil {
		d.Fatal(err)
	}
}

// shows waits for a message with text and demands that it shows all of want.
func (d *day) shows(channel, text string, want ...string) slacktest.Message {
	d.Helper()
	m := d.s.WaitMessage(channel, text)
	for _, w := range want {
		if !strings.Contains(m.Shown(), w) {
			d.Errorf("%q is not in\n%s", w, m.Shown())
		}
	}
	return m
}

// TestDay is a day with Readout in a channel, from the set-up to a correction, with the bot
// itself behind the wire.
func TestDay(t *testing.T) {
	d := newDay(t)
	meets := time.Now().AddDate(0, 0, 9)
	d.publish("The harbour council has not decided whether to close the old quay.")
	sub := d.setUp()
	d.poll() // the first is silent
	brief := d.briefed(sub, meets)
	d.pressed(brief)
	right := meets.AddDate(0, 0, 1)
	d.putRight(brief, right)
	d.edited(sub, brief, right)
	d.audited()
	d.asked()
}

// setUp has an editor set the channel up without typing a command line.
func (d *day) setUp() bot.Subscription {
	s := d.s
	s.SendCommand(slacktest.Member, slacktest.Channel, "setup")
	if m := d.shows(slacktest.Channel, "is for editors"); m.For != slacktest.Member {
		d.Errorf("the refusal is for %q, want %s alone", m.For, slacktest.Member)
	}
	s.SendCommand(slacktest.Admin, slacktest.Channel, "setup")
	v := s.WaitView("Set up briefs")
	if !strings.Contains(v.Shown(), "The next briefs: ") || !strings.Contains(v.Shown(), "America/New_York") {
		d.Errorf("the form shows neither the next briefs nor the zone of the profile:\n%s", v.Shown())
	}
	if got := s.Suggestions(slacktest.Admin, v, "feeds", dayFeed); !slices.Contains(got, dayFeed) {
		d.Errorf("feeds suggested: %q", got)
	}
	s.FillIn(slacktest.Admin, v, "feeds", dayFeed)
	s.FillIn(slacktest.Admin, v, "cron", "30 7 * * *")
	s.WaitView("7:30")
	s.FillIn(slacktest.Admin, v, "cron", "when it suits")
	if wrong := s.Submit(slacktest.Admin, v); wrong["cron"] == "" {
		d.Errorf("no problem with a schedule that is none: %q", wrong)
	}
	s.FillIn(slacktest.Admin, v, "cron", "30 7 * * *")
	if wrong := s.Submit(slacktest.Admin, v); len(wrong) > 0 {
		d.Fatalf("problems %q", wrong)
	}
	d.shows(slacktest.Channel, "Scheduled", "30 7 * * *", "America/New_York")
	subs, err := d.store.Subscriptions(d.Context(), news.Tenant())
	if err != nil || len(subs) != 1 {
		d.Fatalf("subscriptions %+v, error %v", subs, err)
	}
	return subs[0]
}

// briefed has a brief come: the essentials in the channel, the rest in its thread.
func (d *day) briefed(sub bot.Subscription, meets time.Time) slacktest.Message {
	d.publish("Foreign Minister Maria Lindqvist will meet her counterpart Tomas Berg in Oslo on " + meets.Format("Monday, 2 January 2006") +
		". They will discuss the strait treaty. Lindqvist said that the treaty was close. The Storting has not yet decided whether to ratify the treaty.")
	d.poll()
	if err := d.bot.Deliver(d.Context(), bot.Slot{Subscription: sub.ID, Due: time.Now().Add(time.Second).Truncate(time.Second)}); err != nil {
		d.Fatal(err)
	}
	brief := d.shows(slacktest.Channel, "Meetings ahead", "Lindqvist", "Berg", "Oslo", "will meet her counterpart", "Courier", "1 article")
	if brief.ThreadTS != "" || brief.For != "" || strings.Contains(brief.Shown(), "Who acted") {
		d.Errorf("the brief stands in thread %q for %q:\n%s", brief.ThreadTS, brief.For, brief.Shown())
	}
	if rest := d.shows(slacktest.Channel, "Who acted", "Lindqvist"); rest.ThreadTS != brief.TS {
		d.Errorf("the rest stands in thread %q, want %q", rest.ThreadTS, brief.TS)
	}
	for _, label := range []string{"Details", "Follow", "👍", "👎", "Wrong", "Add to calendar", "Set up"} {
		if !slices.Contains(brief.Labels(), label) {
			d.Errorf("nothing to press is called %q: %q", label, brief.Labels())
		}
	}
	if first, _, _ := strings.Cut(brief.Text, "\n"); first == "" || strings.ContainsAny(brief.Text, "<>*") {
		d.Errorf("the notification says %q", brief.Text)
	}
	return brief
}

// pressed does what can be done with a line: details, following, rating.
func (d *day) pressed(brief slacktest.Message) {
	s := d.s
	s.Press(slacktest.Guest, brief, "Details")
	if m := d.shows(slacktest.Channel, "The articles that tell it", "will meet her counterpart"); m.For != slacktest.Guest {
		d.Errorf("details are for %q, want %s alone", m.For, slacktest.Guest)
	}
	s.Press(slacktest.Member, brief, "Follow")
	d.shows(slacktest.Channel, "ollow")
	s.Press(slacktest.Member, brief, "👍")
}

// putRight has an editor, and no reader, correct a day.
func (d *day) putRight(brief slacktest.Message, right time.Time) {
	s := d.s
	s.Press(slacktest.Guest, brief, "Wrong") // opens no form for a reader
	d.shows(slacktest.Channel, "“wrong” is for editors")
	s.Press(slacktest.Admin, brief, "Wrong")
	v := s.WaitView("wrong")
	s.FillIn(slacktest.Admin, v, "because", "date")
	s.FillIn(slacktest.Admin, v, "day", "the day after")
	if wrong := s.Submit(slacktest.Admin, v); wrong["day"] == "" {
		d.Errorf("no problem with a day that is none: %q", wrong)
	}
	s.FillIn(slacktest.Admin, v, "day", right.Format(time.DateOnly))
	if wrong := s.Submit(slacktest.Admin, v); len(wrong) > 0 {
		d.Fatalf("problems %q", wrong)
	}
	d.shows(slacktest.Channel, "From now on, everywhere here")
}

// edited sees the brief edited in place, and its thread say so.
func (d *day) edited(sub bot.Subscription, brief slacktest.Message, right time.Time) {
	s := d.s
	before := len(s.Messages(slacktest.Channel))
	if err := d.bot.Amend(d.Context(), sub.ID); err != nil {
		d.Fatal(err)
	}
	note := d.shows(slacktest.Channel, "changed since it was posted", "Lindqvist")
	if note.ThreadTS != brief.TS {
		d.Errorf("the note stands in thread %q, want %q", note.ThreadTS, brief.TS)
	}
	all := s.Messages(slacktest.Channel)
	i := slices.IndexFunc(all, func(m slacktest.Message) bool { return m.TS == brief.TS })
	if all[i].Edits == 0 || !strings.Contains(all[i].Shown(), "put right here") || !strings.Contains(all[i].Shown(), right.Format("2 Jan")) {
		d.Errorf("%d edits, the brief now says\n%s", all[i].Edits, all[i].Shown())
	}
	if len(all) != before+1 {
		d.Errorf("%d messages more, want the note alone", len(all)-before)
	}
}

// audited sees what was changed in the audit list, which is for admins.
func (d *day) audited() {
	s := d.s
	s.SendCommand(slacktest.Admin, slacktest.Channel, "audit")
	if m := d.shows(slacktest.Channel, "Who changed what", "schedule add", "feed add", "wrong", "by "+slacktest.Admin, "by "+slacktest.Member); m.For != slacktest.Admin {
		d.Errorf("the audit list is for %q, want %s alone", m.For, slacktest.Admin)
	}
	s.SendCommand(slacktest.Guest, slacktest.Channel, "audit")
	d.shows(slacktest.Channel, "“audit” is for admins")
}

// asked looks at the Home tab, pastes a link, uses the shortcut, asks and follows up.
func (d *day) asked() {
	s := d.s
	s.OpenHome(slacktest.Admin)
	home := s.WaitView("Next meetings").Shown()
	for _, want := range []string{"30 7 * * *", "Lindqvist", "Open decisions", "Storting", "1 feed"} {
		if !strings.Contains(home, want) {
			d.Errorf("%q is not at home:\n%s", want, home)
		}
	}
	d.publish("Chancellor Viktor Hale will visit the yard at Narvik next week.") // in no feed that was polled
	e := s.SendMention(slacktest.Guest, slacktest.Channel, "<https://courier.example/3>")
	if m := d.shows(slacktest.Channel, "Viktor Hale", "Chancellor"); m.ThreadTS != e.TS || m.For != "" {
		d.Errorf("what the link says stands in thread %q for %q, want %q for all", m.ThreadTS, m.For, e.TS)
	}
	e = s.Shortcut(slacktest.Member, slacktest.Channel, "read_this", "see <https://courier.example/1|this>")
	if m := d.shows(slacktest.Channel, "whether to close the old quay"); m.ThreadTS != e.TS {
		d.Errorf("what the shortcut says stands in thread %q, want %q", m.ThreadTS, e.TS)
	}
	e = s.SendMention(slacktest.Member, slacktest.Channel, "who Lindqvist")
	d.shows(slacktest.Channel, "Foreign Minister", "Lindqvist")
	write(d.T, s, slacktest.Member, e.TS, "and Berg?")
	if m := d.shows(slacktest.Channel, "Often with Maria Lindqvist", "Tomas Berg"); m.ThreadTS != e.TS {
		d.Errorf("the follow-up is answered in thread %q, want %q", m.ThreadTS, e.TS)
	}
}

// TestChannelGone: a channel that is archived, or that the app was removed from, pauses its
// schedule, whoever made it is told alone, and the next channel gets its brief.
func TestChannelGone(t *testing.T) {
	for name, spoil := range map[string]func(*slacktest.Server){
		"archived": func(s *slacktest.Server) { s.Archive(slacktest.Channel) },
		"removed":  func(s *slacktest.Server) { s.AddChannel(slacktest.Channel, false) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDay(t)
			other := news
			other.ID = slacktest.OtherChannel
			for id, at := range map[string]bot.Channel{"gone": news, "fine": other} {
				err := d.store.Subscribe(t.Context(), bot.Subscription{ID: id, Channel: at, Spec: "every day at 9:00", Zone: "UTC", Creator: slacktest.Member, Created: time.Now()})
				if err != nil {
					t.Fatal(err)
				}
			}
			spoil(d.s)
			for _, id := range []string{"gone", "fine"} {
				if err := d.bot.Deliver(t.Context(), bot.Slot{Subscription: id, Due: time.Now().Truncate(time.Second)}); err != nil {
					t.Fatal(err)
				}
			}
			gone, err := d.store.Subscription(t.Context(), "gone")
			if err != nil || gone.Paused == "" {
				t.Errorf("paused %q, error %v; want it paused", gone.Paused, err)
			}
			if fine, err := d.store.Subscription(t.Context(), "fine"); err != nil || fine.Paused != "" {
				t.Errorf("the other is paused %q, error %v", fine.Paused, err)
			}
			d.shows(slacktest.OtherChannel, "feed")
			d.shows(d.s.DM(slacktest.Member), "aused")
			d.s.SendDM(slacktest.Admin, "status")
			d.shows(d.s.DM(slacktest.Admin), "Status", "paused")
		})
	}
}
