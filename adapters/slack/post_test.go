package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var news = bot.Channel{Platform: "slack", Workspace: slacktest.Team, ID: slacktest.Channel}

// newClient is a client of s that posts without pauses.
func newClient(t *testing.T, s *slacktest.Server, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{BotToken: slacktest.BotToken, APIURL: s.URL(), Talks: bottest.NewStore(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.pace.every = 0
	c.submitWithin, c.suggestWithin = promptWithin, promptWithin // a machine with too much to do is no fault of ours
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

func TestPoster(t *testing.T) {
	bottest.TestPoster(t, func(t *testing.T) bottest.PosterRig {
		s := slacktest.New(t)
		t.Cleanup(func() {
			if r := s.Refused(); len(r) > 0 {
				t.Errorf("slack refused %q", r)
			}
		})
		return bottest.PosterRig{
			Poster: newClient(t, s),
			To:     news,
			Seen: func() []string {
				var seen []string
				for _, m := range s.Messages(slacktest.Channel) {
					seen = append(seen, m.Shown())
				}
				return seen
			},
			Pinged:    s.Pings,
			LoseReply: func() { s.Fail(slacktest.ReplyLost("chat.postMessage")) },
			Limit:     func(after time.Duration) { s.Fail(slacktest.Limited("chat.postMessage", after)) },
			Break:     func() { s.Fail(slacktest.Broken("chat.postMessage")) },
			Gone:      func() { s.Archive(slacktest.Channel) },
		}
	})
}

// long is a brief that needs several pages.
func long() bot.Message {
	m := bot.Message{Title: "A long brief", Lead: "Much has happened.", Footer: "40 articles from 3 of 3 feeds"}
	for i := range 3 {
		s := bot.Section{Heading: fmt.Sprintf("Part %d", i)}
		for j := range 12 {
			s.Lines = append(s.Lines, bot.Line{Label: fmt.Sprintf("Line %d.%d", i, j), Text: strings.Repeat("what was said ", 20), Quote: strings.Repeat("word ", 60)})
		}
		m.Sections = append(m.Sections, s)
	}
	return m
}

func TestPostThread(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	ref, err := c.Post(t.Context(), bot.Post{To: news, Message: long(), Key: "k1"})
	if err != nil {
		t.Fatal(err)
	}
	posted := s.Messages(slacktest.Channel)
	if want := len(render(long())); len(posted) != want || want < 3 {
		t.Fatalf("%d messages posted, want %d, three or more", len(posted), want)
	}
	if want := slacktest.Channel + "/" + posted[0].TS; ref != want {
		t.Errorf("ref %q, want %q", ref, want)
	}
	for i, m := range posted {
		if thread := m.ThreadTS; i == 0 && thread != "" || i > 0 && thread != posted[0].TS {
			t.Errorf("message %d is in thread %q", i, thread)
		}
		if m.Key() != "k1" {
			t.Errorf("message %d has key %q, want k1", i, m.Key())
		}
		if m.Mrkdwn {
			t.Errorf("message %d: mrkdwn is on", i)
		}
	}
	if !strings.Contains(posted[0].Shown(), "40 articles") {
		t.Error("the parent lacks the footer")
	}
}

// TestPostResumes loses the answer to each call in turn; the second attempt adopts what is
// there and posts what is missing.
func TestPostResumes(t *testing.T) {
	pages := len(render(long()))
	for lost := range pages {
		t.Run(fmt.Sprint("page ", lost), func(t *testing.T) {
			s := slacktest.New(t)
			c := newClient(t, s)
			began := time.Now()
			p := bot.Post{To: news, Message: long(), Key: "k1"}
			s.Fail(slacktest.ReplyLost("chat.postMessage").After(lost))
			_, err := c.Post(t.Context(), p)
			if retry, ok := errors.AsType[*bot.RetryError](err); !ok || !retry.Unknown {
				t.Fatalf("got error %v, want a RetryError with Unknown", err)
			}
			p.Tried = began
			ref, err := c.Post(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			posted := s.Messages(slacktest.Channel)
			if len(posted) != pages {
				t.Errorf("%d messages, want %d", len(posted), pages)
			}
			if want := slacktest.Channel + "/" + posted[0].TS; ref != want {
				t.Errorf("ref %q, want %q", ref, want)
			}
		})
	}
}

// TestPostFinds: the earlier copy is found behind many messages, in a direct message too, and
// what another app posted with the same metadata is not taken for it.
func TestPostFinds(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	to := bot.Channel{Platform: "slack", Workspace: slacktest.Team, ID: slacktest.Member} // a person
	began := time.Now()
	s.Fail(slacktest.ReplyLost("chat.postMessage"))
	p := bot.Post{To: to, Message: bot.Message{Title: "Only once"}, Key: "k1"}
	if _, err := c.Post(t.Context(), p); err == nil {
		t.Fatal("a lost reply is no error")
	}
	for i := range historyPage + 5 {
		if _, err := c.Post(t.Context(), bot.Post{To: to, Message: bot.Message{Title: "Other"}, Key: fmt.Sprint("other", i)}); err != nil {
			t.Fatal(err)
		}
	}
	p.Tried = began
	ref, err := c.Post(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	posted := s.Messages(s.DM(slacktest.Member))
	if want := s.DM(slacktest.Member) + "/" + posted[0].TS; ref != want {
		t.Errorf("ref %q, want %q", ref, want)
	}
	if len(posted) != historyPage+6 {
		t.Errorf("%d messages, want %d", len(posted), historyPage+6)
	}
	if n := s.Calls("conversations.history"); n != 2 {
		t.Errorf("%d pages of history read, want 2", n)
	}

	s.PostAs("U0OTHERBOT", posted[0].Channel, "An impostor", posted[0].Metadata)
	p.Key, p.Tried = "k1", time.Now().Add(-time.Second)
	if got, err := c.Post(t.Context(), p); err != nil || got != ref {
		t.Errorf("with an impostor in the channel: ref %q, error %v, want %q", got, err, ref)
	}
}

// TestSearchFails: without a look at the channel nothing is posted again.
func TestSearchFails(t *testing.T) {
	for name, f := range map[string]slacktest.Fault{
		"limit":  slacktest.Limited("conversations.history", time.Minute),
		"broken": slacktest.Broken("conversations.history"),
		"lost":   slacktest.ReplyLost("conversations.history"),
	} {
		t.Run(name, func(t *testing.T) {
			s := slacktest.New(t)
			s.Fail(f)
			_, err := newClient(t, s).Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k", Tried: time.Now()})
			if retry, ok := errors.AsType[*bot.RetryError](err); !ok || !retry.Unknown {
				t.Errorf("got error %v, want a RetryError with Unknown", err)
			}
			if n := s.Calls("chat.postMessage"); n != 0 {
				t.Errorf("posted %d times, want never", n)
			}
		})
	}
}

// TestPostErrors: what each failure means for the caller.
func TestPostErrors(t *testing.T) {
	type meaning struct {
		Gone, Retry, Unknown bool
		After                time.Duration
	}
	for _, c := range []struct {
		name string
		fail slacktest.Fault
		want meaning
	}{
		{"archived", slacktest.Refused("", "is_archived"), meaning{Gone: true}},
		{"not there", slacktest.Refused("", "channel_not_found"), meaning{Gone: true}},
		{"removed", slacktest.Refused("", "not_in_channel"), meaning{Gone: true}},
		{"deactivated", slacktest.Refused("", "account_inactive"), meaning{Gone: true}},
		{"revoked", slacktest.Refused("", "token_revoked"), meaning{Gone: true}},
		{"scope", slacktest.Refused("", "missing_scope"), meaning{Gone: true}},
		{"internal", slacktest.Refused("", "internal_error"), meaning{Retry: true, Unknown: true}},
		{"fatal", slacktest.Refused("", "fatal_error"), meaning{Retry: true, Unknown: true}},
		{"limit in words", slacktest.Refused("", "rate_limited"), meaning{Retry: true}},
		{"limit", slacktest.Limited("", 90*time.Second), meaning{Retry: true, After: 90 * time.Second}},
		{"broken", slacktest.Broken(""), meaning{Retry: true, Unknown: true}},
		{"lost", slacktest.ReplyLost(""), meaning{Retry: true, Unknown: true}},
		{"unheard of", slacktest.Refused("", "new_error"), meaning{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := slacktest.New(t)
			s.Fail(c.fail)
			_, err := newClient(t, s).Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k"})
			got := meaning{Gone: errors.Is(err, bot.ErrGone)}
			if retry, ok := errors.AsType[*bot.RetryError](err); ok {
				got.Retry, got.Unknown, got.After = true, retry.Unknown, retry.After
			}
			if err == nil || got != c.want {
				t.Errorf("error %v means %+v, want %+v", err, got, c.want)
			}
			if strings.Contains(err.Error(), slacktest.BotToken) {
				t.Errorf("error %q holds the token", err)
			}
			if n := s.Calls("chat.postMessage"); n != 1 {
				t.Errorf("posted %d times, want once", n)
			}
		})
	}
}

// TestPostUnreachable: nothing was sent, and that is known.
func TestPostUnreachable(t *testing.T) {
	c, err := New(Options{BotToken: slacktest.BotToken, APIURL: "http://127.0.0.1:1/api"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k"})
	if retry, ok := errors.AsType[*bot.RetryError](err); !ok || retry.Unknown {
		t.Errorf("got error %v, want a RetryError without Unknown", err)
	}
}

// TestPostHangs: a server that never answers costs the client's timeout, no more.
func TestPostHangs(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Hanging("chat.postMessage"))
	c := newClient(t, s, func(o *Options) { o.HTTPClient = &http.Client{Timeout: 50 * time.Millisecond} })
	_, err := c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k"})
	if retry, ok := errors.AsType[*bot.RetryError](err); !ok || !retry.Unknown {
		t.Errorf("got error %v, want a RetryError with Unknown", err)
	}
}

// TestPostUnfit: blocks that Slack dislikes are followed by plain text, once, and whoever
// runs the program is told of it.
func TestPostUnfit(t *testing.T) {
	for _, code := range []string{"invalid_blocks", "msg_too_long", "msg_blocks_too_long"} {
		s := slacktest.New(t)
		s.Fail(slacktest.Refused("chat.postMessage", code))
		var log strings.Builder
		c := newClient(t, s, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		ref, err := c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "<Plain> & simple"}, Key: "k"})
		if err != nil || ref == "" {
			t.Fatalf("%s: ref %q, error %v", code, ref, err)
		}
		m := s.Messages(slacktest.Channel)[0]
		if string(m.Blocks) != "[]" || m.Shown() != "<Plain> & simple" || m.Key() != "k" || m.Mrkdwn {
			t.Errorf("%s: posted %+v", code, m)
		}
		if said := log.String(); !strings.Contains(said, "level=WARN") || !strings.Contains(said, "slack refused blocks") || !strings.Contains(said, code) {
			t.Errorf("%s: the log says %q", code, said)
		}
		s.Fail(slacktest.Refused("chat.postMessage", code), slacktest.Refused("chat.postMessage", code))
		if _, err := c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k2"}); err == nil {
			t.Errorf("%s: text refused as well is no error", code)
		}
		if n := s.Calls("chat.postMessage"); n != 4 {
			t.Errorf("%s: %d calls, want 4", code, n)
		}
	}
}

// TestLimitIsPerChannel: a channel that has to wait holds up no other, and is not called
// again before its time.
func TestLimitIsPerChannel(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Limited("chat.postMessage", time.Hour).In(slacktest.Channel))
	c := newClient(t, s)
	other := news
	other.ID = slacktest.OtherChannel
	for i := range 2 {
		_, err := c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Title: "x"}, Key: "k"})
		if retry, ok := errors.AsType[*bot.RetryError](err); !ok || retry.After < 59*time.Minute || retry.Unknown {
			t.Errorf("attempt %d: got error %v, want a RetryError after an hour", i, err)
		}
		if _, err := c.Post(t.Context(), bot.Post{To: other, Message: bot.Message{Title: "x"}, Key: fmt.Sprint(i)}); err != nil {
			t.Errorf("other channel: %v", err)
		}
	}
	if n := s.Calls("chat.postMessage"); n != 3 {
		t.Errorf("%d calls, want 3: the channel was called while it had to wait", n)
	}
}

