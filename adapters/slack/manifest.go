package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// An App is what the manifest describes.
type App struct {
	Name string // empty for Readout; at most 35 characters
	// URL is where HTTP is mounted, such as https://readout.example/slack; empty for Socket
	// Mode, which needs no address.
	URL string
	// Install is set for an app that workspaces install by themselves, at URL/install. Its
	// tokens rotate.
	Install bool
	// Editors are those of Options: some need a scope more.
	Editors []string
}

// botScopes are the least that the bot token works with; doc.go says what for.
var botScopes = []string{"app_mentions:read", "channels:history", "chat:write", "commands",
	"groups:history", "im:history", "im:write", "usergroups:read", "users:read"}

// creatorScopes tell who created a channel.
var creatorScopes = []string{"channels:read", "groups:read"}

// scopes are those that the bot token needs where these are editors.
func scopes(editors []string) []string {
	all := slices.Clone(botScopes)
	if slices.Contains(editors, creators) {
		all = append(all, creatorScopes...)
	}
	slices.Sort(all)
	return all
}

// botEvents are what the app is told of: mentions, direct messages, what is said in the
// threads of channels that it is in, looks at its Home tab, and the end of its installation.
var botEvents = []string{"app_home_opened", "app_mention", "app_uninstalled",
	"message.channels", "message.groups", "message.im", "tokens_revoked"}

// Manifest returns the app manifest, as JSON to paste under "Create New App, From a
// manifest" (https://docs.slack.dev/reference/app-manifest).
func Manifest(a App) ([]byte, error) {
	if a.Name == "" {
		a.Name = "Readout"
	}
	if units(a.Name) > maxAppName {
		return nil, fmt.Errorf("slack app name %q: want at most %d characters", a.Name, maxAppName)
	}
	base, err := baseURL(a.URL)
	if err != nil {
		return nil, err
	}
	if a.Install && base == "" {
		return nil, errors.New("slack app that workspaces install: want the address at which they do")
	}
	command := slack.ManifestSlashCommand{
		// With the ids of people and groups that are mentioned.
		ShouldEscape: true,
		Command:      "/readout",
		Description:  "Who acts, who meets whom next, and what is undecided",
		UsageHint:    cut(usageHint(bot.Catalogue()), maxUsageHint),
	}
	read := slack.Shortcut{Name: "Read this", CallbackID: shortcutRead, Type: slack.MessageShortcut,
		Description: "What the linked article says, in the message's thread"}
	events := slack.EventSubscriptions{BotEvents: botEvents}
	interactivity := slack.Interactivity{IsEnabled: true}
	if base != "" {
		command.Url = base + "/commands"
		events.RequestUrl = base + "/events"
		interactivity.RequestUrl = base + "/interactivity"
		interactivity.MessageMenuOptionsUrl = base + "/interactivity"
	}
	oauth := slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: scopes(a.Editors)}}
	if a.Install {
		oauth.RedirectUrls = []string{base + "/oauth"}
	}
	return json.MarshalIndent(slack.Manifest{
		Metadata: slack.ManifestMetadata{MajorVersion: 2},
		Display: slack.Display{
			Name:        a.Name,
			Description: "Tells from the news who is acting, who meets whom next, and what is still undecided.",
		},
		Settings: slack.Settings{
			EventSubscriptions: &events,
			Interactivity:      &interactivity,
			SocketModeEnabled:  base == "",
			// Once on, it cannot be switched off; a token in the environment would end.
			TokenRotationEnabled: a.Install,
		},
		Features: slack.Features{
			AppHome:       slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser:       slack.BotUser{DisplayName: a.Name, AlwaysOnline: true},
			SlashCommands: []slack.ManifestSlashCommand{command},
			Shortcuts:     []slack.Shortcut{read},
		},
		OAuthConfig: oauth,
	}, "", "  ")
}

// baseURL checks the address that Slack is to call: https, without query, and reachable by
// name or public address for all we know.
func baseURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("slack request address %q: want https://HOST/PATH, without a query", s)
	}
	return strings.TrimSuffix(s, "/"), nil
}

// usageHint is what Slack shows while somebody types the command:
// "today | who NAME | feed add, list, remove". Only values that must be given are named.
func usageHint(commands []bot.Usage) string {
	var verbs []string
	last := ""
	for _, u := range commands {
		verb, rest, two := strings.Cut(u.Name, " ")
		if two && verb == last {
			verbs[len(verbs)-1] += ", " + rest
			continue
		}
		last = verb
		hint := u.Name
		for _, o := range u.Options {
			if o.Required && !two {
				hint += " " + strings.ToUpper(o.Name)
			}
		}
		verbs = append(verbs, hint)
	}
	return strings.Join(verbs, " | ")
}
