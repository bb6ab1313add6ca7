package bot_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// TestMonthMessages gives each question of the month and each look-up: every answer is
// within the limits of the contract, and so is every answer that a control of it leads to.
func TestMonthMessages(t *testing.T) {
	b := month(t, monthArticles(t)).At(time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC))
	here := bot.Channel{Platform: "console", ID: "terminal"}
	said, questions := map[string]bool{}, 0
	var say func(text string, deeper int)
	say = func(text string, deeper int) {
		if said[text] {
			return
		}
		said[text] = true
		c := bot.Command{From: here, User: "U1", Role: bot.Admin, Text: text}
		var m bot.Message
		if f, err := b.Form(t.Context(), c); err == nil {
			bot.CheckForm(t, f)
		}
		answer(t, b, c, &m)
		bot.CheckMessage(t, m)
		if strings.HasPrefix(m.Lead, "Something went wrong") {
			t.Errorf("%q: %s", text, m.Lead)
		}
		if deeper == 0 {
			return
		}
		for _, x := range m.Controls {
			if x.Command != "" && !strings.HasPrefix(x.Command, "undo") {
				say(x.Command, deeper-1)
			}
		}
		for _, s := range m.Sections {
			for _, l := range s.Lines[:min(2, len(s.Lines))] {
				for _, x := range l.Controls {
					say(x.Command, 0)
				}
			}
		}
	}
	for _, q := range goldLines(t, "questions.txt") {
		if questions++; questions%4 == 0 {
			say(q[1], 1)
		}
	}
	for _, text := range []string{"meetings", "decisions", "decisions all", "stories", "home", "rules", "weights", "follow list", "status", "help", "audit", "feed list"} {
		say(text, 2)
	}
	if len(said) < 60 {
		t.Errorf("only %d commands were said: the test shows nothing", len(said))
	}
}

// TestPages: pages of an answer hold each line once, in order, and the last has no next.
func TestPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		for i := range 95 {
			url := fmt.Sprintf("https://feeds.example/%02d", i)
			if _, err := r.store.AddFeed(t.Context(), r.here.Tenant(), bot.Feed{URL: url, Title: fmt.Sprint("Feed ", i)}); err != nil {
				t.Fatal(err)
			}
		}
		text, seen, pages := "feed list", []string(nil), 0
		for text != "" {
			m := r.tell(t, bot.Command{From: r.here, Text: text})
			text = ""
			pages++
			for _, l := range m.Sections[0].Lines {
				seen = append(seen, l.Text)
			}
			for _, c := range m.Controls {
				if c.Label == "Next page" {
					text = c.Command
				}
			}
		}
		if pages != 3 || len(seen) != 95 || seen[0] != "https://feeds.example/00" || seen[94] != "https://feeds.example/94" {
			t.Errorf("%d lines on %d pages, from %s to %s", len(seen), pages, seen[0], seen[len(seen)-1])
		}
		if got := r.say(t, bot.Reader, "feed list page 9"); !strings.Contains(got, "There is no page 9.") {
			t.Errorf("beyond the last: %s", got)
		}
	})
}

// matters are articles that have nothing in common.
var matters = []string{
	"Norway is considering whether to buy six frigates. The ships would cost billions.",
	"The Bergen council opened a library for children. Books were borrowed at once.",
	"Farmers in Tuscany picked the first olives. Rain had come late this year.",
	"Engineers at Siemens tested a faster tram. It ran without a driver.",
	"The Louvre closed two rooms for repairs. Visitors queued all morning.",
	"A storm cut power across Jutland. Crews worked through the night.",
	"Chess champion Mira Olsen won in Sofia. She drew her last game.",
	"Doctors in Ghent reported fewer cases of measles. Vaccines had reached schools.",
	"Toyota recalled vans over a brake fault. Nobody was hurt.",
	"Divers found a wreck off Malta. It carried amphorae.",
	"The Kenyan parliament must decide whether to tax bottled water. Brewers object.",
	"Wolves returned to the Ardennes. Shepherds asked for fences.",
}

// TestBriefAgain: the control of a brief with more in it than fits leads to the rest, also
// when other articles have come since; the brief calls the role that its schedule names.
func TestBriefAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNewsroom(t)
		sub := n.subscribe(t, "s", "every day at 10:00", "UTC")
		sub.Ping = "R9"
		if err := n.store.Subscribe(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
		n.run(t, november(16, 7, 0))
		for i, text := range matters {
			n.publish(fmt.Sprint("Wire ", i), text)
		}
		n.run(t, november(16, 12, 0))
		n.publish("Late Wire", "The Oslo council is considering whether to sell its trams. Nobody was sure.")
		n.run(t, november(16, 13, 0))
		posts := n.poster.Posts()
		brief := posts[len(posts)-1]
		bot.CheckKept(t, brief.Message)
		if brief.Ping != "R9" {
			t.Errorf("the brief calls %q; want R9", brief.Ping)
		}
		if len(brief.Message.Controls) == 0 || brief.Message.Controls[0].Label != "Next page" {
			t.Fatalf("controls %+v", brief.Message.Controls)
		}
		rest := n.say(t, bot.Reader, brief.Message.Controls[0].Command)
		first := strings.Join(quotes(brief.Message), "\n")
		missing := 0
		for _, text := range matters {
			if sentence, _, _ := strings.Cut(text, "."); !strings.Contains(first+rest, sentence) {
				missing++
			}
		}
		if missing > 0 || strings.Contains(rest, "Oslo") || !strings.Contains(rest, "Page 2.") {
			t.Errorf("%d matters are on no page:\n%s", missing, rest)
		}
	})
}

func quotes(m bot.Message) (all []string) {
	for _, s := range m.Sections {
		for _, l := range s.Lines {
			all = append(all, l.Quote)
		}
	}
	return all
}

// answer says c.
func answer(t *testing.T, b *bot.Bot, c bot.Command, m *bot.Message) {
	t.Helper()
	if err := b.Handle(t.Context(), c, keep(m)); err != nil {
		t.Fatalf("%q: %v", c.Text, err)
	}
}

func keep(m *bot.Message) func(context.Context, bot.Message) error {
	return func(_ context.Context, got bot.Message) error { *m = got; return nil }
}

// TestIDsFarBack: an id is found however many articles have come since, with its history.
func TestIDsFarBack(t *testing.T) {
	start := time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC)
	articles := []digest.Article{
		{URL: "https://news.example/first", Title: "First", Source: "Nordic Wire", Published: start,
			Text: "Foreign Minister Maria Lindqvist will meet her counterpart Tomas Berg in Oslo on 24 May 2026. They will discuss the strait treaty."},
	}
	for i := range 700 {
		articles = append(articles, digest.Article{URL: fmt.Sprintf("https://news.example/%d", i), Title: fmt.Sprint("Council ", i), Source: "Town News", Published: start.Add(time.Duration(i+1) * time.Hour),
			Text: "The council is considering whether to close a bridge."})
	}
	b := month(t, articles).At(start.AddDate(0, 2, 0))
	c := bot.Command{From: bot.Channel{Platform: "console", ID: "terminal"}, Role: bot.Admin, Text: "meetings"}
	var m bot.Message
	answer(t, b, c, &m)
	if len(m.Sections) == 0 || m.Sections[0].Lines[0].Subject == "" {
		t.Fatalf("no meeting: %+v", m)
	}
	c.Text = "why " + m.Sections[0].Lines[0].Subject
	answer(t, b, c, &m)
	if !strings.Contains(m.Title, "Lindqvist") {
		t.Errorf("%q: got %q, %q", c.Text, m.Title, m.Lead)
	}
}
