package discord

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// A Manifest is what a server is asked for when the bot is added to it.
type Manifest struct {
	URL         string   `json:"url"` // to open in a browser
	Scopes      []string `json:"scopes"`
	Permissions []string `json:"permissions"`
	Bits        int64    `json:"permission_bits"`
	Intents     []string `json:"intents"` // none of them privileged
}

// permissions are the least that the bot works with
// (https://discord.com/developers/docs/topics/permissions).
const permissions = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages |
	discordgo.PermissionSendMessagesInThreads | discordgo.PermissionEmbedLinks | discordgo.PermissionReadMessageHistory

// intents are the events that the gateway is asked for: messages in servers and direct
// ones. Interactions come without any
// (https://discord.com/developers/docs/events/gateway#list-of-intents).
const intents = discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// Invite returns what adds the application to a server. The ID is under General
// Information at https://discord.com/developers/applications.
func Invite(applicationID string) (Manifest, error) {
	if !number(applicationID) {
		return Manifest{}, fmt.Errorf("discord application ID %q: want the number under General Information at https://discord.com/developers/applications", applicationID)
	}
	m := Manifest{
		Scopes:      []string{"bot", "applications.commands"},
		Permissions: []string{"View Channels", "Send Messages", "Send Messages in Threads", "Embed Links", "Read Message History"},
		Bits:        permissions,
		Intents:     []string{"GUILD_MESSAGES", "DIRECT_MESSAGES"},
	}
	q := url.Values{
		"client_id":   {applicationID},
		"scope":       {strings.Join(m.Scopes, " ")},
		"permissions": {strconv.FormatInt(permissions, 10)},
	}
	m.URL = "https://discord.com/oauth2/authorize?" + q.Encode()
	return m, nil
}

// ApplicationID returns the application's ID from a bot's token, whose first part it is in
// base64 (https://discord.com/developers/docs/reference#authentication shows the form). It
// is empty for what is no such token.
func ApplicationID(token string) string {
	head, _, ok := strings.Cut(strings.TrimPrefix(token, "Bot "), ".")
	id, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(head, "="))
	if !ok || err != nil {
		return ""
	}
	if _, err := strconv.ParseUint(string(id), 10, 64); err != nil {
		return ""
	}
	return string(id)
}

// String returns the manifest for a terminal.
func (m Manifest) String() string {
	return fmt.Sprintf("Add Readout to a server:\n  %s\n\nScopes       %s\nPermissions  %s (%d)\nIntents      %s (none privileged)\n",
		m.URL, strings.Join(m.Scopes, ", "), strings.Join(m.Permissions, ", "), m.Bits, strings.Join(m.Intents, ", "))
}
