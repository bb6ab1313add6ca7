package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
)

// TestLongAnswer: a response_url works five times; what is left comes as ephemeral messages.
func TestLongAnswer(t *testing.T) {
	s := slacktest.New(t)
	d := &desk{answer: func(bot.Command) bot.Message {
		m := long()
		m.Sections = append(m.Sections, m.Sections...)
		return m
	}}
	serve(t, s, d)
	s.SendCommand(slacktest.Member, slacktest.Channel, "private schedule preview")
	pages := render(d.answer(bot.Command{}))
	if len(pages) <= maxResponses {
		t.Fatalf("%d pages are too few for this test", len(pages))
	}
	s.WaitCalls("chat.postEphemeral", len(pages)-maxResponses)
	s.WaitMessage(slacktest.Channel, "A long brief")
	for _, m := range s.Messages(slacktest.Channel) {
		if m.For != slacktest.Member {
			t.Errorf("a page is for %q, want %s", m.For, slacktest.Member)
		}
	}
}

// TestReplyLimited: a reply waits for its turn instead of being lost, and is sent once.
func TestReplyLimited(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Limited("response_url", time.Second), slacktest.Limited("chat.postMessage", time.Second))
	serve(t, s, &desk{})
	s.SendCommand(slacktest.Member, slacktest.Channel, "one")
	s.SendMention(slacktest.Member, slacktest.Channel, "two")
	s.WaitMessage(slacktest.Channel, "re: one")
	s.WaitMessage(slacktest.Channel, "re: two")
	if n := len(s.Messages(slacktest.Channel)); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

// TestReplyUnfit: an answer whose blocks Slack dislikes comes as text.
func TestReplyUnfit(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Refused("response_url", "invalid_blocks"))
	serve(t, s, &desk{})
	s.SendCommand(slacktest.Member, slacktest.Channel, "ask")
	if m := s.WaitMessage(slacktest.Channel, "re: ask"); string(m.Blocks) != "[]" {
		t.Errorf("blocks %s, want none", m.Blocks)
	}
}

// TestReplyLost: an answer is never lost, and nobody but who asked sees it twice: where the
// outcome is unknown, what everybody sees is looked for, or shown to the asker alone where
// the app cannot look.
func TestReplyLost(t *testing.T) {
	const foreign = "C0FOREIGN" // where the app is no member
	type seen struct{ all, asker int }
	for name, c := range map[string]struct {
		channel, text string
		fail          []slacktest.Fault
		want          seen
	}{
		"lost":                      {slacktest.Channel, "who", []slacktest.Fault{slacktest.ReplyLost("response_url")}, seen{all: 1}},
		"never there":               {slacktest.Channel, "who", []slacktest.Fault{slacktest.Dropped("response_url")}, seen{all: 1}},
		"never there, twice":        {slacktest.Channel, "who", []slacktest.Fault{slacktest.Dropped("response_url"), slacktest.Broken("response_url")}, seen{all: 1}},
		"broken":                    {slacktest.Channel, "who", []slacktest.Fault{slacktest.Broken("response_url")}, seen{all: 1}},
		"lost where nobody looks":   {foreign, "who", []slacktest.Fault{slacktest.ReplyLost("response_url")}, seen{all: 1, asker: 1}},
		"never there, nobody looks": {foreign, "who", []slacktest.Fault{slacktest.Dropped("response_url")}, seen{asker: 1}},
		"private":                   {slacktest.Channel, "private", []slacktest.Fault{slacktest.Dropped("response_url")}, seen{asker: 1}},
		"private and lost":          {slacktest.Channel, "private", []slacktest.Fault{slacktest.ReplyLost("response_url")}, seen{asker: 2}},
		"lost and no history":       {slacktest.Channel, "who", []slacktest.Fault{slacktest.ReplyLost("response_url"), slacktest.Broken("conversations.history")}, seen{all: 1, asker: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := slacktest.New(t)
			s.AddChannel(foreign, false)
			s.Fail(c.fail...)
			d := &desk{}
			serve(t, s, d)
			s.SendCommand(slacktest.Member, c.channel, c.text)
			s.WaitCalls("response_url", 1)
			for len(d.done()) == 0 {
				time.Sleep(time.Millisecond)
			}
			var got seen
			for _, m := range s.Messages(c.channel) {
				if m.For == "" {
					got.all++
				} else if m.For == slacktest.Member {
					got.asker++
				}
			}
			if got != c.want || d.done()[0] != nil {
				t.Errorf("answers %+v, error %v, want %+v", got, d.done()[0], c.want)
			}
		})
	}
}

// TestReplyNeverHeard: a response_url is used as often as it works, and not beyond.
func TestReplyNeverHeard(t *testing.T) {
	s := slacktest.New(t)
	s.Fail(slacktest.Dropped("response_url"))
	c := newClient(t, s)
	back := callback{client: c, url: strings.TrimSuffix(s.URL(), "api/") + "response/1", left: 1}
	err := back.respond(t.Context(), c.only, &thread{channel: slacktest.Channel, key: "k"}, page{Text: "x"}, 0, true)
	if err == nil || back.left != 0 || s.Calls("response_url") != 1 {
		t.Errorf("error %v, %d uses left after %d calls", err, back.left, s.Calls("response_url"))
	}
	if err != nil && strings.Contains(err.Error(), "response/1") {
		t.Errorf("error %q holds the address", err)
	}
}

// TestForeignResponseURL: a response_url that is not Slack's is never called.
func TestForeignResponseURL(t *testing.T) {
	c := newClient(t, slacktest.New(t))
	for u, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/2/3":     true,
		"https://hooks.slack-gov.com/commands/T1/2/3": true,
		"http://hooks.slack.com/commands/T1":          false,
		"https://hooks.slack.com.evil.example/":       false,
		"https://evilslack.com/":                      false,
		"http://169.254.169.254/latest/meta-data":     false,
		"":   false,
		"::": false,
	} {
		if got := c.mayCall(u); got != want {
			t.Errorf("mayCall(%q) = %v, want %v", u, got, want)
		}
	}
}
