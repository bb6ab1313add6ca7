package discord

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
)

// Not more requests than Discord takes in a second go out in one, from however many places.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		began := time.Now()
		const calls = 500
		for range calls {
			go func() {
				if err := g.pass(t.Context(), "POST channels/1/messages", time.Minute); err != nil {
					t.Error(err)
				}
			}()
		}
		synctest.Wait()
		time.Sleep(time.Second / 2)
		if err := g.pass(t.Context(), "POST channels/2/messages", time.Minute); err != nil {
			t.Fatal(err)
		}
		if got, want := time.Since(began), calls*time.Second/globalPerSecond; got < want || got > want*21/20 {
			t.Errorf("%d requests went out in %v; want %v and at most 1/20 more", calls+1, got, want)
		}
	})
}

func TestGateLearns(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		header map[string]string
		other  time.Duration // that another route waits
		same   time.Duration // that the same route waits
	}{
		{"some left", 200, map[string]string{"X-RateLimit-Remaining": "1", "X-RateLimit-Reset-After": "5"}, 0, 0},
		{"none left", 200, map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "5"}, 0, 5 * time.Second},
		{"limited", 429, map[string]string{"Retry-After": "3", "X-RateLimit-Reset-After": "2.5"}, 0, 3 * time.Second},
		{"limited for all", 429, map[string]string{"Retry-After": "3", "X-RateLimit-Global": "true"}, 3 * time.Second, 3 * time.Second},
		{"nonsense", 429, map[string]string{"Retry-After": "soon", "X-RateLimit-Reset-After": "-7"}, 0, 0},
		{"without end", 429, map[string]string{"Retry-After": "NaN", "X-RateLimit-Reset-After": "1e300"}, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := http.Header{}
				for k, v := range tt.header {
					h.Set(k, v)
				}
				for route, want := range map[string]time.Duration{"same": tt.same, "other": tt.other} {
					g := newGate()
					g.note("same", tt.status, h)
					var retry *bot.RetryError
					if err := g.pass(t.Context(), route, 0); errors.As(err, &retry) != (want > 0) || (retry != nil && retry.After != want) {
						t.Errorf("%s route without patience: got error %v; want one to wait %v", route, err, want)
					}
					began := time.Now()
					if err := g.pass(t.Context(), route, time.Minute); err != nil || time.Since(began) < want {
						t.Errorf("%s route: passed after %v with error %v; want %v", route, time.Since(began), err, want)
					}
				}
			})
		})
	}
}

// A wait ends with its context.
func TestGateContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		g.note("r", http.StatusTooManyRequests, http.Header{"Retry-After": {"50"}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := g.pass(ctx, "r", time.Hour); err == nil || time.Since(began) != time.Second {
			t.Errorf("got error %v after %v; want one after 1s", err, time.Since(began))
		}
	})
}

func TestRoute(t *testing.T) {
	const api = "https://discord.com/api/v9/"
	for _, tt := range []struct{ method, path, want string }{
		{"POST", "channels/1/messages", "POST channels/1/messages"},
		{"GET", "channels/1/messages?limit=100&after=7", "GET channels/1/messages"},
		{"PATCH", "channels/1/messages/22", "PATCH channels/1/messages/id"},
		{"POST", "interactions/1/secret/callback", ""},
		{"PATCH", "webhooks/1/secret/messages/@original", ""},
	} {
		if got := route(tt.method, api+tt.path); got != tt.want {
			t.Errorf("route of %s %s: got %q; want %q", tt.method, tt.path, got, tt.want)
		}
	}
}
