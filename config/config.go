// Package config holds the names and defaults of Readout's settings and reads them, in
// falling order of weight, from the environment, a .env file and a YAML file. (Flags weigh
// more than all of these; the command line applies them itself.) It knows nothing of what
// the settings are for, and nothing but cmd/readout may import it.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Config is every setting. The tags are the whole truth about a setting's name, default
// and meaning; .env.example is written from them.
type Config struct {
	Database Secret        `env:"READOUT_DATABASE" yaml:"database" help:"where everything is kept: a path for SQLite, or a postgres:// URL. Empty: readout.db in your data folder"`
	Listen   string        `env:"READOUT_LISTEN" yaml:"listen" default:"127.0.0.1:8080" help:"address of the page, /healthz, /metrics and signed HTTP; keep it on loopback unless a proxy stands before it"`
	Zone     string        `env:"READOUT_ZONE" yaml:"zone" default:"UTC" help:"IANA time zone of schedules that name none, such as Europe/Berlin"`
	Poll     time.Duration `env:"READOUT_POLL" yaml:"poll" default:"15m" help:"how often a feed is asked that does not say so itself; at least 1m"`
	Allow    []string      `env:"READOUT_ALLOW" yaml:"allow" help:"comma-separated address ranges such as 10.1.0.0/16 from which feeds may come although they are private"`
	Public   string        `env:"READOUT_PUBLIC_URL" yaml:"public_url" help:"address under which READOUT_LISTEN is reached from other machines, https://…; for links to calendars"`
	Calendar Secret        `env:"READOUT_CALENDAR_KEY" yaml:"calendar_key" help:"a secret of at least 16 characters that makes the links to calendars impossible to guess; another one makes all links anew"`
	Log      string        `env:"READOUT_LOG" yaml:"log" default:"info" help:"least level that is logged: debug, info, warn or error"`
	Slack    Slack         `yaml:"slack"`
	Discord  Discord       `yaml:"discord"`
}

// Slack is what it takes to live in a Slack workspace.
type Slack struct {
	BotToken      Secret   `env:"SLACK_BOT_TOKEN" yaml:"bot_token" help:"xoxb-…, from OAuth & Permissions"`
	AppToken      Secret   `env:"SLACK_APP_TOKEN" yaml:"app_token" help:"xapp-…, from Basic Information, with connections:write; for Socket Mode, which needs no public address"`
	SigningSecret Secret   `env:"SLACK_SIGNING_SECRET" yaml:"signing_secret" help:"from Basic Information; instead of the app token, for signed HTTP"`
	Editors       []string `env:"SLACK_EDITORS" yaml:"editors" help:"comma-separated IDs of users and user groups who may change feeds and schedules, besides admins; everyone for all members, creators for who created a channel"`
	ClientID      string   `env:"SLACK_CLIENT_ID" yaml:"client_id" help:"from Basic Information; for an app that many workspaces install at READOUT_PUBLIC_URL/slack/install"`
	ClientSecret  Secret   `env:"SLACK_CLIENT_SECRET" yaml:"client_secret" help:"from Basic Information, beside the client ID"`
	TokenKeys     Secret   `env:"SLACK_TOKEN_KEYS" yaml:"token_keys" help:"what the tokens of those workspaces are encrypted with: NAME:KEY, where KEY is 32 random bytes in base64 (openssl rand -base64 32); older ones after it, comma-separated, until they are retired"`
	APIURL        string   `env:"SLACK_API_URL" yaml:"api_url" default:"https://slack.com/api/" help:"base of the Web API, for GovSlack or a proxy"`
}

// Enabled reports whether Slack has a token, or is to get some.
func (s Slack) Enabled() bool { return s.BotToken != "" || s.ClientID != "" }

// name is the setting that enables Slack.
func (s Slack) name() string {
	if s.BotToken == "" && s.ClientID != "" {
		return "SLACK_CLIENT_ID"
	}
	return "SLACK_BOT_TOKEN"
}

// Keys returns TokenKeys one by one, the current first.
func (s Slack) Keys() []string {
	var keys []string
	for k := range strings.SplitSeq(s.TokenKeys.Reveal(), ",") {
		if k = strings.TrimSpace(k); k != "" {
			keys = append(keys, k)
		}
	}
	return keys
}

