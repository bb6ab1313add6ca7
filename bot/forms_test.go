package bot_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
)

// known returns a rig whose library is that of testdata/library.txtar, on a Wednesday.
func known(t *testing.T) *rig {
	r := newRig(t)
	until(wednesday)
	r.follow(t, feedURL, "All the news", library(t)...)
	r.poll(t, feedURL)
	return r
}

// TestFormsOfCommands: each command that needs a value has a form that platforms can show, and
// what it says when submitted is the command with the values.
func TestFormsOfCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := known(t)
		for _, u := range slices.Concat(bot.Catalogue(), bot.Pressed()) {
			text := u.Name
			if u.Name == "wrong" {
				text = "wrong " + idOf(t, r, "meetings")
			}
			f, err := r.Form(t.Context(), bot.Command{From: r.here, Role: bot.Admin, Text: text, Zone: "Europe/Berlin"})
			if u.Name != "setup" && !slices.ContainsFunc(u.Options, func(o bot.Option) bool { return o.Required }) {
				if !errors.Is(err, bot.ErrNotFound) {
					t.Errorf("%s needs nothing, but its form: %v", u.Name, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", u.Name, err)
				continue
			}
			bot.CheckForm(t, f)
			if u.Role > bot.Reader {
				if _, err := r.Form(t.Context(), bot.Command{From: r.here, Text: text}); !errors.Is(err, bot.ErrNotFound) {
					t.Errorf("%s opens for a reader: %v", u.Name, err)
				}
			}
		}
	})
}

// idOf returns the short name of the first meeting or decision in an answer.
func idOf(t *testing.T, r *rig, text string) string {
	t.Helper()
	for _, s := range r.tell(t, bot.Command{From: r.here, Text: text}).Sections {
		for _, l := range s.Lines {
			if l.Subject != "" {
				return l.Subject
			}
		}
	}
	t.Fatalf("%q: nothing with an id", text)
	return ""
}

// TestSetupForm: what is chosen is echoed as the next three runs, what is wrong as a
// problem of its field, and submitting makes the schedule and follows the feeds.
func TestSetupForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.serve("https://new.example/rss", "New Wire")
		ask := bot.Command{From: r.here, User: "U1", Role: bot.Editor, Text: "setup", Zone: "America/New_York"}
		shown := func() (s string) {
			f, err := r.Form(t.Context(), ask)
			if err != nil {
				t.Fatal(err)
			}
			bot.CheckForm(t, f)
			for _, x := range f.Fields {
				if x.Problem != "" {
					s += fmt.Sprintf("%s: %s\n", x.Name, x.Problem)
				}
			}
			return s + f.Note
		}
		for _, test := range []struct {
			values map[string]string
			want   string
		}{
			{nil, "The next briefs: Wed 18 Nov 09:00, Thu 19 Nov 09:00 and Fri 20 Nov 09:00 (in the time of America/New_York)."},
			{map[string]string{"zone": "Europe/Berlin"}, "The next briefs: Thu 19 Nov 09:00, Fri 20 Nov 09:00 and Mon 23 Nov 09:00 (in the time of Europe/Berlin)."},
			{map[string]string{"cron": "0 7 1 * *"}, "The next briefs: Tue 1 Dec 07:00, Fri 1 Jan 07:00 and Mon 1 Feb 07:00 (in the time of Europe/Berlin)."},
			{map[string]string{"cron": "", "zone": "Mars"}, "zone: There is no time zone “Mars”"},
			{map[string]string{"cron": "now and then"}, "cron: The schedule “now and then” makes no sense to me"},
			{map[string]string{"cron": "every 2 hours", "zone": "UTC", "about": "Ukraine, NATO",
				"feeds": "https://new.example/rss,\n<https://new.example/rss>"}, "The next briefs: Wed 18 Nov 10:00, Wed 18 Nov 12:00 and Wed 18 Nov 14:00 (in UTC)."},
		} {
			ask.Text = bot.Fill(ask.Text, test.values)
			if got := shown(); !strings.HasPrefix(got, test.want) {
				t.Errorf("%s:\ngot  %s\nwant %s", ask.Text, got, test.want)
			}
		}
		m := r.tell(t, ask)
		subs, err := r.store.Subscriptions(t.Context(), r.here.Tenant())
		if err != nil || len(subs) != 1 {
			t.Fatalf("%d schedules after %q, which answered %q: %v", len(subs), ask.Text, m.Lead, err)
		}
		s := subs[0]
		if s.Spec != "every 2 hours" || s.Zone != "UTC" || strings.Join(s.Words, ",") != "Ukraine,NATO" || strings.Join(s.Feeds, ",") != "https://new.example/rss" ||
			!s.Next.Equal(wednesday.Add(time.Hour)) {
			t.Errorf("stored: %+v", s)
		}
		feeds, err := r.store.Feeds(t.Context(), r.here.Tenant())
		if err != nil || len(feeds) != 1 {
			t.Errorf("%d feeds are followed: %v", len(feeds), err)
		}
	})
}

