package slacktest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

func containsText(s, text string) bool { return strings.Contains(s, text) }

// Press presses the button or menu option with that label on a message and waits until the
// app has acknowledged.
func (s *Server) Press(user string, m Message, label string) Envelope {
	s.t.Helper()
	e := s.PressOf(user, m, label)
	s.Deliver(&e)
	return e
}

// PressOf makes what Slack sends when user presses label on a message, without sending it.
func (s *Server) PressOf(user string, m Message, label string) Envelope {
	s.t.Helper()
	a := s.action(m.Blocks, label)
	container := reply{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.For != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	p := s.interaction("block_actions", user)
	p["container"], p["channel"], p["actions"] = container, reply{"id": m.Channel, "name": "news"}, []reply{a}
	if m.For == "" {
		p["message"] = m.wire(false)
	}
	p["response_url"] = s.responseURL(user, m.Channel)
	return Envelope{Kind: "interactive", Payload: mustJSON(p), Channel: m.Channel}
}

// PressView presses the button or menu option with that label in a view.
func (s *Server) PressView(user string, v View, label string) Envelope {
	s.t.Helper()
	p := s.interaction("block_actions", user)
	p["container"] = reply{"type": "view", "view_id": v.ID}
	p["view"], p["actions"] = v.wire(), []reply{s.action(v.Blocks, label)}
	e := Envelope{Kind: "interactive", Payload: mustJSON(p)}
	s.Deliver(&e)
	return e
}

// interaction is what payloads of interactions share.
func (s *Server) interaction(kind, user string) reply {
	var trigger string
	s.change(func() { trigger = s.trigger() })
	return reply{"type": kind, "token": "deprecated", "api_app_id": AppID, "trigger_id": trigger, "is_enterprise_install": false,
		"enterprise": nil, "team": reply{"id": Team, "domain": "slacktest"},
		"user": reply{"id": user, "username": "somebody", "team_id": Team}}
}

// responseURL is a new address that takes five answers.
func (s *Server) responseURL(user, channel string) string {
	var n int
	s.change(func() {
		n = s.next()
		s.responses[strconv.Itoa(n)] = &response{channel: channel, user: user, left: 5}
	})
	return fmt.Sprintf("%s/response/%d", s.http.URL, n)
}

// action finds the element that label stands on and is what pressing it sends.
func (s *Server) action(raw json.RawMessage, label string) reply {
	s.t.Helper()
	var blocks []node
	if err := json.Unmarshal(raw, &blocks); err != nil {
		s.t.Fatalf("slacktest: blocks %s: %v", raw, err)
	}
	for _, b := range blocks {
		elements := b.Elements
		if b.Accessory != nil {
			elements = append(elements, *b.Accessory)
		}
		for _, e := range elements {
			a := reply{"type": e.Type, "action_id": e.ActionID, "block_id": "b" + strconv.Itoa(len(label)), "action_ts": s.now()}
			if e.Type == "button" && e.text() == label {
				a["value"] = e.Value
				return a
			}
			for _, o := range e.Options {
				if o.text() == label {
					a["selected_option"] = reply{"text": reply{"type": "plain_text", "text": label}, "value": o.Value}
					return a
				}
			}
		}
	}
	s.t.Fatalf("slacktest: nothing to press is called %q in %s", label, raw)
	return nil
}

func (s *Server) now() string {
	var ts string
	s.change(func() { ts = s.stamp(humanSuffix) })
	return ts
}

// Labels returns what can be pressed on a message, in order.
func (m Message) Labels() []string {
	var blocks []node
	_ = json.Unmarshal(m.Blocks, &blocks) // no blocks, nothing to press
	var all []string
	for _, b := range blocks {
		elements := b.Elements
		if b.Accessory != nil {
			elements = append(elements, *b.Accessory)
		}
		for _, e := range elements {
			if e.Type == "button" {
				all = append(all, e.text())
			}
			for _, o := range e.Options {
				all = append(all, o.text())
			}
		}
	}
	return all
}

// FillIn types or chooses a value of a view's field, and tells the app where the field wants that.
func (s *Server) FillIn(user string, v View, name, value string) {
	s.t.Helper()
	block := v.block(name)
	var f field
	var wire reply
	s.change(func() {
		for _, open := range s.views {
			if open.ID == v.ID {
				f = open.fields[block]
				f.value = value
				open.fields[block] = f
				wire = open.wire()
			}
		}
	})
	if f.action == "" {
		s.t.Fatalf("slacktest: view %s has no field %q", v.ID, name)
	}
	if !s.dispatches(v.Blocks, block) {
		return
	}
	a := f.wire()
	a["action_id"], a["block_id"], a["action_ts"] = f.action, block, s.now()
	p := s.interaction("block_actions", user)
	p["container"], p["view"], p["actions"] = reply{"type": "view", "view_id": v.ID}, wire, []reply{a}
	e := Envelope{Kind: "interactive", Payload: mustJSON(p)}
	s.Deliver(&e)
}

// dispatches reports whether a field tells of changes.
func (s *Server) dispatches(raw json.RawMessage, block string) bool {
	var blocks []node
	_ = json.Unmarshal(raw, &blocks) // checked
	for _, b := range blocks {
		if b.BlockID == block {
			return b.Dispatch
		}
	}
	return false
}

// Suggestions types into a field that suggests, and returns what is offered.
func (s *Server) Suggestions(user string, v View, name, typed string) []string {
	s.t.Helper()
	block := v.block(name)
	p := s.interaction("block_suggestion", user)
	delete(p, "trigger_id")
	p["container"], p["view"] = reply{"type": "view", "view_id": v.ID}, v.wire()
	p["block_id"], p["action_id"], p["value"] = block, v.fields[block].action, typed
	e := Envelope{Kind: "interactive", Payload: mustJSON(p)}
	s.Deliver(&e)
	var got struct {
		Options []node `json:"options"`
	}
	if err := json.Unmarshal(e.Answer, &got); err != nil || got.Options == nil {
		s.t.Fatalf("slacktest: suggestions answered with %s", e.Answer)
	}
	var all []string
	for _, o := range got.Options {
		all = append(all, o.Value)
	}
	return all
}

// Submit presses the button of a modal. It returns what is wrong by field; the modal is
// closed if nothing is.
func (s *Server) Submit(user string, v View) map[string]string {
	s.t.Helper()
	e := s.SubmitOf(user, v)
	s.Deliver(&e)
	var got struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if len(e.Answer) > 0 {
		if err := json.Unmarshal(e.Answer, &got); err != nil {
			s.t.Fatalf("slacktest: submission answered with %s", e.Answer)
		}
	}
	if got.Action != "errors" {
		s.change(func() {
			for i, open := range s.views {
				if open.ID == v.ID {
					s.views = append(s.views[:i:i], s.views[i+1:]...)
					break
				}
			}
		})
		return nil
	}
	wrong := map[string]string{}
	for block, problem := range got.Errors {
		if _, ok := v.fields[block]; !ok {
			s.t.Errorf("slacktest: a problem with %q, which is no input of the view", block)
		}
		wrong[strings.TrimPrefix(block, "field.")] = problem
	}
	return wrong
}

// SubmitOf makes what Slack sends when a modal is submitted, without sending it.
func (s *Server) SubmitOf(user string, v View) Envelope {
	p := s.interaction("view_submission", user)
	s.change(func() {
		for _, open := range s.views {
			if open.ID == v.ID {
				p["view"] = open.wire()
			}
		}
	})
	return Envelope{Kind: "interactive", Payload: mustJSON(p)}
}

// Shortcut uses the message shortcut with that callback_id on a text that somebody wrote.
func (s *Server) Shortcut(user, channel, callback, text string) Envelope {
	s.t.Helper()
	ts := s.now()
	p := s.interaction("message_action", user)
	p["callback_id"], p["channel"], p["action_ts"] = callback, reply{"id": channel, "name": "news"}, s.now()
	p["message"] = reply{"type": "message", "user": Admin, "ts": ts, "text": text}
	p["response_url"] = s.responseURL(user, channel)
	e := Envelope{Kind: "interactive", Payload: mustJSON(p), Channel: channel, TS: ts}
	s.Deliver(&e)
	return e
}

// OpenHome opens the app's Home tab.
func (s *Server) OpenHome(user string) Envelope {
	s.t.Helper()
	channel := s.DM(user)
	e := s.Event(channel, map[string]any{"type": "app_home_opened", "user": user, "tab": "home", "event_ts": strconv.FormatInt(time.Now().Unix(), 10)})
	s.Deliver(&e)
	return e
}
