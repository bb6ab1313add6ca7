package discord

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Discord divides the servers of a bot among shards, each a connection of its own
// (https://discord.com/developers/docs/events/gateway#sharding). Which process holds which
// is settled by leases: a holder renews its own, lets a shard go when it cannot, well before
// the lease ends, and the lease of one that died runs out.

// A fleet is the shards that this process holds.
type fleet struct {
	c     *Client
	of    int    // shards of all processes
	name  string // of this process
	fresh func(shard, of int, home string) (*line, error)
	berth map[int]*berth // by shard
	ended chan int       // shards that have ended
	share share
}

// A berth is a shard that is held.
type berth struct {
	renewed time.Time // when its lease was known to run
	leave   context.CancelFunc
	left    bool  // to another process
	err     error // why it ended; to be read once it has
}

// sail holds shards until ctx is done or a person has to act.
func (c *Client) sail(ctx context.Context, fresh func(shard, of int, home string) (*line, error)) error {
	var refused error
	for too := 0; ; {
		f := &fleet{c: c, name: rand.Text(), fresh: fresh, berth: map[int]*berth{}, ended: make(chan int), share: share{seat: -1}}
		if err := c.await(ctx, "discord does not tell how many shards it wants", f.agree); err != nil {
			return err
		}
		if f.of <= too {
			return refused // Discord wants more, but does not say how many
		}
		refused = f.run(ctx)
		if errors.Is(refused, errRenumbered) {
			continue
		}
		if e := closeError(0); c.o.Shards > 0 || !errors.As(refused, &e) || e != closeShardsRequired {
			return refused
		}
		// The others hear the same; once all have let go, the number is agreed on anew.
		c.o.Log.Warn("discord wants more shards", "err", refused)
		too = f.of
		if err := sleep(ctx, c.pace.lease+c.pace.renew); err != nil {
			return err
		}
	}
}

// agree settles how many shards there are, for all processes: the number of whoever came
// first, while anybody goes by it.
func (f *fleet) agree(ctx context.Context) error {
	of := f.c.o.Shards
	if of <= 0 {
		g, err := f.c.pilot.now(ctx)
		if err != nil {
			return err
		}
		of = max(1, g.Shards)
	}
	f.of = of
	n, err := f.number(ctx)
	if err != nil {
		return err
	}
	if f.of = n; n != of {
		f.c.o.Log.Warn("discord shards as the other processes have them", "ref", n)
	}
	return nil
}

// errRenumbered: the other processes have agreed on another number of shards.
var errRenumbered = errors.New("another number of shards")

// number renews the number of shards and returns what all processes go by.
func (f *fleet) number(ctx context.Context) (int, error) {
	by, err := f.lease(ctx, "shards", strconv.Itoa(f.of), f.c.pace.lease)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(by)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no number of shards", by)
	}
	return n, nil
}

// lease asks for a name of this application's.
func (f *fleet) lease(ctx context.Context, what, holder string, life time.Duration) (by string, err error) {
	ctx, cancel := context.WithTimeout(ctx, f.c.pace.renew)
	defer cancel()
	now := time.Now()
	return f.c.o.Leases.Lease(ctx, f.nameOf(what), holder, now, now.Add(life))
}

func (f *fleet) nameOf(what string) string {
	f.c.mu.Lock()
	defer f.c.mu.Unlock()
	return "discord " + f.c.me.application + " " + what
}

func (f *fleet) shardName(shard int) string { return fmt.Sprintf("shard %d/%d", shard, f.of) }

