package main

import (
	"errors"
	"fmt"

	"github.com/readout-bot/readout/adapters/discord"
	"github.com/readout-bot/readout/adapters/slack"
)

type manifestCommand struct {
	Slack   manifestSlackCommand   `cmd:"" help:"Print the app manifest for Slack."`
	Discord manifestDiscordCommand `cmd:"" help:"Print the link that invites the bot, and what it may do."`
}

type (
	manifestSlackCommand struct {
		HTTP string `placeholder:"URL" help:"Public base address, for signed HTTP instead of Socket Mode."`
	}
	manifestDiscordCommand struct {
		Application string `arg:"" optional:"" help:"Application ID, from General Information in the developer portal; without it, that of DISCORD_TOKEN."`
	}
)

// Run prints the manifest to paste into Slack.
func (c *manifestSlackCommand) Run(a *app) error {
	m, err := slack.Manifest(slack.App{URL: c.HTTP})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, string(m))
	return err
}

// Run prints the link that adds the bot to a server.
func (c *manifestDiscordCommand) Run(a *app) error {
	id := c.Application
	if id == "" {
		settings, err := a.settings()
		if err != nil {
			return err
		}
		if id = discord.ApplicationID(settings.Discord.Token.Reveal()); id == "" {
			return errors.New("manifest discord: whose? name the application ID, or set DISCORD_TOKEN")
		}
	}
	m, err := discord.Invite(id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.out, m)
	return err
}
