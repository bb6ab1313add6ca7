package bottest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// A PosterRig is a Poster with a hand on the platform behind it. TestPoster opens a fresh
// one for each case.
type PosterRig struct {
	Poster bot.Poster
	To     bot.Channel
	// Seen returns what a reader of the channel sees now, one string per message, with
	// the platform's escapes undone and nothing else changed.
	Seen func() []string
	// Pinged returns whom the messages in the channel have notified; nil where the
	// platform cannot ping.
	Pinged func() []string
	// The rest makes the next attempt go wrong. A nil one says that this cannot happen on
	// the platform, and its case is left out.
	LoseReply func()                    // accept the post, lose the reply
	Limit     func(after time.Duration) // answer 429
	Break     func()                    // answer 500 without accepting
	Gone      func()                    // the channel or the bot's place in it is gone
}

// TestPoster holds a bot.Poster to its contract.
func TestPoster(t *testing.T, open func(t *testing.T) PosterRig) {
	t.Run("hostile", func(t *testing.T) { testHostile(t, open(t)) })
	t.Run("edit", func(t *testing.T) { testEdit(t, open(t)) })
	t.Run("same key, new post", func(t *testing.T) { testTried(t, open(t)) })
	t.Run("lost reply", func(t *testing.T) { testLostReply(t, open(t)) })
	t.Run("limit", func(t *testing.T) { testLimit(t, open(t)) })
	t.Run("break", func(t *testing.T) { testBreak(t, open(t)) })
	t.Run("gone", func(t *testing.T) { testGone(t, open(t)) })
	t.Run("cancelled", func(t *testing.T) { testCancelled(t, open(t)) })
}

// plain is a message that every platform shows in one piece.
func plain(text string) bot.Message {
	return bot.Message{Title: text, Lead: "One line.", Sections: []bot.Section{{
		Heading: "Meetings", Lines: []bot.Line{{Label: "Fri 17 Oct", Text: "Talks", Quote: "They will talk."}}}}}
}

func testHostile(t *testing.T, r PosterRig) {
	for i, h := range HostileMessages() {
		before := len(r.Seen())
		ref, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: h.Message, Key: "hostile-" + string(rune('a'+i/26)) + string(rune('a'+i%26))})
		if err != nil || ref == "" {
			t.Errorf("post of %q: got ref %q, error %v; want a ref", h.Name, ref, err)
			continue
		}
		seen := strings.Join(r.Seen()[before:], "\n")
		for _, want := range h.Shown {
			if !strings.Contains(seen, want) {
				t.Errorf("post of %q: the channel does not show %q", h.Name, want)
			}
		}
		if r.Pinged != nil && len(r.Pinged()) > 0 {
			t.Fatalf("post of %q: pinged %q", h.Name, r.Pinged())
		}
	}
}

func testEdit(t *testing.T, r PosterRig) {
	ref, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Before"), Key: "edit"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Poster.Edit(t.Context(), r.To, ref, plain("After")); err != nil {
		t.Fatalf("edit: %v", err)
	}
	seen := strings.Join(r.Seen(), "\n")
	if !strings.Contains(seen, "After") || strings.Contains(seen, "Before") {
		t.Errorf("after the edit the channel shows %q; want After in the place of Before", seen)
	}
}

// testTried: Tried makes the adapter look for a copy; where there is none, it posts.
func testTried(t *testing.T, r PosterRig) {
	tried := time.Now().Add(-time.Second)
	first, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Once"), Key: "one", Tried: tried})
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Once"), Key: "one", Tried: tried})
	if err != nil || again != first {
		t.Errorf("the same post again: got ref %q, error %v; want %q", again, err, first)
	}
	other, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Twice"), Key: "two", Tried: tried})
	if err != nil || other == first {
		t.Errorf("another post: got ref %q, error %v; want one of its own", other, err)
	}
	wantCount(t, r, "Once", 1)
	wantCount(t, r, "Twice", 1)
}

func testLostReply(t *testing.T, r PosterRig) {
	if r.LoseReply == nil {
		t.Skip("the platform's replies cannot be lost")
	}
	began := time.Now().Add(-time.Second)
	r.LoseReply()
	_, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Once"), Key: "lost"})
	var retry *bot.RetryError
	if !errors.As(err, &retry) || !retry.Unknown {
		t.Fatalf("lost reply: got error %v; want a RetryError with Unknown", err)
	}
	ref, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Once"), Key: "lost", Tried: began})
	if err != nil || ref == "" {
		t.Fatalf("second attempt: got ref %q, error %v", ref, err)
	}
	wantCount(t, r, "Once", 1)
	if err := r.Poster.Edit(t.Context(), r.To, ref, plain("Edited")); err != nil {
		t.Errorf("edit of the copy that was found: %v", err)
	}
}

func testLimit(t *testing.T, r PosterRig) {
	if r.Limit == nil {
		t.Skip("the platform knows no limit")
	}
	r.Limit(7 * time.Second)
	_, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Slow"), Key: "slow"})
	var retry *bot.RetryError
	if !errors.As(err, &retry) || retry.After < 7*time.Second || retry.Unknown {
		t.Errorf("429: got error %#v; want a RetryError after 7s or more, outcome known", err)
	}
	wantCount(t, r, "Slow", 0)
}

func testBreak(t *testing.T, r PosterRig) {
	if r.Break == nil {
		t.Skip("the platform does not break")
	}
	began := time.Now().Add(-time.Second)
	r.Break()
	_, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Later"), Key: "later"})
	var retry *bot.RetryError
	if !errors.As(err, &retry) {
		t.Fatalf("500: got error %v; want a RetryError", err)
	}
	if _, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Later"), Key: "later", Tried: began}); err != nil {
		t.Fatalf("second attempt: %v", err)
	}
	wantCount(t, r, "Later", 1)
}

func testGone(t *testing.T, r PosterRig) {
	if r.Gone == nil {
		t.Skip("the platform's channels cannot go")
	}
	r.Gone()
	_, err := r.Poster.Post(t.Context(), bot.Post{To: r.To, Message: plain("Gone"), Key: "gone"})
	if !errors.Is(err, bot.ErrGone) {
		t.Errorf("post to a channel that is gone: got error %v; want ErrGone", err)
	}
}

func testCancelled(t *testing.T, r PosterRig) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Poster.Post(ctx, bot.Post{To: r.To, Message: plain("Never"), Key: "never"}); err == nil {
		t.Error("post with a cancelled context: got no error")
	}
	wantCount(t, r, "Never", 0)
}

// wantCount demands that n messages in the channel show text.
func wantCount(t *testing.T, r PosterRig, text string, n int) {
	t.Helper()
	got := 0
	for _, s := range r.Seen() {
		if strings.Contains(s, text) {
			got++
		}
	}
	if got != n {
		t.Errorf("the channel shows %q %d times; want %d", text, got, n)
	}
}
