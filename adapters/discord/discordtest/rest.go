package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot/bottest"
)

// Errors as Discord gives them
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json).
var (
	unknownChannel     = Fault{Status: http.StatusNotFound, Code: 10003}
	unknownGuild       = Fault{Status: http.StatusNotFound, Code: 10004}
	unknownMessage     = Fault{Status: http.StatusNotFound, Code: 10008}
	unknownWebhook     = Fault{Status: http.StatusNotFound, Code: 10015}
	unknownInteraction = Fault{Status: http.StatusNotFound, Code: 10062}
	acknowledged       = Fault{Status: http.StatusBadRequest, Code: 40060}
	cannotEdit         = Fault{Status: http.StatusForbidden, Code: 50005}
	invalidForm        = Fault{Status: http.StatusBadRequest, Code: 50035}
	unauthorized       = Fault{Status: http.StatusUnauthorized}
)

// A handler answers a request; it holds mu. What it returns is the body of a 200, nothing
// for a 204, or a *Fault.
type handler func(r *http.Request, body []byte) any

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", s.connect) // discordgo puts a slash behind the address that it gets
	for pattern, h := range map[string]handler{
		"GET /gateway":                                          s.getGateway,
		"GET /gateway/bot":                                      s.getGateway,
		"GET /users/@me":                                        s.getUser,
		"GET /applications/@me":                                 s.getApplication,
		"GET /applications/{app}/commands":                      s.getCommands,
		"PUT /applications/{app}/commands":                      s.putCommands,
		"GET /applications/{app}/guilds/{guild}/commands":       s.getCommands,
		"PUT /applications/{app}/guilds/{guild}/commands":       s.putCommands,
		"GET /guilds/{guild}":                                   s.getGuild,
		"POST /users/@me/channels":                              s.postDirect,
		"GET /channels/{channel}/messages":                      s.getMessages,
		"POST /channels/{channel}/messages":                     s.postMessage,
		"PATCH /channels/{channel}/messages/{message}":          s.patchMessage,
		"DELETE /channels/{channel}/messages/{message}":         s.deleteMessage,
		"POST /channels/{channel}/typing":                       s.postTyping,
		"GET /channels/{channel}":                               s.getChannel,
		"PATCH /channels/{channel}":                             s.patchChannel,
		"GET /channels/{channel}/messages/{message}":            s.getMessage,
		"POST /channels/{channel}/messages/{message}/threads":   s.postThread,
		"POST /channels/{channel}/messages/{message}/crosspost": s.postCrosspost,
		"POST /channels/{channel}/threads":                      s.postForum,
		"GET /channels/{channel}/threads/archived/public":       s.getArchived,
		"GET /guilds/{guild}/threads/active":                    s.getActive,
		"GET /guilds/{guild}/members/{user}":                    s.getMember,
	} {
		s.handle(mux, pattern, true, h)
	}
	for pattern, h := range map[string]handler{
		"POST /interactions/{id}/{token}/callback":          s.postCallback,
		"PATCH /webhooks/{app}/{token}/messages/{message}":  s.patchAnswer,
		"DELETE /webhooks/{app}/{token}/messages/{message}": s.deleteAnswer,
		"POST /webhooks/{app}/{token}":                      s.postFollowUp,
	} {
		s.handle(mux, pattern, false, h)
	}
	return mux
}

// handle serves a pattern, with the faults that were ordered for it.
func (s *Server) handle(mux *http.ServeMux, pattern string, secret bool, h handler) {
	method, path, _ := strings.Cut(pattern, " ")
	mux.HandleFunc(method+" /api/{version}"+path, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 25<<20)) // Discord's cap on a request
		if err != nil {
			return
		}
		_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
		call := r.Method + " /" + rest
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls[call]++
		f := s.next(call)
		s.change()
		if f.Hang {
			s.hang(r)
			return
		}
		defer s.change()
		if f.Status != 0 {
			f.answer(w)
			return
		}
		answer := httptest.NewRecorder()
		if secret && r.Header.Get("Authorization") != "Bot "+Token {
			unauthorized.answer(answer)
		} else {
			write(answer, h(r, body))
		}
		if f.Lose {
			panic(http.ErrAbortHandler) // the connection ends without an answer
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()) // a client that has left has left
	})
}

