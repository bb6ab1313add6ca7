package bot_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// TestAnswers gives each command of testdata/answers.txtar to a bot whose library is that
// of testdata/library.txtar, on a Wednesday morning in Berlin.
func TestAnswers(t *testing.T) {
	golden(t, "testdata/answers.txtar", func(t *testing.T, text string) string {
		var out string
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t)
			until(wednesday)
			r.follow(t, "https://feeds.example/all", "All the news", library(t)...)
			r.poll(t, "https://feeds.example/all")
			out = r.say(t, bot.Reader, text)
		})
		return out
	})
}

// TestBriefs posts the brief of each case of testdata/briefs.txtar: names of stories, or
// words such as "failing", that say what the feeds bring.
func TestBriefs(t *testing.T) {
	golden(t, "testdata/briefs.txtar", func(t *testing.T, text string) string {
		var out string
		synctest.Test(t, func(t *testing.T) { out = brief(t, strings.Fields(text)) })
		return out
	})
}

func brief(t *testing.T, words []string) string {
	r := newRig(t)
	until(wednesday.AddDate(0, 0, -3))
	all := library(t)
	r.follow(t, "https://feeds.example/all", "All the news")
	r.follow(t, "https://feeds.example/other", "Other news")
	r.poll(t, "https://feeds.example/all")
	sub := r.subscribe(t, "s", "every day at 10:00", "Europe/Berlin")
	slot := bot.Slot{Subscription: sub.ID, Due: wednesday}
	var settled []string // what editors said of it
	for _, w := range words {
		switch {
		case w == "failing":
			r.source.SetFeed("https://feeds.example/other", bot.Polled{}, bot.ErrTooLarge)
			r.poll(t, "https://feeds.example/other")
		case w == "late":
			slot.Late = true
		case strings.HasPrefix(w, "about:"):
			sub.Words = append(sub.Words, strings.TrimPrefix(w, "about:"))
			if err := r.store.Subscribe(t.Context(), sub); err != nil {
				t.Fatal(err)
			}
		case strings.HasPrefix(w, "only:"):
			sub.Only = bot.Scope(strings.TrimPrefix(w, "only:"))
			if err := r.store.Subscribe(t.Context(), sub); err != nil {
				t.Fatal(err)
			}
		case strings.Contains(w, "="): // follow=Ines_Moreau
			settled = append(settled, strings.NewReplacer("=", " ", "_", " ").Replace(w))
		case w == "delivered": // what came so far was in a brief
			r.poll(t, "https://feeds.example/all")
			if err := r.Deliver(t.Context(), bot.Slot{Subscription: sub.ID, Due: wednesday.AddDate(0, 0, -1)}); err != nil {
				t.Fatal(err)
			}
		default:
			r.serve("https://feeds.example/all", "All the news", append(r.served(t, all), pick(all, w)...)...)
		}
	}
	until(wednesday)
	r.poll(t, "https://feeds.example/all")
	for _, text := range settled {
		if m := r.tell(t, bot.Command{From: r.here, Role: bot.Editor, Text: text}); m.Failed {
			t.Errorf("%s: %s", text, m.Lead)
		}
	}
	time.Sleep(2 * time.Hour * boolInt(slot.Late))
	if err := r.Deliver(t.Context(), slot); err != nil {
		t.Fatal(err)
	}
	posts := r.poster.Posts()
	for _, s := range posts[len(posts)-1].Message.Sections {
		if len(s.Lines) == 0 {
			t.Errorf("section %s is empty", s.Heading)
		}
	}
	return bottest.Text(posts[len(posts)-1].Message)
}

func boolInt(b bool) time.Duration {
	if b {
		return 1
	}
	return 0
}

// served returns the stories that the main feed brings by now.
func (r *rig) served(t *testing.T, all []story) []story {
	t.Helper()
	p, err := r.source.Poll(t.Context(), "https://feeds.example/all", bot.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, it := range p.Items {
		names = append(names, it.GUID)
	}
	return pick(all, names...)
}
