package bottest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A Fault is how one attempt to post goes wrong.
type Fault struct {
	Err   error // what Post returns
	Panic bool  // Post panics instead
	// Accepted: the post arrived in the channel all the same, as when the reply was lost.
	Accepted bool
}

// The faults that platforms show.
var (
	Gone      = Fault{Err: fmt.Errorf("post: %w", bot.ErrGone)}
	Refused   = Fault{Err: errors.New("post: invalid_blocks")}
	Limited   = Fault{Err: &bot.RetryError{After: 30 * time.Second, Err: errors.New("post: 429")}}
	ReplyLost = Fault{Err: &bot.RetryError{Unknown: true, Err: errors.New("post: connection reset")}, Accepted: true}
	Panics    = Fault{Panic: true}
)

// A Posted is a message that stands in a channel.
type Posted struct {
	Whom    string // whom alone it is for; empty for the channel
	Ref     string
	To      bot.Channel
	Message bot.Message
	Key     string
	Under   string // the ref of the post under which it stands; empty for the channel itself
	Ping    string
	At      time.Time
	Edits   int
}

// Poster is a bot.Poster that keeps what is posted in memory. The zero value is ready.
type Poster struct {
	mu     sync.Mutex
	posts  []Posted
	faults []Fault
	calls  int
}

var _ bot.Poster = (*Poster)(nil)

// Fail makes the next attempts to post go wrong, one fault each, in order.
func (p *Poster) Fail(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, faults...)
}

// Posts returns what stands in the channels, in the order of arrival.
func (p *Poster) Posts() []Posted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Posted(nil), p.posts...)
}

// Calls returns how often Post was called.
func (p *Poster) Calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

// Post implements bot.Poster.
func (p *Poster) Post(ctx context.Context, post bot.Post) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("post to %s: %w", post.To, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	var f Fault
	if len(p.faults) > 0 {
		f, p.faults = p.faults[0], p.faults[1:]
	}
	if f.Panic {
		panic("poster: scripted panic")
	}
	if f.Err != nil && !f.Accepted {
		return "", f.Err
	}
	if !post.Tried.IsZero() {
		for _, old := range p.posts {
			if old.Key == post.Key && !old.At.Before(post.Tried) {
				return old.Ref, nil
			}
		}
	}
	ref := fmt.Sprintf("m%d", len(p.posts)+1)
	p.posts = append(p.posts, Posted{Ref: ref, To: post.To, Message: post.Message, Key: post.Key, Whom: post.Whom, Under: post.Under, Ping: post.Ping, At: time.Now()})
	return ref, f.Err
}

// Edit implements bot.Poster.
func (p *Poster) Edit(ctx context.Context, to bot.Channel, ref string, m bot.Message) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("edit in %s: %w", to, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.posts {
		if p.posts[i].Ref == ref && p.posts[i].To == to {
			p.posts[i].Message = m
			p.posts[i].Edits++
			return nil
		}
	}
	return fmt.Errorf("edit %s in %s: %w", ref, to, bot.ErrNotFound)
}
