package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot/bottest"
)

// reply is an answer of the Web API.
type reply map[string]any

func failed(code string) reply { return reply{"ok": false, "error": code} }

func answer(w http.ResponseWriter, v reply) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

// api is the Web API.
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	if err := readArguments(r); err != nil {
		answer(w, failed("invalid_form_data"))
		return
	}
	s.change(func() { s.calls = append(s.calls, method) })
	do := func(w http.ResponseWriter) { answer(w, s.call(method, r)) }
	if f, ok := s.fault(method, r.Form.Get("channel")); ok {
		f.play(w, r, func() { do(httptest.NewRecorder()) })
		return
	}
	do(w)
}

// readArguments reads a form, or a JSON object whose objects stay JSON.
func readArguments(r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return r.ParseForm()
	}
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&fields); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	r.Form = url.Values{}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		r.Form.Set(name, text)
	}
	return nil
}

// call carries out a method.
func (s *Server) call(method string, r *http.Request) reply {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if method == "apps.connections.open" {
		if token != AppToken { // only in the header, never in the body
			return failed("invalid_auth")
		}
		return s.open()
	}
	if token == "" {
		token = r.Form.Get("token")
	}
	var team, why string
	s.change(func() {
		if method == "oauth.v2.access" {
			return
		}
		switch g := s.tokens[token]; {
		case g != nil:
			team, why = g.team, g.why
		case token == "":
			why = "not_authed"
		default:
			why = "invalid_auth"
		}
	})
	if why != "" {
		return failed(why)
	}
	methods := map[string]func(url.Values) reply{
		"auth.test": func(url.Values) reply { return authTest(team) },
		"auth.revoke": func(url.Values) reply {
			s.tokens[token].why = "token_revoked"
			return reply{"ok": true, "revoked": true}
		},
		"oauth.v2.access":       s.access,
		"chat.postMessage":      s.postMessage,
		"chat.postEphemeral":    s.postEphemeral,
		"chat.update":           s.update,
		"chat.delete":           s.delete,
		"conversations.history": s.history,
		"conversations.replies": s.replies,
		"conversations.open":    s.openDM,
		"users.info":            func(form url.Values) reply { return s.userInfo(form, team) },
		"usergroups.list":       s.listGroups,
		"conversations.info":    s.channelInfo,
		"views.open":            s.openView,
		"views.push":            s.pushView,
		"views.update":          s.updateView,
		"views.publish":         s.publishView,
	}
	do, ok := methods[method]
	if !ok {
		return failed("unknown_method")
	}
	var got reply
	s.change(func() {
		before := len(s.messages)
		got = do(r.Form)
		for _, m := range s.messages[min(before, len(s.messages)):] {
			m.Team = team
		}
	})
	return got
}

func authTest(team string) reply {
	r := reply{"ok": true, "url": "https://slacktest.slack.com/", "team": "Slacktest", "user": "readout",
		"team_id": team, "user_id": BotUser, "bot_id": BotID}
	if team == Organisation {
		r["enterprise_id"], r["is_enterprise_install"] = Organisation, true
	}
	return r
}

func (s *Server) userInfo(form url.Values, caller string) reply {
	u, ok := s.users[form.Get("user")]
	if !ok {
		return failed("user_not_found")
	}
	team := u.Team
	if team == "" {
		team = caller
	}
	return reply{"ok": true, "user": reply{"id": u.ID, "team_id": team, "name": strings.ToLower(u.ID), "tz": u.Zone,
		"is_admin": u.Admin, "is_restricted": u.Restricted, "is_bot": u.IsBot}}
}

// listGroups is usergroups.list with the members.
func (s *Server) listGroups(url.Values) reply {
	all := []reply{}
	for id, users := range s.groups {
		all = append(all, reply{"id": id, "team_id": Team, "is_usergroup": true, "handle": strings.ToLower(id), "users": users})
	}
	return reply{"ok": true, "usergroups": all}
}

func (s *Server) channelInfo(form url.Values) reply {
	c, ok := s.channels[form.Get("channel")]
	if !ok {
		return failed("channel_not_found")
	}
	return reply{"ok": true, "channel": reply{"id": c.id, "name": "news", "creator": c.creator}}
}

