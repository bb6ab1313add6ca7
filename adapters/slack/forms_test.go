package slack

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// A formDesk is a desk with the form of "schedule add".
type formDesk struct {
	*desk
	slow func(context.Context) // runs before a form is returned
}

func (d formDesk) Form(ctx context.Context, c bot.Command) (bot.Form, error) {
	if !strings.HasPrefix(c.Text, "schedule add") {
		return d.desk.Form(ctx, c)
	}
	if d.slow != nil {
		d.slow(ctx)
	}
	spec := strings.TrimSpace(strings.TrimPrefix(c.Text, "schedule add"))
	spec, _, _ = strings.Cut(spec, " from ")
	spec, zone, _ := strings.Cut(spec, " in ")
	f := bot.Form{Title: "Post a brief here", Command: "schedule add", Submit: "Save", Note: "Next: " + spec + "\nas " + c.User, Fields: []bot.Field{
		{Name: "spec", Label: "When", Hint: "every weekday at 9:00", Value: spec, Required: true, Live: true},
		{Name: "zone", Label: "Zone", Value: zone, Choices: []bot.Choice{{Label: "Berlin", Value: "Europe/Berlin"}, {Label: "New York", Value: "America/New_York"}}},
		{Name: "about", Label: "About", Suggest: bot.SuggestActors},
		{Name: "feeds", Label: "Feeds", Value: "https://a.example, https://b.example", Suggest: bot.SuggestFeeds, Several: true},
	}, Where: "Where", Absent: "Invite me there first."}
	if spec == "never" {
		f.Fields[0].Problem = "“never” is no schedule."
	}
	return f, nil
}

func (formDesk) Suggest(_ context.Context, _ bot.Channel, what bot.Suggestion, typed string, limit int) []bot.Choice {
	if what != bot.SuggestActors || limit == 0 {
		return nil
	}
	return []bot.Choice{{Label: "Marta Lind", Value: "Marta Lind"}, {Label: "Mart", Value: "Mart"}}
}

// formWays runs a test with a form over both ways in.
func formWays(t *testing.T, test func(t *testing.T, s *slacktest.Server, d formDesk), change ...func(*Options)) {
	for _, way := range []string{"socket", "http"} {
		t.Run(way, func(t *testing.T) {
			s := slacktest.New(t)
			d := formDesk{desk: &desk{answer: func(c bot.Command) bot.Message {
				return bot.Message{Lead: "re: " + c.Text, Controls: []bot.Control{{Label: "Schedule…", Command: "schedule add", Form: true}}}
			}}}
			change = append(change, func(o *Options) { o.Handler = d })
			if way == "http" {
				listen(t, s, d.desk, change...)
			} else {
				serve(t, s, d.desk, change...)
			}
			test(t, s, d)
		})
	}
}

// TestForm: a button opens a form, which completes, checks itself while it is filled in and
// when it is submitted, and then says its command.
func TestForm(t *testing.T) {
	formWays(t, func(t *testing.T, s *slacktest.Server, d formDesk) {
		s.SendMention(slacktest.Member, slacktest.Channel, "help")
		m := s.WaitMessage(slacktest.Channel, "re: help")
		s.Press(slacktest.Member, m, "Schedule…")
		v := s.WaitView("Post a brief here")

		if got, want := s.Suggestions(slacktest.Member, v, "about", "Mar"), []string{"Marta Lind", "Mart", "Mar"}; !cmp.Equal(got, want) {
			t.Errorf("suggestions %q, want %q", got, want)
		}
		s.FillIn(slacktest.Member, v, "spec", "never")
		s.WaitView("“never” is no schedule.")
		wrong := s.Submit(slacktest.Member, v)
		if diff := cmp.Diff(map[string]string{"spec": "“never” is no schedule."}, wrong); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
		s.FillIn(slacktest.Member, v, "spec", "daily at 9")
		v = s.WaitView("Next: daily at 9\nas " + slacktest.Member)
		s.FillIn(slacktest.Member, v, "zone", "Europe/Berlin")
		s.FillIn(slacktest.Member, v, "about", "Marta Lind")
		s.FillIn(slacktest.Member, v, "feeds", "https://a.example, https://c.example")
		if wrong := s.Submit(slacktest.Member, v); len(wrong) > 0 {
			t.Errorf("problems %q, want none", wrong)
		}
		got := s.WaitMessage(slacktest.Channel, "re: schedule add daily at 9 in Europe/Berlin about Marta Lind from https://a.example, https://c.example")
		if got.ThreadTS != m.ThreadTS {
			t.Errorf("answer in thread %q, want %q", got.ThreadTS, m.ThreadTS)
		}
		c := d.commands()[1]
		if c.User != slacktest.Member || c.Thread != m.ThreadTS || c.From != news {
			t.Errorf("command %+v", c)
		}
	})
}

