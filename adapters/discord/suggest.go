package discord

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot"
)

// suggestWithin is the patience for suggestions: what comes later is of no use to somebody
// who types on.
const suggestWithin = 300 * time.Millisecond

// A suggestion is a value that completes what is being typed
// (https://discord.com/developers/docs/interactions/application-commands#autocomplete).
type suggestion struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// suggest answers what is being typed; late or in doubt, with nothing.
func (d *desk) suggest(ctx context.Context, i *interaction, first responder) {
	list := []suggestion{}
	if what, typed := i.focused(); what != "" {
		within, cancel := context.WithTimeout(ctx, suggestWithin)
		defer cancel()
		for _, c := range fitting(d.c.o.Handler.Suggest(within, i.command("", nil).From, what, typed, optionsMax)) {
			list = append(list, suggestion{Name: c.Label, Value: c.Value})
		}
	}
	data := struct {
		Choices []suggestion `json:"choices"`
	}{list}
	if err := first(ctx, response{Type: respondSuggestions, Data: data}); err != nil {
		d.c.o.Log.Debug("discord suggestions not shown", "ref", i.ID, "err", err)
	}
}

// focused returns what the option that is being typed is completed from, and what is there
// of it; nothing if the catalogue knows no such option.
func (i *interaction) focused() (what bot.Suggestion, typed string) {
	usage, options := i.usage()
	for _, o := range options {
		if o == nil || !o.Focused || o.Value == nil {
			continue
		}
		for _, known := range usage.Options {
			if known.Name == o.Name {
				return known.Suggest, fmt.Sprint(o.Value)
			}
		}
	}
	return "", ""
}

// fitting returns those choices that Discord takes: each value once, with a label.
func fitting(choices []bot.Choice) (list []bot.Choice) {
	seen := map[string]bool{}
	for _, c := range choices {
		if c.Label = plain(c.Label, optionTextMax); c.Label == "" {
			c.Label = plain(c.Value, optionTextMax)
		}
		if c.Label == "" || strings.TrimSpace(c.Value) == "" || units(c.Value) > optionTextMax || seen[c.Value] || len(list) == optionsMax {
			continue
		}
		seen[c.Value] = true
		list = append(list, c)
	}
	return list
}
