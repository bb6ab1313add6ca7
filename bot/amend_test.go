package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// A newsroom is a rig with the real reader, whose feed brings articles of a time and a text.
type newsroom struct {
	*rig
	stories []story
}

func newNewsroom(t *testing.T) *newsroom {
	n := &newsroom{rig: newRig(t)}
	n.store.Tick = time.Minute
	n.Bot = bot.New(bot.Options{Source: n.source, Store: n.store, Poster: bot.Mux{"fake": n.poster}, Log: testLog(n.rig)})
	until(time.Date(2026, 11, 16, 6, 0, 0, 0, time.UTC))
	n.follow(t, feedURL, "All the news")
	return n
}

// publish puts an article into the feed, now.
func (n *newsroom) publish(source, text string) {
	s := story{name: fmt.Sprint("a", len(n.stories)+1)}
	title, _, _ := strings.Cut(text, ".")
	s.article = digest.Article{URL: "https://news.example/" + s.name, Title: title, Source: source, Published: time.Now(), Text: text}
	n.stories = append(n.stories, s)
	n.serve(feedURL, "All the news", n.stories...)
}

// run lets the queue work until at.
func (n *newsroom) run(t *testing.T, at time.Time) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- n.store.Work(ctx, n) }()
	until(at)
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func november(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

const (
	announced = "Foreign Minister Maria Lindqvist will meet her counterpart Tomas Berg in Oslo on Tuesday, 24 November. They will discuss the strait treaty."
	movedOn   = "The talks between Maria Lindqvist and Tomas Berg in Oslo have been moved from Tuesday to Friday, 27 November. Foreign Minister Lindqvist said the host needed more time."
	calledOff = "Tomas Berg called off his meeting with Maria Lindqvist in Oslo. Berg said there was nothing to talk about."
)

// briefs returns the briefs and the notes under them.
func (n *newsroom) briefs() (briefs, notes []bottest.Posted) {
	for _, p := range n.poster.Posts() {
		switch {
		case p.Under != "":
			notes = append(notes, p)
		case len(p.Message.Sections) > 0:
			briefs = append(briefs, p)
		}
	}
	return briefs, notes
}

// lineOf returns the line of a message about the meeting.
func lineOf(m bot.Message) string {
	for _, s := range m.Sections {
		for _, l := range s.Lines {
			if (s.Kind == bot.OfMeetings || s.Kind == bot.OfChanges) && l.Subject != "" {
				return l.Sentence()
			}
		}
	}
	return ""
}

// TestBriefsAreKeptTrue: what moves and is called off after the brief is changed in place,
// that line only, with a note for each change; what is told again changes nothing.
func TestBriefsAreKeptTrue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNewsroom(t)
		n.subscribe(t, "s", "every day at 10:00", "UTC")
		n.run(t, november(16, 7, 0)) // the first poll is silent
		n.publish("Nordic Wire", announced)
		n.run(t, november(16, 12, 0))
		briefs, notes := n.briefs()
		if len(briefs) != 1 || len(notes) != 0 || !strings.HasPrefix(lineOf(briefs[0].Message), "Tue 24 Nov: ") {
			t.Fatalf("%d briefs and %d notes, the first with %q", len(briefs), len(notes), lineOf(briefs[0].Message))
		}
		before := bottest.Text(briefs[0].Message)

		n.publish("Ledger Post", movedOn)
		n.run(t, november(16, 14, 0))
		n.publish("Coast Radio", movedOn) // the same again
		n.run(t, november(17, 9, 0))
		briefs, notes = n.briefs()
		if got, want := lineOf(briefs[0].Message), "Fri 27 Nov: "; !strings.HasPrefix(got, want) || !strings.Contains(got, "changed: Tue 24 Nov → Fri 27 Nov") {
			t.Errorf("after it moved: %q", got)
		}
		if briefs[0].Edits != 1 || len(notes) != 1 || notes[0].Under != briefs[0].Ref || notes[0].Message.Lead != "1 line of this brief changed since it was posted." {
			t.Errorf("%d edits, notes %+v; want one each", briefs[0].Edits, notes)
		}
		if after := bottest.Text(briefs[0].Message); strings.Count(after, "\n") != strings.Count(before, "\n") {
			t.Errorf("more than one line changed:\n%s\nwas\n%s", after, before)
		}

		n.publish("Nordic Wire", calledOff)
		n.run(t, november(17, 9, 30))
		briefs, notes = n.briefs()
		if got := lineOf(briefs[0].Message); !strings.Contains(got, "changed: called off") || briefs[0].Edits != 2 || len(notes) != 2 {
			t.Errorf("after it was called off: %q, %d edits, %d notes", got, briefs[0].Edits, len(notes))
		}
		n.run(t, november(24, 12, 0))
		if briefs, notes := n.briefs(); briefs[0].Edits != 2 || len(notes) != 2 {
			t.Errorf("a week on: %d edits, %d notes", briefs[0].Edits, len(notes))
		}
	})
}

