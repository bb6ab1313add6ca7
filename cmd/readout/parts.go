package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/readout-bot/readout/adapters/feed"
	"github.com/readout-bot/readout/adapters/store"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/config"
)

// source returns what reads feeds and pages.
func (a *app) source() (*feed.Client, error) {
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	allow, err := c.Prefixes()
	if err != nil {
		return nil, err // unreachable: settings are checked
	}
	return feed.New(feed.Options{Version: release(), Allow: allow}), nil
}

// database returns where everything is kept, and makes the folder of the default place.
func database(c *config.Config) (string, error) {
	if c.Database != "" {
		return c.Database.Reveal(), nil
	}
	folder, err := dataFolder()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("data folder: %w; set READOUT_DATABASE to a path that can be written", err)
	}
	return filepath.Join(folder, "readout.db"), nil
}

// withoutPassword makes a database's place fit to be shown.
func withoutPassword(place string) string {
	u, err := url.Parse(place)
	if err != nil || u.Host == "" {
		return place
	}
	return u.Scheme + "://" + u.Host + u.Path // a password may also stand in the query
}

// dataFolder is where programs of this user keep their data: what the system says on macOS
// and Windows, elsewhere $XDG_DATA_HOME or ~/.local/share (XDG Base Directory Specification).
func dataFolder() (string, error) {
	dir, err := os.UserConfigDir()
	if runtime.GOOS != "darwin" && runtime.GOOS != "windows" {
		if dir = os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "readout"), nil
		}
		var home string
		home, err = os.UserHomeDir()
		dir = filepath.Join(home, ".local", "share")
	}
	if err != nil {
		return "", errors.New("no data folder: set HOME, or READOUT_DATABASE to a path")
	}
	return filepath.Join(dir, "readout"), nil
}

// A house is the bot with its store and source, without any platform.
type house struct {
	config *config.Config
	log    *slog.Logger
	place  string // of the database, fit to be shown
	store  *store.Store
	mux    bot.Mux
	bot    *bot.Bot
}

// house builds the bot on the store of the settings. Platforms join by adding their poster
// to mux before anything is posted.
func (a *app) house() (*house, error) {
	c, err := a.settings()
	if err != nil {
		return nil, err
	}
	source, err := a.source()
	if err != nil {
		return nil, err
	}
	log := a.log(c)
	place, err := database(c)
	if err != nil {
		return nil, err
	}
	st, err := store.Open(a.ctx, place, store.Options{Log: log})
	if err != nil {
		return nil, err
	}
	h := &house{config: c, log: log, place: withoutPassword(place), store: st, mux: bot.Mux{}}
	h.bot = bot.New(bot.Options{Source: source, Poster: h.mux, Store: st, Log: log, Zone: c.Zone, PollEvery: c.Poll, CalendarLink: calendarLink(c)})
	return h, nil
}
