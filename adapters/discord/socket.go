package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/readout-bot/readout/bot"
)

// A pace is the times of the supervisor.
type pace struct {
	acknowledge time.Duration // an interaction
	ready       time.Duration // from dialling until READY or RESUMED
	silence     time.Duration // without a frame, after which a connection is dead
	closing     time.Duration // for a session to close, and for answers under way at the end
	again       time.Duration // before the first new attempt; doubles up to
	slowest     time.Duration
	identify    time.Duration // between two IDENTIFYs of the same remainder
	lease       time.Duration // of a shard; another process takes it over so long after a crash
	renew       time.Duration // between two looks at the leases
}

// Discord's heartbeat comes about every 41 seconds
// (https://discord.com/developers/docs/events/gateway#heartbeat-interval); silence is two
// of them and some.
var usualPace = pace{acknowledge: ackWithin, ready: 20 * time.Second, silence: 100 * time.Second, closing: 5 * time.Second,
	again: time.Second, slowest: 2 * time.Minute,
	// Discord's five seconds, and some for the way.
	identify: 6 * time.Second, lease: 15 * time.Second, renew: 4 * time.Second}

// reserve is how many IDENTIFYs of the day are left alone: at none, Discord resets the
// token (https://discord.com/developers/docs/events/gateway#session-start-limit-object).
const reserve = 20

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
	return done(ctx, c.sail(ctx, func(shard, of int) (*line, error) { return c.line(work, d, shard, of) }))
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
	var l *line
	wait := c.pace.again
	for {
		began := time.Now()
		err := c.hold(ctx, shard, fresh, &l)
		if ctx.Err() != nil || fatal(err) {
			return err
		}
		if time.Since(began) > c.pace.ready { // it stood for a while
			wait = c.pace.again
		}
		c.o.Log.Warn("discord gateway lost", "ref", shard, "err", err, "took", time.Since(began))
		var retry *bot.RetryError
		pause := wait + rand.N(wait)
		if errors.As(err, &retry) {
			pause = max(pause, retry.After)
		}
		if sleep(ctx, pause) != nil {
			return nil
		}
		slowest := c.pace.slowest
		if l != nil { // resuming costs nothing of the day's budget, and waits only so long
			slowest /= 8
		}
		wait = min(2*wait, slowest)
	}
}

// hold opens a session, the one in l again or a fresh one, and returns when it has ended.
// In l it leaves a line that may be resumed, or nil.
func (c *Client) hold(ctx context.Context, shard string, fresh func(context.Context) (*line, error), l **line) error {
	now := *l
	*l = nil
	if now == nil {
		var err error
		if now, err = fresh(ctx); err != nil {
			return err
		}
	}
	if err := now.open(ctx, c.pace); err != nil {
		now.cut()
		if now.stood && now.tries < triesMax && !errors.Is(err, errStuck) && resumable(err) {
			now.tries++
			*l = now // what has happened meanwhile is told to who resumes, and to nobody else
		}
		return err
	}
	now.stood, now.tries = true, 0
	c.o.Log.Info("discord gateway connected", "ref", shard)
	select {
	case <-ctx.Done():
		now.close(c.pace.closing)
		return nil
	case <-now.down:
	}
	now.cut()
	err := now.verdict(errors.New("connection closed"))
	if resumable(err) {
		*l = now
	}
	return err
}

// budget refuses to begin a session where too few of the day's are left.
func budget(g discordgo.GatewayBotResponse) error {
	limit := g.SessionStartLimit
	if limit.Total > 0 && limit.Remaining < min(reserve, limit.Total/2) {
		after := time.Duration(limit.ResetAfter) * time.Millisecond
		return &bot.RetryError{After: after, Err: fmt.Errorf("only %d of %d gateway sessions are left today", limit.Remaining, limit.Total)}
	}
	return nil
}

// A line is a discordgo session and the connection under it.
type line struct {
	s    *discordgo.Session
	down chan struct{} // gets a value when the session has disconnected

	stood bool // it was ready once, and can be resumed
	tries int  // to resume it, in vain, since

	mu  sync.Mutex
	tap *tap
}

