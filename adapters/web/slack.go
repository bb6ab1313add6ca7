package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// slackPayload is what of a chat.postMessage body can be seen.
type slackPayload struct {
	Text   string       `json:"text"`
	Blocks []slackBlock `json:"blocks"`
}

// A slackBlock is a block, an element of one, or a run of text: Slack nests them freely
// (https://docs.slack.dev/reference/block-kit/blocks).
type slackBlock struct {
	Type      string          `json:"type"`
	Text      json.RawMessage `json:"text"` // a string in a run, a text object in a block
	Elements  []slackBlock    `json:"elements"`
	URL       string          `json:"url"`
	Timestamp int64           `json:"timestamp"`
	Format    string          `json:"format"`
	Style     json.RawMessage `json:"style"` // an object in a run, a word in a list or button
	ActionID  string          `json:"action_id"`
	Value     string          `json:"value"`
	Options   []slackBlock    `json:"options"`     // of a menu
	Hint      json.RawMessage `json:"placeholder"` // what a closed menu shows
	Accessory *slackBlock     `json:"accessory"`
}

// words is the text of a block, whichever of its two forms it has.
func (b slackBlock) words() string { return slackWords(b.Text) }

func slackWords(text json.RawMessage) string {
	var s string
	if json.Unmarshal(text, &s) == nil {
		return s
	}
	var object struct{ Text string }
	if json.Unmarshal(text, &object) == nil {
		return object.Text
	}
	return ""
}

// SlackHTML shows a payload of chat.postMessage roughly as Slack does; parts after the
// first stand in the thread of the first.
func SlackHTML(payload json.RawMessage, part int, zone *time.Location) (template.HTML, error) {
	var p slackPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return "", fmt.Errorf("slack payload: %w", err)
	}
	f := fragment{zone: zone, platform: "Slack"}
	if part > 0 {
		f.raw(`<div class="thread">`)
	}
	for _, b := range p.Blocks {
		f.slackBlock(b)
	}
	if len(p.Blocks) == 0 {
		f.element("p", unentity(p.Text))
	}
	if part > 0 {
		f.raw(`</div>`)
	}
	return f.html(), nil
}

// unentity undoes the three entities of Slack's text
// (https://docs.slack.dev/messaging/formatting-message-text#escaping).
func unentity(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

func (f *fragment) slackBlock(b slackBlock) {
	switch b.Type {
	case "header":
		f.element("h3", b.words())
	case "divider":
		f.raw("<hr>")
	case "section":
		if b.Accessory != nil {
			f.raw(`<span class="accessory">`)
			f.slackControl(*b.Accessory)
			f.raw("</span>")
		}
		f.raw("<p>")
		f.slackWords(b.Text)
		f.raw("</p>")
	case "context":
		f.raw(`<p class="context">`)
		for _, e := range b.Elements {
			f.text(e.words() + " ")
		}
		f.raw("</p>")
	case "actions":
		f.raw("<p>")
		for _, e := range b.Elements {
			f.slackControl(e)
		}
		f.raw("</p>")
	case "rich_text":
		for _, e := range b.Elements {
			f.slackRich(e)
		}
	default:
		f.element("p", "["+b.Type+"]") // seen at once when a renderer learns a new block
	}
}

// slackMark is what Readout marks in mrkdwn: bold, italics and instants
// (https://docs.slack.dev/messaging/formatting-message-text).
var slackMark = regexp.MustCompile(`\*([^*]+)\*|_([^_]+)_|<!date\^(\d+)\^([^|>]*)\|[^>]*>`)

// slackWords shows a text object, with the marks of mrkdwn where it is that.
func (f *fragment) slackWords(object json.RawMessage) {
	var o struct{ Type, Text string }
	if json.Unmarshal(object, &o) != nil || o.Type != "mrkdwn" {
		f.text(slackWords(object))
		return
	}
	rest := o.Text
	for m := slackMark.FindStringSubmatch(rest); m != nil; m = slackMark.FindStringSubmatch(rest) {
		before, after, _ := strings.Cut(rest, m[0])
		f.text(unentity(before))
		switch {
		case m[1] != "":
			f.element("b", unentity(m[1]))
		case m[2] != "":
			f.element("i", unentity(m[2]))
		default:
			seconds, err := strconv.ParseInt(m[3], 10, 64)
			if err == nil {
				f.slackDate(slackBlock{Timestamp: seconds, Format: m[4]})
			}
		}
		rest = after
	}
	f.text(unentity(rest))
}

// slackControl shows a button or a menu
// (https://docs.slack.dev/reference/block-kit/block-elements).
func (f *fragment) slackControl(b slackBlock) {
	switch {
	case b.Type == "button" && b.URL != "":
		f.link(b.words(), b.URL)
		f.raw(" ")
	case b.Type == "button":
		f.button(b.words(), b.ActionID, b.Value)
	case len(b.Options) > 0:
		var items []menuItem
		for _, o := range b.Options {
			items = append(items, menuItem{o.words(), b.ActionID, o.Value})
		}
		f.menu(cmp.Or(slackWords(b.Hint), "⋯"), items)
	default:
		f.element("span", "["+b.Type+"]")
	}
}

// slackRich shows an element of a rich_text block.
func (f *fragment) slackRich(b slackBlock) {
	tag := map[string]string{"rich_text_quote": "blockquote", "rich_text_preformatted": "pre", "rich_text_list": "ul"}[b.Type]
	if tag == "" {
		tag = "p"
	}
	f.raw("<" + tag + ">")
	for _, e := range b.Elements {
		if b.Type == "rich_text_list" {
			f.raw("<li>")
			f.slackRuns(e.Elements)
			f.raw("</li>")
			continue
		}
		f.slackRun(e)
	}
	f.raw("</" + tag + ">")
}

func (f *fragment) slackRuns(runs []slackBlock) {
	for _, r := range runs {
		f.slackRun(r)
	}
}

// slackRun shows a run of text with its style.
func (f *fragment) slackRun(b slackBlock) {
	var style struct{ Bold, Italic, Strike, Code bool }
	_ = json.Unmarshal(b.Style, &style) // a run without style has none
	var tags []string
	for _, t := range []struct {
		on  bool
		tag string
	}{{style.Bold, "b"}, {style.Italic, "i"}, {style.Strike, "s"}, {style.Code, "code"}} {
		if t.on {
			tags = append(tags, t.tag)
			f.raw("<" + t.tag + ">")
		}
	}
	switch b.Type {
	case "link":
		words := b.words()
		if words == "" {
			words = b.URL
		}
		f.link(words, b.URL)
	case "date":
		f.slackDate(b)
	default:
		f.text(b.words())
	}
	for i := len(tags) - 1; i >= 0; i-- {
		f.raw("</" + tags[i] + ">")
	}
}

// slackDate fills a date element's format in the reader's zone
// (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
func (f *fragment) slackDate(b slackBlock) {
	t := time.Unix(b.Timestamp, 0).In(f.zone)
	f.text(strings.NewReplacer(
		"{date_short_pretty}", t.Format("Jan 2, 2006"), "{date_short}", t.Format("Jan 2, 2006"),
		"{date_long_pretty}", t.Format("Monday, January 2, 2006"), "{date_long}", t.Format("Monday, January 2, 2006"),
		"{date_pretty}", t.Format("January 2, 2006"), "{date}", t.Format("January 2, 2006"),
		"{time}", t.Format("3:04 PM"), "{time_secs}", t.Format("3:04:05 PM"),
	).Replace(b.Format))
}