// Discord is what it takes to live in Discord guilds.
type Discord struct {
	Token   Secret   `env:"DISCORD_TOKEN" yaml:"token" help:"the bot's token, from Bot in the developer portal"`
	Guild   string   `env:"DISCORD_GUILD" yaml:"guild" help:"a server ID to register the commands in at once; empty: in all servers"`
	Editors []string `env:"DISCORD_EDITORS" yaml:"editors" help:"comma-separated role IDs that may change feeds and schedules, besides Manage Server; everyone for all"`
	Key     string   `env:"DISCORD_PUBLIC_KEY" yaml:"public_key" help:"the application's public key, from General Information; for interactions by signed HTTP at /discord instead of the gateway"`
	Shards  string   `env:"DISCORD_SHARDS" yaml:"shards" default:"auto" help:"gateway connections among which the servers are divided: a number, auto for as many as Discord wants, or off for signed HTTP alone"`
	Forward bool     `env:"DISCORD_CROSSPOST" yaml:"crosspost" help:"true to publish briefs in announcement channels to the servers that follow them"`
	APIURL  string   `env:"DISCORD_API_URL" yaml:"api_url" default:"https://discord.com/api" help:"base of the REST API, for a proxy"`
}

// Gateway returns how many gateway connections are wanted, 0 for as many as Discord wants;
// false for none at all.
func (d Discord) Gateway() (shards int, on bool) {
	switch d.Shards {
	case "off":
		return 0, false
	case "auto":
		return 0, true
	}
	n, err := strconv.Atoi(d.Shards)
	return n, err == nil
}

// Enabled reports whether Discord has a token.
func (d Discord) Enabled() bool { return d.Token != "" }

// minPoll keeps Readout polite: feeds are rarely fresher, and hosts ban those who ask more.
const minPoll = time.Minute

// minKey is the least length of a secret that nobody guesses.
const minKey = 16

// Validate returns all faults at once, each naming its setting and what it wants.
func (c *Config) Validate() error {
	var faults []error
	fault := func(name, format string, args ...any) {
		faults = append(faults, fmt.Errorf(name+": "+format, args...))
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" {
		fault("READOUT_ZONE", "unknown time zone %q: want an IANA name such as Europe/Berlin", c.Zone)
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		fault("READOUT_LISTEN", "%q is no address: want HOST:PORT such as 127.0.0.1:8080", c.Listen)
	}
	if c.Poll < minPoll {
		fault("READOUT_POLL", "%s is too often: want at least %s", c.Poll, minPoll)
	}
	if _, err := c.Prefixes(); err != nil {
		fault("READOUT_ALLOW", "%v", err)
	}
	if u, err := url.Parse(c.Public); err != nil || c.Public != "" && (u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		fault("READOUT_PUBLIC_URL", "%q is no web address: want one such as https://readout.example.org", c.Public)
	}
	if k := c.Calendar.Reveal(); k != "" && len(k) < minKey {
		fault("READOUT_CALENDAR_KEY", "is too short to be a secret: want at least %d characters", minKey)
	}
	switch c.Log {
	case "debug", "info", "warn", "error":
	default:
		fault("READOUT_LOG", "unknown level %q: want debug, info, warn or error", c.Log)
	}
	for _, t := range []struct {
		name, prefix string
		token        Secret
	}{{"SLACK_BOT_TOKEN", "xoxb-", c.Slack.BotToken}, {"SLACK_APP_TOKEN", "xapp-", c.Slack.AppToken}} {
		if t.token != "" && !strings.HasPrefix(string(t.token), t.prefix) {
			fault(t.name, "does not begin with %s: this is another kind of token", t.prefix)
		}
	}
	if c.Slack.ClientID != "" && (c.Slack.ClientSecret == "" || c.Slack.TokenKeys == "" || c.Public == "") {
		fault("SLACK_CLIENT_ID", "is set, so SLACK_CLIENT_SECRET, SLACK_TOKEN_KEYS and READOUT_PUBLIC_URL must be, too")
	}
	if c.Slack.Enabled() && c.Slack.AppToken == "" && c.Slack.SigningSecret == "" {
		fault(c.Slack.name(), "is set, but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (signed HTTP) is")
	}
	if !c.Slack.Enabled() && (c.Slack.AppToken != "" || c.Slack.SigningSecret != "") {
		fault("SLACK_BOT_TOKEN", "is missing, but SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is set")
	}
	if n, on := c.Discord.Gateway(); c.Discord.Shards != "off" && (!on || n < 0 || n == 0 && c.Discord.Shards != "auto") {
		fault("DISCORD_SHARDS", "%q is no number of connections: want auto, off or a number above 0", c.Discord.Shards)
	}
	if c.Discord.Enabled() && c.Discord.Shards == "off" && c.Discord.Key == "" {
		fault("DISCORD_SHARDS", "is off, but DISCORD_PUBLIC_KEY is not set: there is no way in")
	}
	return errors.Join(faults...)
}

// Prefixes returns Allow as address ranges; a single address is a range of one.
func (c *Config) Prefixes() ([]netip.Prefix, error) {
	var prefixes []netip.Prefix
	for _, s := range c.Allow {
		s = strings.TrimSpace(s)
		if a, err := netip.ParseAddr(s); err == nil {
			prefixes = append(prefixes, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("%q is no address range: want one such as 10.1.0.0/16", s)
		}
		prefixes = append(prefixes, p)
	}
	return prefixes, nil
}
