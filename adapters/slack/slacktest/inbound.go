package slacktest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"time"

	"github.com/readout-bot/readout/bot/bottest"
)

// An Envelope is something that was sent to the app.
type Envelope struct {
	ID      string // of the delivery; empty over HTTP
	Kind    string // "slash_commands", "events_api" or "interactive"
	Payload []byte // JSON
	Channel string
	TS      string        // of the message that somebody wrote; empty for a command
	Took    time.Duration // until it was acknowledged; of a request over HTTP
	Answer  []byte        // what the acknowledgement carried
}

// DeliverTo makes the server send commands and events as signed HTTP requests to base, where
// the app's HTTP handler is mounted, instead of over sockets.
func (s *Server) DeliverTo(base string) { s.change(func() { s.deliverTo = base }) }

// SendCommand types "/readout text" and waits until the app has acknowledged.
func (s *Server) SendCommand(user, channel, text string) Envelope {
	s.t.Helper()
	e := s.Command(user, channel, text)
	s.Deliver(&e)
	return e
}

// SendMention writes "@Readout text" and waits until the app has acknowledged.
func (s *Server) SendMention(user, channel, text string) Envelope {
	s.t.Helper()
	e := s.Mention(user, channel, text)
	s.Deliver(&e)
	return e
}

// SendDM writes text to the app in a direct message and waits until it has acknowledged.
func (s *Server) SendDM(user, text string) Envelope {
	s.t.Helper()
	e := s.Direct(user, text)
	s.Deliver(&e)
	return e
}

// Command makes what Slack sends for "/readout text", without sending it.
func (s *Server) Command(user, channel, text string) Envelope {
	var trigger string
	s.change(func() { trigger = s.trigger() })
	payload := mustJSON(map[string]any{
		"token": "deprecated", "team_id": Team, "team_domain": "slacktest", "channel_id": channel, "channel_name": "news",
		"user_id": user, "user_name": "somebody", "command": "/readout", "text": text, "api_app_id": AppID,
		"is_enterprise_install": "false",
		"response_url":          s.responseURL(user, channel),
		"trigger_id":            trigger,
	})
	return Envelope{Kind: "slash_commands", Payload: payload, Channel: channel}
}

// Mention makes the event of "@Readout text" in a channel, without sending it.
func (s *Server) Mention(user, channel, text string) Envelope {
	return s.Event(channel, map[string]any{"type": "app_mention", "user": user, "text": "<@" + BotUser + "> " + text, "channel": channel})
}

// Direct makes the event of a direct message, without sending it.
func (s *Server) Direct(user, text string) Envelope {
	return s.Event(s.DM(user), map[string]any{"type": "message", "channel_type": "im", "user": user, "text": text})
}

// Event makes an event of the Events API about channel; event gets a timestamp if it has none.
func (s *Server) Event(channel string, event map[string]any) Envelope {
	var n int
	var ts string
	s.change(func() { n, ts = s.next(), s.stamp(humanSuffix) })
	event["channel"] = channel
	if event["ts"] == nil {
		event["ts"] = ts
	}
	event["event_ts"] = event["ts"]
	payload := mustJSON(map[string]any{
		"token": "deprecated", "team_id": Team, "api_app_id": AppID, "type": "event_callback",
		"event_id": fmt.Sprintf("Ev%06d", n), "event_time": time.Now().Unix(), "event": event,
		"authorizations": []any{map[string]any{"team_id": Team, "user_id": BotUser, "is_bot": true}},
	})
	return Envelope{Kind: "events_api", Payload: payload, Channel: channel, TS: fmt.Sprint(event["ts"])}
}

// Deliver sends e, once more if it was sent before, and waits until the app has acknowledged
// it; it fails the test if the app does not.
func (s *Server) Deliver(e *Envelope) {
	s.t.Helper()
	s.deliver(e)
	s.change(func() { s.fit("answer", bottest.SlackAnswer(e.Answer)) })
}

