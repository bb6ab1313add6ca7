package slack

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

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