// line returns a session of a shard that hands its events to d, to be answered under ctx.
func (c *Client) line(ctx context.Context, d *desk, shard, of int) (*line, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	l := &line{s: s, down: make(chan struct{}, 1)}
	s.ShardID, s.ShardCount = shard, of
	s.ShouldReconnectOnError = false
	s.SyncEvents = true // in order; the desk starts and owns the goroutines
	s.Compress = false
	s.Identify.Compress = false
	s.Identify.Intents = intents
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "INTERACTION_CREATE" {
			d.interaction(ctx, bytes.Clone(e.RawData))
		}
	})
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.MessageCreate) { d.message(ctx, e.Message) })
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case l.down <- struct{}{}:
		default:
		}
	})
	return l, nil
}

// open connects, identifies or resumes, and returns once the session stands.
func (l *line) open(ctx context.Context, p pace) error {
	dialling, cancel := context.WithTimeout(ctx, p.ready)
	defer cancel()
	connect := func(scheme string) func(context.Context, string, string) (net.Conn, error) {
		return func(_ context.Context, _, addr string) (net.Conn, error) {
			conn, err := dial(dialling, scheme, addr, nil)
			if err != nil {
				return nil, err
			}
			t := newTap(conn, p.silence)
			l.mu.Lock()
			l.tap = t
			l.mu.Unlock()
			return t, nil
		}
	}
	l.s.Dialer = &websocket.Dialer{NetDialContext: connect("http"), NetDialTLSContext: connect("https"), HandshakeTimeout: p.ready}
	select {
	case <-l.down: // of the connection before
	default:
	}
	opened := make(chan error, 1)
	go func() { opened <- l.s.Open() }()
	select {
	case err := <-opened:
		if err != nil {
			return l.verdict(anonymous(err))
		}
		return nil
	case <-dialling.Done():
	}
	l.cut()
	select {
	case <-opened:
	case <-time.After(p.closing): // stuck in discordgo: left behind with its session
	}
	return errStuck
}

// errStuck: discordgo may hang in the session, which is of no use any more.
var errStuck = errors.New("the gateway's session does not come about")

// triesMax bounds the attempts to resume a session before another is begun.
const triesMax = 5

// close closes the session; after that time, the connection under it.
func (l *line) close(within time.Duration) {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_ = l.s.Close() // what it could not send, it could not send
	}()
	select {
	case <-closed:
	case <-time.After(within):
	}
	l.cut()
}

// cut closes the connection under the session.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tap != nil {
		l.tap.Close()
	}
}

// verdict returns what the gateway gave as the reason for closing, or err.
func (l *line) verdict(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tap != nil {
		if cause := l.tap.cause(); cause != nil {
			return cause
		}
	}
	return err
}

// A closeError is the code with which the gateway closed a connection
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).
type closeError int

// The codes after which connecting again is useless, and those that end a session.
const (
	closeToken           closeError = 4004
	closeSequence        closeError = 4007
	closeTimeout         closeError = 4009
	closeShard           closeError = 4010
	closeShardsRequired  closeError = 4011
	closeVersion         closeError = 4012
	closeIntents         closeError = 4013
	closeIntentsRefused  closeError = 4014
	closeAuthenticatedNo closeError = 4003
)

func (e closeError) Error() string {
	switch e {
	case closeToken:
		return errToken.Error()
	case closeIntentsRefused:
		return "discord refuses the intents (4014): see Privileged Gateway Intents under Bot at https://discord.com/developers/applications"
	case closeShardsRequired:
		return "discord refuses one connection for so many servers (4011): the bot needs shards"
	}
	return fmt.Sprintf("gateway closed with code %d", int(e))
}

// fatal reports whether a person has to act before another attempt makes sense.
func fatal(err error) bool {
	var e closeError
	if !errors.As(err, &e) {
		return errors.Is(err, errToken)
	}
	switch e {
	case closeToken, closeShard, closeShardsRequired, closeVersion, closeIntents, closeIntentsRefused:
		return true
	}
	return false
}

// resumable reports whether the session may go on over another connection.
func resumable(err error) bool {
	var e closeError
	if !errors.As(err, &e) {
		return !errors.Is(err, errInvalid)
	}
	switch e {
	case closeSequence, closeTimeout, closeAuthenticatedNo, websocket.CloseNormalClosure, websocket.CloseGoingAway:
		return false
	}
	return true
}