func (s *Server) deliver(e *Envelope) {
	s.t.Helper()
	s.mu.Lock()
	base := s.deliverTo
	s.mu.Unlock()
	if base != "" {
		s.deliverHTTP(base, e)
		return
	}
	timeout := time.After(patience)
	for {
		s.wait("socket", func() bool { return len(s.links) > 0 })
		began := time.Now()
		acked, gone := s.send(e)
		select {
		case <-acked:
			e.Took = time.Since(began)
			s.change(func() { e.Answer = s.answers[e.ID] })
			return
		case <-gone: // the program ended, or its connection; it is delivered to the next
		case <-timeout:
			s.t.Fatalf("slacktest: %s not acknowledged after %v", e.Kind, patience)
		}
	}
}

func (s *Server) deliverHTTP(base string, e *Envelope) {
	s.t.Helper()
	path, kind, body := "/events", "application/json", string(e.Payload)
	if e.Kind == "slash_commands" {
		path, kind, body = "/commands", "application/x-www-form-urlencoded", form(e.Payload)
	}
	if e.Kind == "interactive" {
		path, kind, body = "/interactivity", "application/x-www-form-urlencoded", url.Values{"payload": {string(e.Payload)}}.Encode()
	}
	req := Signed(http.MethodPost, base+path, kind, body, time.Now())
	began := time.Now()
	resp, err := s.http.Client().Do(req)
	if err != nil {
		s.t.Fatalf("slacktest: %v", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("slacktest: %s answered %s", path, resp.Status)
	}
	if e.Answer, err = io.ReadAll(resp.Body); err != nil {
		s.t.Fatalf("slacktest: %v", err)
	}
	e.Took = time.Since(began)
}

// form is a flat JSON object as a form.
func form(payload []byte) string {
	var fields map[string]string
	if err := json.Unmarshal(payload, &fields); err != nil {
		panic(err) // our own payload
	}
	v := url.Values{}
	for k, s := range fields {
		v.Set(k, s)
	}
	return v.Encode()
}

// Signed is a request with Slack's signature as of a time.
func Signed(method, to, contentType, body string, at time.Time) *http.Request {
	req := httptest.NewRequest(method, to, bytes.NewReader([]byte(body)))
	req.RequestURI = "" // fit for a client as well
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(SigningSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return req
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps and strings only
	}
	return b
}

// A response is what stands behind a response_url.
type response struct {
	channel, user string
	left          int // it works five times
}

// respond takes an answer to a slash command.
func (s *Server) respond(w http.ResponseWriter, r *http.Request) {
	do := func(w http.ResponseWriter) {
		var got reply
		s.change(func() { got = s.takeResponse(r) })
		if got["ok"] != true {
			w.WriteHeader(http.StatusNotFound)
		}
		answer(w, got)
	}
	s.mu.Lock()
	channel := ""
	if to := s.responses[r.PathValue("id")]; to != nil {
		channel = to.channel
	}
	s.mu.Unlock()
	s.change(func() { s.calls = append(s.calls, "response_url") })
	if f, ok := s.fault("response_url", channel); ok {
		f.play(w, r, func() { do(httptest.NewRecorder()) })
		return
	}
	do(w)
}

func (s *Server) takeResponse(r *http.Request) reply {
	to := s.responses[r.PathValue("id")]
	if to == nil || to.left == 0 {
		return failed("used_url")
	}
	var body struct {
		Text     string          `json:"text"`
		Blocks   json.RawMessage `json:"blocks"`
		Type     string          `json:"response_type"`
		ThreadTS string          `json:"thread_ts"`
		Mrkdwn   *bool           `json:"mrkdwn"`
		Metadata json.RawMessage `json:"metadata"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil {
		return failed("invalid_payload")
	}
	m := &Message{Via: "response_url", Channel: to.channel, Text: body.Text, Blocks: body.Blocks,
		ThreadTS: body.ThreadTS, Metadata: body.Metadata, Mrkdwn: body.Mrkdwn == nil || *body.Mrkdwn}
	if code := s.check(m); code != "" {
		return failed(code)
	}
	if body.Type != "in_channel" {
		m.For = to.user
	}
	to.left--
	if !s.unseen(m) {
		s.add(m)
	}
	return reply{"ok": true}
}
