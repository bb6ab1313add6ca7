package discord

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

var _ bot.Poster = (*Client)(nil)

// platform is how bot.Channel names Discord.
const platform = "discord"

// Options are what a Client needs.
type Options struct {
	Token   string      // of the bot, with or without "Bot " before it
	APIURL  string      // in place of https://discord.com/api, for a proxy or a test
	Handler bot.Handler // what people say goes here; nil for a client that only posts
	// Editors are the IDs of roles whose members may change feeds and schedules, besides
	// those who may manage the server. "everyone" is all.
	Editors []string
	Guild   string // where the commands are registered; empty: in every server
	// PublicKey of the application, in hexadecimal digits, for interactions over HTTP; may be empty.
	PublicKey string
	Shards    int  // gateway connections among which the servers are divided; 0: as many as Discord wants
	Deaf      bool // no gateway at all: interactions come by HTTP, and mentions not
	Crosspost bool // posts in announcement channels go on to the servers that follow them
	// Drafts keep forms that are being filled in; nil for memory.
	Drafts Drafts
	// Leases settle which of several processes holds which shard; nil for the only one.
	Leases Leases
	Log    *slog.Logger
}

// A Client is Readout in Discord.
type Client struct {
	o     Options
	api   *discordgo.Session // for requests; never opened
	http  *http.Client
	gate  *gate
	pace  pace
	book  *channelBook
	pilot *pilot
	key   ed25519.PublicKey // nil for none

	mu   sync.Mutex
	me   identity // zero until Discord was asked
	door *door    // nil while Run does not run
}

// An identity is who the token belongs to.
type identity struct {
	user        string // the bot's user ID
	application string
}

// New returns a client. It speaks to nobody until one of its methods is called.
func New(o Options) (*Client, error) {
	o.Token = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(o.Token)+" ", "Bot "))
	if o.Token == "" {
		return nil, errors.New("discord: no token: copy one from Bot at https://discord.com/developers/applications")
	}
	if strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("discord: the token holds spaces or other characters that no token has")
	}
	if o.APIURL = strings.TrimRight(o.APIURL, "/"); o.APIURL == "" {
		o.APIURL = home
	}
	if u, err := url.Parse(o.APIURL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, fmt.Errorf("discord: API address %q: want https://HOST/PATH", o.APIURL)
	}
	if o.Leases == nil {
		o.Leases = newAlone()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := &Client{o: o, gate: newGate(), pace: usualPace}
	if o.PublicKey != "" {
		key, err := publicKey(strings.TrimSpace(o.PublicKey))
		if err != nil {
			return nil, err
		}
		c.key = key
	}
	c.http = &http.Client{
		Timeout:   callTimeout,
		Transport: &transport{base: o.APIURL, gate: c.gate, next: roads()},
		// Discord redirects nothing; a token is carried nowhere else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	api, err := c.session()
	if err != nil {
		return nil, err
	}
	c.api = api
	c.book = newChannelBook(c)
	c.pilot = &pilot{c: c}
	return c, nil
}

// session returns a discordgo session that uses our HTTP client.
func (c *Client) session() (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + c.o.Token)
	if err != nil {
		return nil, fmt.Errorf("discord session: %w", err)
	}
	s.Client = c.http
	s.UserAgent = "DiscordBot (https://github.com/readout-bot/readout, 1)"
	s.StateEnabled = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.LogLevel = -1 // it logs through a package variable, and tokens at that
	return s, nil
}

// Check reports whether Discord accepts the token.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.self(ctx)
	return err
}

// self returns who the token belongs to, asking once.
func (c *Client) self(ctx context.Context) (identity, error) {
	c.mu.Lock()
	me := c.me
	c.mu.Unlock()
	if me.user != "" {
		return me, nil
	}
	var user discordgo.User
	if err := c.call(ctx, http.MethodGet, discordgo.EndpointUser("@me"), nil, &user, patience); err != nil {
		return identity{}, fmt.Errorf("ask discord who we are: %w", err)
	}
	var app discordgo.Application
	if err := c.call(ctx, http.MethodGet, discordgo.EndpointApplication("@me"), nil, &app, patience); err != nil {
		return identity{}, fmt.Errorf("ask discord for the application: %w", err)
	}
	if user.ID == "" || app.ID == "" {
		return identity{}, errors.New("discord names neither user nor application for the token")
	}
	me = identity{user: user.ID, application: app.ID}
	c.mu.Lock()
	c.me = me
	c.mu.Unlock()
	return me, nil
}
