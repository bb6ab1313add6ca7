package discord

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// A Manifest is what a server is asked for when the bot is added to it, and why.
type Manifest struct {
	URL         string `json:"url"` // to open in a browser
	Scopes      []Need `json:"scopes"`
	Permissions []Need `json:"permissions"`
	Bits        int64  `json:"permission_bits"`
	Intents     []Need `json:"intents"` // none of them privileged
}

// A Need is something that is asked for, and what for.
type Need struct {
	Name string `json:"name"`
	Why  string `json:"why"`
	bit  int64
}

// needs are the least permissions that the bot works with
// (https://discord.com/developers/docs/topics/permissions).
func needs() []Need {
	return []Need{
		{"View Channels", "to be in a channel at all", discordgo.PermissionViewChannel},
		{"Send Messages", "to post briefs and answers, and to begin posts in forums", discordgo.PermissionSendMessages},
		{"Create Public Threads", "to put what is beside the essentials into a thread under a brief", discordgo.PermissionCreatePublicThreads},
		{"Send Messages in Threads", "to write there, and to answer in threads", discordgo.PermissionSendMessagesInThreads},
		{"Embed Links", "briefs and answers are embeds", discordgo.PermissionEmbedLinks},
		{"Read Message History", "to find its own posts after a failure instead of posting them twice, and to reply", discordgo.PermissionReadMessageHistory},
	}
}

// permissions are the bits of needs.
func permissions() (bits int64) {
	for _, n := range needs() {
		bits |= n.bit
	}
	return bits
}

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
		Scopes: []Need{
			{Name: "bot", Why: "to be a member that posts"},
			{Name: "applications.commands", Why: "for /readout and “" + readThis + "”"},
		},
		Permissions: needs(),
		Bits:        permissions(),
		Intents: []Need{
			{Name: "GUILD_MESSAGES", Why: "to be told when it is mentioned; other messages come without their text"},
			{Name: "DIRECT_MESSAGES", Why: "to be asked in private"},
		},
	}
	q := url.Values{
		"client_id":   {applicationID},
		"scope":       {"bot applications.commands"},
		"permissions": {strconv.FormatInt(m.Bits, 10)},
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
	var b strings.Builder
	fmt.Fprintf(&b, "Add Readout to a server:\n  %s\n", m.URL)
	for _, part := range []struct {
		heading string
		needs   []Need
	}{
		{"Scopes", m.Scopes},
		{fmt.Sprintf("Permissions (%d)", m.Bits), m.Permissions},
		{"Intents (none privileged)", m.Intents},
	} {
		fmt.Fprintf(&b, "\n%s\n", part.heading)
		for _, n := range part.needs {
			fmt.Fprintf(&b, "  %-26s %s\n", n.Name, n.Why)
		}
	}
	return b.String()
}
