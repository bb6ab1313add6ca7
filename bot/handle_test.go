package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// TestConversation plays testdata/conversation.txtar: each file is a command, "ROLE: text",
// and what is answered; the state lasts from one to the next.
func TestConversation(t *testing.T) {
	script := readTranscript(t, "testdata/conversation.txtar")
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		stories := library(t)
		r.serve("https://feeds.example/rss", "Nordic Wire", pick(stories, "harbour-talks", "summit-plan")...)
		r.source.SetFeed("https://private.example/", bot.Polled{}, bot.ErrPrivateAddress)
		r.source.SetFeed("https://page.example/", bot.Polled{}, bot.ErrNotFeed)
		ids := map[string]string{} // random names, told apart
		for i, line := range script.said() {
			time.Sleep(time.Second)
			who, text, _ := strings.Cut(line, ": ")
			for id, name := range ids {
				text = strings.ReplaceAll(text, name, id)
			}
			if text == "(poll)" {
				r.poll(t, "https://feeds.example/rss")
				continue
			}
			got := r.say(t, roleNamed(who), text)
			subs, err := r.store.Subscriptions(t.Context(), r.here.Tenant())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range subs {
				if ids[s.ID] == "" {
					ids[s.ID] = "ID" + string(rune('1'+len(ids)))
				}
			}
			for id, name := range ids {
				got = strings.ReplaceAll(got, id, name)
			}
			script.check(t, i, got)
		}
	})
	script.save(t)
}

func TestDuplicateEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		c := bot.Command{ID: "Ev1", From: r.here, Text: "help"}
		var mu sync.Mutex
		replies, duplicates := 0, 0
		slow := func(context.Context, bot.Message) error {
			time.Sleep(10 * time.Second)
			mu.Lock()
			defer mu.Unlock()
			replies++
			return nil
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := r.Handle(t.Context(), c, slow); errors.Is(err, bot.ErrDuplicate) {
					mu.Lock()
					defer mu.Unlock()
					duplicates++
				} else if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		time.Sleep(time.Hour)
		if err := r.Handle(t.Context(), c, slow); !errors.Is(err, bot.ErrDuplicate) {
			t.Errorf("an hour later: got error %v; want ErrDuplicate", err)
		}
		if replies != 1 || duplicates != 3 {
			t.Errorf("%d replies and %d duplicates; want 1 and 3", replies, duplicates)
		}
		other := c
		other.From.Platform = "other"
		if err := r.Handle(t.Context(), other, slow); err != nil {
			t.Errorf("another platform's event of the same id: %v", err)
		}
	})
}

// TestUnansweredEventIsTakenUp: an event whose reply failed is no duplicate when it comes
// again after its lease.
func TestUnansweredEventIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		c := bot.Command{ID: "Ev1", From: r.here, Text: "help"}
		lost := errors.New("lost")
		if err := r.Handle(t.Context(), c, func(context.Context, bot.Message) error { return lost }); !errors.Is(err, lost) {
			t.Fatalf("got error %v; want that of the reply", err)
		}
		time.Sleep(5 * time.Minute)
		answered := false
		err := r.Handle(t.Context(), c, func(context.Context, bot.Message) error { answered = true; return nil })
		if err != nil || !answered {
			t.Errorf("when it came again: answered %v, error %v", answered, err)
		}
	})
}

// TestPanicIsOneCalmSentence: whoever asked gets a sentence with an id, which the log has.
func TestPanicIsOneCalmSentence(t *testing.T) {
	r := newRig(t)
	b := bot.New(bot.Options{Source: r.source, Store: broken{r.store}, Poster: r.poster, Log: testLog(r)})
	for _, text := range []string{"who Berg", "today"} {
		var got bot.Message
		err := b.Handle(t.Context(), bot.Command{From: r.here, Text: text}, func(_ context.Context, m bot.Message) error { got = m; return nil })
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(strings.TrimSuffix(got.Lead, "."))
		id := words[len(words)-1]
		if !strings.HasPrefix(got.Lead, "Something went wrong on my side") || !strings.Contains(r.log.String(), "ref="+id) || !got.Failed {
			t.Errorf("%q: got %q; want a calm sentence with an id that is in the log:\n%s", text, got.Lead, r.log)
		}
		if strings.Contains(got.Lead, "secret") {
			t.Errorf("%q: the cause was told: %q", text, got.Lead)
		}
	}
}

// broken is a store whose look-ups panic or fail.
type broken struct{ *bottest.Store }

func (b broken) Find(_ context.Context, q bot.Query) ([]bot.Entry, error) {
	if q.Actor != "" {
		panic("secret: scripted panic")
	}
	return nil, errors.New("secret: the disk is full")
}

