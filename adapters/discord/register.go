package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// commandName is the one slash command; all else is its sub-commands. readThis is the one
// of the menu that every message has.
const (
	commandName = "readout"
	readThis    = "Read this"
)

// commands returns what is registered with Discord: the bot's catalogue as sub-commands,
// those of two words in groups, and the command of the menu of messages.
func commands() []*discordgo.ApplicationCommand {
	w := readWords()
	const summary = "Who acts, who meets whom, what is undecided"
	here := &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
	installs := &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	root := &discordgo.ApplicationCommand{Type: discordgo.ChatApplicationCommand, Name: commandName, Contexts: here, IntegrationTypes: installs,
		Description: summary, DescriptionLocalizations: localized(w[summary])}
	groups := map[string]*discordgo.ApplicationCommandOption{}
	for _, u := range bot.Catalogue() {
		group, name, two := strings.Cut(u.Name, " ")
		if !two {
			root.Options = append(root.Options, w.subCommand(u.Name, u))
			continue
		}
		g := groups[group]
		if g == nil {
			g = w.option(discordgo.ApplicationCommandOptionSubCommandGroup, group, what(group))
			groups[group] = g
			root.Options = append(root.Options, g)
		}
		g.Options = append(g.Options, w.subCommand(name, u))
	}
	return []*discordgo.ApplicationCommand{root, {Type: discordgo.MessageApplicationCommand, Name: readThis,
		NameLocalizations: localized(w[readThis]), Contexts: here, IntegrationTypes: installs}}
}

func localized(texts map[discordgo.Locale]string) *map[discordgo.Locale]string {
	if texts == nil {
		return nil
	}
	return &texts
}

// option returns an option with what it is for in every language.
func (w words) option(kind discordgo.ApplicationCommandOptionType, name, english string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: kind, Name: name, Description: plain(english, commandDescriptionMax),
		DescriptionLocalizations: w[english]}
}

func (w words) subCommand(name string, u bot.Usage) *discordgo.ApplicationCommandOption {
	sub := w.option(discordgo.ApplicationCommandOptionSubCommand, name, u.Summary)
	for _, o := range u.Options {
		value := w.option(discordgo.ApplicationCommandOptionString, o.Name, o.Summary)
		value.Required, value.Autocomplete = o.Required, o.Suggest != ""
		sub.Options = append(sub.Options, value)
	}
	// Discord wants the required ones first.
	slices.SortStableFunc(sub.Options, func(a, b *discordgo.ApplicationCommandOption) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return sub
}

// Register writes the commands by one bulk overwrite, in the server of Options.Guild or in
// all, and only where they differ from those that are there: Discord takes 200 new commands a
// day. It returns whether it wrote them
// (https://discord.com/developers/docs/interactions/application-commands#registering-a-command).
func (c *Client) Register(ctx context.Context) (written bool, err error) {
	address, stale, err := c.stale(ctx)
	if err != nil || !stale {
		return false, err
	}
	if err := c.call(ctx, http.MethodPut, address, commands(), nil, callTimeout); err != nil {
		return false, fmt.Errorf("register the commands: %w", err)
	}
	c.o.Log.Info("discord commands registered")
	return true, nil
}

// stale returns where the commands are registered, and whether others than ours are there.
func (c *Client) stale(ctx context.Context) (address string, stale bool, err error) {
	me, err := c.self(ctx)
	if err != nil {
		return "", false, err
	}
	address = discordgo.EndpointApplicationGlobalCommands(me.application)
	if c.o.Guild != "" {
		address = discordgo.EndpointApplicationGuildCommands(me.application, c.o.Guild)
	}
	var there []*discordgo.ApplicationCommand
	if err := c.call(ctx, http.MethodGet, address+"?with_localizations=true", nil, &there, callTimeout); err != nil {
		return "", false, fmt.Errorf("read the registered commands: %w", err)
	}
	return address, essence(there) != essence(commands()), nil
}

// essence returns what of commands is ours to say, in a form that can be compared.
// Discord adds IDs, versions and defaults of its own.
func essence(list []*discordgo.ApplicationCommand) string {
	type option struct {
		Type              discordgo.ApplicationCommandOptionType
		Name, Description string
		Descriptions      map[discordgo.Locale]string
		Required          bool
		Autocomplete      bool
		Options           []option
	}
	var reduce func([]*discordgo.ApplicationCommandOption) []option
	reduce = func(options []*discordgo.ApplicationCommandOption) (short []option) {
		for _, o := range options {
			short = append(short, option{o.Type, o.Name, o.Description, o.DescriptionLocalizations, o.Required, o.Autocomplete, reduce(o.Options)})
		}
		return short
	}
	type command struct {
		Type                discordgo.ApplicationCommandType
		Name, Description   string
		Names, Descriptions *map[discordgo.Locale]string
		Contexts            *[]discordgo.InteractionContextType
		Options             []option
	}
	var short []command
	for _, c := range list {
		short = append(short, command{c.Type, c.Name, c.Description, c.NameLocalizations, c.DescriptionLocalizations, c.Contexts, reduce(c.Options)})
	}
	b, err := json.Marshal(short)
	if err != nil {
		panic(err) // unreachable: plain structs of strings and numbers
	}
	return string(b)
}
