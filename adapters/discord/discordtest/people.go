package discordtest

import (
	"fmt"
	"slices"
	"strconv"
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
	// ViewAndCommands are to see a channel and to give commands in it.
	ViewAndCommands = 1<<10 | 1<<31
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

// Reply has a person answer a message of the bot's, which calls it.
func (s *Server) Reply(by Person, to Message, text string) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(by, to.Channel, text, []Author{me}, &to)
}

func (s *Server) say(by Person, where, text string, mentions []Author) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(by, where, text, mentions, nil)
}

// write puts what a person writes into a channel. The caller holds mu.
func (s *Server) write(by Person, where, text string, mentions []Author, to *Message) string {
	m := &Message{ID: s.id(), Channel: where, Author: by.author(), Content: text, Mentions: mentions, Timestamp: time.Now()}
	s.channels[where].messages = append(s.channels[where].messages, m)
	data := s.created(m, by)
	if to != nil {
		data["type"], data["referenced_message"] = 19, to
		data["message_reference"] = map[string]any{"message_id": to.ID, "channel_id": where}
	}
	s.dispatch("MESSAGE_CREATE", data)
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
