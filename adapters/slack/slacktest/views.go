package slacktest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/readout-bot/readout/bot/bottest"
)

// A View is a modal that is open, or somebody's Home tab, as it stands now.
type View struct {
	ID       string
	Type     string // "modal" or "home"
	Callback string
	Private  string
	User     string
	Under    string // the view that it was pushed over
	Blocks   json.RawMessage
	Title    string
	Updates  int

	fields map[string]field // what stands in the inputs, by block_id
}

// A field is an input with what stands in it.
type field struct{ action, kind, value string }

// block is the block_id of the field that is called name: of its own, or "field.NAME".
func (v View) block(name string) string {
	if _, ok := v.fields[name]; ok {
		return name
	}
	return "field." + name
}

// Shown is what a reader of the view sees.
func (v View) Shown() string {
	return v.Title + "\n" + (Message{Blocks: v.Blocks}).Shown()
}

// triggerAge is how long a trigger_id opens a view
// (https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses).
const triggerAge = 3 * time.Second

// trigger returns a new trigger_id, under the lock.
func (s *Server) trigger() string {
	id := fmt.Sprintf("%d.trigger", s.next())
	s.triggers[id] = time.Now().Add(triggerAge)
	return id
}

// ExpireTriggers ends all triggers that were given so far.
func (s *Server) ExpireTriggers() {
	s.change(func() {
		for id := range s.triggers {
			s.triggers[id] = time.Time{}
		}
	})
}

// use takes a trigger; the code says why it cannot be used.
func (s *Server) use(id string) string {
	until, known := s.triggers[id]
	switch {
	case !known:
		return "invalid_trigger_id"
	case until.Before(time.Now()):
		return "expired_trigger_id"
	}
	s.triggers[id] = time.Time{} // works once
	return ""
}

func (s *Server) openView(form url.Values) reply {
	if why := s.use(form.Get("trigger_id")); why != "" {
		return failed(why)
	}
	return s.keepView(&View{ID: fmt.Sprintf("V%d", s.next())}, form, "modal")
}

func (s *Server) pushView(form url.Values) reply {
	if why := s.use(form.Get("trigger_id")); why != "" {
		return failed(why)
	}
	under := ""
	for _, v := range s.views { // the newest modal; one is open at a time in a test
		if v.Type == "modal" {
			under = v.ID
		}
	}
	if under == "" {
		return failed("not_found")
	}
	return s.keepView(&View{ID: fmt.Sprintf("V%d", s.next()), Under: under}, form, "modal")
}

func (s *Server) updateView(form url.Values) reply {
	for _, v := range s.views {
		if v.ID == form.Get("view_id") {
			got := s.keepView(v, form, "modal")
			if got["ok"] == true {
				v.Updates++
			}
			return got
		}
	}
	return failed("not_found")
}

func (s *Server) publishView(form url.Values) reply {
	user := form.Get("user_id")
	if _, ok := s.users[user]; !ok {
		return failed("user_not_found")
	}
	for _, v := range s.views {
		if v.Type == "home" && v.User == user {
			return s.keepView(v, form, "home")
		}
	}
	return s.keepView(&View{ID: fmt.Sprintf("V%d", s.next()), User: user}, form, "home")
}

// keepView makes v what the view in form says, if Slack takes it.
func (s *Server) keepView(v *View, form url.Values, kind string) reply {
	raw := []byte(form.Get("view"))
	if code := s.fit("view", bottest.SlackView(raw)); code != "" {
		return failed(code)
	}
	var given struct {
		Type     string          `json:"type"`
		Callback string          `json:"callback_id"`
		Private  string          `json:"private_metadata"`
		Title    node            `json:"title"`
		Blocks   json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(raw, &given); err != nil || given.Type != kind {
		return failed("invalid_arguments")
	}
	v.Type, v.Callback, v.Private, v.Title, v.Blocks = given.Type, given.Callback, given.Private, given.Title.text(), given.Blocks
	old := v.fields
	v.fields = fieldsOf(given.Blocks)
	for id, f := range old { // what was typed stays where ids do
		if n, ok := v.fields[id]; ok && n.action == f.action {
			v.fields[id] = f
		}
	}
	if !contains(s.views, v) {
		s.views = append(s.views, v)
	}
	return reply{"ok": true, "view": v.wire()}
}

func contains(all []*View, v *View) bool {
	for _, w := range all {
		if w == v {
			return true
		}
	}
	return false
}

// fieldsOf are the inputs of blocks with what stands in them at first.
func fieldsOf(raw json.RawMessage) map[string]field {
	var blocks []node
	_ = json.Unmarshal(raw, &blocks) // checked
	fields := map[string]field{}
	for _, b := range blocks {
		if b.Type != "input" || b.Element == nil {
			continue
		}
		f := field{action: b.Element.ActionID, kind: b.Element.Type, value: b.Element.InitialValue}
		if o := b.Element.InitialOption; o != nil {
			f.value = o.Value
		}
		for _, o := range b.Element.InitialOptions {
			f.value = strings.TrimPrefix(f.value+", "+o.Value, ", ")
		}
		if c := b.Element.InitialConversation; c != "" {
			f.value = c
		}
		fields[b.BlockID] = f
	}
	return fields
}

// wire is v as payloads carry it.
func (v *View) wire() reply {
	values := reply{}
	for block, f := range v.fields {
		values[block] = reply{f.action: f.wire()}
	}
	return reply{"id": v.ID, "team_id": Team, "type": v.Type, "callback_id": v.Callback, "private_metadata": v.Private,
		"hash": fmt.Sprint("h", v.Updates), "app_installed_team_id": Team, "blocks": v.Blocks, "state": reply{"values": values}}
}

func (f field) wire() reply {
	r := reply{"type": f.kind}
	switch {
	case f.kind == "conversations_select":
		r["selected_conversation"] = nil
		if f.value != "" {
			r["selected_conversation"] = f.value
		}
	case f.kind == "multi_external_select":
		all := []reply{}
		for v := range strings.SplitSeq(f.value, ", ") {
			if v != "" {
				all = append(all, reply{"text": reply{"type": "plain_text", "text": v}, "value": v})
			}
		}
		r["selected_options"] = all
	case f.kind == "plain_text_input" && f.value != "":
		r["value"] = f.value
	case f.kind == "plain_text_input":
		r["value"] = nil
	case f.value != "":
		r["selected_option"] = reply{"text": reply{"type": "plain_text", "text": f.value}, "value": f.value}
	default:
		r["selected_option"] = nil
	}
	return r
}

// Views returns the modals that are open, the newest last, and the Home tabs.
func (s *Server) Views() []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []View
	for _, v := range s.views {
		all = append(all, *v)
	}
	return all
}

// WaitView waits for a view that shows text and returns it; it fails the test if none comes.
func (s *Server) WaitView(text string) View {
	s.t.Helper()
	var found View
	s.wait(fmt.Sprintf("a view with %q", text), func() bool {
		for _, v := range s.views {
			if containsText(v.Shown(), text) {
				found = *v
				return true
			}
		}
		return false
	})
	return found
}
