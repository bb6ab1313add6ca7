package slack

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Run handles what comes in until ctx is done, then lets what is under way finish for a
// short while. With an app-level token it holds the Socket Mode connections, again and again
// through every failure of the network; it returns an error only for a token that Slack
// refuses. It may be called once.
func (c *Client) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Commands under way outlive ctx by the grace.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	context.AfterFunc(ctx, func() { time.AfterFunc(shutdownGrace, stop) })

	var sockets, listening, working sync.WaitGroup
	last := make(chan struct{}) // closed when nothing more is admitted
	end := make(chan struct{})  // closed when nothing more comes of what was
	listening.Go(func() { c.eavesdrop(work, last) })
	for range workers {
		working.Go(func() { c.work(work, end) })
		working.Go(func() { c.serve(work, last) })
	}
	err := c.introduce(ctx)
	fatal := make(chan error, c.sockets)
	if err == nil {
		c.take(true)
		for range c.sockets {
			sockets.Go(func() {
				if err := c.supervise(ctx); err != nil {
					fatal <- err
				}
			})
		}
		select {
		case <-ctx.Done():
		case err = <-fatal:
		}
	}
	cancel()
	c.take(false)
	close(last)
	listening.Wait()
	close(end)
	sockets.Wait()
	working.Wait()
	c.asking.Wait()
	c.http.CloseIdleConnections()
	return err
}

// take opens or closes the door for requests. Once it has closed, none is on its way in.
func (c *Client) take(open bool) {
	c.gate.Lock()
	defer c.gate.Unlock()
	c.taking = open
}

// open reports whether requests are taken.
func (c *Client) open() bool {
	c.gate.RLock()
	defer c.gate.RUnlock()
	return c.taking
}

// introduce learns who we are, however long the network takes.
func (c *Client) introduce(ctx context.Context) error {
	if c.only == nil {
		return nil
	}
	pause := newPause()
	for {
		_, _, err := c.only.whoami(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, errOrganisation) {
			return err
		}
		if told := tokenError("bot token", botTokenAdvice, err); told != nil {
			return told
		}
		c.log.Warn("slack not reached", "err", err)
		wait := pause.NextBackOff()
		if after, ok := retryAfter(err); ok {
			wait = max(wait, after)
		}
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
}
