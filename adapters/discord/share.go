package discord

import (
	"context"
	"fmt"
	"time"
)

// Processes that hold shards sit on numbered seats, each a lease like a shard's. The seats that
// are taken tell how many processes there are, and which seat one has, how many shards are its
// own: with three for two, the first has two of them. One that joins waits for what the others
// let go; they close a session before they give its lease up, so that no shard is begun twice.

// A share is what a process may hold.
type share struct {
	seat    int       // from 0; -1 for none: there are more processes than shards
	taken   int       // seats, by all processes
	changed time.Time // when any of it did
}

// of returns how many of n shards are the process's own.
func (s share) of(n int) int {
	if s.seat < 0 || s.taken == 0 {
		return 0
	}
	own := n / s.taken
	if s.seat < n%s.taken {
		own++
	}
	return own
}

// sit renews the process's seat, moves to a lower one that is free, and counts those above, up
// to the first that nobody has: who sits behind it moves down.
func (f *fleet) sit(ctx context.Context) error {
	now := share{seat: -1, changed: f.share.changed}
	for seat := range f.of {
		life := f.c.pace.lease
		if now.seat >= 0 {
			life = 0 // a look, which takes nothing
		}
		by, err := f.lease(ctx, seatName(seat), f.name, life)
		if err != nil {
			return fmt.Errorf("seat %d: %w", seat, err)
		}
		if by == f.name && now.seat >= 0 {
			if seat == f.share.seat {
				continue // its own until now
			}
			break
		}
		if now.taken++; by == f.name {
			now.seat = seat
		}
	}
	if now.seat != f.share.seat {
		f.stand(ctx)
	}
	if now.seat != f.share.seat || now.taken != f.share.taken {
		now.changed = time.Now()
	}
	f.share = now
	return nil
}

func seatName(seat int) string { return fmt.Sprintf("seat %d", seat) }

// stand gives the seat up.
func (f *fleet) stand(ctx context.Context) {
	if f.share.seat < 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.c.pace.renew)
	defer cancel()
	if err := f.c.o.Leases.Unlease(ctx, f.nameOf(seatName(f.share.seat)), f.name); err != nil {
		f.c.o.Log.Warn("discord seat not given up; its lease runs out", "err", err)
	}
	f.share.seat = -1
}

// lacks reports whether the process holds fewer shards than its own.
func (f *fleet) lacks() bool { return len(f.berth) < f.share.of(f.of) }

// even lets one shard go that is another's, once nobody has come or gone for as long as a lease:
// when processes replace each other, none moves twice.
func (f *fleet) even() {
	held, last := 0, -1
	for shard, b := range f.berth {
		if !b.left {
			held, last = held+1, max(last, shard)
		}
	}
	if held <= f.share.of(f.of) || time.Since(f.share.changed) < f.c.pace.lease {
		return
	}
	f.c.o.Log.Info("discord shard left to another process", "ref", f.shardName(last))
	f.berth[last].left = true
	f.berth[last].leave()
}
