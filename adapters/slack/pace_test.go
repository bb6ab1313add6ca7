package slack

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/adapters/slack/slacktest"
	"github.com/readout-bot/readout/bot"
)

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
