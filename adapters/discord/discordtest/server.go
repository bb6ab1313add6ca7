// Package discordtest is a Discord for tests, on 127.0.0.1: it speaks the REST API and the
// gateway as a bot sees them, refuses what Discord refuses, goes wrong on demand, and
// tells what a reader of each channel sees. It is imported from tests only.
package discordtest

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// What the server knows from the start.
const (
	Token       = "MTAwMDAwMDAwMDAwMDAwMDAx.test.token"
	Application = "100000000000000001"
	User        = "100000000000000002" // the bot's
	Guild       = "200000000000000001"
	Owner       = "300000000000000001" // of Guild
	Channel     = "400000000000000001" // a text channel in Guild
)

// A Server is a Discord with one guild. Its methods may be called from any goroutine.
type Server struct {
	web *httptest.Server

	mu           sync.Mutex
	changed      chan struct{} // closed and replaced at each change
	lastID       int64
	channels     map[string]*channel
	direct       map[string]string // user → channel
	nonces       map[string]*Message
	roles        map[string]int64
	commands     map[string]json.RawMessage // by guild, "" for all
	registered   int
	interactions map[string]*interaction // by token
	faults       []fault
	spoil        func(call string) Fault // nil for none
	calls        map[string]int
	gateway      gateway
	intents      int
	ackWithin    time.Duration // 0: no limit
	violations   []string
	endpoint     string // where interactions go, signed; empty for the gateway
	key          ed25519.PrivateKey
	deliveries   sync.WaitGroup // to the end point
	ended        chan struct{}  // closed by Close
}

// A channel is a place for messages.
type channel struct {
	guild    string // empty for a direct one
	refusal  *Fault // every request is answered with it
	messages []*Message

	kind       int
	parent     string // of a thread
	name       string
	tags       []Tag // of a forum
	flags      int
	applied    []string // tags of a post
	archived   bool
	overwrites []Overwrite
}

// A Tag is one that posts of a forum can carry.
type Tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"`
}

// An Overwrite changes what a role (Type 0) or a member (Type 1) may do in a channel.
type Overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow int64  `json:"allow,string"`
	Deny  int64  `json:"deny,string"`
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := Start()
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("sent what Discord does not take: %s", v)
		}
	})
	return s
}

// Start starts a server for a program without a test around it. Close ends it.
func Start() *Server {
	s := &Server{
		changed:      make(chan struct{}),
		ended:        make(chan struct{}),
		channels:     map[string]*channel{Channel: {guild: Guild}},
		direct:       map[string]string{},
		nonces:       map[string]*Message{},
		roles:        map[string]int64{Guild: 0},
		commands:     map[string]json.RawMessage{},
		interactions: map[string]*interaction{},
		calls:        map[string]int{},
	}
	s.key = ed25519.NewKeyFromSeed([]byte("a seed of thirty-two bytes, fixed"[:ed25519.SeedSize]))
	s.gateway.sessions = map[string]*session{}
	s.gateway.remaining = 1000
	s.gateway.shards, s.gateway.concurrency = 1, 1
	s.gateway.heartbeat = 41250 * time.Millisecond
	s.web = httptest.NewServer(s.routes())
	return s
}

// Close drops all connections and ends the server.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.ended:
	default:
		close(s.ended)
	}
	s.mu.Unlock()
	s.DropSockets()
	s.deliveries.Wait()
	s.web.CloseClientConnections()
	s.web.Close()
}

// URL is the base of the API: what https://discord.com/api is of Discord's.
func (s *Server) URL() string { return s.web.URL + "/api" }

// Wait waits until ready returns true, and fails the test if it does not within a
// generous time. It calls ready after each change of the server, and now and then for
// what changes elsewhere.
func (s *Server) Wait(t testing.TB, what string, ready func() bool) {
	t.Helper()
	late := time.NewTimer(30 * time.Second)
	defer late.Stop()
	elsewhere := time.NewTicker(20 * time.Millisecond)
	defer elsewhere.Stop()
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if ready() {
			return
		}
		select {
		case <-changed:
		case <-elsewhere.C:
		case <-late.C:
			t.Fatalf("discordtest: waited in vain for %s", what)
		}
	}
}