// run renews what is held and takes what is free, until ctx is done or a shard ends for good.
func (f *fleet) run(ctx context.Context) (err error) {
	defer func() { err = cmp.Or(f.disband(ctx), err) }()
	for {
		if err := f.renew(ctx); err != nil {
			return err
		}
		if err := f.sit(ctx); err != nil {
			f.c.o.Log.Warn("discord shards not shared", "err", err)
		}
		f.even()
		pause := f.c.pace.renew
		if f.lacks() { // others let go one at a time
			f.take(ctx)
			pause /= 4
		}
		wait := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			wait.Stop()
			return nil
		case shard := <-f.ended:
			b := f.berth[shard]
			delete(f.berth, shard)
			f.giveUp(ctx, shard)
			if fatal(b.err) {
				wait.Stop()
				return b.err
			}
		case <-wait.C:
		}
		wait.Stop()
	}
}

// renew keeps the leases of what is held. A shard whose lease cannot be kept is let go while
// the lease still runs: two holders would answer everything twice.
func (f *fleet) renew(ctx context.Context) error {
	n, err := f.number(ctx)
	if err != nil {
		f.c.o.Log.Warn("discord shards not renewed", "err", err)
	} else if n != f.of {
		return errRenumbered
	}
	for shard, b := range f.berth {
		asked := time.Now()
		by, err := f.lease(ctx, f.shardName(shard), f.name, f.c.pace.lease)
		switch {
		case err == nil && by == f.name:
			b.renewed = asked
		case err == nil, time.Since(b.renewed) > f.c.pace.lease*2/3:
			f.c.o.Log.Warn("discord shard let go", "ref", f.shardName(shard), "err", err)
			b.leave()
		}
	}
	return nil
}

// take takes a free shard, if there is one.
func (f *fleet) take(ctx context.Context) {
	for shard := range f.of {
		if f.berth[shard] != nil {
			continue
		}
		asked := time.Now()
		if by, err := f.lease(ctx, f.shardName(shard), f.name, f.c.pace.lease); err != nil || by != f.name {
			continue
		}
		ctx, leave := context.WithCancel(ctx)
		b := &berth{renewed: asked, leave: leave}
		f.berth[shard] = b
		go func() {
			defer leave()
			b.err = f.c.supervise(ctx, f.shardName(shard), func(ctx context.Context) (*line, error) {
				home, err := f.turn(ctx, shard)
				if err != nil {
					return nil, err
				}
				return f.fresh(shard, f.of, home)
			})
			f.ended <- shard
		}()
		return
	}
}

// turn waits until a shard may identify: the budget of the day allows it, and no other shard
// of the same remainder has within five seconds
// (https://discord.com/developers/docs/events/gateway#sharding-max-concurrency). It returns where
// the gateway is.
func (f *fleet) turn(ctx context.Context, shard int) (home string, err error) {
	g, err := f.c.pilot.now(ctx)
	if err != nil {
		return "", err
	}
	if err := budget(g); err != nil {
		return "", err
	}
	what := fmt.Sprintf("identify %d", shard%max(1, g.SessionStartLimit.MaxConcurrency))
	mine := rand.Text()
	for {
		by, err := f.lease(ctx, what, mine, f.c.pace.identify)
		if err != nil {
			return "", err
		}
		if by == mine {
			return g.URL, nil
		}
		if err := sleep(ctx, max(f.c.pace.identify/10, time.Millisecond)); err != nil {
			return "", err
		}
	}
}

// giveUp lets others have a shard at once.
func (f *fleet) giveUp(ctx context.Context, shard int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.c.pace.renew)
	defer cancel()
	if err := f.c.o.Leases.Unlease(ctx, f.nameOf(f.shardName(shard)), f.name); err != nil {
		f.c.o.Log.Warn("discord shard not given up; its lease runs out", "ref", f.shardName(shard), "err", err)
	}
}

// disband ends all shards and waits for them. It returns the first reason why a person has to
// act, if there is any.
func (f *fleet) disband(ctx context.Context) (err error) {
	f.stand(ctx)
	for _, b := range f.berth {
		b.leave()
	}
	for len(f.berth) > 0 {
		shard := <-f.ended
		if e := f.berth[shard].err; fatal(e) && err == nil {
			err = e
		}
		delete(f.berth, shard)
		f.giveUp(ctx, shard)
	}
	return err
}