// reach says why a channel cannot be used; empty if it can.
func (s *Server) reach(id string) string {
	c, ok := s.channels[id]
	switch {
	case !ok:
		return "channel_not_found"
	case c.archived:
		return "is_archived"
	case !c.member:
		return "not_in_channel"
	}
	return ""
}

func (s *Server) postMessage(form url.Values) reply {
	id := form.Get("channel")
	if _, ok := s.users[id]; ok {
		id = s.dm(id)
	}
	if why := s.reach(id); why != "" {
		return failed(why)
	}
	m, why := s.message(form)
	if why != "" {
		return failed(why)
	}
	m.Channel = id
	s.add(m)
	return reply{"ok": true, "channel": id, "ts": m.TS, "message": m.wire(true)}
}

func (s *Server) postEphemeral(form url.Values) reply {
	if why := s.reach(form.Get("channel")); why != "" {
		return failed(why)
	}
	if _, ok := s.users[form.Get("user")]; !ok {
		return failed("user_not_in_channel")
	}
	m, why := s.message(form)
	if why != "" {
		return failed(why)
	}
	m.Channel, m.For = form.Get("channel"), form.Get("user")
	if s.unseen(m) {
		return reply{"ok": true, "message_ts": s.stamp("0")}
	}
	s.add(m)
	return reply{"ok": true, "message_ts": m.TS}
}

// message reads and checks the arguments that posting and updating share.
func (s *Server) message(form url.Values) (*Message, string) {
	m := &Message{
		Via: "web", Text: form.Get("text"), ThreadTS: form.Get("thread_ts"),
		Blocks: json.RawMessage(form.Get("blocks")), Metadata: json.RawMessage(form.Get("metadata")),
		Mrkdwn: form.Get("mrkdwn") != "false" && form.Get("mrkdwn") != "0",
	}
	if why := s.check(m); why != "" {
		return nil, why
	}
	if m.ThreadTS != "" && s.find("", m.ThreadTS) == nil && !strings.HasSuffix(m.ThreadTS, humanSuffix) {
		return nil, "thread_not_found"
	}
	return m, ""
}

// check refuses what Slack refuses, and keeps the reason for the test.
func (s *Server) check(m *Message) string {
	given := reply{"text": m.Text}
	if len(m.Blocks) > 0 {
		given["blocks"] = m.Blocks
	}
	if len(m.Metadata) > 0 {
		given["metadata"] = m.Metadata
	}
	body, err := json.Marshal(given)
	if err != nil {
		return "invalid_blocks_format" // what the client sent is no JSON
	}
	return s.fit("message", bottest.SlackMessage(body))
}

// fit returns the error code of what is wrong with a payload, and keeps it for the test.
func (s *Server) fit(what string, err error) string {
	if err == nil {
		return ""
	}
	s.refused = append(s.refused, fmt.Sprintf("%s: %v", what, err))
	if fault, ok := errors.AsType[*bottest.SlackFault](err); ok {
		return fault.Code
	}
	return "invalid_arguments"
}

// add keeps a new message, under the lock.
func (s *Server) add(m *Message) {
	m.TS = s.stamp("0")
	if m.User == "" {
		m.User = BotUser
	}
	s.messages = append(s.messages, m)
}

// unseen reports whether nobody ever sees m: Slack shows ephemeral messages in a thread only
// once it has begun.
func (s *Server) unseen(m *Message) bool {
	if m.For == "" || m.ThreadTS == "" {
		return false
	}
	for _, old := range s.messages {
		if old.Channel == m.Channel && old.ThreadTS == m.ThreadTS && old.For == "" {
			return false
		}
	}
	return true
}

// PostAs posts a message of another app or person.
func (s *Server) PostAs(user, channel, text string, metadata json.RawMessage) {
	s.change(func() { s.add(&Message{Via: "web", Channel: channel, User: user, Text: text, Metadata: metadata}) })
}

// humanSuffix ends the timestamps of what people wrote, which the server does not keep.
const humanSuffix = "9"

