package bottest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// Limits of Slack's, written down here once more: a test against constants of the code under
// test would prove nothing. Lengths are in UTF-16 units. Those of blocks and elements stand
// in slackblocks.go.
const (
	slackText   = 40_000 // https://docs.slack.dev/reference/methods/chat.postMessage, truncated beyond
	slackBlocks = 50     // https://docs.slack.dev/reference/block-kit/blocks/
	// msg_blocks_too_long was seen from 13,200 characters (slackapi/bolt-js#2509). What counts
	// is not documented; the blocks with the names of their fields are more than that.
	slackAllBlocks = 13_200
	slackMetadata  = 16 << 10 // https://docs.slack.dev/messaging/message-metadata
	// https://docs.slack.dev/reference/views/modal-views and .../home-tab-views; bytes of the
	// whole as in view_too_large of https://docs.slack.dev/reference/methods/views.open.
	slackViewBlocks, slackViewTitle, slackPrivate, slackView = 100, 24, 3000, 250_000
	// https://docs.slack.dev/apis/events-api/using-socket-mode: an acknowledgement with more
	// is ignored without a word.
	slackAnswer = 20 << 10
)

// A SlackFault is why Slack would refuse a payload.
type SlackFault struct {
	Code string // of the error field of Slack's answer: "invalid_blocks"
	Err  error
}

func (f *SlackFault) Error() string { return f.Code + ": " + f.Err.Error() }
func (f *SlackFault) Unwrap() error { return f.Err }

// SlackMessage returns what Slack, or this house, would refuse in what a message is made of:
// an object with text, blocks and metadata; nil for nothing. The error is a *SlackFault. The
// house wants every message to have a text for notifications and screen readers, and
// nobody to be called but the one user group that the message begins with.
func SlackMessage(body []byte) error {
	var m struct {
		Text     string          `json:"text"`
		Blocks   json.RawMessage `json:"blocks"`
		Metadata json.RawMessage `json:"metadata"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return &SlackFault{"invalid_arguments", err}
	}
	var blocks []any
	if len(m.Blocks) > 0 {
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			return &SlackFault{"invalid_blocks_format", err}
		}
	}
	size := slackUnits(fmt.Sprint(blocks))
	switch {
	case m.Text == "":
		return &SlackFault{"no_text", fmt.Errorf("%d blocks and no text", len(blocks))}
	case slackUnits(m.Text) > slackText:
		return &SlackFault{"msg_too_long", fmt.Errorf("text of %d characters", slackUnits(m.Text))}
	case size > slackAllBlocks:
		return &SlackFault{"msg_blocks_too_long", fmt.Errorf("blocks of %d characters", size)}
	}
	f := slackFaults{ids: map[string]bool{}}
	f.count("blocks", len(blocks), 0, slackBlocks)
	for i, b := range blocks {
		f.kind(fmt.Sprintf("block %d", i), b, slackBlock)
	}
	f.calls(m.Text, blocks)
	if err := f.err(); err != nil {
		return &SlackFault{"invalid_blocks", err}
	}
	return slackMarked(m.Metadata)
}

// slackMarked checks metadata; none is fine.
func slackMarked(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "{}" {
		return nil
	}
	var meta struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal(raw, &meta); err != nil || meta.Type == "" || meta.Payload == nil {
		return &SlackFault{"invalid_metadata_format", fmt.Errorf("metadata %s", raw)}
	}
	if len(raw) > slackMetadata {
		return &SlackFault{"metadata_too_large", fmt.Errorf("metadata of %d bytes", len(raw))}
	}
	return nil
}

// SlackView is SlackMessage for the view of views.open, push, update or publish.
func SlackView(view []byte) error {
	var v map[string]any
	if err := json.Unmarshal(view, &v); err != nil {
		return &SlackFault{"invalid_arguments", err}
	}
	f := slackFaults{ids: map[string]bool{}}
	slackAmong("modal", "home")(&f, "type of the view", v["type"])
	f.fields("view", v, slackViewShape(v["type"]))
	if len(view) > slackView {
		f.add("view of %d bytes", len(view))
	}
	blocks, _ := v["blocks"].([]any) // its shape says that they are there
	inputs := false
	for _, b := range blocks {
		o, _ := b.(map[string]any)
		inputs = inputs || o["type"] == "input"
	}
	if inputs && v["type"] == "modal" && v["submit"] == nil {
		f.add("a modal with inputs and without a button")
	}
	f.calls("", blocks)
	if err := f.err(); err != nil {
		return &SlackFault{"invalid_arguments", err}
	}
	return nil
}

// SlackAnswer is SlackMessage for what acknowledges an interaction: nothing, suggestions, or
// what is wrong with a submission, by block_id.
func SlackAnswer(body []byte) error {
	if len(body) == 0 || string(body) == "null" {
		return nil
	}
	var a map[string]any
	if err := json.Unmarshal(body, &a); err != nil {
		return &SlackFault{"invalid_arguments", err}
	}
	f := slackFaults{ids: map[string]bool{}}
	f.fields("answer", a, slackAnswerShape(a))
	if len(body) >= slackAnswer {
		f.add("answer of %d bytes", len(body))
	}
	if err := f.err(); err != nil {
		return &SlackFault{"invalid_arguments", err}
	}
	return nil
}

// slackFaults collects what is wrong.
type slackFaults struct {
	all []error
	ids map[string]bool // block_ids so far, which must differ
}

func (f *slackFaults) err() error { return errors.Join(f.all...) }

func (f *slackFaults) add(format string, args ...any) {
	f.all = append(f.all, fmt.Errorf(format, args...))
}

func (f *slackFaults) count(at string, n, least, most int) {
	if n < least || n > most {
		f.add("%s: %d, want %d to %d", at, n, least, most)
	}
}

func slackUnits(s string) int { return len(utf16.Encode([]rune(s))) }

// slackGroup is how a text calls a user group, on a line of its own before everything else.
var slackGroup = regexp.MustCompile(`^<!subteam\^S[A-Z0-9]+>\n`)

// slackDate is an instant in mrkdwn, the one thing in angle brackets that calls nobody and
// leads nowhere (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
var slackDate = regexp.MustCompile(`<!date\^[0-9]+\^[^<>|^]+\|[^<>|]+>`)

// calls demands that nobody is called but the user group that the message begins with: by
// text, where <…> means something, or by elements that are made for it.
func (f *slackFaults) calls(text string, blocks []any) {
	if strings.ContainsAny(slackGroup.ReplaceAllString(text, ""), "<>") {
		f.add("text: angle brackets in %.60q", text)
	}
	for i, b := range blocks {
		slackEach(b, func(o map[string]any) {
			switch s, _ := o["text"].(string); o["type"] {
			case "mrkdwn":
				if strings.ContainsAny(slackDate.ReplaceAllString(s, ""), "<>") {
					f.add("block %d: angle brackets in mrkdwn %.60q", i, s)
				}
			case "user", "channel", "broadcast", "team":
				f.add("block %d: an element %v", i, o["type"])
			case "usergroup":
				if i > 0 || !slackGroup.MatchString(text) {
					f.add("block %d: calls group %v, which the text does not", i, o["usergroup_id"])
				}
			}
		})
	}
}

// slackEach calls do for each object in v.
func slackEach(v any, do func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			slackEach(e, do)
		}
	case map[string]any:
		do(v)
		for _, e := range v {
			slackEach(e, do)
		}
	}
}
