package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Person is who talks to the bot.
type Person struct {
	ID          string
	Roles       []string
	Permissions int64 // in the channel, as Discord computes them for interactions
}

// Permissions and people that tests need
// (https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags).
const (
	Administrator = 1 << 3
	ManageServer  = 1 << 5
)

// Anna may look things up; Boris may change feeds and schedules.
var (
	Anna  = Person{ID: "300000000000000002"}
	Boris = Person{ID: "300000000000000003", Permissions: ManageServer}
)

func (p Person) author() Author { return Author{ID: p.ID, Username: "user" + p.ID} }

func (p Person) member() map[string]any {
	return map[string]any{"user": p.author(), "roles": slices.Concat([]string{}, p.Roles), "permissions": strconv.FormatInt(p.Permissions, 10),
		"joined_at": "2025-01-01T00:00:00Z"}
}

// SendCommand has a person give /readout with a sub-command, such as "feed add", and
// values by option, in a channel. It returns the ID of the interaction.
func (s *Server) SendCommand(by Person, where, command string, values map[string]string) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	const stringOption, subCommand, group = 3, 1, 2
	options := []any{}
	for name, v := range values {
		options = append(options, map[string]any{"name": name, "type": stringOption, "value": v})
	}
	first, second, two := strings.Cut(command, " ")
	if two {
		options = []any{map[string]any{"name": second, "type": subCommand, "options": options}}
	}
	kind := subCommand
	if two {
		kind = group
	}
	return s.interact(by, where, []any{map[string]any{"name": first, "type": kind, "options": options}})
}

// interact dispatches an interaction. The caller holds mu.
func (s *Server) interact(by Person, where string, options []any) string {
	id := s.id()
	token := "token-" + id
	s.interactions[token] = &interaction{id: id, channel: where, sent: time.Now()}
	data := map[string]any{
		"id": id, "application_id": Application, "type": 2, "token": token, "version": 1,
		"channel_id": where, "locale": "en-US", "app_permissions": "0",
		"data": map[string]any{"id": "500000000000000001", "name": "readout", "type": 1, "options": options},
	}
	if c := s.channels[where]; c != nil && c.guild != "" {
		data["guild_id"], data["member"] = c.guild, by.member()
	} else {
		data["user"] = by.author()
	}
	s.dispatch("INTERACTION_CREATE", data)
	return id
}

// SendMention has a person mention the bot in a channel of Guild.
func (s *Server) SendMention(by Person, where, text string) (id string) {
	return s.say(by, where, fmt.Sprintf("<@%s> %s", User, text), []Author{me})
}

// Say has a person write into a channel of Guild, without mentioning anybody.
func (s *Server) Say(by Person, where, text string) (id string) { return s.say(by, where, text, nil) }

// SendDM has a person write to the bot alone. Direct names the channel.
func (s *Server) SendDM(by Person, text string) (id string) {
	s.mu.Lock()
	where := s.directChannel(by.ID)
	s.mu.Unlock()
	return s.say(by, where, text, nil)
}

func (s *Server) say(by Person, where, text string, mentions []Author) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{ID: s.id(), Channel: where, Author: by.author(), Content: text, Mentions: mentions, Timestamp: time.Now()}
	s.channels[where].messages = append(s.channels[where].messages, m)
	s.dispatch("MESSAGE_CREATE", s.created(m, by))
	return m.ID
}

// created is the event for a message. Without a privileged intent, a bot reads only what
// mentions it or is for it alone.
func (s *Server) created(m *Message, by Person) map[string]any {
	data := map[string]any{"id": m.ID, "channel_id": m.Channel, "author": m.Author, "mentions": m.Mentions,
		"timestamp": m.Timestamp, "type": 0, "content": m.Content, "embeds": []any{}}
	if guild := s.channels[m.Channel].guild; guild != "" {
		member := by.member()
		delete(member, "user") // a message has neither the user nor the permissions of its member
		delete(member, "permissions")
		data["guild_id"], data["member"] = guild, member
		if len(m.Mentions) == 0 {
			data["content"] = ""
		}
	}
	return data
}

// Redeliver dispatches the last event once more, as after a resume.
func (s *Server) Redeliver() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.gateway.sessions {
		if n := len(x.log); n > 0 {
			s.dispatch(x.log[n-1].kind, x.log[n-1].data)
			return
		}
	}
}