func TestPrivate(t *testing.T) {
	b := newRig(t).Bot
	for text, want := range map[string]bool{
		"today": false, "who Rubio": false, "Who is Rubio?": false, "meetings next 7d": false, "what did Rubio say?": false,
		"read https://a.example/": false, "https://a.example/": false, "decisions": false, "ask x": false,
		"feed add https://a.example/": true, "FEED LIST": true, "schedule every day at 9": true, "status": true,
		"help": true, "": true, "lorem ipsum": true, "audit": true,
	} {
		if got := b.Private(text); got != want {
			t.Errorf("Private(%q) = %v; want %v", text, got, want)
		}
	}
}

// TestOddInput: whatever is typed, there is one calm answer.
func TestOddInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.follow(t, feedURL, "All", library(t)...)
		r.poll(t, feedURL)
		for _, text := range []string{
			"", " ", "?", "/", "🎉", "ask 🎉🎉🎉", "ask " + strings.Repeat("why ", 1000), strings.Repeat("x", 40_000), strings.Repeat("who ", 10_000),
			"ask \x00\xff", "who \u202eoibuR", "谁是卢比奥？", "من هو", "meetings with", "meetings next -1d", "meetings next 99999999999999999999d",
			"decisions by by by", "feed", "feed add", "feed add javascript:alert(1)", "feed frobnicate", "schedule", "schedule add", "schedule remove nosuch",
			"read", "read file:///etc/passwd", "read https://nowhere.example/", "who who who", "ask who", "ask since Monday", "ask 2025-99-99 what?",
			"<@U123> who <!channel>", "`who Berg`", "\"meetings\"", "help me", "today about", "today about ,,,", "ask on 31 February?",
			"follow", "follow 🎉", "follow " + strings.Repeat("x ", 3000), "unfollow", "unfollow 谁", "more", "more 🎉🎉", "less zzzzzz", "wrong", "wrong 谁 because",
			"wrong zzzzzz because date day never", "setup", "setup cron", "setup nonsense in Nowhere from https:// only x ping", "brief", "brief x due y", "why", "why 🎉",
			"editor add", "editor add <@U1> and everybody", "editor remove x", "home page 99999", "page 2", "and?", "what about", "when?", "weights page 3",
		} {
			m := r.tell(t, bot.Command{From: r.here, Role: bot.Admin, Text: text})
			if m.Lead == "" || strings.Contains(m.Lead, "went wrong") || len(m.Lead) > 1000 || len(m.Title) > 1000 {
				t.Errorf("%.60q: got %.200q, %.200q", text, m.Title, m.Lead)
			}
			if strings.ContainsAny(m.Lead, "!\n") && !strings.Contains(text, "!") {
				t.Errorf("%.60q: the answer is not calm: %.200q", text, m.Lead)
			}
		}
	})
}

func TestTenantsAreApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.follow(t, feedURL, "All", library(t)...)
		r.poll(t, feedURL)
		r.subscribe(t, "abc", "every day at 9:00", "UTC")
		r.say(t, bot.Editor, "feed remove https://none.example/")
		stranger := bot.Command{From: bot.Channel{Platform: "fake", Workspace: "strangers", ID: "news"}, Role: bot.Admin}
		for _, text := range []string{"who Tomas Berg", "meetings", "feed list", "schedule list", "schedule remove abc", "schedule preview abc", "audit", "ask what did Berg say?"} {
			stranger.Text = text
			got := bottest.Text(r.tell(t, stranger))
			for _, secret := range []string{"Oslo", "feeds.example", "every day", "Ledger Post"} {
				if strings.Contains(got, secret) {
					t.Errorf("%q in another workspace tells of %q:\n%s", text, secret, got)
				}
			}
		}
		if _, err := r.store.Subscription(t.Context(), "abc"); err != nil {
			t.Errorf("the subscription is gone: %v", err)
		}
	})
}

func TestReadPage(t *testing.T) {
	r := newRig(t)
	for url, err := range map[string]error{"https://a.example/1": bot.ErrNoText, "https://a.example/2": bot.ErrPrivateAddress, "https://a.example/3": bot.ErrTooLarge} {
		r.source.SetPage(url, digest.Article{}, err)
	}
	r.source.PanicOn("https://a.example/4")
	for url, want := range map[string]string{
		"https://a.example/1": "there is no article text in it", "https://a.example/2": "private network", "https://a.example/3": "too large",
		"https://a.example/4": "cannot be reached", "https://a.example/5": "nothing at that address",
	} {
		m := r.tell(t, bot.Command{From: r.here, Text: "read <" + url + ">"})
		if !m.Failed || !strings.Contains(m.Lead, want) {
			t.Errorf("read %s: got %q; want %q in it", url, m.Lead, want)
		}
	}
}
