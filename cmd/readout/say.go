package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/readout-bot/readout/bot"
)

// A sayCommand is a command of the chat, said by the operator: what its words mean stands in
// the bot's catalogue.
type sayCommand struct {
	Words   []string `arg:"" optional:"" help:"As in the chat; “readout help” shows them."`
	Channel string   `placeholder:"PLATFORM:WORKSPACE/CHANNEL" help:"Say it in the place of this channel, for its workspace: slack:T024BE7LD/C061EG9SL."`
}

// Run says the words after the name of the sub-command.
func (c *sayCommand) Run(k *kong.Context, a *app) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	said := h.command(k.Selected().Name, c.Words)
	if c.Channel != "" {
		if said.From, err = bot.ParseChannel(c.Channel); err != nil {
			return fmt.Errorf("--channel: %w", err)
		}
	}
	return a.say(h.bot, said)
}
