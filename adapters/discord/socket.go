package discord

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A pace is the times of the supervisor.
type pace struct {
	acknowledge time.Duration // an interaction
	ready       time.Duration // from dialling until READY or RESUMED
	silence     time.Duration // without a frame, after which a connection is dead
	closing     time.Duration // for a session to close, and for answers under way at the end
	again       time.Duration // before the first new attempt of anything; doubles up to
	slowest     time.Duration
	lost        time.Duration // the same, while the gateway is lost
	steady      time.Duration // a connection that stood so long was none that breaks at once
	identify    time.Duration // between two IDENTIFYs of the same remainder
	lease       time.Duration // of a shard; another process takes it over so long after a crash
	renew       time.Duration // between two looks at the leases
}

// Discord's heartbeat comes about every 41 seconds
// (https://discord.com/developers/docs/events/gateway#heartbeat-interval); silence is two
// of them and some.
var usualPace = pace{acknowledge: ackWithin, ready: 20 * time.Second, silence: 100 * time.Second, closing: 5 * time.Second,
	again: time.Second, slowest: 2 * time.Minute, lost: 15 * time.Second, steady: 5 * time.Second,
	// Discord's five seconds, and some for the way.
	identify: 6 * time.Second, lease: 15 * time.Second, renew: 4 * time.Second}

// Run keeps the gateway connected until ctx is done, and returns nil then; any other
// return is for a person to mend, in one line. It registers the commands where they
// changed.
func (c *Client) Run(ctx context.Context) error {
	if c.o.Handler == nil {
		return errors.New("discord: no handler for what people say")
	}
	if err := c.await(ctx, "discord does not answer", c.Check); err != nil {
		return done(ctx, err)
	}
	// Answers under way outlive ctx by a little.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	d := newDesk(c)
	c.mu.Lock()
	c.door = &door{d, work}
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.door = nil
		c.mu.Unlock()
		d.close(c.pace.closing, stop)
	}()
	var registering sync.WaitGroup
	defer registering.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	registering.Go(func() {
		if err := c.await(ctx, "discord commands are not registered yet", c.registered); done(ctx, err) != nil {
			c.o.Log.Error("discord commands are not registered", "err", err)
		}
	})
	if c.o.Deaf {
		<-ctx.Done()
		return nil
	}
	return done(ctx, c.sail(ctx, func(shard, of int, home string) (*line, error) {
		return c.line(work, d, shard, of, home)
	}))
}

// registered is Register for who needs not know whether it wrote anything.
func (c *Client) registered(ctx context.Context) error {
	_, err := c.Register(ctx)
	return err
}

// done returns nil once ctx is done: what failed then, failed for that.
func done(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// await calls f until it succeeds or fails for good.
func (c *Client) await(ctx context.Context, message string, f func(context.Context) error) error {
	wait := c.pace.again
	for {
		err := f(ctx)
		var retry *bot.RetryError
		if !errors.As(err, &retry) {
			return err
		}
		c.o.Log.Warn(message, "err", err)
		if err := sleep(ctx, max(wait, retry.After)); err != nil {
			return err
		}
		wait = min(2*wait, c.pace.slowest)
	}
}

// supervise holds one session of a shard after the other. It stands outside of discordgo, whose own
// reconnecting goes on for ever with a wrong token and may wait for ever for a lock
// (bwmarrin/discordgo#899, #513): a session that fails is thrown away.
func (c *Client) supervise(ctx context.Context, shard string, fresh func(context.Context) (*line, error)) error {
	var l *line // to be resumed; nil for none
	var left ration
	var wait time.Duration
	for {
		if l == nil {
			if sleep(ctx, left.wait(time.Now())) != nil {
				return nil
			}
		}
		began := time.Now()
		stood, err := c.hold(ctx, shard, fresh, &l, &left)
		if ctx.Err() != nil || fatal(err) {
			return err
		}
		c.o.Log.Warn("discord gateway lost", "ref", shard, "err", err, "took", time.Since(began))
		if stood > c.pace.steady {
			wait = 0 // at once: what people say meanwhile waits no longer than three seconds
		}
		pause := wait + rand.N(max(wait, c.pace.again/4)) // shards that break together come back apart
		if retry, ok := errors.AsType[*bot.RetryError](err); ok {
			pause = max(pause, retry.After)
		}
		if sleep(ctx, pause) != nil {
			return nil
		}
		wait = min(max(2*wait, c.pace.again), c.pace.lost)
	}
}

// hold opens a session, the one in l again or a fresh one, and returns when it has ended, with
// how long it stood. In l it leaves a line that may be resumed, or nil.
func (c *Client) hold(ctx context.Context, shard string, fresh func(context.Context) (*line, error), l **line, left *ration) (stood time.Duration, err error) {
	now := *l
	*l = nil
	if now == nil {
		if now, err = fresh(ctx); err != nil {
			return 0, err
		}
	}
	err = now.open(ctx, c.pace)
	if !now.stood && now.identified() {
		left.take(time.Now())
		c.pilot.began()
	}
	if err != nil {
		now.cut()
		if now.stood && now.tries < triesMax && !errors.Is(err, errStuck) && resumable(err) {
			now.tries++
			*l = now // what has happened meanwhile is told to who resumes, and to nobody else
		}
		return 0, err
	}
	now.stood, now.tries = true, 0
	began := time.Now()
	c.o.Log.Info("discord gateway connected", "ref", shard)
	select {
	case <-ctx.Done():
		now.close(c.pace.closing)
		return 0, nil
	case <-now.down:
	}
	now.cut()
	err = now.verdict(errors.New("connection closed"))
	if resumable(err) {
		*l = now
	}
	return time.Since(began), err
}

// triesMax bounds the attempts to resume a session before another is begun.
const triesMax = 5
