package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// TestYearOfDays runs a bot with its queue for a year of days in several zones, stops it
// now and then, and holds what was posted against the calendar: each slot once, at its
// time; of those missed while it was down only the latest, late.
func TestYearOfDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.store.Tick = 15 * time.Minute
		until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		start := time.Now()
		specs := map[string][2]string{
			"paris": {"30 2 * * *", "Europe/Paris"}, "newyork": {"every weekday at 9:00", "America/New_York"},
			"howe": {"every day at 2:15", "Australia/Lord_Howe"}, "kolkata": {"every monday at 7:30", "Asia/Kolkata"},
		}
		for id, s := range specs {
			r.subscribe(t, id, s[0], s[1])
		}
		down := [][2]time.Time{ // when nothing runs
			{start.AddDate(0, 1, 0), start.AddDate(0, 1, 3)},
			{start.AddDate(0, 2, 27), start.AddDate(0, 2, 28)},
			{start.AddDate(0, 7, 0), start.AddDate(0, 7, 0).Add(45 * time.Minute)},
		}
		end := start.AddDate(1, 0, 0)
		for _, d := range append(down, [2]time.Time{end, end}) {
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- r.store.Work(ctx, r) }()
			until(d[0])
			stop()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			until(d[1])
		}
		for id, s := range specs {
			sched, err := bot.ParseSchedule(s[0], s[1])
			if err != nil {
				t.Fatal(err)
			}
			checkYear(t, r, id, sched, start, end, down)
		}
	})
}

func checkYear(t *testing.T, r *rig, id string, sched bot.Schedule, start, end time.Time, down [][2]time.Time) {
	t.Helper()
	got, err := r.store.Delivered(t.Context(), id, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	became := map[time.Time]bot.Delivery{}
	for _, d := range got {
		if d.Fault != "" || d.Attempts != 1 {
			t.Errorf("%s: slot %s: fault %q after %d attempts", id, d.Slot.Due, d.Fault, d.Attempts)
		}
		became[d.Slot.Due.UTC()] = d
	}
	slots, missed := 0, 0
	for at := sched.Next(start); at.Before(end); at = sched.Next(at) {
		d, posted := became[at.UTC()]
		want, wantLate := true, false
		for _, w := range down {
			if at.After(w[0]) && at.Before(w[1]) {
				want = !sched.Next(at).Before(w[1]) // only the last of them
				wantLate = want && w[1].Sub(at) > 5*time.Minute
			}
		}
		if posted != want || posted && d.Slot.Late != wantLate {
			t.Errorf("%s: slot %s: posted %v (late %v); want %v (late %v)", id, at, posted, d.Slot.Late, want, wantLate)
		}
		if posted && !wantLate && d.Settled.Sub(at) > 2*time.Minute {
			t.Errorf("%s: slot %s was posted at %s", id, at, d.Settled)
		}
		if posted {
			slots++
		} else {
			missed++
		}
	}
	if slots != len(got) {
		t.Errorf("%s: %d slots of the calendar were posted, but %d in all", id, slots, len(got))
	}
	if slots < 50 {
		t.Errorf("%s: only %d slots, %d missed: the test shows nothing", id, slots, missed)
	}
}

// TestDeliverFaults runs one slot through each way in which posting goes wrong.
func TestDeliverFaults(t *testing.T) {
	repeat := func(f bottest.Fault, n int) (all []bottest.Fault) {
		for range n {
			all = append(all, f)
		}
		return all
	}
	for _, c := range []struct {
		name   string
		faults []bottest.Fault
		posts  int    // in the channel in the end
		calls  int    // of Post; zero: not counted
		fault  string // of the settled slot
		paused bool
	}{
		{"none", nil, 1, 1, "", false},
		{"limited", repeat(bottest.Limited, 3), 1, 4, "", false},
		{"reply lost", repeat(bottest.ReplyLost, 1), 1, 2, "", false},
		{"reply lost, then limited", []bottest.Fault{bottest.ReplyLost, bottest.Limited, bottest.Limited}, 1, 4, "", false},
		{"panic", repeat(bottest.Panics, 2), 1, 3, "", false},
		{"refused in full", repeat(bottest.Refused, 1), 1, 2, "", false},
		{"refused altogether", repeat(bottest.Refused, 2), 0, 2, "the platform refused it", false},
		{"gone", repeat(bottest.Gone, 1), 0, 1, "the channel is gone, or I am no longer in it", true},
		{"gone on the last resort", []bottest.Fault{bottest.Refused, bottest.Gone}, 0, 2, "the channel is gone, or I am no longer in it", true},
		{"limited for ever", repeat(bottest.Fault{Err: &bot.RetryError{After: time.Hour, Err: errors.New("429")}}, 100), 0, 0, "it could not be posted within 6 hours", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				until(wednesday)
				sub := r.subscribe(t, "s", "every day at 10:30", "Europe/Berlin")
				r.poster.Fail(c.faults...)
				ctx, stop := context.WithCancel(t.Context())
				done := make(chan error)
				go func() { done <- r.store.Work(ctx, r) }()
				time.Sleep(12 * time.Hour)
				stop()
				if err := <-done; err != nil {
					t.Fatal(err)
				}
				if got := len(r.poster.Posts()); got != c.posts {
					t.Errorf("%d posts; want %d", got, c.posts)
				}
				if got := r.poster.Calls(); c.calls > 0 && got != c.calls {
					t.Errorf("Post was called %d times; want %d", got, c.calls)
				}
				got, err := r.store.Delivered(t.Context(), sub.ID, 9)
				if err != nil {
					t.Fatal(err)
				}
				if len(got) != 1 || got[0].Fault != c.fault || got[0].Fault == "" && got[0].Ref == "" {
					t.Errorf("settled deliveries %+v; want one with fault %q", got, c.fault)
				}
				sub, err = r.store.Subscription(t.Context(), sub.ID)
				if err != nil || (sub.Paused != "") != c.paused {
					t.Errorf("paused %q, error %v; want paused %v", sub.Paused, err, c.paused)
				}
			})
		})
	}
}