// stamp is a timestamp of its own, in Slack's form.
func (s *Server) stamp(suffix string) string {
	return fmt.Sprintf("%d.%05d%s", time.Now().Unix(), s.next()%100000, suffix)
}

func (s *Server) find(channel, ts string) *Message {
	for _, m := range s.messages {
		if m.TS == ts && m.For == "" && (channel == "" || m.Channel == channel) {
			return m
		}
	}
	return nil
}

func (s *Server) update(form url.Values) reply {
	if why := s.reach(form.Get("channel")); why != "" {
		return failed(why)
	}
	old := s.find(form.Get("channel"), form.Get("ts"))
	if old == nil {
		return failed("message_not_found")
	}
	// https://docs.slack.dev/reference/methods/chat.update: 4,000 bytes.
	if len(form.Get("text")) > 4000 {
		return failed("msg_too_long")
	}
	m, why := s.message(form)
	if why != "" {
		return failed(why)
	}
	old.Text, old.Blocks, old.Mrkdwn, old.Edits = m.Text, m.Blocks, m.Mrkdwn, old.Edits+1
	if form.Has("metadata") {
		old.Metadata = m.Metadata
	}
	return reply{"ok": true, "channel": old.Channel, "ts": old.TS, "text": old.Text}
}

func (s *Server) delete(form url.Values) reply {
	old := s.find(form.Get("channel"), form.Get("ts"))
	if old == nil {
		return failed("message_not_found")
	}
	s.messages = slices.DeleteFunc(s.messages, func(m *Message) bool { return m == old })
	return reply{"ok": true, "channel": old.Channel, "ts": old.TS}
}

// history returns a channel newest first, without replies in threads.
func (s *Server) history(form url.Values) reply {
	if why := s.reach(form.Get("channel")); why != "" {
		return failed(why)
	}
	var all []*Message
	for _, m := range s.messages {
		if m.Channel == form.Get("channel") && m.For == "" && m.ThreadTS == "" && m.TS > form.Get("oldest") {
			all = append(all, m)
		}
	}
	slices.Reverse(all)
	return listing(all, form)
}

// replies returns a thread, oldest first.
func (s *Server) replies(form url.Values) reply {
	if why := s.reach(form.Get("channel")); why != "" {
		return failed(why)
	}
	var all []*Message
	if parent := s.find(form.Get("channel"), form.Get("ts")); parent != nil {
		all = append(all, parent)
	} else if !strings.HasSuffix(form.Get("ts"), humanSuffix) {
		return failed("thread_not_found")
	}
	for _, m := range s.messages {
		if m.Channel == form.Get("channel") && m.For == "" && m.ThreadTS == form.Get("ts") {
			all = append(all, m)
		}
	}
	return listing(all, form)
}

// listing is the page of all that cursor and limit ask for.
func listing(all []*Message, form url.Values) reply {
	from, _ := strconv.Atoi(form.Get("cursor"))
	limit, err := strconv.Atoi(form.Get("limit"))
	if err != nil || limit > 999 || limit < 1 {
		return failed("invalid_limit")
	}
	from = min(from, len(all))
	to := min(from+limit, len(all))
	page := []reply{}
	for _, m := range all[from:to] {
		page = append(page, m.wire(form.Get("include_all_metadata") == "1"))
	}
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return reply{"ok": true, "messages": page, "has_more": next != "", "response_metadata": reply{"next_cursor": next}}
}

func (s *Server) openDM(form url.Values) reply {
	if _, ok := s.users[form.Get("users")]; !ok {
		return failed("user_not_found")
	}
	return reply{"ok": true, "channel": reply{"id": s.dm(form.Get("users"))}}
}

// DM is the direct message channel of the app with a user.
func (s *Server) DM(user string) string {
	var id string
	s.change(func() { id = s.dm(user) })
	return id
}

func (s *Server) dm(user string) string {
	id := "D" + strings.TrimPrefix(user, "U")
	if s.channels[id] == nil {
		s.channels[id] = &channel{id: id, member: true, direct: user}
	}
	return id
}