// TestEditFaults: however posting the note goes wrong, the brief is edited and one note
// stands under it.
func TestEditFaults(t *testing.T) {
	for name, faults := range map[string][]bottest.Fault{
		"limited":             {bottest.Limited, bottest.Limited},
		"reply lost":          {bottest.ReplyLost},
		"reply lost, limited": {bottest.ReplyLost, bottest.Limited, bottest.ReplyLost},
		"panic":               {bottest.Panics},
		"refused":             {bottest.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNewsroom(t)
				n.subscribe(t, "s", "every day at 10:00", "UTC")
				n.run(t, november(16, 7, 0))
				n.publish("Nordic Wire", announced)
				n.run(t, november(16, 12, 0))
				n.publish("Ledger Post", movedOn)
				n.poster.Fail(faults...)
				n.run(t, november(16, 15, 0))
				briefs, notes := n.briefs()
				if got := lineOf(briefs[0].Message); len(notes) != 1 || !strings.Contains(got, "changed: ") {
					t.Errorf("%d notes, the brief says %q; log:\n%s", len(notes), got, n.log)
				}
				edits, err := n.store.Edits(t.Context(), "s", time.Time{})
				if err != nil || len(edits) != 1 || edits[0].Settled.IsZero() || edits[0].Fault != "" {
					t.Errorf("edits %+v: %v", edits, err)
				}
			})
		})
	}
}

// TestEditOnce: several workers at once, and one that died over an edit, tell it once.
func TestEditOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNewsroom(t)
		n.subscribe(t, "s", "every day at 10:00", "UTC")
		n.run(t, november(16, 7, 0))
		n.publish("Nordic Wire", announced)
		n.run(t, november(16, 12, 0))
		n.publish("Ledger Post", movedOn)
		n.poll(t, feedURL)
		died, die := context.WithCancel(t.Context())
		n.poster.Fail(bottest.ReplyLost)
		if err := n.Amend(died, "s"); err == nil {
			t.Error("a lost reply is no error")
		}
		die()
		time.Sleep(5 * time.Minute) // its lease runs out
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { _ = n.Amend(t.Context(), "s") }) // those who come second are put off
		}
		all.Wait()
		time.Sleep(5 * time.Minute)
		if err := n.Amend(t.Context(), "s"); err != nil {
			t.Error(err)
		}
		if _, notes := n.briefs(); len(notes) != 1 {
			t.Errorf("%d notes; want 1", len(notes))
		}
	})
}

// TestEditsAreBounded: a brief is edited three times a day at most, and what changes beyond
// that is told the next day.
func TestEditsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNewsroom(t)
		n.subscribe(t, "s", "0 10 16 11 *", "UTC")
		n.run(t, november(16, 7, 0))
		n.publish("Nordic Wire", announced)
		n.run(t, november(16, 10, 30))
		for i, day := range []string{"Wednesday, 25 November", "Thursday, 26 November", "Friday, 27 November", "Saturday, 28 November"} {
			n.publish("Ledger Post", fmt.Sprintf("The talks between Maria Lindqvist and Tomas Berg in Oslo have been moved to %s. It is change number %d.", day, i+1))
			n.run(t, november(16, 11+i, 30))
		}
		briefs, notes := n.briefs()
		if briefs[0].Edits != 3 || len(notes) != 3 || !strings.HasPrefix(lineOf(briefs[0].Message), "Fri 27 Nov") {
			t.Errorf("on the day: %d edits, %d notes, %q", briefs[0].Edits, len(notes), lineOf(briefs[0].Message))
		}
		n.run(t, november(17, 14, 0))
		briefs, notes = n.briefs()
		if briefs[0].Edits != 4 || len(notes) != 4 || !strings.HasPrefix(lineOf(briefs[0].Message), "Sat 28 Nov") {
			t.Errorf("the next day: %d edits, %d notes, %q", briefs[0].Edits, len(notes), lineOf(briefs[0].Message))
		}
	})
}

