package bottest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A StoreQueue is a store with the queue in it.
type StoreQueue interface {
	bot.Store
	bot.Queue
}

// patience is how long the suite waits for what must happen; what takes longer never will.
const patience = time.Minute

// TestQueue checks that queues keep the contract of bot.Queue. Each call of open gives a
// fresh database, of which each call of what it returns gives a store of its own, or the
// same one where there can be but one.
func TestQueue(t *testing.T, open func(t *testing.T) func() StoreQueue) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, func() StoreQueue)
	}{
		{"plan, poll and deliver", testWork},
		{"retry", testRetry},
		{"amend", testAmend},
		{"panic", testPanic},
		{"slow polls", testSlowPolls},
		{"poll again", testPollAgain},
		{"two workers", testTwoWorkers},
		{"plan race", testPlanRace},
		{"stop", testStop},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

// A hand is a bot.Worker made of functions; those that are nil do nothing.
type hand struct {
	plan    func(ctx context.Context, now time.Time) error
	poll    func(ctx context.Context, feed string) error
	deliver func(ctx context.Context, s bot.Slot) error
	amend   func(ctx context.Context, subscription string) error
}

func (h hand) Plan(ctx context.Context, now time.Time) error {
	if h.plan == nil {
		return nil
	}
	return h.plan(ctx, now)
}

func (h hand) Poll(ctx context.Context, feed string) error {
	if h.poll == nil {
		return nil
	}
	return h.poll(ctx, feed)
}

func (h hand) Deliver(ctx context.Context, s bot.Slot) error {
	if h.deliver == nil {
		return nil
	}
	return h.deliver(ctx, s)
}

func (h hand) Amend(ctx context.Context, subscription string) error {
	if h.amend == nil {
		return nil
	}
	return h.amend(ctx, subscription)
}

// planner returns a plan that turns what is due in s into jobs, polls for an hour.
func planner(s bot.Store) func(context.Context, time.Time) error {
	return func(ctx context.Context, now time.Time) error {
		_, err := s.PlanPolls(ctx, now, now.Add(time.Hour))
		_, err2 := s.PlanSlots(ctx, now, once)
		return errors.Join(err, err2)
	}
}

// once plans the one slot that is due, and no other for a day.
func once(n bot.Subscription) ([]bot.Slot, time.Time) {
	return []bot.Slot{{Subscription: n.ID, Due: n.Next, Late: true}}, n.Next.Add(24 * time.Hour)
}

// work lets h work for s until the test ends or stop is called.
func work(t *testing.T, s bot.Queue, h hand) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Work(ctx, h) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := await(t, done); err != nil {
			t.Errorf("work: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// await returns what comes from c.
func await[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("nothing happened within %s", patience)
		panic("unreachable")
	}
}

// due subscribes n times, each due a moment ago.
func due(t *testing.T, s bot.Store, n int) []bot.Subscription {
	t.Helper()
	all := make([]bot.Subscription, n)
	for i := range all {
		all[i] = subscription(fmt.Sprintf("sub-%03d", i), "1")
		all[i].Next = time.Now().Add(-time.Second).Truncate(time.Second)
		ok(t, s.Subscribe(t.Context(), all[i]))
	}
	return all
}

func testWork(t *testing.T, open func() StoreQueue) {
	s := open()
	got[bool](t)(s.AddFeed(t.Context(), "x:1", bot.Feed{URL: feedA, Next: time.Now().Add(-time.Second)}))
	sub := due(t, s, 1)[0]
	polled, delivered := make(chan string, 9), make(chan bot.Slot, 9)
	work(t, s, hand{
		plan:    planner(s),
		poll:    func(_ context.Context, feed string) error { polled <- feed; return nil },
		deliver: func(_ context.Context, slot bot.Slot) error { delivered <- slot; return nil },
	})
	want(t, "polled", await(t, polled), feedA)
	slot := await(t, delivered)
	want(t, "delivered", slot, bot.Slot{Subscription: sub.ID, Due: sub.Next, Late: true})
	want(t, "zone of the slot", slot.Due.Location().String(), "UTC")
	// What comes due while it works is planned too.
	later := subscription("later", "1")
	later.Next = time.Now().Truncate(time.Second).Add(2 * time.Second)
	ok(t, s.Subscribe(t.Context(), later))
	slot = await(t, delivered)
	want(t, "delivered later", slot, bot.Slot{Subscription: "later", Due: later.Next, Late: true})
	if early := time.Until(later.Next); early > 0 {
		t.Errorf("the slot was delivered %s before it was due", early)
	}
}

func testRetry(t *testing.T, open func() StoreQueue) {
	const pause = 1500 * time.Millisecond
	s := open()
	due(t, s, 1)
	calls := make(chan time.Time, 9)
	var n atomic.Int32
	work(t, s, hand{plan: planner(s), deliver: func(ctx context.Context, slot bot.Slot) error {
		calls <- time.Now()
		switch n.Add(1) {
		case 1:
			return fmt.Errorf("wrapped: %w", &bot.RetryError{After: pause, Err: errors.New("too many requests")})
		case 2:
			return errors.New("anything else")
		}
		return nil
	}})
	first, second := await(t, calls), await(t, calls)
	if waited := second.Sub(first); waited < pause {
		t.Errorf("tried again after %s, want at least %s", waited, pause)
	}
	await(t, calls) // after the other error too
}

func testPanic(t *testing.T, open func() StoreQueue) {
	s := open()
	due(t, s, 1)
	var plans, deliveries atomic.Int32
	done := make(chan struct{})
	work(t, s, hand{
		plan: func(ctx context.Context, now time.Time) error {
			if plans.Add(1) == 1 {
				panic("first plan")
			}
			return planner(s)(ctx, now)
		},
		deliver: func(context.Context, bot.Slot) error {
			if deliveries.Add(1) == 1 {
				panic("first delivery")
			}
			close(done)
			return nil
		},
	})
	await(t, done)
}

// testSlowPolls lets more polls than run at once hang until a delivery is through.
func testSlowPolls(t *testing.T, open func() StoreQueue) {
	s := open()
	for i := range 60 {
		got[bool](t)(s.AddFeed(t.Context(), "x:1", bot.Feed{URL: fmt.Sprint(feedA, i), Next: time.Now().Add(-time.Second)}))
	}
	polling, delivered := make(chan struct{}), make(chan struct{})
	start, end := sync.OnceFunc(func() { close(polling) }), sync.OnceFunc(func() { close(delivered) })
	stop := work(t, s, hand{
		plan: planner(s),
		poll: func(ctx context.Context, feed string) error {
			start()
			select {
			case <-delivered:
			case <-ctx.Done():
			}
			return nil
		},
		deliver: func(context.Context, bot.Slot) error { end(); return nil },
	})
	await(t, polling)
	due(t, s, 1)
	await(t, delivered)
	stop()
}

// testPollAgain checks that a feed is not planned while it is polled, and is afterwards,
// also if the poll went wrong.
func testPollAgain(t *testing.T, open func() StoreQueue) {
	s := open()
	got[bool](t)(s.AddFeed(t.Context(), "x:1", bot.Feed{URL: feedA, Next: noon}))
	polling, finish := make(chan struct{}, 9), make(chan struct{})
	work(t, s, hand{poll: func(context.Context, string) error {
		polling <- struct{}{}
		<-finish
		return errors.New("no answer")
	}})
	plan := func() int { return got[int](t)(s.PlanPolls(t.Context(), noon, noon)) }
	want(t, "polls planned", plan(), 1)
	await(t, polling)
	want(t, "polls planned meanwhile", plan(), 0)
	close(finish)
	for end := time.Now().Add(patience); plan() == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the feed is never planned again")
		}
	}
	await(t, polling)
}

