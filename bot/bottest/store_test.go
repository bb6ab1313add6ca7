package bottest_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

func TestStore(t *testing.T) {
	bottest.TestStore(t, func(*testing.T) bot.Store { return bottest.NewStore() })
}

func TestQueue(t *testing.T) {
	bottest.TestQueue(t, func(*testing.T) func() bottest.StoreQueue {
		s := bottest.NewStore()
		return func() bottest.StoreQueue { return s }
	})
}

// A planner counts plans.
type planner struct {
	bot.Worker
	plans int
}

func (p *planner) Plan(context.Context, time.Time) error { p.plans++; return nil }

// TestWorkInBubble checks that the fake runs on the clock of a synctest bubble: a day of
// ticks takes no time.
func TestWorkInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := bottest.NewStore(), new(planner)
		s.Tick = time.Minute
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour-time.Second)
		defer cancel()
		if err := s.Work(ctx, p); err != nil {
			t.Fatal(err)
		}
		if want := 24 * 60; p.plans != want {
			t.Errorf("%d plans in a day, want %d", p.plans, want)
		}
	})
}