// TestLimitMidThread: a limit between two pages says that part is there already.
func TestLimitMidThread(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Limited("chat.postMessage", time.Hour).After(1))
	_, err := newClient(t, s).Post(t.Context(), bot.Post{To: news, Message: long(), Key: "k"})
	if retry, ok := errors.AsType[*bot.RetryError](err); !ok || !retry.Unknown || retry.After < time.Hour {
		t.Errorf("got error %v, want a RetryError after an hour with Unknown", err)
	}
}

func TestPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pacer{every: time.Second, burst: 3}
		began := time.Now()
		var took []time.Duration
		for range 6 {
			if err := p.wait(t.Context(), "C1", time.Minute); err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		if diff := cmp.Diff([]time.Duration{0, 0, 0, time.Second, 2 * time.Second, 3 * time.Second}, took); diff != "" {
			t.Errorf("turns (-want +got):\n%s", diff)
		}
		p.hold("C1", 30*time.Second)
		err := p.wait(t.Context(), "C1", 10*time.Second)
		if retry, ok := errors.AsType[*bot.RetryError](err); !ok || retry.After != 30*time.Second {
			t.Errorf("got error %v, want a RetryError after 30s", err)
		}
		if err := p.wait(t.Context(), "C2", 0); err != nil {
			t.Errorf("another channel: %v", err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		err = p.wait(ended, "C1", time.Minute)
		if retry, ok := errors.AsType[*bot.RetryError](err); !ok || retry.Unknown || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: got error %v, want a RetryError around context.Canceled", err)
		}
		time.Sleep(31 * time.Second)
		if err := p.wait(t.Context(), "C1", 0); err != nil {
			t.Errorf("after the wait: %v", err)
		}
		time.Sleep(time.Minute)
		p.forget(time.Now())
		if len(p.next) != 0 {
			t.Errorf("%d idle channels kept", len(p.next))
		}
	})
}

