package feed

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
)

// An impatient source waits only a moment for /timeout.
type impatient struct{ *Client }

func (i impatient) Poll(ctx context.Context, url string, last bot.Validators) (bot.Polled, error) {
	if !strings.HasSuffix(url, "/timeout") {
		return i.Client.Poll(ctx, url, last)
	}
	hasty := *i.http
	hasty.Timeout = 20 * time.Millisecond
	c := *i.Client
	c.http = &hasty
	return c.Poll(ctx, url, last)
}

// TestWords follows what goes wrong with a feed from the wire to the words that people read.
func TestWords(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }
	}
	body := func(s string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, s) }
	}
	const (
		refused = "the site does not let me in: it wants a login, or refuses programs"
		fault   = "the site reports an error of its own"
		slow    = "the site took too long to answer"
		nothing = "there is nothing at that address"
		noFeed  = "there is a page there, but no feed"
	)
	announce := func(link string) http.HandlerFunc {
		return body(`<html><head><link rel=alternate type=application/rss+xml href="` + link + `"></head><body>News</body></html>`)
	}
	tests := map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"/401":       {status(401), refused},
		"/403":       {status(403), refused},
		"/404":       {status(404), nothing},
		"/410":       {status(410), nothing},
		"/429":       {status(429), "the site asks me to come less often"},
		"/500":       {status(500), fault},
		"/503":       {status(503), fault},
		"/504":       {status(504), slow},
		"/status503": {status(404), nothing}, // an address may say anything
		"/timeout":   {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, slow},
		"/dropped": {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
			"the site cannot be reached at the moment"},
		"/malformed": {body(smallFeed[:len(smallFeed)-30]), "there is a feed there, but it is broken and cannot be read"},
		"/captcha":   {body("<html><title>Attention</title><p>Solve the captcha to go on.</html>"), refused},
		"/page":      {body(storyPage), noFeed},
		"/form":      {body("<html><script src=recaptcha.js></script>" + strings.Repeat("<p>The paper's front page tells of many things, and at its foot one may write to it.", 20) + "</html>"), noFeed},
		"/names":     {announce("https://paper.example/feed?a=1&amp;format=rss"), noFeed + "; it names this one: https://paper.example/feed?a=1&format=rss"},
		"/secret":    {announce("/feed?token=secretword"), noFeed},
		"/script":    {announce("javascript:alert(1)"), noFeed},
		"/long":      {announce("https://paper.example/" + strings.Repeat("x", 400)), noFeed},
		"/turned":    {announce("https://paper.example/?\u202egpj.exe"), noFeed},
		"/large": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "99999999")
			fmt.Fprint(w, smallFeed)
		}, "it is too large for me"},
		"/private": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		},
			"the address is in a private network, which I do not visit"},
	}
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) { tests[r.URL.Path].answer(w, r) })
	store := bottest.NewStore()
	b := bot.New(bot.Options{Source: impatient{c}, Store: store, Poster: &bottest.Poster{}, Log: slog.New(slog.DiscardHandler), Zone: "UTC", PollEvery: time.Hour})
	here := bot.Channel{Platform: "fake", Workspace: "w", ID: "c"}
	asked := 0
	say := func(text string) string {
		t.Helper()
		var said string
		asked++
		err := b.Handle(t.Context(), bot.Command{ID: fmt.Sprint(asked), From: here, Role: bot.Editor, Text: text}, func(_ context.Context, m bot.Message) error {
			said = bottest.Text(m)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	for path, test := range tests {
		if got := say("feed add " + base + path); !strings.Contains(got, "I could not read a feed there: "+test.want) {
			t.Errorf("feed add %s: %q, want %q", path, got, test.want)
		} else if _, named, found := strings.Cut(got, "this one: "); found && strings.HasSuffix(strings.TrimSpace(named), ".") {
			t.Errorf("feed add %s: %q ends in a stop that would be copied", path, got)
		}
		// It was a feed when it was added.
		if _, err := store.AddFeed(t.Context(), here.Tenant(), bot.Feed{URL: base + path, Title: "Feed of " + path}); err != nil {
			t.Fatal(err)
		}
		if err := b.Poll(t.Context(), base+path); err != nil {
			t.Errorf("poll %s: %v", path, err)
		}
	}
	list := say("feed list")
	for path, test := range tests {
		if want := "[Feed of " + path + "] " + base + path + " (" + test.want + ", 1 failure in a row"; !strings.Contains(list, want) {
			t.Errorf("feed list lacks %q:\n%s", want, list)
		}
	}
	if strings.Contains(list, "secretword") {
		t.Errorf("feed list shows a secret:\n%s", list)
	}
}
