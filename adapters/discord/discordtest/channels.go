package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/readout-bot/readout/bot/bottest"
)

// Types of channels
// (https://discord.com/developers/docs/resources/channel#channel-object-channel-types).
const (
	Text         = 0
	directOne    = 1
	Announcement = 5
	newsThread   = 10
	PublicThread = 11
	Forum        = 15
)

// AddChannel adds a text channel to Guild and returns its ID.
func (s *Server) AddChannel() string { return s.AddPlace(Text) }

// AddPlace adds a channel of a type, with those tags if it is a forum.
func (s *Server) AddPlace(kind int, tags ...Tag) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.channels[id] = &channel{guild: Guild, kind: kind, tags: tags}
	return id
}

// AddGuild adds a text channel in another server, whose owner is Owner too.
func (s *Server) AddGuild(guild string) (channelID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.channels[id] = &channel{guild: guild}
	return id
}

// AddThread adds a thread to a channel.
func (s *Server) AddThread(parent string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	s.channels[id] = &channel{guild: Guild, kind: PublicThread, parent: parent}
	return id
}

// RequireTag makes a forum refuse posts without a tag.
func (s *Server) RequireTag(forum string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[forum].flags |= requireTag
}

const requireTag = 1 << 4

// Archive archives a thread, as Discord does when nobody writes into it.
func (s *Server) Archive(thread string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[thread].archived = true
}

// Overwrite sets what roles and members may do in a channel.
func (s *Server) Overwrite(id string, o ...Overwrite) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id].overwrites = o
}

// A Thread is one that stands in a channel.
type Thread struct {
	ID   string
	Name string
	Tags []string
}

// Threads returns those of a channel, the oldest first.
func (s *Server) Threads(parent string) []Thread {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Thread
	for id, c := range s.channels {
		if c.parent == parent {
			list = append(list, Thread{id, c.name, c.applied})
		}
	}
	slices.SortFunc(list, func(a, b Thread) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// Errors as Discord gives them, of threads
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json).
var (
	threadExists   = Fault{Status: http.StatusBadRequest, Code: 160004}
	threadArchived = Fault{Status: http.StatusBadRequest, Code: 50083}
	wrongType      = Fault{Status: http.StatusBadRequest, Code: 50024}
	tagRequired    = Fault{Status: http.StatusBadRequest, Code: 40067}
	alreadyCrossed = Fault{Status: http.StatusBadRequest, Code: 40033}
	unknownMember  = Fault{Status: http.StatusNotFound, Code: 10007}
)

func (s *Server) channelObject(id string, c *channel) map[string]any {
	o := map[string]any{"id": id, "type": c.kind, "name": c.name, "flags": c.flags}
	if c.guild != "" {
		o["guild_id"] = c.guild
		o["permission_overwrites"] = slices.Concat([]Overwrite{}, c.overwrites)
	}
	if c.kind == Forum {
		o["available_tags"] = slices.Concat([]Tag{}, c.tags)
	}
	if c.parent != "" {
		o["parent_id"], o["owner_id"], o["applied_tags"] = c.parent, User, c.applied
		o["thread_metadata"] = map[string]any{"archived": c.archived}
	}
	return o
}

func (s *Server) getChannel(r *http.Request, _ []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	return s.channelObject(r.PathValue("channel"), c)
}

func (s *Server) patchChannel(r *http.Request, body []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	var q struct {
		Archived *bool `json:"archived"`
	}
	if json.Unmarshal(body, &q) != nil || q.Archived == nil {
		return &invalidForm
	}
	c.archived = *q.Archived
	return s.channelObject(r.PathValue("channel"), c)
}

func (s *Server) getMessage(r *http.Request, _ []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	if _, m := c.find(r.PathValue("message")); m != nil {
		return m
	}
	return &unknownMessage
}

// postThread begins a thread under a message: it gets the message's ID.
func (s *Server) postThread(r *http.Request, body []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	id := r.PathValue("message")
	var q struct {
		Name string `json:"name"`
	}
	_, m := c.find(id)
	switch {
	case c.kind != Text && c.kind != Announcement:
		return &wrongType
	case m == nil:
		return &unknownMessage
	case s.channels[id] != nil:
		return &threadExists
	case json.Unmarshal(body, &q) != nil || q.Name == "" || len([]rune(q.Name)) > 100:
		s.checked("thread", fmt.Errorf("name %q", q.Name))
		return &invalidForm
	}
	kind := PublicThread
	if c.kind == Announcement {
		kind = newsThread
	}
	s.channels[id] = &channel{guild: c.guild, kind: kind, parent: r.PathValue("channel"), name: q.Name}
	return s.channelObject(id, s.channels[id])
}

// postForum begins a post in a forum: a thread whose first message has the thread's ID.
func (s *Server) postForum(r *http.Request, body []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	var q struct {
		Name    string   `json:"name"`
		Tags    []string `json:"applied_tags"`
		Message outgoing `json:"message"`
	}
	switch {
	case c.kind != Forum:
		return &wrongType
	case !s.checked("post", bottest.DiscordPost(body)) || json.Unmarshal(body, &q) != nil || q.Message.empty():
		return &invalidForm
	case c.flags&requireTag != 0 && len(q.Tags) == 0:
		return &tagRequired
	}
	id := s.id()
	s.channels[id] = &channel{guild: c.guild, kind: PublicThread, parent: r.PathValue("channel"), name: q.Name, applied: q.Tags}
	m := s.newMessage(id, q.Message)
	m.ID = id
	o := s.channelObject(id, s.channels[id])
	o["message"] = m
	return o
}

func (s *Server) postCrosspost(r *http.Request, _ []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	_, m := c.find(r.PathValue("message"))
	switch {
	case m == nil:
		return &unknownMessage
	case c.kind != Announcement:
		return &wrongType
	case m.Crossposted:
		return &alreadyCrossed
	}
	m.Crossposted = true
	return m
}

func (s *Server) threads(archived bool, fits func(*channel) bool) any {
	list := []any{}
	for id, c := range s.channels {
		if c.parent != "" && c.archived == archived && fits(c) {
			list = append(list, s.channelObject(id, c))
		}
	}
	return map[string]any{"threads": list, "members": []any{}}
}

func (s *Server) getActive(r *http.Request, _ []byte) any {
	return s.threads(false, func(c *channel) bool { return c.guild == r.PathValue("guild") })
}

func (s *Server) getArchived(r *http.Request, _ []byte) any {
	return s.threads(true, func(c *channel) bool { return c.parent == r.PathValue("channel") })
}

func (s *Server) getMember(r *http.Request, _ []byte) any {
	if r.PathValue("guild") != Guild || r.PathValue("user") != User {
		return &unknownMember
	}
	return map[string]any{"user": me, "roles": []string{BotRole}}
}

// BotRole is the role that the bot has in Guild. SetRole gives it permissions.
const BotRole = "100000000000000003"

// shardOf returns the shard that gets a guild's events
// (https://discord.com/developers/docs/events/gateway#sharding-sharding-formula).
func shardOf(guild string, shards int) int {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil || shards < 1 {
		return 0
	}
	return int((id >> 22) % uint64(shards))
}