// TestFormElsewhere: a form is said for the channel that is picked, with the role that its
// asker has there, if the app is in it; the answer stays where the form was opened.
func TestFormElsewhere(t *testing.T) {
	formWays(t, func(t *testing.T, s *slacktest.Server, d formDesk) {
		d.answer = func(c bot.Command) bot.Message { return bot.Message{Lead: "re: " + c.Text + " in " + c.From.ID} }
		s.AddChannel("C0FOREIGN", false)
		s.SetCreator(slacktest.OtherChannel, slacktest.Member)
		s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add")
		v := s.WaitView("Post a brief here")
		s.FillIn(slacktest.Member, v, "spec", "daily")
		s.FillIn(slacktest.Member, v, "where", "C0FOREIGN")
		if diff := cmp.Diff(map[string]string{"where": "Invite me there first."}, s.Submit(slacktest.Member, v)); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
		s.FillIn(slacktest.Member, v, "where", slacktest.OtherChannel)
		if wrong := s.Submit(slacktest.Member, v); len(wrong) > 0 {
			t.Errorf("problems %q, want none", wrong)
		}
		s.WaitMessage(slacktest.Channel, "re: schedule add daily from https://a.example, https://b.example in "+slacktest.OtherChannel)
		if c := d.commands()[0]; c.From.ID != slacktest.OtherChannel || !c.Elsewhere || c.Role != bot.Editor {
			t.Errorf("command %+v, want of an editor from %s", c, slacktest.OtherChannel)
		}
	}, func(o *Options) { o.Editors = []string{"creators"} })
}

// TestSubmitTwice: a form that is submitted twice, or delivered again, says its command once.
func TestSubmitTwice(t *testing.T) {
	formWays(t, func(t *testing.T, s *slacktest.Server, d formDesk) {
		s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add")
		v := s.WaitView("Post a brief here")
		s.FillIn(slacktest.Member, v, "spec", "daily")
		e := s.SubmitOf(slacktest.Member, v)
		s.Deliver(&e)
		s.Deliver(&e)
		s.WaitMessage(slacktest.Channel, "re: schedule add daily from")
		s.SendMention(slacktest.Member, slacktest.Channel, "last")
		s.WaitMessage(slacktest.Channel, "re: last")
		if got := len(d.commands()); got != 2 {
			t.Errorf("%d commands, want 2", got)
		}
	})
}

// TestTypedForm: a typed command that lacks something opens its form; a whole one is said.
func TestTypedForm(t *testing.T) {
	formWays(t, func(t *testing.T, s *slacktest.Server, d formDesk) {
		s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add daily at 8")
		s.WaitMessage(slacktest.Channel, "re: schedule add daily at 8")
		s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add")
		s.WaitView("Post a brief here")
		if got := len(d.commands()); got != 1 {
			t.Errorf("%d commands, want 1", got)
		}
	})
}

// TestFormExpired: a form that cannot be opened any more leaves its command said.
func TestFormExpired(t *testing.T) {
	s := slacktest.New(t)
	d := formDesk{desk: &desk{answer: func(c bot.Command) bot.Message {
		return bot.Message{Lead: "re: " + c.Text, Controls: []bot.Control{{Label: "Schedule…", Command: "schedule add", Form: true}}}
	}}}
	d.slow = func(context.Context) { s.ExpireTriggers() }
	serve(t, s, d.desk, func(o *Options) { o.Handler = d })
	s.SendCommand(slacktest.Member, slacktest.Channel, "help")
	s.Press(slacktest.Member, s.WaitMessage(slacktest.Channel, "re: help"), "Schedule…")
	s.WaitMessage(slacktest.Channel, "re: schedule add")
}

// TestFormAsleep: a handler that sleeps keeps Slack waiting for no more than its three
// seconds, and what was submitted is said all the same.
func TestFormAsleep(t *testing.T) {
	s := slacktest.New(t)
	hold := make(chan struct{})
	asleep := make(chan bool, 1)
	asleep <- false
	d := formDesk{desk: &desk{}}
	d.slow = func(context.Context) {
		sleeps := <-asleep
		asleep <- sleeps
		if sleeps {
			<-hold
		}
	}
	c := newClient(t, s, func(o *Options) { o.AppToken, o.Handler, o.Sockets = slacktest.AppToken, d, 1 })
	c.submitWithin = submitWithin
	run(t, c)
	var views []slacktest.View
	for range 2 * workers { // more than can be checked at once
		s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add")
	}
	for len(views) < 2*workers {
		s.WaitCalls("views.open", 2*workers)
		views = s.Views()
	}
	<-asleep
	asleep <- true
	took := make([]time.Duration, len(views))
	var all sync.WaitGroup
	for i, v := range views {
		all.Go(func() {
			e := s.SubmitOf(slacktest.Member, v)
			s.Deliver(&e)
			took[i] = e.Took
			if len(e.Answer) > 0 && string(e.Answer) != "null" {
				t.Errorf("answered with %s", e.Answer)
			}
		})
	}
	all.Wait()
	if longest := slices.Max(took); longest > slackWaits {
		t.Errorf("acknowledged after %v, Slack waits for %v", longest, slackWaits)
	} else {
		t.Logf("%d forms acknowledged within %v while the handler sleeps", len(views), longest)
	}
	close(hold)
	for deadline := time.Now().Add(time.Minute); len(d.commands()) < len(views) && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if got := len(d.commands()); got != len(views) {
		t.Errorf("%d of %d commands are said", got, len(views))
	}
}