// change wakes those who wait. The caller holds mu.
func (s *Server) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// id returns a new snowflake of now
// (https://discord.com/developers/docs/reference#snowflakes). The caller holds mu.
func (s *Server) id() string {
	const epoch = 1420070400000
	s.lastID = max(s.lastID+1, (time.Now().UnixMilli()-epoch)<<22)
	return strconv.FormatInt(s.lastID, 10)
}

// RemoveChannel removes a channel: 10003 from now on.
func (s *Server) RemoveChannel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channels, id)
}

// Refuse makes every request to a channel fail in that way.
func (s *Server) Refuse(id string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id].refusal = &f
}

// SetAckWithin makes the server forget interactions that are not acknowledged in time, as
// Discord does after three seconds. Without it a busy machine fails no test.
func (s *Server) SetAckWithin(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ackWithin = d
}

// SetRole gives a role of Guild its permissions.
func (s *Server) SetRole(id string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roles[id] = permissions
}

// A Message is what stands in a channel.
type Message struct {
	ID        string          `json:"id"`
	Channel   string          `json:"channel_id"`
	Author    Author          `json:"author"`
	Content   string          `json:"content"`
	Embeds    []Embed         `json:"embeds"`
	Mentions  []Author        `json:"mentions"`
	Flags     int             `json:"flags"`
	Timestamp time.Time       `json:"timestamp"`
	Reference json.RawMessage `json:"message_reference,omitempty"`
	// Components are the buttons and menus, row by row.
	Components []Component `json:"components,omitempty"`

	Nonce       string   `json:"-"`
	Interaction string   `json:"-"` // the ID of the one that it answers
	Thinking    bool     `json:"-"` // a deferred answer, not yet given
	Edits       int      `json:"-"`
	Pings       []string `json:"-"` // whom it has notified
	Crossposted bool     `json:"-"` // sent on to the channels that follow an announcement channel
}

// Ephemeral reports whether only the asker sees the message.
func (m Message) Ephemeral() bool { return m.Flags&(1<<6) != 0 }

// A Component is a row, a button, a menu, or a field of a form.
type Component struct {
	Type        int         `json:"type"`
	Label       string      `json:"label,omitempty"`
	Description string      `json:"description,omitempty"`
	CustomID    string      `json:"custom_id,omitempty"`
	URL         string      `json:"url,omitempty"`
	Placeholder string      `json:"placeholder,omitempty"`
	Value       string      `json:"value,omitempty"`
	Options     []Choice    `json:"options,omitempty"`
	Components  []Component `json:"components,omitempty"`
	Component   *Component  `json:"component,omitempty"`
	Disabled    bool        `json:"disabled,omitempty"`
	Defaults    []struct {
		ID string `json:"id"`
	} `json:"default_values,omitempty"` // of a menu of channels
}

// A Choice is one of a menu's, or one that is suggested while typing.
type Choice struct {
	Label   string `json:"label,omitempty"`
	Name    string `json:"name,omitempty"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// A Modal is a form that a bot has opened.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`

	under string // the message under which it was opened; empty for none
}

// An Author is a user.
type Author struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Bot      bool   `json:"bot"`
}

// An Embed is the part of Discord's that bots send.
type Embed struct {
	Title       string  `json:"title,omitempty"`
	Description string  `json:"description,omitempty"`
	URL         string  `json:"url,omitempty"`
	Color       int     `json:"color,omitempty"`
	Fields      []Field `json:"fields,omitempty"`
	Footer      *Footer `json:"footer,omitempty"`
	Author      *Name   `json:"author,omitempty"`
}

// A Field is a named value of an embed.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Footer is the last line of an embed.
type Footer struct {
	Text string `json:"text"`
}

// A Name is the author of an embed.
type Name struct {
	Name string `json:"name"`
}

