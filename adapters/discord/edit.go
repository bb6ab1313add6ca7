package discord

import (
	"context"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// Edit replaces the messages that Post returned ref for by m, laid out in as many as
// there were or fewer; those that are no longer needed are deleted.
func (c *Client) Edit(ctx context.Context, to bot.Channel, ref string, m bot.Message) error {
	all, err := readSpots(to.ID, ref)
	if err != nil || !number(to.ID) {
		return fmt.Errorf("edit %q in %s: %w: IDs in Discord are numbers", ref, to, bot.ErrNotFound)
	}
	main, aside := all.apart()
	whole, rest := m, bot.Message{}
	if len(aside) > 0 {
		essentials, beside := apart(m)
		if whole = essentials; beside != nil {
			rest = *beside
		}
	}
	var parts []payload
	if len(aside) > 0 && len(rest.Sections) > 0 {
		parts = render(rest, len(aside))
	}
	if err := c.replace(ctx, main, render(whole, len(main))); err != nil {
		return fmt.Errorf("edit in %s: %w", to, err)
	}
	if err := c.replace(ctx, aside, parts); err != nil {
		return fmt.Errorf("edit in %s: %w", to, err)
	}
	return nil
}

// replace puts parts in the place of messages, and deletes what is left of these.
func (c *Client) replace(ctx context.Context, list spots, parts []payload) error {
	for i, s := range list {
		change := func() error {
			address := discordgo.EndpointChannelMessage(s.channel, s.message)
			if i < len(parts) {
				return c.call(ctx, http.MethodPatch, address, parts[i], nil, patience)
			}
			err := c.call(ctx, http.MethodDelete, address, nil, nil, patience)
			if is(err, codeUnknownMessage) {
				return nil
			}
			return err
		}
		err := change()
		if is(err, codeThreadArchived) {
			if err = c.wake(ctx, s.channel); err == nil {
				err = change()
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
