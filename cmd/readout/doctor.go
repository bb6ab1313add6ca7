package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/readout-bot/readout/adapters/discord"
	"github.com/readout-bot/readout/adapters/slack"
	"github.com/readout-bot/readout/bot"
)

type doctorCommand struct {
	Channel []string `arg:"" optional:"" help:"Channels to look at besides those with a schedule: discord:SERVER/CHANNEL."`
}

// errAmiss ends a doctor that has found something.
var errAmiss = errors.New("doctor: something is amiss")

// Run looks whether everything is there that serve needs, and names what is not.
func (c *doctorCommand) Run(a *app) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	d := &doctor{house: h, app: a}
	channels, err := d.channels(c.Channel)
	if err != nil {
		return err
	}
	d.tell("database "+h.place, "")
	if err := d.feeds(); err != nil {
		return err
	}
	d.slack()
	if err := d.discord(channels); err != nil {
		return err
	}
	if d.amiss {
		return errAmiss
	}
	return nil
}

// A doctor looks at a house.
type doctor struct {
	*house
	app   *app
	amiss bool
}

// tell says how a part is.
func (d *doctor) tell(what, wrong string) {
	if wrong == "" {
		fmt.Fprintf(d.app.out, "ok     %s\n", what)
		return
	}
	d.amiss = true
	fmt.Fprintf(d.app.out, "wrong  %s: %s\n", what, wrong)
}

// channels are those with a schedule, and those that are named.
func (d *doctor) channels(named []string) ([]bot.Channel, error) {
	list, err := d.store.Channels(d.app.ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range named {
		c, err := bot.ParseChannel(n)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

func (d *doctor) feeds() error {
	t, err := d.store.Totals(d.app.ctx)
	if err != nil {
		return err
	}
	wrong := ""
	if t.FailingFeeds > 0 {
		wrong = fmt.Sprintf("%d fail; readout feed list says why", t.FailingFeeds)
	}
	d.tell(fmt.Sprintf("feeds: %d", t.Feeds), wrong)
	return nil
}

func (d *doctor) slack() {
	c := d.config.Slack
	if !c.Enabled() {
		d.tell("slack: off", "")
		return
	}
	client, err := slack.New(slack.Options{
		BotToken: c.BotToken.Reveal(), AppToken: c.AppToken.Reveal(), SigningSecret: c.SigningSecret.Reveal(), APIURL: c.APIURL,
		Handler: d.bot, Log: d.log,
	})
	if err == nil {
		ctx, cancel := context.WithTimeout(d.app.ctx, checkWithin)
		defer cancel()
		err = client.Check(ctx)
	}
	if err != nil {
		d.tell("slack", err.Error())
		return
	}
	d.tell("slack: the bot token", "")
}

func (d *doctor) discord(channels []bot.Channel) error {
	c := d.config.Discord
	if !c.Enabled() {
		d.tell("discord: off", "")
		return nil
	}
	shards, _ := c.Gateway()
	client, err := discord.New(discord.Options{Token: c.Token.Reveal(), APIURL: c.APIURL, Guild: c.Guild, Shards: shards, Log: d.log})
	if err != nil {
		return err
	}
	ours := slices.DeleteFunc(channels, func(c bot.Channel) bool { return c.Platform != "discord" })
	for _, f := range client.Doctor(d.app.ctx, ours) {
		what := f.What
		if _, err := bot.ParseChannel(what); err != nil {
			what = "discord: " + what
		}
		d.tell(what, f.Wrong)
	}
	return nil
}