// Text returns what a reader sees of m, with Discord's escapes undone.
func (m Message) Text() string {
	parts := []string{unescape(m.Content)}
	for _, e := range m.Embeds {
		parts = append(parts, unescape(e.Title), unescape(e.Description))
		for _, f := range e.Fields {
			parts = append(parts, unescape(f.Name), unescape(f.Value))
		}
		if e.Footer != nil {
			parts = append(parts, e.Footer.Text)
		}
	}
	return strings.Trim(strings.Join(parts, "\n"), "\n")
}

// unescape takes the backslash off marks that one makes plain.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Messages returns what stands in a channel, the oldest first, without answers that are
// still being thought about. Ephemeral ones are among them.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	if c == nil {
		return nil
	}
	list := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		if !m.Thinking {
			list = append(list, *m)
		}
	}
	return list
}

// Direct returns the channel of direct messages with a user; "" if there is none yet.
func (s *Server) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct[user]
}

// Answers returns the messages that answer an interaction, given or thought about.
func (s *Server) Answers(interaction string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	for _, c := range s.channels {
		for _, m := range c.messages {
			if m.Interaction == interaction {
				list = append(list, *m)
			}
		}
	}
	return list
}

// ForgetNonces lets the few minutes pass for which a nonce is unique.
func (s *Server) ForgetNonces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.nonces)
}

// Registered returns the commands of a guild, "" for those of all, and how often any were
// written.
func (s *Server) Registered(guild string) (commands json.RawMessage, writes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[guild], s.registered
}

// Calls returns how many requests came whose "METHOD /path" contains part.
func (s *Server) Calls(part string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for call, times := range s.calls {
		if strings.Contains(call, part) {
			n += times
		}
	}
	return n
}

// A Fault is how a request goes wrong. The zero Fault lets it through.
type Fault struct {
	Status     int           // of the answer
	Code       int           // Discord's own error
	RetryAfter time.Duration // with 429
	Global     bool          // the 429 is for all routes
	HTML       bool          // the answer is a page, as Cloudflare's are
	// Lose carries the request out and drops the connection instead of answering.
	Lose bool
	// Hang leaves the request without an answer until its client gives up, or the server ends.
	Hang bool
}

type fault struct {
	part string
	Fault
}

// Fail makes the next requests whose "METHOD /path" contains part go wrong, one for each
// fault. A path is without "/api/v9".
func (s *Server) Fail(part string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, fault{part, f})
	}
}

// Spoil has each request that no fault was ordered for go wrong as pick says, which is called
// for one at a time; nil ends that.
func (s *Server) Spoil(pick func(call string) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = pick
}

// next returns how a call goes wrong, and takes an ordered fault off the list.
func (s *Server) next(call string) Fault {
	for i, f := range s.faults {
		if strings.Contains(call, f.part) {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			return f.Fault
		}
	}
	if s.spoil != nil {
		return s.spoil(call)
	}
	return Fault{}
}

// answer writes a fault.
func (f Fault) answer(w http.ResponseWriter) {
	if f.Status == http.StatusTooManyRequests && !f.HTML {
		seconds := strconv.FormatFloat(f.RetryAfter.Seconds(), 'f', 3, 64)
		h := w.Header()
		h.Set("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
		h.Set("X-RateLimit-Reset-After", seconds)
		h.Set("X-RateLimit-Remaining", "0")
		if f.Global {
			h.Set("X-RateLimit-Global", "true")
		}
		reply(w, f.Status, fmt.Sprintf(`{"message":"You are being rate limited.","retry_after":%s,"global":%t}`, seconds, f.Global))
		return
	}
	if f.HTML {
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		fmt.Fprint(w, "<!DOCTYPE html><html><title>Access denied | discord.com used Cloudflare</title></html>")
		return
	}
	reply(w, f.Status, fmt.Sprintf(`{"message":"%s","code":%d}`, http.StatusText(f.Status), f.Code))
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}
