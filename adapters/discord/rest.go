package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

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
