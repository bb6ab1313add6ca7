package discordtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway opcodes
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes).
const (
	opDispatch = iota
	opHeartbeat
	opIdentify
	_
	_
	_
	opResume
	opReconnect
	_
	opInvalid
	opHello
	opAck
)

// privileged are the intents that have to be granted first.
const privileged = 1<<1 | 1<<8 | 1<<15

// A gateway is the sessions that bots have with the server.
type gateway struct {
	sessions   map[string]*session
	sockets    map[*socket]bool
	script     []Greeting
	heartbeat  time.Duration
	deaf       bool // heartbeats are not acknowledged
	identified int
	resumed    int
	remaining  int // identifies of the day
	resetAfter time.Duration
	sequence   int64

	shards        int // that the server recommends
	concurrency   int // shards that may identify at once
	identifyEvery time.Duration
	identifies    map[int]time.Time // the last by concurrency key
	hasty         int               // identifies that came too early
	overlaps      int               // shards that were held twice
	needed        int               // fewer shards are refused
	resumeAt      string            // the address that READY gives; empty for the server's own
	astray        int               // sessions that were resumed elsewhere than READY said, or begun there
}

// resumePath is where sessions are resumed.
const resumePath = "/gateway/resume"

// A session survives its socket, until the bot closes it.
type session struct {
	id     string
	log    []event
	socket *socket // nil while there is none
	shard  int
	of     int
}

// An event is one dispatch, numbered.
type event struct {
	seq   int64
	kind  string
	data  any
	guild string // empty for what every bot's first shard gets
}

// A Greeting is how a connection to the gateway begins.
type Greeting struct {
	Silent    bool   // no HELLO
	Reconnect bool   // opcode 7 in place of READY
	Invalid   bool   // opcode 9 in place of READY
	Close     int    // this close code in place of READY
	Say       string // this message in place of HELLO
}

// Greet scripts the next connections, one greeting for each.
func (s *Server) Greet(g ...Greeting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.script = append(s.gateway.script, g...)
}

// SetHeartbeat sets the interval that HELLO gives.
func (s *Server) SetHeartbeat(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.heartbeat = d
}

// IgnoreHeartbeats leaves heartbeats without acknowledgement from now on, and sends
// nothing else: a zombie.
func (s *Server) IgnoreHeartbeats(deaf bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.deaf = deaf
}

// SetIdentifies sets how many sessions may begin until the budget is renewed.
func (s *Server) SetIdentifies(remaining int, resetAfter time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.remaining, s.gateway.resetAfter = remaining, resetAfter
}

// SetShards sets how many shards the server recommends, and the fewest that it takes.
func (s *Server) SetShards(recommended, needed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.shards, s.gateway.needed = recommended, needed
}

// SetConcurrency sets how many shards may identify at once, and how often.
func (s *Server) SetConcurrency(n int, every time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.concurrency, s.gateway.identifyEvery = n, every
}

// pace counts an IDENTIFY that comes before its time. The caller holds mu.
func (s *Server) pace(shard int) {
	g := &s.gateway
	if g.identifies == nil {
		g.identifies = map[int]time.Time{}
	}
	key := shard % g.concurrency
	if last, ok := g.identifies[key]; ok && time.Since(last) < g.identifyEvery {
		g.hasty++
	}
	g.identifies[key] = time.Now()
}

// SetResumeAt sets where READY says that a session may be resumed.
func (s *Server) SetResumeAt(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.resumeAt = address
}

// Astray returns how often a session was begun where sessions are resumed, or the other way
// round.
func (s *Server) Astray() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.astray
}

// Hasty returns how often a shard identified before its time.
func (s *Server) Hasty() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.hasty
}

// Overlaps returns how often a shard was begun while another session of it was connected.
func (s *Server) Overlaps() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.overlaps
}

// Held returns how many sessions are connected, by shard.
func (s *Server) Held() map[int]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := map[int]int{}
	for _, x := range s.gateway.sessions {
		if x.socket != nil {
			held[x.shard]++
		}
	}
	return held
}

// Sessions returns how often a bot has identified and resumed.
func (s *Server) Sessions() (identified, resumed int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.identified, s.gateway.resumed
}

// Intents returns those of the last IDENTIFY.
func (s *Server) Intents() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.intents
}

// Connected reports whether a bot has a session with a socket.
func (s *Server) Connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.gateway.sessions {
		if x.socket != nil {
			return true
		}
	}
	return false
}

// DropSockets cuts all connections to the gateway, without a word (1006).
func (s *Server) DropSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.gateway.sockets {
		k.conn.Close()
	}
}

// CloseSockets closes all connections to the gateway with a code.
func (s *Server) CloseSockets(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.gateway.sockets {
		k.close(code)
	}
}

// AskToReconnect sends opcode 7 to all.
func (s *Server) AskToReconnect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.gateway.sockets {
		k.send(map[string]any{"op": opReconnect, "d": nil})
	}
}

// SendRaw sends a message of the gateway as it is to all.
func (s *Server) SendRaw(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.gateway.sockets {
		k.write(websocket.TextMessage, []byte(message))
	}
}

// Dispatch sends an event to all sessions; those without a socket get it when they resume.
func (s *Server) Dispatch(kind string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(kind, data)
}

func (s *Server) dispatch(kind string, data any) {
	s.gateway.sequence++
	e := event{seq: s.gateway.sequence, kind: kind, data: data}
	if m, ok := data.(map[string]any); ok {
		e.guild, _ = m["guild_id"].(string)
	}
	for _, x := range s.gateway.sessions {
		if shardOf(e.guild, x.of) != x.shard {
			continue
		}
		x.log = append(x.log, e)
		if x.socket != nil {
			s.reach(e)
			x.socket.dispatch(e)
		}
	}
	s.change()
}

