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

// replier returns what carries answers to who asked r: into the view that r was pressed in;
// through the response_url of a slash command, which also works where the app is no member;
// otherwise as a message under the question, or as an ephemeral one if the answer is private.
func (c *Client) replier(w *workspace, r request) func(context.Context, bot.Message) error {
	private := r.whispered || c.handler.Private(r.command.Text)
	left := 0
	if c.mayCall(r.responseURL) {
		left = maxResponses
	}
	n := 0
	return func(ctx context.Context, m bot.Message) error {
		n++
		if r.thread != "" && !private && !r.direct {
			c.talks.begin(r.command.From.ID, r.thread, r.command.User)
		}
		err := c.reply(ctx, w, r, m, n, private, &left)
		if err != nil {
			return fmt.Errorf("slack answer in %s: %w", r.command.From, err)
		}
		return nil
	}
}

// reply sends the nth answer to r. left is how often its response_url still works.
func (c *Client) reply(ctx context.Context, w *workspace, r request, m bot.Message, n int, private bool, left *int) error {
	if r.view != nil {
		err := w.show(ctx, r, m)
		if err == nil || r.view.home {
			return err
		}
		c.log.Info("slack view not shown, posting", "channel", r.command.From.String(), "err", err)
	}
	t := thread{channel: r.command.From.ID, under: r.thread, key: fmt.Sprintf("%s#%d", r.command.ID, n), patience: replyPatience}
	pages := renderWhole(m)
	if r.command.Thread != "" && !private && !r.direct && *left > 0 {
		// A response_url can post into a thread, but what it posts cannot be found again.
		err := w.answer(ctx, &t, pages)
		if !errors.Is(err, bot.ErrGone) {
			return err
		}
		private = true // the app is no member there: only who asked can be told
	}
	for len(pages) > 0 && *left > 0 {
		if err := c.respond(ctx, w, r, private, pages[0]); err != nil {
			return err
		}
		*left--
		pages = pages[1:]
	}
	switch {
	case len(pages) == 0:
		return nil
	case private && !r.direct:
		t.under = r.aside
		return w.whisper(ctx, &t, r.command.User, pages)
	}
	return w.answer(ctx, &t, pages)
}

// answer writes the pages, again after what may be over soon: nobody else repeats an answer.
// Where the outcome is unknown, it looks for what is there first.
func (w *workspace) answer(ctx context.Context, t *thread, pages []page) error {
	began := time.Now()
	for wait := replyAgain; ; wait *= 2 {
		err := w.write(ctx, t, pages)
		retry, again := errors.AsType[*bot.RetryError](err)
		if !again {
			return err
		}
		wait = max(wait, retry.After)
		if time.Since(began)+wait > t.patience || sleep(ctx, wait) != nil {
			return err
		}
		if retry.Unknown {
			if failed := w.find(ctx, t, began); failed != nil {
				return errors.Join(err, failed)
			}
		}
	}
}

// whisper shows the pages to user alone. Ephemeral messages have no history and no metadata.
func (w *workspace) whisper(ctx context.Context, t *thread, user string, pages []page) error {
	for _, p := range pages {
		err := w.paced(ctx, t.channel, t.patience, func() error {
			options := p.options()
			if t.under != "" {
				options = append(options, slack.MsgOptionTS(t.under))
			}
			_, err := w.api.PostEphemeralContext(ctx, t.channel, user, options...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

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

// respond uses the response_url once. The address is a secret and never in an error.
func (c *Client) respond(ctx context.Context, w *workspace, r request, private bool, p page) error {
	kind := "in_channel"
	if private {
		kind = "ephemeral"
	}
	type response struct {
		page
		Type    string `json:"response_type"`
		Thread  string `json:"thread_ts,omitempty"`
		Replace bool   `json:"replace_original"`
	}
	send := func(p page) error {
		return w.paced(ctx, r.command.From.ID, replyPatience, func() error {
			return c.callback(ctx, r.responseURL, response{page: p, Type: kind, Thread: r.aside})
		})
	}
	for wait := replyAgain; ; wait *= 2 {
		err := send(p)
		if isOneOf(err, unfit) {
			c.log.Warn("slack refused blocks, answering text", "channel", r.command.From.String(), "err", err)
			err = send(p.bare())
		}
		// A server that breaks has most likely done nothing. A connection that is lost has
		// most likely delivered; it is not tried again.
		if !isBroken(err) || wait > replyPatience/4 || sleep(ctx, wait) != nil {
			return err
		}
	}
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
