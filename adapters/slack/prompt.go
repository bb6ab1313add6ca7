package slack

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// A prompter is something that Slack waits for, or that must be done while a trigger is
// fresh: it goes before commands, which may take long.
type prompter struct {
	began time.Time
	do    func(context.Context, answerer)
	once  answerer
}

// prompt has f done soon, by its own workers, within promptWithin. f gets answer, or nil,
// and whatever becomes of f, answer is called once. False if there is no room.
func (c *Client) prompt(answer answerer, f func(context.Context, answerer)) bool {
	c.gate.RLock()
	defer c.gate.RUnlock()
	if !c.taking {
		return false
	}
	var called sync.Once
	once := func(payload any) (err error) {
		if answer != nil {
			called.Do(func() { err = answer(payload) })
		}
		return err
	}
	select {
	case c.prompts <- prompter{time.Now(), f, once}:
		return true
	default:
		c.log.Warn("slack interaction refused, too many waiting")
		return false
	}
}

// serve does what was prompted for until last is closed and nothing is left.
func (c *Client) serve(ctx context.Context, last <-chan struct{}) {
	for {
		select {
		case p := <-c.prompts:
			c.oblige(ctx, p)
		case <-last:
			select {
			case p := <-c.prompts:
				c.oblige(ctx, p)
			default:
				return
			}
		}
	}
}

func (c *Client) oblige(ctx context.Context, p prompter) {
	ctx, cancel := context.WithDeadline(ctx, p.began.Add(promptWithin))
	defer cancel()
	defer func() {
		if err := recover(); err != nil {
			c.log.Error("slack interaction panicked", "err", fmt.Errorf("panic: %v\n%s", err, debug.Stack()))
		}
		if err := p.once(nil); err != nil {
			c.log.Warn("slack acknowledgement not sent", "err", err)
		}
	}()
	p.do(ctx, p.once)
}

// within asks the handler for something and waits no longer than ctx: a handler that
// sleeps must not make Slack wait. False if it did not answer, or panicked.
func within[T any](ctx context.Context, c *Client, ask func() T) (T, bool) {
	got := make(chan T, 1)
	c.asking.Go(func() {
		defer func() {
			if err := recover(); err != nil {
				c.log.Error("slack interaction panicked", "err", fmt.Errorf("panic: %v\n%s", err, debug.Stack()))
				close(got)
			}
		}()
		got <- ask()
	})
	select {
	case v, ok := <-got:
		return v, ok
	case <-ctx.Done():
		var none T
		return none, false
	}
}