// slackWaits is how long Slack waits for an acknowledgement
// (https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response).
const slackWaits = 3 * time.Second

// TestFormBehindOthers: a form is acknowledged in time even where every worker is busy with
// others, for longer than Slack waits.
func TestFormBehindOthers(t *testing.T) {
	s := slacktest.New(t)
	hold := make(chan struct{})
	var asleep atomic.Bool
	var sleeping atomic.Int32
	d := formDesk{desk: &desk{}, slow: func(context.Context) {
		if asleep.Load() {
			sleeping.Add(1)
			<-hold
		}
	}}
	c := newClient(t, s, func(o *Options) { o.AppToken, o.Handler, o.Sockets = slacktest.AppToken, d, 1 })
	c.submitWithin = submitWithin
	run(t, c)
	for range workers + 1 {
		s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add")
	}
	s.WaitCalls("views.open", workers+1)
	for len(s.Views()) <= workers { // a call is counted before it is done
		time.Sleep(time.Millisecond)
	}
	asleep.Store(true)
	views := s.Views()
	for _, v := range views[:workers] {
		s.FillIn(slacktest.Member, v, "spec", "daily")
	}
	for sleeping.Load() < workers {
		time.Sleep(time.Millisecond)
	}
	for _, v := range views[:workers] { // each is to be shown once more then, which takes as long again
		s.FillIn(slacktest.Member, v, "spec", "hourly")
	}
	e := s.SubmitOf(slacktest.Member, views[workers])
	s.Deliver(&e)
	if e.Took > slackWaits {
		t.Errorf("acknowledged after %v, Slack waits for %v", e.Took, slackWaits)
	}
	close(hold)
}

// A dreamer never suggests anything.
type dreamer struct{ formDesk }

func (dreamer) Suggest(ctx context.Context, _ bot.Channel, _ bot.Suggestion, _ string, _ int) []bot.Choice {
	<-ctx.Done()
	return nil
}

// TestSuggestAsleep: while a handler sleeps, what is typed is offered at once.
func TestSuggestAsleep(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s, func(o *Options) {
		o.AppToken, o.Handler, o.Sockets = slacktest.AppToken, dreamer{formDesk{desk: &desk{}}}, 1
	})
	c.suggestWithin = suggestWithin
	run(t, c)
	s.SendCommand(slacktest.Member, slacktest.Channel, "schedule add")
	v := s.WaitView("Post a brief here")
	began := time.Now()
	if got := s.Suggestions(slacktest.Member, v, "about", " Mar"); !cmp.Equal(got, []string{"Mar"}) {
		t.Errorf("suggestions %q, want what is typed alone", got)
	}
	if took := time.Since(began); took > slackWaits {
		t.Errorf("suggested after %v, Slack waits for %v", took, slackWaits)
	} else {
		t.Logf("suggested after %v while the handler sleeps", took)
	}
	if got := s.Suggestions(slacktest.Member, v, "about", ""); len(got) > 0 {
		t.Errorf("suggestions %q, want none", got)
	}
}

// TestModal: whatever a form holds, Slack takes its view.
func TestModal(t *testing.T) {
	for _, text := range append(bottest.HostileTexts(), "Plain", "a\nb\x00\u202e") {
		f := bot.Form{Title: text, Submit: text, Note: text + "\n\n" + text, Command: text}
		for _, d := range []bot.Field{
			{Name: "a", Live: true, Required: true, Long: true}, {Name: "b", Suggest: bot.SuggestActors},
			{Name: "c", Choices: []bot.Choice{{Label: text, Value: "v"}, {Label: "x", Value: text}, {Label: "plain", Value: "w"}}},
			{Name: "d", Choices: []bot.Choice{{}}},
		} {
			d.Label, d.Hint, d.Value, d.Problem = text, text, text, text
			f.Fields = append(f.Fields, d)
		}
		checkView(t, modal(f, state{Command: text, Channel: "C1", Response: strings.Repeat("r", 2990)}))
	}
}

func checkView(t *testing.T, v any) {
	t.Helper()
	b, err := plainJSON(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := bottest.SlackView(b); err != nil {
		t.Errorf("%v in %.600s", err, b)
	}
	checkMarks(t, "view", b)
}
