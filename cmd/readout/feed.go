package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/readout-bot/readout/adapters/feed"
)

type feedCommand struct {
	Add    feedAddCommand    `cmd:"" help:"Follow a feed in this installation."`
	List   feedListCommand   `cmd:"" help:"List the feeds and how they are doing."`
	Remove feedRemoveCommand `cmd:"" help:"Stop following a feed; its articles stay."`
	Check  feedCheckCommand  `cmd:"" help:"Try a feed without following it."`
	Import feedImportCommand `cmd:"" help:"Follow every feed of an OPML file."`
	Export feedExportCommand `cmd:"" help:"Write the feeds as OPML."`
}

type (
	feedAddCommand struct {
		URL string `arg:"" help:"Address of the feed."`
	}
	feedListCommand   struct{}
	feedRemoveCommand struct {
		URL string `arg:"" help:"Address of the feed."`
	}
	feedCheckCommand struct {
		URL string `arg:"" help:"Address of the feed."`
	}
	feedImportCommand struct {
		File string `arg:"" help:"OPML file, or - for the standard input."`
	}
	feedExportCommand struct {
		File string `arg:"" default:"-" help:"File to write, or - for the standard output (${default})."`
	}
)

func (c *feedAddCommand) Run(a *app) error    { return a.lookUp("feed add", []string{c.URL}) }
func (*feedListCommand) Run(a *app) error     { return a.lookUp("feed list", nil) }
func (c *feedRemoveCommand) Run(a *app) error { return a.lookUp("feed remove", []string{c.URL}) }
func (c *feedCheckCommand) Run(a *app) error  { return a.lookUp("feed check", []string{c.URL}) }

// Run follows every feed of the file. It asks none of them: a list may be long, and the
// first poll tells which are dead.
func (c *feedImportCommand) Run(a *app) error {
	in := a.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	feeds, err := feed.ReadOPML(in)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	fresh := 0
	for _, f := range feeds {
		f.Added = time.Now()
		added, err := h.store.AddFeed(a.ctx, operator, f)
		if err != nil {
			return fmt.Errorf("feed %s: %w", f.URL, err)
		}
		if added {
			fresh++
		}
	}
	fmt.Fprintf(a.out, "%d feeds added, %d were there; the first poll of each posts nothing\n", fresh, len(feeds)-fresh)
	return nil
}

// Run writes the feeds as OPML.
func (c *feedExportCommand) Run(a *app) (err error) {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	feeds, err := h.store.Feeds(a.ctx, operator)
	if err != nil {
		return err
	}
	var out io.Writer = a.out
	if c.File != "-" {
		f, err := os.Create(c.File)
		if err != nil {
			return err
		}
		defer func() {
			if e := f.Close(); err == nil {
				err = e
			}
		}()
		out = f
	}
	return feed.WriteOPML(out, feeds)
}

// operator is the tenant of whoever runs the program.
const operator = ""
