package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
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
}

// botScopes are the least that the bot token works with; doc.go says what for.
var botScopes = []string{"app_mentions:read", "channels:history", "chat:write", "commands",
	"groups:history", "im:history", "im:write", "users:read"}

// botEvents are what the app is told of: mentions, direct messages, looks at its Home tab,
// and the end of its installation.
var botEvents = []string{"app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"}

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
	command := slack.ManifestSlashCommand{
		Command:     "/readout",
		Description: "Who acts, who meets whom next, and what is undecided",
		UsageHint:   cut(usageHint(bot.Catalogue()), maxUsageHint),
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
		},
		Features: slack.Features{
			AppHome:       slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser:       slack.BotUser{DisplayName: a.Name, AlwaysOnline: true},
			SlashCommands: []slack.ManifestSlashCommand{command},
			Shortcuts:     []slack.Shortcut{read},
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: botScopes}},
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
