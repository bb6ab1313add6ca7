package slacktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"unicode/utf16"
)

// The limits of docs.slack.dev/reference/block-kit; lengths in UTF-16 units.
const (
	maxBlocks  = 50
	maxHeader  = 150
	maxObject  = 3000
	maxContext = 10
	maxFields  = 10
	maxField   = 2000
	maxURL     = 3000
	maxText    = 40000 // of the text argument
	maxBlockID = 255
	maxMeta    = 16 << 10
	// msg_blocks_too_long was seen from 13,200 characters (slackapi/bolt-js#2509). What counts
	// is not documented; the JSON is more than that.
	maxTotal = 13200
)

// Check reports what Slack would refuse in a payload of chat.postMessage: an object with
// text, blocks and metadata.
func Check(payload []byte) error {
	var m struct {
		Text     string          `json:"text"`
		Blocks   json.RawMessage `json:"blocks"`
		Metadata json.RawMessage `json:"metadata"`
	}
	if err := json.Unmarshal(payload, &m); err != nil {
		return err
	}
	_, err := (&Message{Text: m.Text, Blocks: m.Blocks, Metadata: m.Metadata}).check()
	return err
}

// check returns Slack's error code with what is wrong.
func (m *Message) check() (code string, err error) {
	var blocks []node
	if len(m.Blocks) > 0 {
		if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
			return "invalid_blocks_format", err
		}
	}
	switch {
	case m.Text == "" && len(blocks) == 0:
		return "no_text", errors.New("neither text nor blocks")
	case m.Text == "":
		return "no_text", errors.New("blocks without a text for notifications") // Slack warns; we insist
	case units(m.Text) > maxText:
		return "msg_too_long", fmt.Errorf("text of %d characters", units(m.Text))
	case len(blocks) > maxBlocks:
		return "invalid_blocks", fmt.Errorf("%d blocks", len(blocks))
	case units(decoded(m.Blocks)) > maxTotal:
		return "msg_blocks_too_long", fmt.Errorf("blocks of %d characters", units(decoded(m.Blocks)))
	}
	for i, b := range blocks {
		if err := b.checkBlock(); err != nil {
			return "invalid_blocks", fmt.Errorf("block %d (%s): %w", i, b.Type, err)
		}
	}
	return m.checkMetadata()
}

func (m *Message) checkMetadata() (string, error) {
	if len(m.Metadata) == 0 || string(m.Metadata) == "{}" {
		return "", nil
	}
	var meta struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal(m.Metadata, &meta); err != nil || meta.Type == "" || meta.Payload == nil {
		return "invalid_metadata_format", fmt.Errorf("metadata %s", m.Metadata)
	}
	if len(m.Metadata) > maxMeta {
		return "metadata_too_large", fmt.Errorf("metadata of %d bytes", len(m.Metadata))
	}
	return "", nil
}

// decoded is JSON without the escapes of its encoder.
func decoded(b json.RawMessage) string {
	var v any
	if json.Unmarshal(b, &v) != nil {
		return string(b)
	}
	return fmt.Sprint(v)
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

func (n node) checkBlock() error {
	if units(n.BlockID) > maxBlockID {
		return fmt.Errorf("block_id of %d characters", units(n.BlockID))
	}
	switch n.Type {
	case "header":
		return n.checkObject(maxHeader, "plain_text")
	case "section":
		if len(n.Text) == 0 && len(n.Fields) == 0 {
			return errors.New("neither text nor fields")
		}
		if len(n.Fields) > maxFields {
			return fmt.Errorf("%d fields", len(n.Fields))
		}
		for _, f := range n.Fields {
			if err := f.checkText(maxField, "plain_text", "mrkdwn"); err != nil {
				return err
			}
		}
		if n.Accessory != nil {
			if err := n.Accessory.checkElement("button", "overflow"); err != nil {
				return fmt.Errorf("accessory: %w", err)
			}
		}
		if len(n.Text) == 0 {
			return nil
		}
		return n.checkObject(maxObject, "plain_text", "mrkdwn")
	case "actions":
		return n.checkActions()
	case "context":
		if len(n.Elements) == 0 || len(n.Elements) > maxContext {
			return fmt.Errorf("%d elements", len(n.Elements))
		}
		for _, e := range n.Elements {
			if err := e.checkText(maxObject, "plain_text", "mrkdwn"); err != nil {
				return err
			}
		}
		return nil
	case "rich_text":
		return n.checkRich()
	case "divider":
		return nil
	}
	return errors.New("a type this checker does not know")
}

// checkObject checks the text object in n.
func (n node) checkObject(most int, types ...string) error {
	var o node
	if err := json.Unmarshal(n.Text, &o); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	return o.checkText(most, types...)
}

// checkText checks n, a text object.
func (n node) checkText(most int, types ...string) error {
	if !slices.Contains(types, n.Type) {
		return fmt.Errorf("text of type %q, want %v", n.Type, types)
	}
	if n.Type == "mrkdwn" && n.Emoji != nil {
		return errors.New("emoji in mrkdwn")
	}
	if l := units(n.text()); l < 1 || l > most {
		return fmt.Errorf("text of %d characters", l)
	}
	return nil
}

func (n node) checkRich() error {
	if len(n.Elements) == 0 {
		return errors.New("no elements")
	}
	for _, e := range n.Elements {
		switch e.Type {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			if len(e.Elements) == 0 {
				return fmt.Errorf("%s: no elements", e.Type)
			}
			for _, run := range e.Elements {
				if err := run.checkRun(); err != nil {
					return fmt.Errorf("%s: %w", e.Type, err)
				}
			}
		case "rich_text_list":
			if err := (node{Type: "rich_text", Elements: e.Elements}).checkRich(); err != nil {
				return err
			}
		default:
			return fmt.Errorf("element %q", e.Type)
		}
	}
	return nil
}

// dateToken is one of the tokens of docs.slack.dev/reference/block-kit/block-elements/date-element.
var dateToken = regexp.MustCompile(`\{(day_divider_pretty|date_num|date_slash|date_long|date_long_full|date_long_pretty|date|date_pretty|date_short|date_short_pretty|time|time_secs|ago)\}`)

func (n node) checkRun() error {
	switch n.Type {
	case "text":
		if n.text() == "" {
			return errors.New("empty text")
		}
	case "link":
		u, err := url.Parse(n.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(n.URL) > maxURL {
			return fmt.Errorf("link to %q", n.URL)
		}
	case "date":
		if _, err := n.Time.Int64(); err != nil || !dateToken.MatchString(n.Format) {
			return fmt.Errorf("date %q of %q", n.Format, n.Time)
		}
	case "emoji", "user", "usergroup", "broadcast", "channel", "team", "color":
	default:
		return fmt.Errorf("run %q", n.Type)
	}
	return nil
}
