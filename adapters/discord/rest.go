package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"

	"github.com/readout-bot/readout/bot"
)

// home is where discordgo sends everything; its end points are package variables, so that
// another base can only be put in below it, per session.
const home = "https://discord.com/api"

const (
	callTimeout = 15 * time.Second // for one request
	answerMax   = 8 << 20          // bytes of a response
	patience    = 2 * time.Second  // how long a call waits for a rate limit before it tells its caller
	blocked     = 5 * time.Minute  // before a request after Cloudflare's refusal
)

// What Discord's errors mean, by code
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json).
const (
	codeUnknownChannel     = 10003
	codeUnknownGuild       = 10004
	codeUnknownMessage     = 10008
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeAcknowledged       = 40060
	codeMissingAccess      = 50001
	codeCannotMessageUser  = 50007
	codeMissingPermissions = 50013
	codeWrongChannelType   = 50024
	codeThreadLocked       = 160005
	codeThreadExists       = 160004
	codeThreadArchived     = 50083
	codeCrossposted        = 40033
)

// gone are the codes after which posting there is useless until somebody acts.
func gone(code int) bool {
	switch code {
	case codeUnknownChannel, codeUnknownGuild, codeMissingAccess, codeCannotMessageUser,
		codeMissingPermissions, codeWrongChannelType, codeThreadLocked:
		return true
	}
	return false
}

// A statusError is an answer of Discord's that is not a success.
type statusError struct {
	status int
	code   int // Discord's own; 0 where there is none
	text   string
}

func (e *statusError) Error() string {
	if e.code != 0 {
		return fmt.Sprintf("%s (%d)", e.text, e.code)
	}
	return fmt.Sprintf("%s (HTTP %d)", e.text, e.status)
}

// is reports whether err is Discord's error of that code.
func is(err error, code int) bool {
	var s *statusError
	return errors.As(err, &s) && s.code == code
}

// errToken is what a wrong token looks like to those who have to mend it.
var errToken = errors.New("discord does not accept the token: copy it anew from Bot at https://discord.com/developers/applications")

// call makes one request through discordgo and decodes the answer into out, unless that
// is nil. It waits for rate limits, but no longer than wait; then, and where Discord or
// the network fails, the error is a *bot.RetryError. Where the channel is gone, it wraps
// bot.ErrGone. Errors never hold the address, in which an interaction's token may stand.
func (c *Client) call(ctx context.Context, method, address string, body, out any, wait time.Duration) error {
	var raw []byte
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		raw = b
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout+wait)
	defer cancel()
	began := time.Now()
	for {
		if err := c.gate.pass(ctx, route(method, address), wait-time.Since(began)); err != nil {
			return err
		}
		answer, err := c.request(ctx, method, address, raw)
		var limit *discordgo.RateLimitError
		if errors.As(err, &limit) {
			if time.Since(began)+limit.RetryAfter <= wait && sleep(ctx, limit.RetryAfter) == nil {
				continue
			}
			return &bot.RetryError{After: limit.RetryAfter, Err: errors.New("rate limited")}
		}
		if err != nil {
			return translate(err)
		}
		if out == nil || len(answer) == 0 {
			return nil
		}
		if err := json.Unmarshal(answer, out); err != nil {
			return &bot.RetryError{Unknown: true, Err: fmt.Errorf("answer is no JSON: %w", err)}
		}
		return nil
	}
}

// request goes through discordgo with a bucket of its own: discordgo's shared ones make
// callers wait for each other without regard to their contexts.
func (c *Client) request(ctx context.Context, method, address string, raw []byte) ([]byte, error) {
	bucket := discordgo.NewRatelimiter().LockBucket("")
	return c.api.RequestWithLockedBucket(method, address, "application/json", raw, bucket, 0,
		discordgo.WithContext(ctx), discordgo.WithRetryOnRatelimit(false), discordgo.WithRestRetries(0))
}

// translate turns what discordgo returned into the errors of call.
func translate(err error) error {
	var rest *discordgo.RESTError
	if !errors.As(err, &rest) {
		return &bot.RetryError{Unknown: !unsent(err), Err: anonymous(err)}
	}
	e := &statusError{status: rest.Response.StatusCode, text: http.StatusText(rest.Response.StatusCode)}
	if rest.Message != nil {
		e.code = rest.Message.Code
		if rest.Message.Message != "" {
			e.text = plain(rest.Message.Message, 300)
		}
	}
	switch {
	case e.status == http.StatusUnauthorized:
		return errToken
	case e.status >= 500:
		return &bot.RetryError{Unknown: true, Err: e}
	case e.code == codeBlocked:
		return &bot.RetryError{After: blocked, Err: e}
	case gone(e.code):
		return fmt.Errorf("%w: %w", bot.ErrGone, e)
	case e.code == codeUnknownMessage:
		return fmt.Errorf("%w: %w", bot.ErrNotFound, e)
	}
	return e
}