func TestEdit(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	short := bot.Message{Title: "Short", Lead: "now"}
	ref, err := c.Post(t.Context(), bot.Post{To: news, Message: short, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	pages := len(render(long()))
	for _, step := range []struct {
		m    bot.Message
		want int
	}{{long(), pages}, {long(), pages}, {short, 1}} {
		if err := c.Edit(t.Context(), news, ref, step.m); err != nil {
			t.Fatal(err)
		}
		all := s.Messages(slacktest.Channel)
		if len(all) != step.want || !strings.Contains(all[0].Shown(), step.m.Title) {
			t.Fatalf("%d messages, the first %q; want %d, %q", len(all), all[0].Shown(), step.want, step.m.Title)
		}
		for i, m := range all {
			if m.Key() != "k" || i > 0 && m.ThreadTS != all[0].TS {
				t.Errorf("message %d has key %q, thread %q", i, m.Key(), m.ThreadTS)
			}
		}
	}
	if err := c.Edit(t.Context(), news, slacktest.Channel+"/1.000001", short); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("edit of nothing: got error %v, want ErrNotFound", err)
	}
	if err := c.Edit(t.Context(), news, "nonsense", short); err == nil {
		t.Error("edit of a ref that is none: got no error")
	}
	s.Fail(slacktest.Refused("chat.update", "msg_too_long"))
	if err := c.Edit(t.Context(), news, ref, short); err != nil {
		t.Errorf("edit that falls back to text: %v", err)
	}
	s.Archive(slacktest.Channel)
	if err := c.Edit(t.Context(), news, ref, short); !errors.Is(err, bot.ErrGone) {
		t.Errorf("edit in an archived channel: got error %v, want ErrGone", err)
	}
}

// TestPostUnder: a post under another stands in its thread, is found there again, and is
// edited there; what it needs several pages for as well.
func TestPostUnder(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	parent, err := c.Post(t.Context(), bot.Post{To: news, Message: long(), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	first := s.Messages(slacktest.Channel)[0]
	before := len(s.Messages(slacktest.Channel))
	note := bot.Post{To: news, Message: bot.Message{Lead: "It was moved."}, Key: "note", Under: parent}
	s.Fail(slacktest.ReplyLost("chat.postMessage"))
	began := time.Now()
	if _, err := c.Post(t.Context(), note); err == nil {
		t.Fatal("a lost reply is no error")
	}
	note.Tried = began
	ref, err := c.Post(t.Context(), note)
	if err != nil {
		t.Fatal(err)
	}
	all := s.Messages(slacktest.Channel)
	if len(all) != before+1 || all[before].ThreadTS != first.TS {
		t.Fatalf("%d messages, the last in thread %q; want %d, in %q", len(all), all[len(all)-1].ThreadTS, before+1, first.TS)
	}
	// A note to the note goes into the same thread: Slack's have one level.
	deeper, err := c.Post(t.Context(), bot.Post{To: news, Message: bot.Message{Lead: "And back."}, Key: "again", Under: ref})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), news, ref, long()); err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), news, deeper, bot.Message{Lead: "Or not."}); err != nil {
		t.Fatal(err)
	}
	all = s.Messages(slacktest.Channel)
	if want := 2*before + 1; len(all) != want {
		t.Errorf("%d messages, want %d", len(all), want)
	}
	for _, m := range all[1:] {
		if m.ThreadTS != first.TS {
			t.Errorf("a message with key %s is in thread %q, want %q", m.Key(), m.ThreadTS, first.TS)
		}
	}
	if m := all[before+1]; m.Shown() != "Or not." || m.Key() != "again" {
		t.Errorf("edited to %q with key %s", m.Shown(), m.Key())
	}
	if first.Edits != 0 || all[0].Edits != 0 {
		t.Error("the parent was edited")
	}
}

