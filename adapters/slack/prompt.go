package slack

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// A prompter is something that Slack waits for, or that must be done while a trigger is
// fresh: it goes before commands, which may take long.
type prompter struct {
	do     func(context.Context, answerer) // gets answer, which works once
	answer answerer                        // nil where nobody waits
	within time.Duration                   // how long do has, and Slack is kept waiting
	late   any                             // what is answered where do did not in that time

	began time.Time
	timer *time.Timer
}

// errAnswered: the answer comes too late, or is not the first.
var errAnswered = errors.New("answered already")

// prompt has p done soon, by workers of its own. Whatever becomes of p.do, and however long
// it waits for a worker, Slack gets an answer when p.within has passed. False if there is no
// room; then nothing is answered.
func (c *Client) prompt(p prompter) bool {
	c.gate.RLock()
	defer c.gate.RUnlock()
	if !c.taking {
		return false
	}
	p.began = time.Now()
	answer, called := p.answer, sync.Once{}
	p.answer = func(payload any) error {
		err := errAnswered
		called.Do(func() {
			if err = nil; answer != nil {
				err = answer(payload)
			}
		})
		return err
	}
	once, late := p.answer, p.late // p itself is the worker's
	p.timer = time.AfterFunc(p.within, func() { c.answerLate(once, late) })
	select {
	case c.prompts <- p:
		return true
	default:
		p.timer.Stop()
		c.log.Warn("slack interaction refused, too many waiting")
		return false
	}
}

// answerLate answers, unless that was done.
func (c *Client) answerLate(once answerer, late any) {
	if err := once(late); err != nil && !errors.Is(err, errAnswered) {
		c.log.Warn("slack acknowledgement not sent", "err", err)
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
	ctx, cancel := context.WithDeadline(ctx, p.began.Add(p.within))
	defer cancel()
	defer func() {
		if err := recover(); err != nil {
			c.log.Error("slack interaction panicked", "err", fmt.Errorf("panic: %v\n%s", err, debug.Stack()))
		}
		p.timer.Stop()
		c.answerLate(p.answer, p.late)
	}()
	p.do(ctx, p.answer)
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
	}
	select { // both may have come about at once
	case v, ok := <-got:
		return v, ok
	default:
		var none T
		return none, false
	}
}