// TestCreatorIsTold: who made a schedule hears, alone, that its channel is gone.
func TestCreatorIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		sub := r.subscribe(t, "s", "every day at 10:30", "Europe/Berlin")
		sub.Creator = "U7"
		if err := r.store.Subscribe(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
		r.poster.Fail(bottest.Gone)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- r.store.Work(ctx, r) }()
		time.Sleep(12 * time.Hour)
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		got := r.poster.Posts()
		if len(got) != 1 || got[0].Whom != "U7" || !strings.Contains(got[0].Message.Footer, "schedule resume "+sub.ID) {
			t.Errorf("got posts %+v; want one for U7 that says how to go on", got)
		}
	})
}

// TestFailedBriefIsToldAndMadeUp: articles of a brief that failed are in the next one,
// which says so; those of one that was posted never come again.
func TestFailedBriefIsToldAndMadeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday.AddDate(0, 0, -2))
		r.follow(t, "https://feeds.example/all", "All")
		r.poll(t, "https://feeds.example/all")
		sub := r.subscribe(t, "s", "every day at 10:00", "Europe/Berlin")
		all := library(t)
		day := func(n int, faults ...bottest.Fault) bot.Message {
			t.Helper()
			due := wednesday.AddDate(0, 0, n)
			until(due)
			r.poll(t, "https://feeds.example/all")
			r.poster.Fail(faults...)
			if err := r.Deliver(t.Context(), bot.Slot{Subscription: sub.ID, Due: due}); err != nil {
				t.Fatal(err)
			}
			posts := r.poster.Posts()
			if len(posts) == 0 {
				return bot.Message{}
			}
			return posts[len(posts)-1].Message
		}
		r.serve("https://feeds.example/all", "All", pick(all, "bank-rates")...)
		day(-1, bottest.Refused, bottest.Refused)
		r.serve("https://feeds.example/all", "All", pick(all, "bank-rates", "summit-plan")...)
		second := bottest.Text(day(0))
		for _, want := range []string{"2 articles from", "weighs a rate cut", "offers to host", "The brief of Tue 17 Nov 10:00 could not be posted."} {
			if !strings.Contains(second, want) {
				t.Errorf("the brief after a failed one lacks %q:\n%s", want, second)
			}
		}
		r.serve("https://feeds.example/all", "All", pick(all, "bank-rates", "summit-plan", "called-off")...)
		third := bottest.Text(day(1))
		if !strings.Contains(third, "1 article from") || strings.Contains(third, "rate cut") || strings.Contains(third, "could not") {
			t.Errorf("the third brief tells more than what is new:\n%s", third)
		}
		if got := day(2).Lead; !strings.Contains(got, "nothing new") {
			t.Errorf("the fourth brief: got %q; want nothing new", got)
		}
	})
}

