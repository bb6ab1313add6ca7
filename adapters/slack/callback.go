package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// mayCall reports whether u is a response_url of Slack's: it comes with the request and is
// called by us.
func (c *Client) mayCall(u string) bool {
	p, err := url.Parse(u)
	if err != nil || u == "" {
		return false
	}
	name := p.Hostname()
	return p.Host == c.apiHost || p.Scheme == "https" && (strings.HasSuffix(name, ".slack.com") || strings.HasSuffix(name, ".slack-gov.com"))
}

// A callback is the response_url of a command or press. The address is a secret and never in
// an error.
type callback struct {
	client *Client
	url    string
	left   int // how often it still works
}

// A response is what a response_url takes: a page, with a mark by which it is found again
// (slackapi/bolt-js#1819).
type response struct {
	page
	Type     string              `json:"response_type"`
	Thread   string              `json:"thread_ts,omitempty"`
	Replace  bool                `json:"replace_original"`
	Metadata slack.SlackMetadata `json:"metadata"`
}

// respond says a page of t. Where the outcome is unknown, one that everybody sees is looked
// for before it is said again; where the app cannot look, the copy is for the asker alone, as
// what is private is anyway: nobody else sees anything twice, and no answer is lost.
func (b *callback) respond(ctx context.Context, w *workspace, t *thread, p page, part int, private bool) error {
	began := time.Now()
	return again(ctx, func(before *bot.RetryError) error {
		if before != nil && before.Unknown && !private {
			there, err := w.heard(ctx, t, part, began)
			if there {
				return nil
			}
			private = err != nil
		}
		if before != nil && b.left == 0 {
			return fmt.Errorf("response_url used up: %w", before.Err)
		}
		err := b.post(ctx, w, t, p, part, private)
		if isOneOf(err, unfit) && b.left > 0 {
			w.log.Warn("slack refused blocks, answering text", "channel", t.channel, "err", err)
			err = b.post(ctx, w, t, p.bare(), part, private)
		}
		return err
	})
}

// post uses the address once.
func (b *callback) post(ctx context.Context, w *workspace, t *thread, p page, part int, private bool) error {
	v := response{page: p, Type: "in_channel", Thread: t.under, Metadata: metadata(t.key, part)}
	if private {
		v.Type = "ephemeral"
	}
	b.left--
	return w.paced(ctx, t.channel, replyPatience, func() error { return b.client.callback(ctx, b.url, v) })
}

// callback posts v to a response_url and reads what Slack thinks of it. It returns errors of
// slack-go's types, so that outcome knows them.
func (c *Client) callback(ctx context.Context, to string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return errors.New("response_url is no address")
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return fmt.Errorf("response_url: %w", err)
	}
	defer resp.Body.Close()
	return readCallback(resp)
}

// readCallback reads the answer of a response_url: "ok" or {"ok":true}, otherwise
// {"ok":false,"error":"used_url"} or the bare code, with any status.
func readCallback(resp *http.Response) error {
	if resp.StatusCode == http.StatusTooManyRequests {
		after, err := time.ParseDuration(resp.Header.Get("Retry-After") + "s")
		if err != nil {
			after = time.Second
		}
		return &slack.RateLimitedError{RetryAfter: after}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("response_url: %w", err)
	}
	var answer slack.SlackResponse
	if json.Unmarshal(body, &answer) == nil && !answer.Ok && answer.Error != "" {
		return answer.Err()
	}
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	if resp.StatusCode < http.StatusInternalServerError && bareCode.Match(body) {
		return slack.SlackErrorResponse{Err: string(body)}
	}
	return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
}

// bareCode is an error code that came without JSON around it.
var bareCode = regexp.MustCompile(`^[a-z_]{3,60}$`)
