package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/readout-bot/readout/adapters/calendar"
	"github.com/readout-bot/readout/adapters/discord"
	"github.com/readout-bot/readout/adapters/slack"
	"github.com/readout-bot/readout/adapters/web"
	"github.com/readout-bot/readout/bot"
)

type serveCommand struct{}

// Patience of serve.
const (
	checkWithin = 20 * time.Second // a platform says at the start whether the token is good
	leaveWithin = 10 * time.Second // requests that are open when the program is told to stop
)

// Where signed HTTP comes in.
const (
	slackPath   = "/slack"
	discordPath = "/discord"
)

// Run starts what has tokens, says what is missing, and works until it is told to stop.
func (*serveCommand) Run(a *app) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	s := &service{house: h, app: a, routes: http.NewServeMux()}
	s.tell("database", "%s", h.place)
	if err := errors.Join(s.slack(), s.discord()); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", h.config.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; READOUT_LISTEN chooses another address", h.config.Listen, err)
	}
	s.tell("page", "http://%s", listener.Addr())
	return s.serve(listener, web.Options{
		Note:     "Commands here act as the operator; feeds added here are shared with every channel.",
		Examples: []string{"help", "today", "meetings", "decisions", "status"},
	})
}

// A service is a house with its doors: platforms, page, metrics.
type service struct {
	*house
	app       *app
	routes    *http.ServeMux
	platforms []platform
}

// A platform runs until its context is done. Down is set when it stopped by itself, which
// the others survive.
type platform struct {
	name string
	run  func(context.Context) error
	down *atomic.Bool
}

// tell says a line about a part, for whoever started the program.
func (s *service) tell(part, format string, args ...any) {
	fmt.Fprintf(s.app.err, "%-9s %s\n", part, fmt.Sprintf(format, args...))
}

func (s *service) slack() error {
	c := s.config.Slack
	if !c.Enabled() {
		s.tell("slack", "off: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (readout manifest slack prints the app to create)")
		return nil
	}
	o := slack.Options{
		BotToken: c.BotToken.Reveal(), AppToken: c.AppToken.Reveal(), SigningSecret: c.SigningSecret.Reveal(),
		APIURL: c.APIURL, Handler: s.bot, Editors: c.Editors, Talks: s.store, Log: s.log,
	}
	if c.ClientID != "" {
		o.Install = &slack.Install{
			ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), Keys: c.Keys(), Store: s.store,
			Redirect: strings.TrimSuffix(s.config.Public, "/") + slackPath + "/oauth",
		}
	}
	client, err := slack.New(o)
	if err != nil {
		return err
	}
	way := "Socket Mode"
	if c.SigningSecret != "" {
		way = "signed HTTP at " + slackPath
	}
	if c.SigningSecret != "" || o.Install != nil {
		s.routes.Handle(slackPath+"/", http.StripPrefix(slackPath, client.HTTP()))
	}
	if o.Install != nil {
		way += "; workspaces install it at " + slackPath + "/install"
	}
	return s.join("slack", way, client, client.Check, client.Run)
}

func (s *service) discord() error {
	c := s.config.Discord
	if !c.Enabled() {
		s.tell("discord", "off: set DISCORD_TOKEN (readout manifest discord prints the link that adds the bot)")
		return nil
	}
	shards, gateway := c.Gateway()
	var leases discord.Leases
	if s.store.Shared() {
		leases = s.store
	}
	client, err := discord.New(discord.Options{
		Token: c.Token.Reveal(), APIURL: c.APIURL, PublicKey: c.Key, Handler: s.bot, Editors: c.Editors, Guild: c.Guild,
		Shards: shards, Deaf: !gateway, Crosspost: c.Forward, Drafts: s.store, Leases: leases, Log: s.log,
	})
	if err != nil {
		return err
	}
	var ways []string
	if gateway {
		ways = append(ways, "gateway")
	}
	if c.Key != "" {
		s.routes.Handle(discordPath, client.HTTP())
		ways = append(ways, "signed HTTP at "+discordPath)
	}
	return s.join("discord", strings.Join(ways, " and "), client, client.Check, client.Run)
}

// join checks a platform's token and adds the platform.
func (s *service) join(name, way string, poster bot.Poster, check, run func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(s.app.ctx, checkWithin)
	defer cancel()
	if err := check(ctx); err != nil {
		return err
	}
	s.mux[name] = poster
	s.platforms = append(s.platforms, platform{name: name, run: run, down: new(atomic.Bool)})
	s.tell(name, "on, by %s", way)
	return nil
}

// serve shows the page, works the queue and runs the platforms until the context is done.
func (s *service) serve(listener net.Listener, o web.Options) error {
	o.Handler, o.Views, o.Zone, o.Log = s.bot, views(), location(s.config.Zone), s.log
	o.Metrics, o.Health = metrics(s.store), s.health
	page := web.New(o)
	s.mux[web.Channel.Platform] = page
	s.routes.Handle("/", page)
	if s.config != nil && s.config.Calendar != "" {
		feed := calendarFeed(s.config)
		feed.Meetings, feed.Log = s.bot.CalendarMeetings, s.log
		s.routes.Handle(calendar.Path, feed)
	}

	group, ctx := errgroup.WithContext(s.app.ctx)
	group.Go(func() error { return s.listen(ctx, listener) })
	group.Go(func() error { return s.store.Work(ctx, s.bot) })
	for _, p := range s.platforms {
		group.Go(func() error {
			if err := p.run(ctx); err != nil && ctx.Err() == nil {
				p.down.Store(true)
				s.log.Error("platform stopped; the others go on", "platform", p.name, "err", err)
			}
			return nil
		})
	}
	err := group.Wait()
	page.Close()
	if s.app.ctx.Err() != nil {
		s.tell("stopped", "everything under way is settled")
		return nil
	}
	return err
}

// health tells of platforms that stopped and of a store that does not answer.
func (s *service) health(ctx context.Context) error {
	for _, p := range s.platforms {
		if p.down.Load() {
			return fmt.Errorf("%s stopped", p.name)
		}
	}
	_, err := s.store.Totals(ctx)
	return err
}

// views are the platforms as the page shows them.
func views() []web.View {
	return []web.View{
		{Name: "Slack", Payloads: slack.Payloads, HTML: web.SlackHTML, Control: slack.Control},
		{Name: "Discord", Payloads: discord.Payloads, HTML: web.DiscordHTML, Control: discord.Control},
	}
}

// listen serves HTTP until ctx is done, then lets open requests end.
func (s *service) listen(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s.routes, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve on %s: %w", l.Addr(), err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
		defer cancel()
		return server.Shutdown(leave)
	})
	return group.Wait()
}

// location is a zone of the settings, which are checked.
func location(zone string) *time.Location {
	l, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC // unreachable
	}
	return l
}
