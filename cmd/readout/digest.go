package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/readout-bot/readout/adapters/calendar"
	"github.com/readout-bot/readout/adapters/console"
	"github.com/readout-bot/readout/adapters/discord"
	"github.com/readout-bot/readout/adapters/slack"
	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

type digestCommand struct {
	inputs
	Format string `enum:"text,json,markdown,slack,discord,ics" default:"text" help:"text, json, markdown, slack, discord or ics (${default})."`
}

// Run prints a digest of each input.
func (d *digestCommand) Run(a *app) error {
	out := bufio.NewWriter(a.out)
	defer out.Flush()
	first := true
	return d.each(a, func(art digest.Article) error {
		if !first && (d.Format == "text" || d.Format == "markdown") {
			fmt.Fprintln(out)
		}
		first = false
		if err := d.print(a, out, art); err != nil {
			return err
		}
		return out.Flush()
	})
}

func (d *digestCommand) print(a *app, out io.Writer, art digest.Article) error {
	dig := digest.Build(art)
	switch d.Format {
	case "json":
		return writeJSON(out, dig)
	case "ics":
		return calendar.Write(out, art.Title, calendar.FromDigest(dig, art.Published))
	}
	// An article is shown as it was on its own day: what was ahead of it then is ahead.
	m := bot.DigestMessage(art, dig, art.Published)
	switch d.Format {
	case "markdown":
		return console.Markdown(out, m)
	case "slack":
		return writePayloads(out, m, slack.Payloads)
	case "discord":
		return writePayloads(out, m, discord.Payloads)
	}
	return console.Text(out, m, terminal(a.out))
}

// writePayloads prints what would be posted, a payload a line.
func writePayloads(out io.Writer, m bot.Message, render func(bot.Message) ([]json.RawMessage, error)) error {
	payloads, err := render(m)
	if err != nil {
		return err
	}
	for _, p := range payloads {
		if err := writeJSON(out, p); err != nil {
			return err
		}
	}
	return nil
}

// writeJSON writes v on a line, with <, > and & as they are.
func writeJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// terminal says how text is to be laid out on w: as wide as the terminal, coloured unless
// NO_COLOR is set (https://no-color.org) or w is no terminal.
func terminal(w io.Writer) console.Options {
	o := console.Options{Zone: time.Local}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return o
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		o.Width = width
	}
	o.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return o
}

type inspectCommand struct{ inputs }

// Run prints what the reader sees in each input, a line of JSON each.
func (i *inspectCommand) Run(a *app) error {
	out := bufio.NewWriter(a.out)
	defer out.Flush()
	return i.each(a, func(art digest.Article) error {
		return writeJSON(out, digest.Inspect(art))
	})
}