func testTwoWorkers(t *testing.T, open func() StoreQueue) {
	a, b := open(), open()
	const n = 40
	due(t, a, n)
	var mu sync.Mutex
	times := make(map[string]int)
	done := make(chan struct{})
	deliver := func(_ context.Context, slot bot.Slot) error {
		mu.Lock()
		defer mu.Unlock()
		times[slot.Subscription]++
		if len(times) == n {
			close(done)
		}
		return nil
	}
	stopA, stopB := work(t, a, hand{plan: planner(a), deliver: deliver}), work(t, b, hand{plan: planner(b), deliver: deliver})
	await(t, done)
	stopA()
	stopB()
	for sub, n := range times {
		if n != 1 {
			t.Errorf("%s was delivered %d times, want once", sub, n)
		}
	}
}

func testPlanRace(t *testing.T, open func() StoreQueue) {
	stores := []StoreQueue{open(), open()}
	const n = 700 // more than a batch
	for i := range n {
		sub := subscription(fmt.Sprintf("sub-%03d", i), "1")
		ok(t, stores[0].Subscribe(t.Context(), sub))
	}
	got[bool](t)(stores[0].AddFeed(t.Context(), "x:1", bot.Feed{URL: feedA, Next: noon}))
	var slots, polls atomic.Int32
	race(6, func(i int) error {
		s := stores[i%len(stores)]
		planned, err := s.PlanSlots(t.Context(), noon, once)
		slots.Add(int32(planned))
		if err != nil {
			return err
		}
		planned, err = s.PlanPolls(t.Context(), noon, noon.Add(time.Hour))
		polls.Add(int32(planned))
		return err
	}, t)
	want(t, "slots planned", slots.Load(), int32(n))
	want(t, "polls planned", polls.Load(), int32(1))
	want(t, "pending", got[bot.Totals](t)(stores[1].Totals(t.Context())).Pending, n)
}

// testStop checks that Work waits for what is under way, and lets it finish.
func testStop(t *testing.T, open func() StoreQueue) {
	s := open()
	due(t, s, 1)
	started, finished := make(chan struct{}), atomic.Bool{}
	stop := work(t, s, hand{plan: planner(s), deliver: func(ctx context.Context, slot bot.Slot) error {
		close(started)
		time.Sleep(300 * time.Millisecond)
		if ctx.Err() != nil {
			t.Error("the delivery under way was cancelled at once")
		}
		finished.Store(true)
		return nil
	}})
	await(t, started)
	stop()
	if !finished.Load() {
		t.Error("Work returned before the delivery under way had ended")
	}
}