// hang waits until the client of a request has gone, or the server has ended. The caller holds
// mu.
func (s *Server) hang(r *http.Request) {
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-r.Context().Done():
	case <-s.ended:
	}
}

func write(w http.ResponseWriter, answer any) {
	switch a := answer.(type) {
	case nil:
		w.WriteHeader(http.StatusNoContent)
	case *Fault:
		a.answer(w)
	default:
		b, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		reply(w, http.StatusOK, string(b))
	}
}

func (s *Server) getGateway(*http.Request, []byte) any {
	return map[string]any{
		"url":    "ws" + strings.TrimPrefix(s.web.URL, "http") + "/gateway",
		"shards": s.gateway.shards,
		"session_start_limit": map[string]any{"total": 1000, "remaining": s.gateway.remaining,
			"reset_after": s.gateway.resetAfter.Milliseconds(), "max_concurrency": s.gateway.concurrency},
	}
}

func (s *Server) getUser(*http.Request, []byte) any { return me }

var me = Author{ID: User, Username: "readout", Bot: true}

func (s *Server) getApplication(*http.Request, []byte) any {
	return map[string]any{"id": Application, "name": "Readout"}
}

func (s *Server) getCommands(r *http.Request, _ []byte) any {
	if c := s.commands[r.PathValue("guild")]; c != nil {
		return c
	}
	return []string{}
}