// TestAside: a section that may stand apart goes into the thread, also when an edit makes it.
func TestAside(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	m := bot.Message{Title: "Brief", Sections: []bot.Section{
		{Heading: "Stories", Aside: true, Lines: []bot.Line{{Text: "the rest"}}},
		{Heading: "Meetings", Lines: []bot.Line{{Text: "the essence"}}},
	}, Footer: "2 articles"}
	ref, err := c.Post(t.Context(), bot.Post{To: news, Message: m, Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	all := s.Messages(slacktest.Channel)
	if len(all) != 2 || !strings.Contains(all[0].Shown(), "the essence") || strings.Contains(all[0].Shown(), "the rest") ||
		all[1].ThreadTS != all[0].TS || !strings.Contains(all[1].Shown(), "the rest") {
		t.Fatalf("posted %+v", all)
	}
	m.Sections[0].Lines[0].Text = "another rest"
	if err := c.Edit(t.Context(), news, ref, m); err != nil {
		t.Fatal(err)
	}
	if all := s.Messages(slacktest.Channel); len(all) != 2 || !strings.Contains(all[1].Shown(), "another rest") {
		t.Errorf("edited to %+v", all)
	}
}

// TestPing: a post calls the group that it is to call, and nobody else, whatever is written
// in it; what is no group is not called.
func TestPing(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	for ping, want := range map[string][]string{
		"S0DESK": {"<!subteam^S0DESK>", "S0DESK"}, "": nil, "U0MEMBER": nil, "!channel": nil, "S0DESK>": nil, "here": nil,
	} {
		before := len(s.Pings())
		m := bot.Message{Title: "To <!subteam^S0OTHER> <!here>", Lead: "@channel"}
		if _, err := c.Post(t.Context(), bot.Post{To: news, Message: m, Key: ping, Ping: ping}); err != nil {
			t.Fatal(err)
		}
		if got := s.Pings()[before:]; !cmp.Equal(got, want, cmpopts.EquateEmpty()) {
			t.Errorf("a post for %q called %q, want %q", ping, got, want)
		}
	}
	for _, p := range renderPost(bot.Post{Message: long(), Ping: "S0DESK"}) {
		b, err := plainJSON(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := bottest.SlackMessage(b); err != nil {
			t.Error(err)
		}
	}
}

// What is for one person goes into the direct message with them and nowhere else.
func TestWhom(t *testing.T) {
	s := slacktest.New(t)
	c := newClient(t, s)
	post := bot.Post{To: news, Whom: slacktest.Member, Message: bot.Message{Title: "A schedule is paused"}, Key: "k"}
	if _, err := c.Post(t.Context(), post); err != nil {
		t.Fatal(err)
	}
	if got := s.Messages(s.DM(slacktest.Member)); len(got) != 1 {
		t.Errorf("the person got %d messages, want 1", len(got))
	}
	if got := s.Messages(slacktest.Channel); len(got) != 0 {
		t.Errorf("the channel got %d messages, want none", len(got))
	}
}
