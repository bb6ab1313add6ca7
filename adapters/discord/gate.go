package discord

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"

	"github.com/readout-bot/readout/bot"
)

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