// TestDeliverResumes: whatever step was the last of a process, the next attempt ends with
// one post of the message that was kept.
func TestDeliverResumes(t *testing.T) {
	slot := bot.Slot{Subscription: "s", Due: wednesday}
	kept := bot.Message{Title: "As it was composed"}
	for _, step := range []string{"claimed", "begun", "posted"} {
		t.Run(step, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				until(wednesday)
				sub := r.subscribe(t, "s", "every day at 10:00", "Europe/Berlin")
				now := time.Now()
				if _, mine, err := r.store.Claim(t.Context(), slot, now, now.Add(5*time.Minute)); err != nil || !mine {
					t.Fatal(mine, err)
				}
				if step != "claimed" {
					if err := r.store.Begin(t.Context(), slot, kept, nil, now); err != nil {
						t.Fatal(err)
					}
				}
				if step == "posted" { // by a bot that died before it could say so
					other := &dying{Poster: r.poster, store: r.store}
					b := bot.New(bot.Options{Store: r.store, Source: r.source, Poster: other, Log: slog.New(slog.DiscardHandler)})
					if err := r.store.Release(t.Context(), slot); err != nil {
						t.Fatal(err)
					}
					ctx, cancel := context.WithCancel(t.Context())
					other.die = cancel
					if err := b.Deliver(ctx, slot); err == nil {
						t.Fatal("the dying bot's delivery succeeded")
					}
				}
				var retry *bot.RetryError
				for range 30 {
					err := r.Deliver(t.Context(), slot)
					if err == nil {
						break
					}
					if !errors.As(err, &retry) {
						t.Fatal(err)
					}
					time.Sleep(retry.After)
				}
				posts := r.poster.Posts()
				if len(posts) != 1 {
					t.Fatalf("%d posts; want 1", len(posts))
				}
				if step != "claimed" && posts[0].Message.Title != kept.Title {
					t.Errorf("posted %q; want the message that was kept", posts[0].Message.Title)
				}
				got, err := r.store.Delivered(t.Context(), sub.ID, 2)
				if err != nil || len(got) != 1 || got[0].Ref != posts[0].Ref {
					t.Errorf("deliveries %+v, error %v; want one with ref %s", got, err, posts[0].Ref)
				}
			})
		})
	}
}

// dying is a poster whose process stops right after the post arrived.
type dying struct {
	*bottest.Poster
	store *bottest.Store
	die   func()
}

func (d *dying) Post(ctx context.Context, p bot.Post) (string, error) {
	if _, err := d.Poster.Post(ctx, p); err != nil {
		return "", err
	}
	d.die()
	return "", fmt.Errorf("post: %w", context.Canceled)
}

func TestTwoBotsPostOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.subscribe(t, "s", "every minute", "UTC")
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		for range 3 {
			other := bot.New(bot.Options{Store: r.store, Source: r.source, Poster: bot.Mux{"fake": r.poster}, Log: slog.New(slog.DiscardHandler),
				Read: func(a digest.Article) digest.Digest { return digest.Digest{} }})
			go func() { done <- r.store.Work(ctx, other) }()
		}
		time.Sleep(time.Hour + 30*time.Second)
		stop()
		for range 3 {
			<-done
		}
		if got := len(r.poster.Posts()); got != 60 {
			t.Errorf("three bots posted %d briefs in an hour of minutes; want 60", got)
		}
	})
}
