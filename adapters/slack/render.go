package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

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

// render lays m out on as many pages as it needs; there is always one. It splits between
// lines, never inside one.
func render(m bot.Message) []page {
	r := renderer{}
	if f := cut(clean(m.Footer), showFooter); f != "" {
		r.footer = contextBlock(f)
		r.footerText = f
	}
	r.turn()
	if title := clean(m.Title); title != "" {
		r.header(title)
	}
	r.add(lead(m), piece{})
	for _, s := range m.Sections {
		r.section(s)
	}
	r.rest()
	r.finish()
	return r.pages
}

// A renderer fills pages within Slack's limits.
type renderer struct {
	pages      []page
	footer     *slack.ContextBlock // goes under the first page, whose budget keeps room for it
	footerText string

	size   int // of the JSON of the current page's blocks
	words  []string
	rich   *slack.RichTextBlock // the block that pieces go into; nil: the next piece starts one
	inRich int                  // its text

	full    bool // the last page is
	dropped int  // lines that found no room
}

// turn starts a page.
func (r *renderer) turn() {
	r.finishText()
	r.pages = append(r.pages, page{})
	r.rich, r.size, r.words = nil, 0, nil
	if len(r.pages) == 1 && r.footer != nil {
		r.size = jsonSize(r.footer)
	}
}

func (r *renderer) current() *page { return &r.pages[len(r.pages)-1] }

func (r *renderer) block(b slack.Block) {
	p := r.current()
	p.Blocks = append(p.Blocks, b)
	r.size += jsonSize(b)
}

func (r *renderer) header(title string) {
	title = cut(title, maxHeader)
	r.block(slack.NewHeaderBlock(plainText(title)))
	r.words = append(r.words, title)
}

// section starts a block for s; where it runs over a page its heading is repeated.
func (r *renderer) section(s bot.Section) {
	head := heading(s)
	r.rich = nil
	started := false
	put := func(p piece) bool {
		switch {
		case p.empty():
			return true
		case started:
			return r.add(p, head)
		}
		started = true
		return r.add(joined(head, p), piece{})
	}
	for _, l := range s.Lines {
		if !put(line(l)) {
			r.dropped++
		}
	}
	if r.dropped > 0 {
		r.dropped += s.More
		return
	}
	var rest runs
	rest.text(s.Rest(), italic())
	put(rest.piece())
	if !started {
		r.add(head, piece{})
	}
	r.rich = nil
}

// rest says how many lines found no room on any page.
func (r *renderer) rest() {
	if r.dropped == 0 {
		return
	}
	var rest runs
	rest.text(bot.Section{More: r.dropped}.Rest(), italic())
	r.full = false
	r.put(rest.piece())
}

// joined is a heading with its first line, which must not part.
func joined(head, p piece) piece {
	if head.empty() {
		return p
	}
	return piece{elements: append(head.elements, p.elements...), text: head.text + "\n" + p.text}
}

// add puts p on the current page, or on a new one under head if it does not fit. It returns
// false if there is no page left for it.
func (r *renderer) add(p, head piece) bool {
	if p.empty() {
		return true
	}
	if r.full {
		return false
	}
	size, blocks := maxBlocksJSON, maxBlocks
	if len(r.pages) == 1 && r.footer != nil {
		blocks--
	}
	if len(r.pages) == maxPages {
		size, blocks = size-roomForRest, blocks-1
	}
	if r.size+jsonSize(p.elements) > size || len(r.current().Blocks)+1 > blocks {
		if len(r.pages) == maxPages {
			r.full = true
			return false
		}
		r.turn()
		p = joined(head, p)
	}
	r.put(p)
	return true
}

// put puts p on the current page.
func (r *renderer) put(p piece) {
	length := units(p.text)
	if r.rich == nil || r.inRich+length > maxText {
		r.rich = slack.NewRichTextBlock("")
		r.inRich = 0
		r.block(r.rich)
	}
	for _, e := range p.elements {
		appendRich(r.rich, e)
	}
	r.size += jsonSize(p.elements)
	r.inRich += length
	r.words = append(r.words, p.text)
}

// finishText sets the plain text of the current page.
func (r *renderer) finishText() {
	if len(r.pages) == 0 {
		return
	}
	if len(r.pages) == 1 && r.footerText != "" {
		r.words = append(r.words, r.footerText)
	}
	r.current().Text = cutBytes(escape(strings.Join(r.words, "\n")), maxTextBytes)
}

func (r *renderer) finish() {
	r.finishText()
	first := &r.pages[0]
	if r.footer != nil {
		first.Blocks = append(first.Blocks, r.footer)
	}
	if len(first.Blocks) == 0 { // nothing to say; Slack refuses a message without text (no_text)
		first.Blocks = []slack.Block{contextBlock("…")}
		first.Text = "…"
	}
}

// jsonSize is how many characters v adds to the JSON of a message.
func jsonSize(v any) int {
	b, err := plainJSON(v)
	if err != nil {
		return maxBlocksJSON
	}
	return units(string(b)) + 1
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