// TestFormSummary: a form as a message says what would be saved, and what is wrong with it.
func TestFormSummary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		for _, test := range []struct {
			values map[string]string
			ready  bool
			want   string
		}{
			{nil, true, "Feeds: All that are followed here\nOnly about (words or names): Everything\nWhen: Every weekday at 9:00\nTime zone: America/New York"},
			{map[string]string{"cron": "every 2 hours", "zone": "Africa/Cairo", "about": "NATO", "feeds": "https://a.example/rss https://b.example/rss"}, true,
				"Feeds: https://a.example/rss, https://b.example/rss\nOnly about (words or names): NATO\nOr in your own words, or as cron: every 2 hours\nTime zone: Africa/Cairo"},
			{map[string]string{"zone": "Mars"}, false, "Feeds: All that are followed here\nOnly about (words or names): Everything\nWhen: Every weekday at 9:00\nTime zone: Mars (There is no time zone “Mars”; write it like Europe/Berlin or UTC)"},
		} {
			f, err := r.Form(t.Context(), bot.Command{From: r.here, Role: bot.Editor, Text: bot.Fill("setup", test.values), Zone: "America/New_York"})
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			m := f.Summary()
			for _, l := range m.Sections[0].Lines {
				lines = append(lines, l.Sentence())
			}
			if got := strings.Join(lines, "\n"); got != test.want || f.Ready() != test.ready || m.Lead != f.Note || m.Title != f.Title {
				t.Errorf("%v: got, ready: %t\n%s\nwant, ready: %t\n%s", test.values, f.Ready(), got, test.ready, test.want)
			}
		}
	})
}

// TestMenuName: a menu is named by what choosing from it does, and with what.
func TestMenuName(t *testing.T) {
	for _, test := range []struct {
		labels []string
		kinds  []bot.SectionKind
		want   string
	}{
		{[]string{"Details"}, []bot.SectionKind{bot.OfMeetings, bot.OfMeetings, bot.OfDecisions}, "Details of a meeting or a decision"},
		{[]string{"Details"}, []bot.SectionKind{""}, "Details"},
		{[]string{"Preview", "Details"}, []bot.SectionKind{"", bot.OfMeetings}, "Preview / Details"},
		{[]string{"Undo"}, []bot.SectionKind{bot.OfChanges}, "Undo"},
		{nil, nil, ""},
	} {
		if got := bot.MenuName(test.labels, test.kinds); got != test.want {
			t.Errorf("menu of %v over %v is called %q; want %q", test.labels, test.kinds, got, test.want)
		}
	}
}

// TestScheduledElsewhere: who sets another channel up reads nothing of this one.
func TestScheduledElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		m := r.tell(t, bot.Command{From: r.here, User: "U1", Role: bot.Editor, Text: "setup every day at 9:00 in UTC", Elsewhere: true})
		if !strings.Contains(m.Lead, "the channel you chose") || len(m.Controls) > 0 || !strings.Contains(m.Footer, "say there") {
			t.Errorf("got %+v", m)
		}
	})
}

// TestSuggest: what is typed is completed from what is there, ids with the words beside.
func TestSuggest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := known(t)
		r.subscribe(t, "morning", "every day at 9:00", "UTC")
		for _, test := range []struct {
			what  bot.Suggestion
			typed string
			want  string // the labels
		}{
			{bot.SuggestActors, "lind", "Maria Lindqvist|Anna Lindqvist"},
			{bot.SuggestFeeds, "all the", "All the news: " + feedURL},
			{bot.SuggestFeeds, "zzz", ""},
			{bot.SuggestSchedules, "", "morning: every day at 9:00"},
			{bot.SuggestMeetings, "oslo berg", ""},
			{bot.SuggestMeetings, "berg", "Fri 20 Nov: Berg and Lindqvist"},
			{bot.SuggestDecisions, "quota", "Tomas Berg: whether to accept the fishing quota"},
			{bot.SuggestItems, "quota", "Tomas Berg: whether to accept the fishing quota"},
			{bot.Suggestion("nonsense"), "x", ""},
		} {
			var labels []string
			for _, c := range r.Suggest(t.Context(), r.here, test.what, test.typed, 25) {
				labels = append(labels, c.Label)
			}
			if got := strings.Join(labels, "|"); got != test.want {
				t.Errorf("%s, %q: got %s; want %s", test.what, test.typed, got, test.want)
			}
		}
		if n := len(r.Suggest(t.Context(), r.here, bot.SuggestActors, "", 3)); n != 3 {
			t.Errorf("%d suggestions; want 3", n)
		}
	})
}
