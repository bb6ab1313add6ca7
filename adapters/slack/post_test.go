package slack

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
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