// unsent reports whether the request surely did not reach Discord.
func unsent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// anonymous takes the address out of an error.
func anonymous(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// sleep waits for d or until ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// route is what Discord limits together, as far as a client can know: the method with the
// path, messages of one channel being one. Interactions have limits of their own by token
// and do not count globally: their route is empty
// (https://discord.com/developers/docs/topics/rate-limits).
func route(method, address string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(address, discordgo.EndpointAPI), "?")
	if strings.HasPrefix(path, "interactions/") || strings.HasPrefix(path, "webhooks/") {
		return ""
	}
	if before, _, ok := strings.Cut(path, "/messages/"); ok {
		path = before + "/messages/id"
	}
	return method + " " + path
}

// A gate holds requests back until Discord takes them.
type gate struct {
	global *rate.Limiter

	mu     sync.Mutex
	all    time.Time            // no request before
	routes map[string]time.Time // no request of that route before
}

func newGate() *gate {
	return &gate{global: rate.NewLimiter(globalPerSecond, 1), routes: map[string]time.Time{}}
}

// pass waits until the route is open. It returns a *bot.RetryError at once if that takes
// longer than wait.
func (g *gate) pass(ctx context.Context, route string, wait time.Duration) error {
	if err := ctx.Err(); err != nil {
		return &bot.RetryError{Err: err}
	}
	if route == "" {
		return nil
	}
	g.mu.Lock()
	until := g.all
	if r := g.routes[route]; r.After(until) {
		until = r
	}
	g.mu.Unlock()
	if d := time.Until(until); d > 0 {
		if d > wait {
			return &bot.RetryError{After: d, Err: errors.New("rate limited")}
		}
		if err := sleep(ctx, d); err != nil {
			return &bot.RetryError{Err: err}
		}
	}
	if err := g.global.Wait(ctx); err != nil {
		return &bot.RetryError{Err: err}
	}
	return nil
}

// note learns from the headers of a response
// (https://discord.com/developers/docs/topics/rate-limits#header-format).
func (g *gate) note(route string, status int, h http.Header) {
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	if status == http.StatusTooManyRequests {
		after = max(after, seconds(h.Get("Retry-After")))
	} else if h.Get("X-RateLimit-Remaining") != "0" {
		return
	}
	if after <= 0 || route == "" {
		return
	}
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if h.Get("X-RateLimit-Global") != "" {
		g.all = now.Add(after)
		return
	}
	for r, until := range g.routes {
		if until.Before(now) {
			delete(g.routes, r)
		}
	}
	g.routes[route] = now.Add(after)
}

// seconds reads a number of seconds with a fraction; 0 if it is none.
func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0 && f <= 1e6) { // NaN is neither
		return 0
	}
	return time.Duration(f * float64(time.Second))
}

// A transport stands between discordgo and the network. It sends requests to base in
// place of home, learns the rate limits, and shows discordgo v0.29.0 only answers that it
// copes with: without rate-limit headers, on which it would sleep regardless of contexts;
// no 502, which it would turn into a bare string; a JSON body also where Cloudflare in
// front of Discord sends a page.
type transport struct {
	base string
	gate *gate
	next http.RoundTripper
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.URL.String()
	if rest, ok := strings.CutPrefix(asked, home); ok && t.base != home {
		u, err := url.Parse(t.base + rest)
		if err != nil {
			return nil, fmt.Errorf("discord address: %w", anonymous(err))
		}
		r = r.Clone(r.Context())
		r.URL, r.Host = u, u.Host
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerMax+1))
	if err != nil {
		return nil, err
	}
	if len(body) > answerMax {
		return nil, fmt.Errorf("discord answer: %w", bot.ErrTooLarge)
	}
	t.gate.note(route(r.Method, asked), resp.StatusCode, resp.Header)
	if resp.StatusCode >= 400 {
		resp.StatusCode, body = digestible(resp.StatusCode, resp.Header, body)
	}
	for name := range resp.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			resp.Header.Del(name)
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// codeBlocked is our own, for an answer of Cloudflare's in place of Discord's.
const codeBlocked = -1

// digestible returns an error answer in the form that discordgo reads: JSON, for a 429
// with the time to wait, and 503 in place of 502.
func digestible(status int, h http.Header, body []byte) (int, []byte) {
	if status == http.StatusBadGateway {
		status = http.StatusServiceUnavailable
	}
	var object map[string]any
	isJSON := json.Unmarshal(body, &object) == nil
	if status == http.StatusTooManyRequests {
		after, _ := object["retry_after"].(float64)
		after = max(after, seconds(h.Get("Retry-After")).Seconds(), seconds(h.Get("X-RateLimit-Reset-After")).Seconds())
		if !isJSON && after == 0 {
			after = blocked.Seconds()
		}
		body, _ = json.Marshal(map[string]any{"message": "rate limited", "retry_after": after})
		return status, body
	}
	if !isJSON {
		e := discordgo.APIErrorMessage{Message: "no JSON in the answer"}
		if status < 500 && status != http.StatusUnauthorized && status != http.StatusNotFound {
			e.Code = codeBlocked
		}
		body, _ = json.Marshal(e)
	}
	return status, body
}
