package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A link is one Socket Mode connection.
type link struct {
	conn *websocket.Conn
	mu   sync.Mutex // held while writing
	id   int
	done chan struct{} // closed when the connection has ended
}

func (l *link) write(v any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	return l.conn.WriteJSON(v)
}

// open is apps.connections.open: an address with a ticket that works once.
func (s *Server) open() reply {
	var ticket string
	s.change(func() {
		ticket = fmt.Sprintf("t%d", s.next())
		s.tickets[ticket] = true
	})
	return reply{"ok": true, "url": "ws" + strings.TrimPrefix(s.http.URL, "http") + "/link?ticket=" + ticket}
}

// link is the other end of a socket: hello, pings, and the acknowledgements that come back.
func (s *Server) link(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	known := false
	s.change(func() {
		known = s.tickets[ticket]
		delete(s.tickets, ticket)
	})
	if !known {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	l := &link{conn: conn, done: make(chan struct{})}
	defer close(l.done)
	var every time.Duration
	s.change(func() {
		s.links[l] = true
		l.id = s.next()
		every = s.pingEvery
	})
	defer s.change(func() { delete(s.links, l) })
	n := s.Sockets()
	if l.write(reply{"type": "hello", "num_connections": n, "connection_info": reply{"app_id": AppID}, "debug_info": reply{"host": "applink", "approximate_connection_time": 18060}}) != nil {
		return
	}
	stop := make(chan struct{})
	var pinging sync.WaitGroup
	pinging.Go(func() { l.ping(every, stop) })
	s.readAcks(l)
	close(stop)
	pinging.Wait()
}

func (l *link) ping(every time.Duration, stop <-chan struct{}) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			if l.conn.WriteControl(websocket.PingMessage, []byte("Ping from applink"), time.Now().Add(time.Second)) != nil {
				return
			}
		}
	}
}

// readAcks reads until the connection ends.
func (s *Server) readAcks(l *link) {
	for {
		_, frame, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(frame, &ack) != nil || len(frame) >= 20<<10 {
			continue // from 20 kB on Slack says nothing and ignores it
		}
		s.change(func() {
			if c := s.acks[ack.ID]; c != nil {
				s.answers[ack.ID] = ack.Payload
				close(c)
				delete(s.acks, ack.ID)
			}
		})
	}
}

// send puts e on the next link in turn, as a retry if it was sent before. The first channel
// is closed when the acknowledgement comes, the second when the link is no more.
func (s *Server) send(e *Envelope) (acknowledged, gone <-chan struct{}) {
	retry := 0
	if e.ID != "" {
		retry = 1
	}
	acked := make(chan struct{})
	var to *link
	s.change(func() {
		e.ID = fmt.Sprintf("envelope-%d", s.next())
		s.acks[e.ID] = acked
		to = s.choose()
	})
	if to == nil {
		none := make(chan struct{})
		close(none)
		return acked, none
	}
	frame := reply{"type": e.Kind, "envelope_id": e.ID, "payload": json.RawMessage(e.Payload), "accepts_response_payload": e.Kind != "events_api"}
	if retry > 0 {
		frame["retry_attempt"], frame["retry_reason"] = retry, "timeout"
	}
	_ = to.write(frame) // a dead link acknowledges nothing, which the caller sees
	return acked, to.done
}

// Send puts e on a socket without waiting; the channel is closed when it is acknowledged.
func (s *Server) Send(e *Envelope) <-chan struct{} {
	s.t.Helper()
	s.wait("socket", func() bool { return len(s.links) > 0 })
	acked, _ := s.send(e)
	return acked
}

// choose takes turns among the links, under the lock.
func (s *Server) choose() *link {
	var all []*link
	for l := range s.links {
		all = append(all, l)
	}
	if len(all) == 0 {
		return nil
	}
	oldest := all[0]
	for _, l := range all {
		if l.id < oldest.id {
			oldest = l
		}
	}
	oldest.id = s.next() // to the end of the queue
	return oldest
}

// Sockets returns how many connections are open.
func (s *Server) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links)
}

// WaitSockets waits until n connections are open.
func (s *Server) WaitSockets(n int) {
	s.t.Helper()
	s.wait(fmt.Sprintf("%d sockets", n), func() bool { return len(s.links) == n })
}

// WaitCalls waits until a method was called n times.
func (s *Server) WaitCalls(method string, n int) {
	s.t.Helper()
	s.wait(fmt.Sprintf("%d calls of %s", n, method), func() bool {
		count := 0
		for _, c := range s.calls {
			if c == method {
				count++
			}
		}
		return count >= n
	})
}

// DropSockets cuts all connections without a word.
func (s *Server) DropSockets() {
	cut := s.all()
	s.change(func() { clear(s.links) })
	for _, l := range cut {
		_ = l.conn.NetConn().Close() // an error means it is cut already
	}
}

// Refresh asks all connections to reconnect, as Slack does now and then, and sends nothing
// more over them.
func (s *Server) Refresh() {
	old := s.all()
	s.change(func() { clear(s.links) })
	for _, l := range old {
		_ = l.write(reply{"type": "disconnect", "reason": "refresh_requested", "debug_info": reply{"host": "applink"}})
	}
}

// SetPingEvery says how often new connections are pinged.
func (s *Server) SetPingEvery(d time.Duration) { s.change(func() { s.pingEvery = d }) }

func (s *Server) all() []*link {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*link
	for l := range s.links {
		all = append(all, l)
	}
	return all
}