// reach notes when an interaction set out to the bot for the first time. The caller holds mu.
func (s *Server) reach(e event) {
	m, ok := e.data.(map[string]any)
	if !ok {
		return
	}
	token, _ := m["token"].(string)
	if i := s.interactions[token]; i != nil && i.reached.IsZero() {
		i.reached = time.Now()
	}
}

// A socket is one connection. Writes are one after the other.
type socket struct {
	mu     sync.Mutex
	conn   *websocket.Conn
	resume bool // it came to the address at which sessions are resumed
	closed bool // by the server: what the bot says then is no goodbye
}

func (k *socket) write(kind int, b []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_ = k.conn.WriteMessage(kind, b) // who has left has left
}

func (k *socket) send(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	k.write(websocket.TextMessage, b)
}

func (k *socket) dispatch(e event) {
	k.send(map[string]any{"op": opDispatch, "s": e.seq, "t": e.kind, "d": e.data})
}

func (k *socket) close(code int) {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.write(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
	k.conn.Close()
}

// connect serves one connection to the gateway.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	u := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := u.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	k := &socket{conn: conn, resume: strings.HasPrefix(r.URL.Path, resumePath)}
	s.mu.Lock()
	if s.gateway.sockets == nil {
		s.gateway.sockets = map[*socket]bool{}
	}
	s.gateway.sockets[k] = true
	var g Greeting
	if len(s.gateway.script) > 0 {
		g, s.gateway.script = s.gateway.script[0], s.gateway.script[1:]
	}
	beat := s.gateway.heartbeat
	s.change()
	s.mu.Unlock()
	switch {
	case g.Say != "":
		k.write(websocket.TextMessage, []byte(g.Say))
	case !g.Silent:
		k.send(map[string]any{"op": opHello, "d": map[string]any{"heartbeat_interval": beat.Milliseconds()}})
	}
	s.listen(k, g)
}

// listen reads what the bot says until it leaves.
func (s *Server) listen(k *socket, g Greeting) {
	var own *session
	for {
		var m struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		err := k.conn.ReadJSON(&m)
		s.mu.Lock()
		if err != nil {
			s.leave(k, own, websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway))
			s.mu.Unlock()
			return
		}
		switch m.Op {
		case opHeartbeat:
			if !s.gateway.deaf {
				k.send(map[string]any{"op": opAck})
			}
		case opIdentify, opResume:
			if k.resume != (m.Op == opResume) {
				s.gateway.astray++
			}
			if own == nil {
				own = s.begin(k, g, m.Op, m.Data)
			}
		}
		s.change()
		s.mu.Unlock()
	}
}

// leave forgets a socket and, if the bot said goodbye, its session.
func (s *Server) leave(k *socket, own *session, goodbye bool) {
	delete(s.gateway.sockets, k)
	if own != nil && own.socket == k {
		own.socket = nil
		k.mu.Lock()
		defer k.mu.Unlock()
		if goodbye && !k.closed {
			delete(s.gateway.sessions, own.id)
		}
	}
	s.change()
}

// begin answers IDENTIFY or RESUME; nil if no session comes of it.
func (s *Server) begin(k *socket, g Greeting, op int, data json.RawMessage) *session {
	var q struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
		Shard   [2]int `json:"shard"`
	}
	if json.Unmarshal(data, &q) != nil {
		k.close(4002)
		return nil
	}
	switch {
	case g.Reconnect:
		k.send(map[string]any{"op": opReconnect, "d": nil})
		return nil
	case g.Invalid:
		k.send(map[string]any{"op": opInvalid, "d": false})
		return nil
	case g.Close != 0:
		k.close(g.Close)
		return nil
	case q.Token != "Bot "+Token:
		k.close(4004)
		return nil
	case op == opResume:
		return s.resume(k, q.Session, q.Seq)
	case q.Intents&privileged != 0:
		k.close(4014)
		return nil
	}
	if q.Shard[1] == 0 {
		q.Shard[1] = 1
	}
	if q.Shard[0] >= q.Shard[1] {
		k.close(4010)
		return nil
	}
	if q.Shard[1] < s.gateway.needed {
		k.close(4011)
		return nil
	}
	s.pace(q.Shard[0])
	s.gateway.identified++
	s.gateway.remaining--
	s.gateway.sequence++
	s.intents = q.Intents
	x := &session{id: "session-" + strconv.Itoa(s.gateway.identified), socket: k, shard: q.Shard[0], of: q.Shard[1]}
	for _, other := range s.gateway.sessions {
		if other.shard == x.shard && other.of == x.of && other.socket != nil {
			s.gateway.overlaps++
		}
	}
	s.gateway.sessions[x.id] = x
	at := s.gateway.resumeAt
	if at == "" {
		at = "ws" + strings.TrimPrefix(s.web.URL, "http") + resumePath
	}
	k.dispatch(event{seq: s.gateway.sequence, kind: "READY", data: map[string]any{"v": 9, "user": me, "guilds": []any{},
		"session_id": x.id, "resume_gateway_url": at, "application": map[string]any{"id": Application}}})
	return x
}

func (s *Server) resume(k *socket, id string, seq int64) *session {
	x := s.gateway.sessions[id]
	if x == nil {
		k.send(map[string]any{"op": opInvalid, "d": false})
		return nil
	}
	x.socket = k
	for _, e := range x.log {
		if e.seq > seq {
			s.reach(e)
			k.dispatch(e)
		}
	}
	s.gateway.resumed++
	s.gateway.sequence++
	k.dispatch(event{seq: s.gateway.sequence, kind: "RESUMED", data: map[string]any{}})
	return x
}
