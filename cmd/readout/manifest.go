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
		HTTP    string `placeholder:"URL" help:"Public base address, such as https://readout.example/slack, for signed HTTP instead of Socket Mode."`
		Install bool   `help:"For an app that many workspaces install: with --http, its tokens rotate."`
	}
	manifestDiscordCommand struct {
		Application string `arg:"" optional:"" help:"Application ID, from General Information in the developer portal; without it, that of DISCORD_TOKEN."`
		Register    bool   `help:"Also write the commands, in DISCORD_GUILD or in every server, if they have changed."`
	}
)

// Run prints the manifest to paste into Slack.
func (c *manifestSlackCommand) Run(a *app) error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	m, err := slack.Manifest(slack.App{URL: c.HTTP, Install: c.Install, Editors: settings.Slack.Editors})
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
	if _, err = fmt.Fprint(a.out, m); err != nil || !c.Register {
		return err
	}
	return a.registerDiscord()
}

// registerDiscord writes the commands with the token of the settings.
func (a *app) registerDiscord() error {
	settings, err := a.settings()
	if err != nil {
		return err
	}
	d := settings.Discord
	if !d.Enabled() {
		return errors.New("manifest discord --register: set DISCORD_TOKEN, with which the commands are written")
	}
	client, err := discord.New(discord.Options{Token: d.Token.Reveal(), APIURL: d.APIURL, Guild: d.Guild, Log: a.log(settings)})
	if err != nil {
		return err
	}
	written, err := client.Register(a.ctx)
	if err != nil {
		return err
	}
	where, what := "in every server", "written"
	if d.Guild != "" {
		where = "in server " + d.Guild
	}
	if !written {
		what = "unchanged"
	}
	_, err = fmt.Fprintf(a.out, "\nCommands %s: %s\n", where, what)
	return err
}