// TestPutRightInBriefs: what people put right is put right in the briefs that stand, and
// stands as before when they take it back.
func TestPutRightInBriefs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNewsroom(t)
		n.subscribe(t, "s", "every day at 10:00", "UTC")
		n.run(t, november(16, 7, 0))
		n.publish("Nordic Wire", announced)
		n.run(t, november(16, 12, 0))
		briefs, _ := n.briefs()
		before := lineOf(briefs[0].Message)
		id := idOf(t, n.rig, "meetings")
		for i, step := range []struct{ say, want string }{
			{"wrong " + id + " because date day 2026-11-25", "put right here: it is on 2026-11-25"},
			{"wrong " + id + " because nothing", "put right here: there is no such thing"},
			{"undo", "put right here: it is on 2026-11-25"},
		} {
			if m := n.tell(t, bot.Command{From: n.here, Role: bot.Editor, Text: step.say}); m.Failed {
				t.Fatalf("%q: %s", step.say, m.Lead)
			}
			n.run(t, november(16, 13+i, 0))
			briefs, notes := n.briefs()
			if got := lineOf(briefs[0].Message); !strings.Contains(got, step.want) || len(notes) != i+1 {
				t.Errorf("after %q: %q with %d notes; want %q", step.say, got, len(notes), step.want)
			}
		}
		n.tell(t, bot.Command{From: n.here, Role: bot.Editor, Text: "undo"})
		n.run(t, november(17, 16, 0)) // it has had its three edits of the day
		briefs, _ = n.briefs()
		if got := lineOf(briefs[0].Message); got != before {
			t.Errorf("after all was taken back: %q; want %q", got, before)
		}
	})
}

// A dyingStore stands for one whose process is killed right after it has kept a rule: nothing
// that is asked of it afterwards is done.
type dyingStore struct {
	bot.Store
	dead bool
}

var errKilled = errors.New("killed")

func (s *dyingStore) SaveRule(ctx context.Context, r bot.Rule) (bot.Rule, error) {
	r, err := s.Store.SaveRule(ctx, r)
	s.dead = true
	return r, err
}

func (s *dyingStore) Outdate(ctx context.Context, feed string, names []string, since, at time.Time) (int, error) {
	if s.dead {
		return 0, errKilled
	}
	return s.Store.Outdate(ctx, feed, names, since, at)
}

// TestCorrectionSurvives: a process that is killed between a correction and the planning of
// its edit loses no edit, and it is made once.
func TestCorrectionSurvives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNewsroom(t)
		n.subscribe(t, "s", "every day at 10:00", "UTC")
		n.run(t, november(16, 7, 0))
		n.publish("Nordic Wire", announced)
		n.run(t, november(16, 12, 0))
		id := idOf(t, n.rig, "meetings")
		alive := n.Bot
		n.Bot = bot.New(bot.Options{Source: n.source, Store: &dyingStore{Store: n.store}, Poster: bot.Mux{"fake": n.poster}, Log: testLog(n.rig)})
		n.tell(t, bot.Command{From: n.here, Role: bot.Editor, Text: "wrong " + id + " because date day 2026-11-25"})
		n.Bot = alive
		n.run(t, november(16, 13, 0))
		briefs, notes := n.briefs()
		if got := lineOf(briefs[0].Message); !strings.Contains(got, "put right here: it is on 2026-11-25") || len(notes) != 1 || briefs[0].Edits != 1 {
			t.Errorf("%q after %d edits and %d notes; want one edit", got, briefs[0].Edits, len(notes))
		}
	})
}