func (s *Server) putCommands(r *http.Request, body []byte) any {
	var list []map[string]any
	if !s.checked("commands", bottest.DiscordCommands(body)) || json.Unmarshal(body, &list) != nil {
		return &invalidForm
	}
	for _, c := range list {
		c["id"], c["application_id"], c["version"] = s.id(), Application, s.id()
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	s.commands[r.PathValue("guild")] = b
	s.registered++
	return json.RawMessage(b)
}

func (s *Server) getGuild(r *http.Request, _ []byte) any {
	guild := r.PathValue("guild")
	if !s.hasGuild(guild) {
		return &unknownGuild
	}
	roles := []map[string]any{}
	for id, p := range s.roles {
		roles = append(roles, map[string]any{"id": id, "permissions": strconv.FormatInt(p, 10)})
	}
	return map[string]any{"id": guild, "owner_id": Owner, "roles": roles}
}

func (s *Server) hasGuild(id string) bool {
	for _, c := range s.channels {
		if c.guild == id && id != "" {
			return true
		}
	}
	return id == Guild
}

func (s *Server) postDirect(_ *http.Request, body []byte) any {
	var q struct {
		Recipient string `json:"recipient_id"`
	}
	if json.Unmarshal(body, &q) != nil || q.Recipient == "" {
		return &invalidForm
	}
	return map[string]any{"id": s.directChannel(q.Recipient), "type": 1}
}

func (s *Server) directChannel(user string) string {
	if s.direct[user] == "" {
		id := s.id()
		s.direct[user] = id
		s.channels[id] = &channel{kind: directOne}
	}
	return s.direct[user]
}

// place returns the channel of a request, or why there is none.
func (s *Server) place(r *http.Request) (*channel, any) {
	c := s.channels[r.PathValue("channel")]
	if c == nil {
		return nil, &unknownChannel
	}
	if c.refusal != nil {
		return nil, c.refusal
	}
	return c, nil
}

// getMessages returns a page, the newest first; after an ID, the oldest page after it.
func (s *Server) getMessages(r *http.Request, _ []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 || limit > 100 {
		return &invalidForm
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	list := []Message{}
	for _, m := range c.messages {
		if id, _ := strconv.ParseInt(m.ID, 10, 64); id > after && !m.Ephemeral() {
			list = append(list, *m)
		}
	}
	if r.URL.Query().Has("after") {
		list = list[:min(limit, len(list))]
	} else {
		list = list[max(0, len(list)-limit):]
	}
	newest := make([]Message, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		newest = append(newest, list[i])
	}
	return newest
}

// outgoing is the body of a message from the bot.
type outgoing struct {
	Content         *string         `json:"content"`
	Embeds          *[]Embed        `json:"embeds"`
	Nonce           any             `json:"nonce"`
	EnforceNonce    bool            `json:"enforce_nonce"`
	Flags           int             `json:"flags"`
	Reference       json.RawMessage `json:"message_reference"`
	Components      *[]Component    `json:"components"`
	AllowedMentions *struct {
		Parse []string `json:"parse"`
		Users []string `json:"users"`
		Roles []string `json:"roles"`
	} `json:"allowed_mentions"`
}

// read returns the message in a body; false if Discord would refuse it.
func (s *Server) read(r *http.Request, body []byte) (outgoing, bool) {
	var o outgoing
	ok := s.checked(r.Method+" "+r.URL.Path, bottest.DiscordMessage(body)) && json.Unmarshal(body, &o) == nil
	return o, ok
}

func (o outgoing) fill(m *Message) {
	if o.Content != nil {
		m.Content = *o.Content
	}
	if o.Embeds != nil {
		m.Embeds = *o.Embeds
	}
	if o.Components != nil {
		m.Components = *o.Components
	}
	m.Pings = append(m.Pings, o.pings()...)
}

// newMessage puts a message of the bot's into a channel.
func (s *Server) newMessage(where string, o outgoing) *Message {
	m := &Message{ID: s.id(), Channel: where, Author: me, Flags: o.Flags, Reference: o.Reference, Timestamp: time.Now()}
	m.Nonce, _ = o.Nonce.(string)
	o.fill(m)
	c := s.channels[where]
	c.messages = append(c.messages, m)
	return m
}

func (s *Server) postMessage(r *http.Request, body []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	o, ok := s.read(r, body)
	if !ok || o.empty() {
		return &invalidForm
	}
	if n, _ := o.Nonce.(string); o.EnforceNonce && n != "" {
		if m := s.nonces[n]; m != nil {
			return withNonce(m)
		}
	}
	if c.kind == Forum {
		return &wrongType
	}
	c.archived = false
	m := s.newMessage(r.PathValue("channel"), o)
	if m.Nonce != "" {
		s.nonces[m.Nonce] = m
	}
	return withNonce(m)
}

// withNonce is the answer to a post: only there Discord repeats the nonce.
func withNonce(m *Message) any {
	return struct {
		*Message
		Nonce string `json:"nonce,omitempty"`
	}{m, m.Nonce}
}

// find returns a message of the bot's in a channel by ID, and where it stands.
func (c *channel) find(id string) (int, *Message) {
	for i, m := range c.messages {
		if m.ID == id {
			return i, m
		}
	}
	return 0, nil
}

func (s *Server) patchMessage(r *http.Request, body []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	_, m := c.find(r.PathValue("message"))
	if m == nil {
		return &unknownMessage
	}
	if m.Author.ID != User {
		return &cannotEdit
	}
	if c.archived {
		return &threadArchived
	}
	o, ok := s.read(r, body)
	if !ok {
		return &invalidForm
	}
	o.fill(m)
	m.Edits++
	return m
}

func (s *Server) deleteMessage(r *http.Request, _ []byte) any {
	c, refusal := s.place(r)
	if c == nil {
		return refusal
	}
	i, m := c.find(r.PathValue("message"))
	if m == nil {
		return &unknownMessage
	}
	c.messages = append(c.messages[:i:i], c.messages[i+1:]...)
	return nil
}

func (s *Server) postTyping(r *http.Request, _ []byte) any {
	if c, refusal := s.place(r); c == nil {
		return refusal
	}
	return nil
}

// String says what is there, for a failing test.
func (s *Server) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("discordtest: %d channels, %d sessions, calls %v", len(s.channels), len(s.gateway.sessions), s.calls)
}
