package slack

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

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
	o := Options{BotToken: slacktest.BotToken, APIURL: s.URL(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.pace.every = 0
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
