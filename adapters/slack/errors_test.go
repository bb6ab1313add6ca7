package slack

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

func TestReadCallback(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   string // code of the error, or its text
	}{
		{200, "ok", ""},
		{200, `{"ok":true}`, ""},
		{200, `{"ok":false,"error":"invalid_blocks"}`, "invalid_blocks"},
		{404, `{"ok":false,"error":"used_url"}`, "used_url"},
		{400, "invalid_blocks", "invalid_blocks"},
		{410, "channel_is_archived", "channel_is_archived"},
		{403, "<html>no</html>", "slack server error: 403 Forbidden"},
		{500, "<html>no</html>", "slack server error: 500 Internal Server Error"},
		{429, "", "slack rate limit exceeded, retry after 1s"},
	} {
		got := ""
		resp := &http.Response{StatusCode: c.status, Status: fmt.Sprint(c.status, " ", http.StatusText(c.status)), Body: io.NopCloser(strings.NewReader(c.body))}
		if err := readCallback(resp); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%d %s: got error %q, want %q", c.status, c.body, got, c.want)
		}
	}
}

func TestOutcome(t *testing.T) {
	sent := func(op string) error {
		return &url.Error{Op: "Post", URL: "https://slack.com/api/chat.postMessage", Err: &net.OpError{Op: op, Net: "tcp", Err: errors.New("refused")}}
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{&slack.RateLimitedError{RetryAfter: time.Minute}, "retry after 1m0s"},
		{slack.StatusCodeError{Code: 429}, "retry after 0s"}, // no Retry-After
		{slack.StatusCodeError{Code: 503}, "retry after 0s, unknown"},
		{slack.StatusCodeError{Code: 403}, "final"},
		{slack.SlackErrorResponse{Err: "is_archived"}, "gone"},
		{slack.SlackErrorResponse{Err: "message_not_found"}, "not found"},
		{slack.SlackErrorResponse{Err: "invalid_arguments"}, "final"},
		{sent("dial"), "retry after 0s"},
		{sent("read"), "retry after 0s, unknown"},
		{io.ErrUnexpectedEOF, "retry after 0s, unknown"},
	} {
		got := "final"
		err := outcome(c.err)
		if retry, ok := errors.AsType[*bot.RetryError](err); ok {
			got = fmt.Sprintf("retry after %v", retry.After)
			if retry.Unknown {
				got += ", unknown"
			}
		}
		if errors.Is(err, bot.ErrGone) {
			got = "gone"
		}
		if errors.Is(err, bot.ErrNotFound) {
			got = "not found"
		}
		if got != c.want {
			t.Errorf("outcome(%v) = %v, which is %s; want %s", c.err, err, got, c.want)
		}
	}
}
