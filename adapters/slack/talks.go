package slack

import (
	"context"
	"time"

	"github.com/readout-bot/readout/bot"
)

// talkAge is how long somebody may go on in a thread without a mention.
const talkAge = time.Hour

// Talks remember, across restarts and replicas, with whom the app talks in which thread.
// Every bot.Journal is one.
type Talks interface {
	// SaveAsked keeps text under a tenant's thread, for at least an hour.
	SaveAsked(ctx context.Context, tenant, thread, text string, now time.Time) error
	// Asked returns it, or nothing if it was kept before since.
	Asked(ctx context.Context, tenant, thread string, since time.Time) (string, error)
}

// talk is what the talk in r's thread is kept under, beside the questions of that thread.
func (r request) talk() string { return "talk " + r.channel() + "/" + r.thread }

// talksWith notes that user was answered in r's thread, and may go on there without saying
// "@Readout" again; or nobody, since somebody else spoke there: people talk to each other.
func (c *Client) talksWith(ctx context.Context, r request, user string) {
	if c.talks == nil || r.thread == "" || r.direct {
		return
	}
	if err := c.talks.SaveAsked(ctx, r.command.From.Tenant(), r.talk(), user, time.Now()); err != nil {
		c.log.Error("slack talk not kept", "channel", r.command.From.String(), "err", err)
	}
}

// eavesdrop lets through what goes on with a talk, in the order in which it was said, until
// last is closed and nothing is left.
func (c *Client) eavesdrop(ctx context.Context, last <-chan struct{}) {
	for {
		select {
		case r := <-c.overheard:
			c.hear(ctx, r)
		case <-last:
			select {
			case r := <-c.overheard:
				c.hear(ctx, r)
			default:
				return
			}
		}
	}
}

// hear hands r to the workers if it goes on with a talk.
func (c *Client) hear(ctx context.Context, r request) {
	if c.goesOn(ctx, r) {
		c.jobs <- r // never blocks: it has as much room
		return
	}
	<-c.room
}

// goesOn reports whether r goes on with what was answered in its thread, is understood, and
// would be answered aloud: nobody asked for a word aside.
func (c *Client) goesOn(ctx context.Context, r request) bool {
	ctx, cancel := context.WithTimeout(ctx, hearWithin)
	defer cancel()
	with, err := c.talks.Asked(ctx, r.command.From.Tenant(), r.talk(), time.Now().Add(-talkAge))
	switch {
	case err != nil:
		c.log.Error("slack talk not known", "channel", r.command.From.String(), "err", err)
		return false
	case with == "":
		return false
	case with != r.command.User:
		c.talksWith(ctx, r, "")
		return false
	}
	return !r.named && !c.handler.Private(r.command.Text)
}

var _ Talks = bot.Journal(nil)
