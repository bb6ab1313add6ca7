package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// What the error field of an answer means
// (https://docs.slack.dev/reference/methods/chat.postMessage#errors).
var (
	// gone: nothing will work there until somebody acts.
	gone = []string{"channel_not_found", "is_archived", "not_in_channel", "account_inactive",
		"token_revoked", "token_expired", "invalid_auth", "not_authed", "missing_scope",
		"no_permission", "access_denied", "restricted_action", "restricted_action_read_only_channel",
		"restricted_action_non_threadable_channel", "restricted_action_thread_only_channel",
		"team_access_not_granted", "org_login_required", "ekm_access_denied", "user_disabled",
		"user_not_found", "cannot_dm_bot", "messages_tab_disabled", "not_allowed_token_type"}
	// unknown: the server broke; "it's possible some aspect of the operation succeeded".
	unknown = []string{"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
	// limited: a rate limit without a time.
	limited = []string{"ratelimited", "rate_limited", "message_limit_exceeded"}
	// unfit: Slack dislikes the blocks; plain text may still pass.
	unfit = []string{"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format",
		"block_mismatch", "markdown_text_conflict", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large"}
	// deleted: the message to edit is not there.
	deleted = []string{"message_not_found", "thread_not_found"}
	// refused: a token that no waiting mends. apps.connections.open answers 404 to some.
	refused = []string{"invalid_auth", "not_authed", "account_inactive", "token_revoked",
		"token_expired", "not_allowed_token_type", "missing_scope", "forbidden_team", "no_permission", "access_denied"}
)

// code is the error field of Slack's answer; empty if err is something else.
func code(err error) string {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return answer.Err
	}
	return ""
}

func isOneOf(err error, codes []string) bool {
	c := code(err)
	return c != "" && slices.Contains(codes, c)
}

// outcome says what err of a call that changes something means for the caller: wrapped as
// bot.ErrGone, bot.ErrNotFound or *bot.RetryError where it is one of these. Nil stays nil.
func outcome(err error) error {
	if err == nil {
		return nil
	}
	if rate, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return &bot.RetryError{After: rate.RetryAfter, Err: err}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		if status.Code >= http.StatusInternalServerError {
			return &bot.RetryError{Unknown: true, Err: err}
		}
		if status.Code == http.StatusTooManyRequests { // without Retry-After
			return &bot.RetryError{Err: err}
		}
		return err
	}
	switch {
	case isOneOf(err, gone):
		return fmt.Errorf("%w: %w", err, bot.ErrGone)
	case isOneOf(err, deleted):
		return fmt.Errorf("%w: %w", err, bot.ErrNotFound)
	case isOneOf(err, limited):
		return &bot.RetryError{Err: err}
	case isOneOf(err, unknown):
		return &bot.RetryError{Unknown: true, Err: err}
	case code(err) != "":
		return err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return &bot.RetryError{Err: err} // nothing was sent
	}
	// The request may have arrived and its answer been lost: a timeout, a reset, half a body.
	return &bot.RetryError{Unknown: true, Err: err}
}

// pending adds to a retryable err that part of the post is there already, so that the next
// attempt looks for it.
func pending(err error) error {
	if r, ok := errors.AsType[*bot.RetryError](err); ok {
		return &bot.RetryError{After: r.After, Unknown: true, Err: r.Err}
	}
	return err
}

// retryAfter is the wait that a rate limit asks for; false if err is none.
func retryAfter(err error) (time.Duration, bool) {
	if rate, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return max(rate.RetryAfter, time.Second), true
	}
	return 0, false
}

// tokenError is the one line about a token that Slack refused; nil if err is not that.
func tokenError(name, advice string, err error) error {
	if isOneOf(err, refused) {
		return fmt.Errorf("slack: %s refused (%s): %s", name, code(err), advice)
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == http.StatusNotFound {
		return fmt.Errorf("slack: %s or API address refused (404 Not Found): %s", name, advice)
	}
	return nil
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
