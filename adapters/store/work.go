package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/readout-bot/readout/bot"
)

// Polls, deliveries and edits have a queue each, so that none holds up another.
const pollQueue, deliverQueue, amendQueue = "poll", "deliver", "amend"

// amenders is how many edits run at once; nobody waits for them.
const amenders = 4

// How long a job may take, after which its worker is taken for dead and the job is given
// to another; the leader looks every 30 seconds. A poll reads the pages behind new items
// politely, one host at a time. A delivery that posts for longer than a minute is cut and
// goes on where it was.
const pollTimeout, deliverTimeout = 10 * time.Minute, time.Minute

// grace is how long jobs may go on after Work's context has ended.
const grace = 10 * time.Second

// maxDeliveries is how often a delivery is tried; with waits of up to ten minutes for the
// platform to come back, that is most of a day.
const maxDeliveries = 100

// maxPause bounds the queue's own waits between tries.
const maxPause = 10 * time.Minute

// unfinished are the states in which a job keeps its like from being inserted again.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// pollArgs are the arguments of a poll.
type pollArgs struct {
	Feed string `json:"feed"`
}

// Kind implements river.JobArgs.
func (pollArgs) Kind() string { return "poll" }

// InsertOpts implements river.JobArgsWithInsertOpts. A poll that went wrong is not tried
// again, since the next one is planned anyway.
func (pollArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: pollQueue, MaxAttempts: 2, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// deliverArgs are the arguments of a delivery.
type deliverArgs struct {
	Slot bot.Slot `json:"slot"`
}

// Kind implements river.JobArgs.
func (deliverArgs) Kind() string { return "deliver" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (deliverArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: deliverQueue, MaxAttempts: maxDeliveries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// amendArgs are the arguments of an edit. The time tells jobs of one subscription apart: what
// comes while one runs is for the next.
type amendArgs struct {
	Subscription string `json:"subscription"`
	At           string `json:"at"`
}

// Kind implements river.JobArgs.
func (amendArgs) Kind() string { return "amend" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (amendArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: amendQueue, MaxAttempts: maxDeliveries, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// inserted counts the jobs that were not there yet.
func inserted(results []*rivertype.JobInsertResult) int {
	n := 0
	for _, r := range results {
		if !r.UniqueSkippedAsDuplicate {
			n++
		}
	}
	return n
}

// Work implements bot.Queue. Every replica plans, once a second, since the rows that are
// due are locked while it does so: no leader need be elected first, and an idle bot writes
// nothing. What is planned are jobs of River, which gives each to one replica.
func (s *Store) Work(ctx context.Context, w bot.Worker) error {
	s.working.Add(1)
	defer s.working.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.closed, cancel)()
	workers := river.NewWorkers()
	river.AddWorker(workers, &pollWorker{worker: w})
	river.AddWorker(workers, &deliverWorker{worker: w, log: s.opts.Log})
	river.AddWorker(workers, &amendWorker{worker: w})
	client, err := s.db.worker(s.config(workers))
	if err != nil {
		return fmt.Errorf("job queue: %w", err)
	}
	switch err := client.Start(ctx); {
	case err != nil && ctx.Err() != nil:
		return nil
	case err != nil:
		return fmt.Errorf("start the job queue: %w", err)
	}
	s.plan(ctx, w)
	<-client.Stopped()
	return nil
}

// config returns the River configuration of a working replica.
func (s *Store) config(workers *river.Workers) *river.Config {
	log := slog.New(atLeast{s.opts.Log.Handler(), slog.LevelWarn})
	return &river.Config{
		Workers: workers,
		Queues: map[string]river.QueueConfig{
			pollQueue:    {MaxWorkers: cmp.Or(s.opts.Pollers, 16), FetchCooldown: 20 * time.Millisecond},
			deliverQueue: {MaxWorkers: cmp.Or(s.opts.Deliverers, 32), FetchCooldown: 20 * time.Millisecond},
			amendQueue:   {MaxWorkers: amenders},
		},
		FetchCooldown:               100 * time.Millisecond,
		FetchPollInterval:           time.Second,
		JobTimeout:                  s.deliverTimeout(),
		RescueStuckJobsAfter:        s.deliverTimeout(),
		CompletedJobRetentionPeriod: time.Hour,
		CancelledJobRetentionPeriod: 24 * time.Hour,
		DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
		SoftStopTimeout:             grace,
		RetryPolicy:                 pauses{},
		ErrorHandler:                faults{s.opts.Log},
		Logger:                      log,
	}
}

func (s *Store) deliverTimeout() time.Duration { return cmp.Or(s.opts.deliverTimeout, deliverTimeout) }

// plan calls w.Plan every tick until ctx is done, and tidies up every hour.
func (s *Store) plan(ctx context.Context, w bot.Worker) {
	tick := time.NewTicker(cmp.Or(s.opts.Tick, time.Second))
	defer tick.Stop()
	var tidied time.Time
	for ctx.Err() == nil {
		now := time.Now()
		if err := calmly(func() error { return w.Plan(ctx, now) }); err != nil && ctx.Err() == nil {
			s.opts.Log.ErrorContext(ctx, "planning went wrong and is tried again", "err", err)
		}
		if now.Sub(tidied) > time.Hour {
			tidied = now
			if err := errors.Join(s.forgetEvents(ctx, now), s.db.tidy(ctx)); err != nil && ctx.Err() == nil {
				s.opts.Log.WarnContext(ctx, "tidying up went wrong", "err", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// calmly turns a panic in f into an error.
func calmly(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return f()
}

// pollWorker hands polls to the bot.
type pollWorker struct {
	river.WorkerDefaults[pollArgs]
	worker bot.Worker
}

// Timeout implements river.Worker.
func (p *pollWorker) Timeout(*river.Job[pollArgs]) time.Duration { return pollTimeout }

// Work implements river.Worker. Only a poll whose worker died is tried again.
func (p *pollWorker) Work(ctx context.Context, job *river.Job[pollArgs]) error {
	if err := calmly(func() error { return p.worker.Poll(ctx, job.Args.Feed) }); err != nil {
		return river.JobCancel(fmt.Errorf("poll %s: %w", job.Args.Feed, err))
	}
	return nil
}

// deliverWorker hands slots to the bot.
type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	worker bot.Worker
	log    *slog.Logger
}

// Work implements river.Worker.
func (d *deliverWorker) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	err := calmly(func() error { return d.worker.Deliver(ctx, job.Args.Slot) })
	if err == nil {
		return nil
	}
	err = slotError("deliver", job.Args.Slot, err)
	after, putOff := againAfter(err)
	if !putOff {
		return err // the queue's own pause
	}
	d.log.InfoContext(ctx, "delivery is put off", "sub", job.Args.Slot.Subscription, "slot", job.Args.Slot.Due, "took", after, "err", err)
	return putOffJob(job, after, err)
}

// againAfter returns when an error wants its job to be tried again.
func againAfter(err error) (time.Duration, bool) {
	retry := (*bot.RetryError)(nil)
	if !errors.As(err, &retry) {
		return 0, false
	}
	return retry.After, retry.After > 0
}

// putOffJob tries a job again after that time, unless that was done too often.
func putOffJob[T river.JobArgs](job *river.Job[T], after time.Duration, err error) error {
	var meta struct{ Snoozes int } // River's own count of the tries that were put off
	if json.Unmarshal(job.Metadata, &meta) == nil && meta.Snoozes+job.Attempt >= maxDeliveries {
		return river.JobCancel(err)
	}
	return river.JobSnooze(after)
}

// amendWorker hands edits to the bot.
type amendWorker struct {
	river.WorkerDefaults[amendArgs]
	worker bot.Worker
}

// Work implements river.Worker.
func (d *amendWorker) Work(ctx context.Context, job *river.Job[amendArgs]) error {
	err := calmly(func() error { return d.worker.Amend(ctx, job.Args.Subscription) })
	if after, putOff := againAfter(err); putOff {
		return putOffJob(job, after, err)
	}
	return err
}

// pauses are the waits between tries of a delivery: 1, 2, 4, 8 … seconds.
type pauses struct{}

// NextRetry implements river.ClientRetryPolicy.
func (pauses) NextRetry(job *rivertype.JobRow) time.Time {
	pause := maxPause
	if n := len(job.Errors); n < 10 {
		pause = min(time.Second<<n, maxPause)
	}
	return time.Now().Add(pause)
}

// faults logs what went wrong in jobs.
type faults struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (f faults) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	switch {
	case job.Kind == (pollArgs{}).Kind():
		f.log.WarnContext(ctx, "poll went wrong", "err", err)
	case job.Kind == (amendArgs{}).Kind():
		f.log.WarnContext(ctx, "edit went wrong", "err", err)
	case job.Attempt >= job.MaxAttempts:
		f.log.ErrorContext(ctx, "delivery is given up", "err", err)
	default:
		f.log.WarnContext(ctx, "delivery went wrong and is tried again", "err", err)
	}
	return nil
}

// HandlePanic implements river.ErrorHandler; the workers recover before.
func (f faults) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.log.ErrorContext(ctx, "job panicked", "err", fmt.Sprint(value))
	return nil
}

// atLeast is a slog.Handler that drops what is below a level.
type atLeast struct {
	slog.Handler
	level slog.Level
}

// Enabled implements slog.Handler.
func (h atLeast) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}

// WithAttrs implements slog.Handler.
func (h atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{h.Handler.WithAttrs(attrs), h.level}
}

// WithGroup implements slog.Handler.
func (h atLeast) WithGroup(name string) slog.Handler {
	return atLeast{h.Handler.WithGroup(name), h.level}
}
