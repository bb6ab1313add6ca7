package discord

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// A line is a discordgo session and the connection under it.
type line struct {
	s    *discordgo.Session
	down chan struct{} // gets a value when the session has disconnected
	home string        // where the gateway is
	sign *signpost     // where discordgo takes it to be

	stood bool // it was ready once, and can be resumed
	tries int  // to resume it, in vain, since

	mu       sync.Mutex
	tap      *tap
	resumeAt string // where READY said that the session may be resumed; empty for home
}

// line returns a session of a shard with the gateway at home, which hands its events to d, to
// be answered under ctx.
func (c *Client) line(ctx context.Context, d *desk, shard, of int, home string) (*line, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	l := &line{s: s, down: make(chan struct{}, 1), home: home, sign: &signpost{}}
	s.Client = &http.Client{Transport: l.sign}
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
	select {
	case <-l.down: // of the connection before
	default:
	}
	l.sign.address = l.address()
	opened := make(chan error, 1)
	go func() {
		if l.stood { // discordgo keeps the address until a dial fails
			l.s.Dialer = &websocket.Dialer{NetDialContext: nowhere, NetDialTLSContext: nowhere}
			_ = l.s.Open()
		}
		l.s.Dialer = &websocket.Dialer{NetDialContext: connect("http"), NetDialTLSContext: connect("https"), HandshakeTimeout: p.ready}
		opened <- l.s.Open()
	}()
	select {
	case err := <-opened:
		if err != nil {
			return l.verdict(anonymous(err))
		}
		l.learn()
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

// nowhere is the way of a dial that is to fail.
func nowhere(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("nowhere to go")
}

// address is where to connect: a session is resumed where READY said, at the first attempt and
// each other one after it, and begun at home
// (https://discord.com/developers/docs/events/gateway#resuming).
func (l *line) address() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.resumeAt == "" || l.tries%2 == 1 {
		return l.home
	}
	return l.resumeAt
}

// learn keeps where the session may be resumed, as its READY said; the token goes there, so that
// it is no less hidden on the way than home.
func (l *line) learn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := l.tap.resume(); strings.HasPrefix(at, "wss:") || at != "" && strings.HasPrefix(l.home, "ws:") {
		l.resumeAt = at
	}
}

// identified reports whether the session got so far that it said who it is.
func (l *line) identified() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tap != nil && l.tap.welcomed()
}

// errStuck: discordgo may hang in the session, which is of no use any more.
var errStuck = errors.New("the gateway's session does not come about")

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
