package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// Types of interactions
// (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type).
const (
	kindPing    = 1
	kindCommand = 2 // a slash command, or one of a message's menu
	kindPress   = 3 // a button, or a choice from a menu
	kindTyping  = 4
	kindSubmit  = 5 // of a form
)

// An interaction is what somebody did: gave a command, pressed a button, chose from a menu,
// sent a form off, or is typing. It is the part of Discord's that the bot reads, decoded
// here since discordgo v0.29.0 knows no form with a menu in it (bwmarrin/discordgo#1656).
type interaction struct {
	ID          string `json:"id"`
	Application string `json:"application_id"`
	Type        int    `json:"type"`
	Token       string `json:"token"`
	Guild       string `json:"guild_id"`
	ChannelID   string `json:"channel_id"`
	Channel     struct {
		Type int `json:"type"`
	} `json:"channel"`
	Member *struct {
		User        person   `json:"user"`
		Roles       []string `json:"roles"`
		Permissions int64    `json:"permissions,string"`
	} `json:"member"` // in a server
	User    *person   `json:"user"`    // elsewhere
	Message *struct{} `json:"message"` // under which the button stands
	Data    struct {
		Name       string    `json:"name"`
		Options    []*option `json:"options"`
		Target     string    `json:"target_id"`
		CustomID   string    `json:"custom_id"`
		Values     []string  `json:"values"`
		Components []*entry  `json:"components"`
		Resolved   struct {
			Messages map[string]*discordgo.Message `json:"messages"`
			Channels map[string]struct {
				Permissions int64 `json:"permissions,string"` // of whoever acts
			} `json:"channels"`
		} `json:"resolved"`
	} `json:"data"`
}

type person struct {
	ID string `json:"id"`
}

// An option is a sub-command or a value of one.
type option struct {
	Name    string    `json:"name"`
	Type    int       `json:"type"`
	Value   any       `json:"value"`
	Options []*option `json:"options"`
	Focused bool      `json:"focused"` // being typed
}

// An entry is a component of a form that was sent off: a label or row around others, a text
// or a menu.
type entry struct {
	CustomID   string   `json:"custom_id"`
	Value      string   `json:"value"`
	Values     []string `json:"values"`
	Component  *entry   `json:"component"`
	Components []*entry `json:"components"`
}

// read decodes an interaction.
func read(raw []byte) (*interaction, error) {
	var i *interaction
	if err := json.Unmarshal(raw, &i); err != nil {
		return nil, fmt.Errorf("interaction: %w", err)
	}
	if i == nil || i.Type != kindPing && (i.ID == "" || i.Token == "" || i.user() == "") {
		return nil, errors.New("interaction without ID, token or user")
	}
	return i, nil
}

// user is the ID of whoever did it.
func (i *interaction) user() string {
	switch {
	case i.Member != nil:
		return i.Member.User.ID
	case i.User != nil:
		return i.User.ID
	}
	return ""
}

// command returns what was done as a command with that text.
func (i *interaction) command(text string, editors []string) bot.Command {
	c := bot.Command{ID: i.ID, User: i.user(), Text: text,
		From: bot.Channel{Platform: platform, Workspace: i.Guild, ID: i.ChannelID}}
	if i.Member != nil {
		c.Groups = i.Member.Roles
		c.Role = roleOf(i.Member.Permissions, i.Member.Roles, editors)
	}
	if i.Guild == "" {
		c.From.Workspace = c.User
		c.Thread = i.ChannelID
	}
	if isThread(i.Channel.Type) {
		c.Thread = i.ChannelID
	}
	return c
}

// said returns the sub-command with its values in plain words, "meetings next 14d", and
// whether any value was given.
func (i *interaction) said() (text string, valued bool) {
	usage, options := i.usage()
	values := map[string]string{}
	for _, o := range options {
		if o != nil && o.Value != nil {
			values[o.Name] = fmt.Sprint(o.Value)
		}
	}
	return usage.Text(values), len(values) > 0
}

// usage returns the command of the catalogue that was given, with its options; without one,
// its name alone: it is of an older registration, and the bot says what there is.
func (i *interaction) usage() (u bot.Usage, options []*option) {
	const subCommand, group = 1, 2
	var name []string
	options = i.Data.Options
	for len(options) == 1 && options[0] != nil && (options[0].Type == subCommand || options[0].Type == group) {
		name = append(name, options[0].Name)
		options = options[0].Options
	}
	u.Name = strings.Join(name, " ")
	for _, known := range bot.Catalogue() {
		if known.Name == u.Name {
			return known, options
		}
	}
	return u, options
}

// fields returns what a form was filled with, by the names of its fields.
func (i *interaction) fields() map[string]string {
	values := map[string]string{}
	var walk func([]*entry)
	walk = func(list []*entry) {
		for _, e := range list {
			if e == nil {
				continue
			}
			if e.CustomID != "" {
				values[e.CustomID] = strings.Join(append(e.Values, e.Value), "") // a text or a choice, never both
			}
			walk(append(e.Components, e.Component))
		}
	}
	walk(i.Data.Components)
	return values
}

// link returns the first web address in the message that a command of its menu was given on;
// empty if there is none.
func (i *interaction) link() string {
	m := i.Data.Resolved.Messages[i.Data.Target]
	if m == nil {
		return ""
	}
	for _, word := range strings.FieldsFunc(m.Content, func(r rune) bool { return strings.ContainsRune(" \n\t<>()[]|\"", r) }) {
		if at := strings.Index(word, "http"); at >= 0 && link(word[at:]) != "" {
			return strings.TrimRight(word[at:], ".,;:!?'*_~")
		}
	}
	for _, e := range m.Embeds {
		if e != nil && link(e.URL) != "" {
			return e.URL
		}
	}
	return ""
}

// isThread reports whether a channel of that type is a thread
// (https://discord.com/developers/docs/resources/channel#channel-object-channel-types).
func isThread(kind int) bool { return kind >= 10 && kind <= 12 }
