package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// A page is what one call of chat.postMessage carries. The first page of a message is
// posted to the channel, the others into its thread.
type page struct {
	Text        string        `json:"text"` // for notifications and screen readers; escaped
	Blocks      []slack.Block `json:"blocks"`
	Mrkdwn      bool          `json:"mrkdwn"` // never: Text is plain
	UnfurlLinks bool          `json:"unfurl_links"`
	UnfurlMedia bool          `json:"unfurl_media"`
}

// Payloads returns what posting m sends, one payload a message: the parent, then what goes
// into its thread. Channel, thread and metadata are added when it is posted.
func Payloads(m bot.Message) ([]json.RawMessage, error) {
	var all []json.RawMessage
	for _, p := range render(m) {
		b, err := plainJSON(p)
		if err != nil {
			return nil, fmt.Errorf("slack payload of %q: %w", m.Title, err)
		}
		all = append(all, b)
	}
	return all, nil
}

// plainJSON is v as JSON that leaves <, > and & readable.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// options are p as slack-go takes it.
func (p page) options() []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(p.Text, false),
		slack.MsgOptionBlocks(p.Blocks...),
		slack.MsgOptionDisableMarkdown(),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
}

// bare is p without blocks.
func (p page) bare() page {
	p.Blocks = []slack.Block{}
	return p
}

// metadata marks a page so that it can be found again
// (https://docs.slack.dev/messaging/message-metadata).
func metadata(key string, part int) slack.SlackMetadata {
	return slack.SlackMetadata{
		EventType:    metadataType,
		EventPayload: map[string]any{"key": key, "part": strconv.Itoa(part)},
	}
}

// metadataType is the event_type of what Readout posts.
const metadataType = "readout_slot"
