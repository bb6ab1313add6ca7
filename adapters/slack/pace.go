package slack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A pacer keeps each channel within Slack's rate, and a channel that was told to wait
// waiting, while the others go on.
type pacer struct {
	every time.Duration // between messages to one channel
	burst int           // how many may come at once

	mu   sync.Mutex
	next map[string]time.Time // when a channel's allowance is whole again (GCRA)
}

// headroom is how far ahead of its allowance a channel may be.
func (p *pacer) headroom() time.Duration { return time.Duration(p.burst-1) * p.every }

// wait blocks until it is the turn of channel. If that is further off than patience, or ctx
// ends, it returns *bot.RetryError: nothing was sent, and it may be sent another time.
func (p *pacer) wait(ctx context.Context, channel string, patience time.Duration) error {
	ahead := p.reserve(channel, time.Now(), patience)
	if ahead > patience {
		return &bot.RetryError{After: ahead, Err: fmt.Errorf("channel %s has to wait", channel)}
	}
	if ahead > 0 {
		if err := sleep(ctx, ahead); err != nil {
			return &bot.RetryError{Err: fmt.Errorf("channel %s has to wait: %w", channel, err)}
		}
	}
	return nil
}

// reserve takes the channel's next turn and returns how far off it is; a turn beyond
// patience is not taken.
func (p *pacer) reserve(channel string, now time.Time, patience time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	whole := p.next[channel]
	if whole.Before(now) {
		whole = now
	}
	ahead := max(0, whole.Sub(now)-p.headroom())
	if ahead > patience {
		return ahead
	}
	if p.next == nil || len(p.next) > maxPaced {
		p.forget(now)
	}
	p.next[channel] = whole.Add(p.every)
	return ahead
}

// hold closes the channel for d.
func (p *pacer) hold(channel string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next == nil {
		p.forget(time.Now())
	}
	if until := time.Now().Add(d + p.headroom()); until.After(p.next[channel]) {
		p.next[channel] = until
	}
}

// forget drops the channels whose allowance is whole.
func (p *pacer) forget(now time.Time) {
	kept := map[string]time.Time{}
	for channel, whole := range p.next {
		if whole.After(now) {
			kept[channel] = whole
		}
	}
	p.next = kept
}
