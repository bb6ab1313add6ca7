package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// reserve is how many IDENTIFYs of the day are left alone: at none, Discord resets the
// token (https://discord.com/developers/docs/events/gateway#session-start-limit-object).
const reserve = 20

// knownFor is how long what Discord said of its gateway is gone by while it does not answer.
const knownFor = time.Hour

// A pilot knows what Discord said last of its gateway: where it is, how many shards it wants,
// how many sessions may begin today. Discord asks bots to keep the address
// (https://discord.com/developers/docs/events/gateway#connecting).
type pilot struct {
	c *Client

	mu   sync.Mutex
	last discordgo.GatewayBotResponse
	read time.Time // zero: Discord has said nothing yet
}

// ask asks Discord.
func (p *pilot) ask(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	var g discordgo.GatewayBotResponse
	if err := p.c.call(ctx, http.MethodGet, discordgo.EndpointGatewayBot, nil, &g, patience); err != nil {
		return g, fmt.Errorf("ask discord for the gateway: %w", err)
	}
	if _, err := url.Parse(g.URL); err != nil || g.URL == "" {
		return g, &bot.RetryError{Err: errors.New("discord names no address of the gateway")}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.read = g, time.Now()
	return g, nil
}

// now asks Discord and, where that fails for a while, goes by what it said last: a connection
// need not wait for a page that answers 503.
func (p *pilot) now(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	g, err := p.ask(ctx)
	var retry *bot.RetryError
	if !errors.As(err, &retry) || ctx.Err() != nil {
		return g, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.read.IsZero() || time.Since(p.read) > knownFor {
		return g, err
	}
	p.c.o.Log.Warn("discord gateway as it was known", "err", err)
	return p.last, nil
}

// began counts a session that begins, for as long as Discord does not tell what is left.
func (p *pilot) began() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last.SessionStartLimit.Remaining--
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

// A ration keeps a shard from spending the sessions of the day on a connection that breaks
// over and over: rationOf may begin at once, and then one each rationEach.
type ration struct{ began []time.Time }

const (
	rationOf   = 10
	rationEach = 2 * time.Minute // 720 a day, of 1,000
)

// wait is how long to wait at now before another session begins.
func (r *ration) wait(now time.Time) time.Duration {
	if len(r.began) < rationOf {
		return 0
	}
	return max(0, r.began[len(r.began)-rationOf].Add(rationOf*rationEach).Sub(now))
}

// take notes that a session begins at now.
func (r *ration) take(now time.Time) {
	r.began = append(r.began[max(0, len(r.began)-rationOf+1):], now)
}

// A signpost answers the one thing that a discordgo session asks for by itself, where the
// gateway is, without Discord: what is known need not be asked for at a bad moment, and a
// session is resumed where READY said.
type signpost struct{ address string }

func (s *signpost) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r.Body.Close()
	}
	body, err := json.Marshal(map[string]string{"url": s.address})
	if err != nil {
		return nil, err
	}
	return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}
