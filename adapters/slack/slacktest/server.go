// Package slacktest is a Slack on 127.0.0.1 that speaks the wire: the Web API, Socket Mode,
// signed HTTP and response_urls, with the bad days scripted. It keeps what is posted, and
// refuses what Slack refuses. It never forgives: a payload over a documented limit, a wrong
// token or a missing argument gets the error that Slack gives.
package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The workspace that the server plays.
const (
	BotToken      = "xoxb-1-slacktest"
	AppToken      = "xapp-1-slacktest"
	SigningSecret = "8f742231b10e8888abcd99yyyzzz85a5"
	Team          = "T0SLACKTEST"
	AppID         = "A0READOUT"
	BotUser       = "U0READOUT"
	BotID         = "B0READOUT"
	Admin         = "U0ADMIN"  // lives in America/New_York
	Member        = "U0MEMBER" // lives in Europe/Berlin
	Guest         = "U0GUEST"
	Channel       = "C0NEWS"
	OtherChannel  = "C0OTHER"
)

// patience bounds every wait of a test for the program under test.
const patience = time.Minute

// A Server is one workspace with the app installed. All its methods are safe for concurrent use.
type Server struct {
	t    testing.TB
	http *httptest.Server

	mu        sync.Mutex
	changed   chan struct{} // closed and replaced when anything below changes
	users     map[string]user
	channels  map[string]*channel
	messages  []*Message // in order of arrival
	calls     []string   // methods, in order
	faults    []Fault
	refused   []string
	responses map[string]*response // by response_url's last part
	links     map[*link]bool
	tickets   map[string]bool
	acks      map[string]chan struct{}   // by envelope id
	answers   map[string]json.RawMessage // of acknowledgements, by envelope id
	views     []*View
	groups    map[string][]string // members of user groups
	tokens    map[string]*grant
	codes     map[string]string // redirect_uri by code
	refreshes map[string]string // teams by refresh token
	rotates   bool
	declines  bool
	whole     bool
	triggers  map[string]time.Time // until when they work
	serial    int
	deliverTo string
	pingEvery time.Duration
}

type user struct {
	ID, Zone                 string
	Team                     string // empty: whoever asks
	Admin, Restricted, IsBot bool
}

type channel struct {
	id       string
	archived bool
	member   bool
	direct   string // the user of a direct message
	creator  string
}

// New starts a server that t stops when it is done.
func New(t testing.TB) *Server {
	s := &Server{
		t:       t,
		changed: make(chan struct{}),
		users: map[string]user{
			Admin:   {ID: Admin, Zone: "America/New_York", Admin: true},
			Member:  {ID: Member, Zone: "Europe/Berlin"},
			Guest:   {ID: Guest, Zone: "Asia/Tokyo", Restricted: true},
			BotUser: {ID: BotUser, IsBot: true},
		},
		channels: map[string]*channel{
			Channel:      {id: Channel, member: true},
			OtherChannel: {id: OtherChannel, member: true},
		},
		responses: map[string]*response{},
		links:     map[*link]bool{},
		tickets:   map[string]bool{},
		acks:      map[string]chan struct{}{},
		answers:   map[string]json.RawMessage{},
		triggers:  map[string]time.Time{},
		tokens:    map[string]*grant{BotToken: {team: Team}, OrgToken: {team: Organisation}},
		groups:    map[string][]string{},
		codes:     map[string]string{},
		refreshes: map[string]string{},
		pingEvery: 5 * time.Second,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", s.api)
	mux.HandleFunc("POST /response/{id}", s.respond)
	mux.HandleFunc("GET /link", s.link)
	mux.HandleFunc("GET /oauth/v2/authorize", s.authorize)
	mux.HandleFunc("GET /app_redirect", func(http.ResponseWriter, *http.Request) {})
	s.http = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.DropSockets()
		s.http.CloseClientConnections()
		s.http.Close()
	})
	return s
}

// URL is the base of the Web API, as options and SLACK_API_URL want it.
func (s *Server) URL() string { return s.http.URL + "/api/" }

// AddUser adds somebody to the workspace, without rights.
func (s *Server) AddUser(id, zone string) {
	s.change(func() { s.users[id] = user{ID: id, Zone: zone} })
}

// AddStranger adds somebody of another company, who is an admin there.
func (s *Server) AddStranger(id string) {
	s.change(func() { s.users[id] = user{ID: id, Team: "T0STRANGE", Admin: true} })
}

// AddGroup adds a user group.
func (s *Server) AddGroup(id string, users ...string) {
	s.change(func() { s.groups[id] = users })
}

// SetCreator makes user the creator of a channel.
func (s *Server) SetCreator(channel, user string) {
	s.change(func() { s.channels[channel].creator = user })
}

// AddChannel adds a channel that the app is a member of, or not.
func (s *Server) AddChannel(id string, member bool) {
	s.change(func() { s.channels[id] = &channel{id: id, member: member} })
}

// Archive archives a channel.
func (s *Server) Archive(id string) {
	s.change(func() { s.channels[id].archived = true })
}

// Messages returns what stands in a channel and its threads in order of arrival, ephemeral
// messages included, deleted ones not.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Message
	for _, m := range s.messages {
		if m.Channel == channel {
			all = append(all, *m)
		}
	}
	return all
}

// WaitMessage waits for a message in channel that shows text and returns the first; it fails
// the test if none comes.
func (s *Server) WaitMessage(channel, text string) Message {
	s.t.Helper()
	var found Message
	s.wait(fmt.Sprintf("a message with %q in %s", text, channel), func() bool {
		for _, m := range s.messages {
			if m.Channel == channel && strings.Contains(m.Shown(), text) {
				found = *m
				return true
			}
		}
		return false
	})
	return found
}

// Calls returns how often a method of the Web API was called.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if c == method {
			n++
		}
	}
	return n
}

// Refused returns why payloads were refused that were not scripted to be.
func (s *Server) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused)
}

// change does f under the lock and wakes who waits.
func (s *Server) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.changed)
	s.changed = make(chan struct{})
}

// wait blocks until ok, which is called under the lock, or fails the test.
func (s *Server) wait(what string, ok func() bool) {
	s.t.Helper()
	timeout := time.After(patience)
	for {
		s.mu.Lock()
		done, changed := ok(), s.changed
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			s.t.Fatalf("slacktest: no %s after %v", what, patience)
		}
	}
}

// next returns a number of its own, under the lock.
func (s *Server) next() int {
	s.serial++
	return s.serial
}
