package slacktest

import (
	"encoding/json"
	"regexp"
	"strings"
)

// A Message is something posted, as it stands now.
type Message struct {
	Team     string // whose token posted it; empty via a response_url
	Channel  string
	TS       string
	User     string // who wrote it; the app, unless PostAs says otherwise
	ThreadTS string // of the parent, in a thread
	For      string // the one user who sees it; empty if it is not ephemeral
	Via      string // "web" or "response_url"
	Text     string
	Blocks   json.RawMessage
	Metadata json.RawMessage
	Mrkdwn   bool
	Edits    int
}

// wire is m as history returns it.
func (m *Message) wire(meta bool) reply {
	r := reply{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text}
	if m.User == BotUser {
		r["bot_id"], r["app_id"] = BotID, AppID
	}
	if m.ThreadTS != "" {
		r["thread_ts"] = m.ThreadTS
	}
	if len(m.Blocks) > 0 {
		r["blocks"] = m.Blocks
	}
	if meta && len(m.Metadata) > 0 {
		r["metadata"] = m.Metadata
	}
	return r
}

// Key returns the key that the metadata of a post carries.
func (m Message) Key() string {
	var meta struct {
		Payload struct {
			Key string `json:"key"`
		} `json:"event_payload"`
	}
	_ = json.Unmarshal(m.Metadata, &meta) // no metadata, no key
	return meta.Payload.Key
}

// Shown is what a reader sees: the text of the blocks, a line each, or the text argument
// where there are none.
func (m Message) Shown() string {
	var blocks []node
	if json.Unmarshal(m.Blocks, &blocks) != nil || len(blocks) == 0 {
		return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(m.Text)
	}
	var lines []string
	for _, b := range blocks {
		lines = append(lines, b.shown())
	}
	return strings.Join(lines, "\n")
}

// A node is any object of Block Kit: a block, a text object or an element.
type node struct {
	Type     string          `json:"type"`
	Text     json.RawMessage `json:"text"` // a text object, or a string
	Elements []node          `json:"elements"`
	Fields   []node          `json:"fields"`
	URL      string          `json:"url"`
	Fallback string          `json:"fallback"`
	UserID   string          `json:"user_id"`
	GroupID  string          `json:"usergroup_id"`
	Range    string          `json:"range"`

	BlockID             string `json:"block_id"`
	ActionID            string `json:"action_id"`
	Value               string `json:"value"`
	Label               *node  `json:"label"`
	Element             *node  `json:"element"`
	Accessory           *node  `json:"accessory"`
	Options             []node `json:"options"`
	InitialValue        string `json:"initial_value"`
	InitialOption       *node  `json:"initial_option"`
	InitialOptions      []node `json:"initial_options"`
	InitialConversation string `json:"initial_conversation"`
	Dispatch            bool   `json:"dispatch_action"`
}

// text is the string, or the text object's.
func (n node) text() string {
	var s string
	if json.Unmarshal(n.Text, &s) == nil {
		return s
	}
	var inner node
	if json.Unmarshal(n.Text, &inner) == nil {
		return inner.text()
	}
	return ""
}

// dated is a date in mrkdwn, with what is shown by clients that cannot.
var dated = regexp.MustCompile(`<!date\^[^|>]*\|([^>]*)>`)

// unmarked is mrkdwn as a reader sees it, emphasis aside.
func unmarked(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(dated.ReplaceAllString(s, "$1"))
}

func (n node) shown() string {
	var object node
	if json.Unmarshal(n.Text, &object) == nil && object.Type == "mrkdwn" {
		return unmarked(object.text())
	}
	switch n.Type {
	case "date":
		return n.Fallback
	case "link":
		if n.text() == "" {
			return n.URL
		}
	case "actions": // what can be pressed is not said; Labels returns it
		return ""
	}
	var b strings.Builder
	b.WriteString(n.text())
	if n.Label != nil {
		b.WriteString(n.Label.text())
	}
	for _, e := range append(n.Fields, n.Elements...) {
		if strings.HasPrefix(e.Type, "rich_text_") && b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.shown())
	}
	return b.String()
}

// ping is what in mrkdwn notifies people
// (https://docs.slack.dev/messaging/formatting-message-text#advanced).
var ping = regexp.MustCompile(`<(!channel|!here|!everyone|!subteam\^|@[UW])[^>]*>`)

// Pings returns whom the messages of the app have notified.
func (s *Server) Pings() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, m := range s.messages {
		all = append(all, ping.FindAllString(m.Text, -1)...)
		var blocks []node
		if json.Unmarshal(m.Blocks, &blocks) == nil {
			for _, b := range blocks {
				all = append(all, b.pings()...)
			}
		}
	}
	return all
}

// pings looks where Slack resolves mentions: rich text elements made for it, and mrkdwn.
func (n node) pings() []string {
	var all []string
	switch n.Type {
	case "user":
		all = append(all, n.UserID)
	case "usergroup":
		all = append(all, n.GroupID)
	case "broadcast":
		all = append(all, n.Range)
	case "mrkdwn":
		all = ping.FindAllString(n.text(), -1)
	}
	var object node
	if json.Unmarshal(n.Text, &object) == nil {
		all = append(all, object.pings()...)
	}
	for _, e := range append(n.Fields, n.Elements...) {
		all = append(all, e.pings()...)
	}
	return all
}
