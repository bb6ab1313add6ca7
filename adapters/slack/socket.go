package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// pingTimeout is how long slack-go waits for Slack's next ping.
const pingTimeout = 30 * time.Second

// errDropped: the connection is over, by Slack's wish or by the network's.
var errDropped = errors.New("connection over")

// newPause is the pause between connections: half a second at first, growing.
func newPause() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.MaxInterval = reconnectMax
	return b
}

const appTokenAdvice = "make an app-level token with connections:write under Basic Information in the app's settings, and enable Socket Mode"

// supervise holds one connection until ctx is done. slack-go would reconnect by itself, but
// without any pause after a connection that ends at once, and up to five minutes after one
// that fails; so each of its clients lives for one connection only, and what follows is
// decided here. The error is that Slack refuses the token.
func (c *Client) supervise(ctx context.Context) error {
	pause := newPause()
	for {
		began := time.Now()
		err := c.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if told := tokenError("app-level token", appTokenAdvice, err); told != nil {
			return told
		}
		took := time.Since(began)
		// One that ends by Slack's wish was a good one, if it lived at all.
		if took > healthyAfter || took > settledAfter && errors.Is(err, errDropped) {
			pause.Reset()
		}
		wait := pause.NextBackOff()
		if after, ok := retryAfter(err); ok {
			wait = max(wait, after)
		}
		c.log.Info("slack socket over", "took", took, "err", err)
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
}

// session holds one connection from dialling to its end and says why it ended. A panic in
// slack-go's own loop ends the session, too.
func (c *Client) session(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	sm := socketmode.New(c.newWorkspace("").api,
		socketmode.OptionDialer(dialer()),
		socketmode.OptionReadLimit(maxFrame),
		socketmode.OptionPingInterval(c.pingTimeout),
		socketmode.OptionLog(log.New(discard{}, "", 0)))
	done := make(chan error, 1)
	var running sync.WaitGroup
	running.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("slack-go panicked: %v", p)
			}
		}()
		done <- sm.RunContext(ctx)
	})
	err := c.listen(ctx, sm, done)
	cancel()
	running.Wait()
	return err
}

// listen takes the connection's events until it is over, and returns why it is.
func (c *Client) listen(ctx context.Context, sm *socketmode.Client, done <-chan error) error {
	hello := time.NewTimer(c.helloTimeout)
	defer hello.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-hello.C:
			return errors.New("no hello from slack")
		case e := <-sm.Events:
			switch e.Type {
			case socketmode.EventTypeHello:
				hello.Stop()
				c.log.Info("slack socket open")
			case socketmode.EventTypeConnecting:
				if d, ok := e.Data.(*slack.ConnectingEvent); ok && d != nil && d.ConnectionCount > 0 {
					return errDropped // the second connection is the next session's
				}
			case socketmode.EventTypeConnectionError:
				if d, ok := e.Data.(*slack.ConnectionErrorEvent); ok && d != nil {
					return d.ErrorObj
				}
			default:
				c.envelope(ctx, sm, e)
			}
		}
	}
}

// envelope acknowledges what Slack sent and hands on what is for us.
func (c *Client) envelope(ctx context.Context, sm *socketmode.Client, e socketmode.Event) {
	ack := func(id string, payload any) error {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		return sm.AckCtx(ctx, id, payload)
	}
	switch e.Type {
	case socketmode.EventTypeErrorBadMessage:
		// slack-go reports what it cannot decode and acknowledges nothing; Slack would
		// deliver it three more times and count each as our failure.
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok && bad != nil {
			var head struct {
				ID string `json:"envelope_id"`
			}
			if json.Unmarshal(bad.Message, &head) == nil && head.ID != "" {
				_ = ack(head.ID, nil) // as good as it gets; Slack delivers again otherwise
			}
			c.log.Warn("slack event not understood", "err", bad.Cause)
		}
		return
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive:
		if e.Request == nil {
			return
		}
	default:
		return
	}
	id := e.Request.EnvelopeID
	if e.Type == socketmode.EventTypeInteractive {
		c.interact(e.Request.Payload, func(payload any) error { return ack(id, payload) })
		return
	}
	r, ok := c.request(e.Data)
	if !ok {
		_ = ack(id, nil)
		return
	}
	// A retry (retry_attempt > 0) is taken like any other: it may be the first that reaches
	// us (vercel/chat#666). The handler knows the ids it has answered.
	c.admit(r, func() error { return ack(id, nil) })
}

// request makes a request of what slack-go decoded, if it is for us.
func (c *Client) request(data any) (request, bool) {
	switch d := data.(type) {
	case slack.SlashCommand:
		return c.slash(d)
	case slackevents.EventsAPIEvent:
		return c.event(d)
	}
	return request{}, false
}

// dialer dials as slack-go's own, with TCP keep-alive, which keeps idle connections through
// NATs, and a limit on silence below it all. It dials once: before listen can stop it,
// slack-go might open a second connection, and what Slack sends over it would be lost.
func dialer() *websocket.Dialer {
	d := net.Dialer{Timeout: callTimeout, KeepAlive: keepAlive}
	var dialled atomic.Bool
	return &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: callTimeout,
		WriteBufferSize:  32 << 10, // Slack joins no continuation frames (slack-go, socketmode.go)
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if dialled.Swap(true) {
				return nil, errDropped
			}
			conn, err := d.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &wakeful{Conn: conn}, nil
		},
	}
}

// wakeful is a connection that fails a read after idleTimeout of silence: the last resort
// should slack-go's own watch on pings miss a dead peer (slack-go/slack#1093).
type wakeful struct{ net.Conn }

func (w *wakeful) Read(b []byte) (int, error) {
	if err := w.SetReadDeadline(time.Now().Add(idleTimeout)); err != nil {
		return 0, err
	}
	return w.Conn.Read(b)
}

// discard swallows slack-go's log: its debug lines hold what people write.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
