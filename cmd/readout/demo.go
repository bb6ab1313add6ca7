package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/readout-bot/readout/adapters/store"
	"github.com/readout-bot/readout/adapters/web"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/config"
)

// demoCommand shows the whole path without a token: bundled feeds are polled, their
// articles read, a brief is posted every minute, and questions are answered.
type demoCommand struct {
	Listen string `default:"localhost:8080" placeholder:"ADDRESS" help:"Where the page is (${default})."`
}

//go:embed demo/story.txtar
var demoStory []byte

// demoPoll is how often the bundled feeds are asked, so that news comes between briefs.
const demoPoll = 10 * time.Second

// Run keeps everything in a temporary folder, which is gone afterwards.
func (d *demoCommand) Run(a *app) error {
	dir, err := os.MkdirTemp("", "readout-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c, err := config.Load(config.Files{Env: os.DevNull, YAML: os.DevNull}, nil) // the demo is the same for everybody
	if err != nil {
		return err
	}
	c.Listen, c.Log = d.Listen, "warn"
	log := a.log(c)
	st, err := store.Open(a.ctx, filepath.Join(dir, "readout.db"), store.Options{Log: log})
	if err != nil {
		return err
	}
	defer st.Close()
	start := time.Now()
	story, err := parseStory(demoStory, start)
	if err != nil {
		return err
	}
	h := &house{config: c, log: log, store: st, mux: bot.Mux{}}
	h.bot = bot.New(bot.Options{Source: story, Poster: h.mux, Store: st, Log: log, Zone: c.Zone, PollEvery: demoPoll})
	if err := furnish(a.ctx, h, story); err != nil {
		return err
	}
	listener, err := listenNear(d.Listen)
	if err != nil {
		return err
	}
	s := &service{house: h, app: a, routes: http.NewServeMux()}
	fmt.Fprintf(a.out, "Readout demo: open http://%s\nNews of an invented week comes in, and a brief is posted every minute. Ctrl-C ends it.\n", shownAddress(listener))
	return s.serve(listener, web.Options{
		Note:     "Demo: an invented week of news. A brief is posted every minute; ask anything below.",
		Examples: []string{"today", "who Solheim", "meetings next 14d", "decisions", "ask who will meet Arnadottir?", "ask what did Brandi say about sanctions?", "status", "help"},
	})
}

// furnish follows the story's feeds, reads what they have so far as the past, and schedules
// a brief every minute on the page.
func furnish(ctx context.Context, h *house, s *story) error {
	for _, url := range s.feeds() {
		if _, err := h.store.AddFeed(ctx, operator, bot.Feed{URL: url, Added: s.start}); err != nil {
			return err
		}
		if err := h.bot.Poll(ctx, url); err != nil {
			return err
		}
	}
	return h.store.Subscribe(ctx, bot.Subscription{
		ID: "demo", Channel: web.Channel, Spec: "* * * * *", Zone: "UTC",
		Next: s.start.Truncate(time.Minute).Add(time.Minute), Creator: "operator", Created: s.start,
	})
}

// listenNear listens on address or, if it is taken, on a free port of the same host.
func listenNear(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	host, _, splitErr := net.SplitHostPort(address)
	if splitErr != nil {
		return nil, fmt.Errorf("listen on %q: want HOST:PORT, such as localhost:8080", address)
	}
	free, freeErr := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if freeErr != nil {
		return nil, errors.Join(fmt.Errorf("listen on %s: %w", address, err), freeErr)
	}
	return free, nil
}

// shownAddress is what people type: localhost rather than 127.0.0.1.
func shownAddress(l net.Listener) string {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return l.Addr().String()
	}
	return net.JoinHostPort("localhost", port)
}
