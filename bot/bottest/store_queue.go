package bottest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// maxAttempts is how often a delivery is tried before the queue gives it up.
const maxAttempts = 25

// grace is how long jobs may go on after Work's context has ended.
const grace = 10 * time.Second

// A job is a feed to poll, a subscription to amend or a slot to deliver.
type job struct {
	feed     string // empty for others
	amend    string // empty for others
	slot     bot.Slot
	running  bool
	attempts int
	after    time.Time // when to try again
}

// enqueue adds j unless the same job waits or runs. The caller holds s.mu.
func (s *Store) enqueue(j *job) bool {
	for _, o := range s.jobs {
		sameTime := j.amend == "" || o.after.Equal(j.after)
		if o.feed == j.feed && o.amend == j.amend && sameTime && keyOf(o.slot) == keyOf(j.slot) {
			return false
		}
	}
	s.jobs = append(s.jobs, j)
	s.rouse()
	return true
}

// rouse wakes every Work. The caller holds s.mu.
func (s *Store) rouse() {
	close(s.wake)
	s.wake = make(chan struct{})
}

// Work implements bot.Queue. It plans every Tick and runs what was planned, each job in a
// goroutine of its own. What is under way when ctx ends has grace to finish in peace.
func (s *Store) Work(ctx context.Context, w bot.Worker) error {
	jobs, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var running sync.WaitGroup
	tick := s.Tick
	if tick == 0 {
		tick = time.Second
	}
	var plan time.Time // when to plan next
	for ctx.Err() == nil {
		if now := time.Now(); !now.Before(plan) {
			plan = now.Add(tick)
			// What goes wrong in one plan, the next one meets again.
			_ = calmly(func() error { return w.Plan(jobs, now) })
		}
		due, next, wake := s.take(time.Now())
		for _, j := range due {
			running.Go(func() { s.run(jobs, w, j) })
		}
		if next.IsZero() || plan.Before(next) {
			next = plan
		}
		timer := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
	}
	hard := time.AfterFunc(grace, cancel)
	running.Wait()
	hard.Stop()
	return nil
}

// take marks what is due at now as running and returns it, with the time of the next job
// that is not and a channel that closes when there is something new.
func (s *Store) take(now time.Time) (due []*job, next time.Time, wake <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		switch {
		case j.running:
		case !j.after.After(now):
			j.running = true
			due = append(due, j)
		case next.IsZero() || j.after.Before(next):
			next = j.after
		}
	}
	return due, next, s.wake
}

// run carries j out. A poll is not tried again, since the next one is planned anyway; a
// delivery is, after the time that its error asks for.
func (s *Store) run(ctx context.Context, w bot.Worker, j *job) {
	err := calmly(func() error {
		switch {
		case j.feed != "":
			return w.Poll(ctx, j.feed)
		case j.amend != "":
			return w.Amend(ctx, j.amend)
		}
		return w.Deliver(ctx, j.slot)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	j.running = false
	j.attempts++
	if err != nil && j.feed == "" && j.attempts < maxAttempts {
		pause := time.Duration(j.attempts) * time.Second
		if retry := (*bot.RetryError)(nil); errors.As(err, &retry) && retry.After > 0 {
			pause = retry.After
		}
		j.after = time.Now().Add(pause)
	} else {
		for i, o := range s.jobs {
			if o == j {
				s.jobs = append(s.jobs[:i], s.jobs[i+1:]...)
				break
			}
		}
	}
	s.rouse()
}

// calmly turns a panic in f into an error.
func calmly(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return f()
}
