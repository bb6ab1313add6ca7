package discord

import (
	"context"
	"time"
)

// A pace is the times of the supervisor.
type pace struct {
	ready   time.Duration // from dialling until READY or RESUMED
	silence time.Duration // without a frame, after which a connection is dead: two heartbeats and some
	closing time.Duration // for a session to close
	again   time.Duration // before the first new attempt; doubles up to
	slowest time.Duration
}

var usualPace = pace{ready: 20 * time.Second, silence: 100 * time.Second, closing: 5 * time.Second,
	again: time.Second, slowest: 2 * time.Minute}

// Run keeps the gateway connected until ctx is done, and returns nil then; any other
// return is for a person to mend. It registers the commands where they changed.
func (c *Client) Run(ctx context.Context) error {
	_, err := c.self(ctx)
	return err
}
