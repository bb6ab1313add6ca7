package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
)

// discordPayload is what of a message body can be seen
// (https://discord.com/developers/docs/resources/message#embed-object).
type discordPayload struct {
	Content string         `json:"content"`
	Embeds  []discordEmbed `json:"embeds"`
	Rows    []discordPart  `json:"components"`
}

// A discordPart is a row of controls, a button or a select menu
// (https://discord.com/developers/docs/components/reference).
type discordPart struct {
	Label    string                                       `json:"label"`
	Hint     string                                       `json:"placeholder"`
	CustomID string                                       `json:"custom_id"`
	URL      string                                       `json:"url"`
	Options  []struct{ Label, Value, Description string } `json:"options"`
	Parts    []discordPart                                `json:"components"`
}

type discordEmbed struct {
	Title       string `json:"title"`
	URL         string `json:"url"`
	Description string `json:"description"`
	Colour      int    `json:"color"`
	Fields      []struct{ Name, Value string }
	Footer      struct{ Text string }
}

// DiscordHTML shows the body of a message roughly as Discord does.
func DiscordHTML(payload json.RawMessage, _ int, zone *time.Location) (template.HTML, error) {
	var p discordPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return "", fmt.Errorf("discord payload: %w", err)
	}
	f := fragment{zone: zone, platform: "Discord"}
	f.markdown(p.Content)
	for _, e := range p.Embeds {
		// The policy of the page forbids style attributes, so the colour bar is drawn.
		f.raw(`<div class="embed"><svg class="bar" width="4" height="100%" aria-hidden="true"><rect width="4" height="100%" fill="` +
			fmt.Sprintf("#%06x", e.Colour&0xffffff) + `"/></svg>`)
		if e.Title != "" {
			f.raw("<h3>")
			if e.URL != "" {
				f.raw(f.anchor(e.URL))
			}
			f.inline(e.Title)
			if e.URL != "" {
				f.raw("</a>")
			}
			f.raw("</h3>")
		}
		f.markdown(e.Description)
		for _, field := range e.Fields {
			f.raw("<h4>")
			f.inline(field.Name)
			f.raw("</h4>")
			f.markdown(field.Value)
		}
		if e.Footer.Text != "" {
			f.element("footer", e.Footer.Text)
		}
		f.raw("</div>")
	}
	for _, row := range p.Rows {
		f.raw("<p>")
		for _, part := range row.Parts {
			f.discordControl(part)
		}
		f.raw("</p>")
	}
	return f.html(), nil
}

func (f *fragment) discordControl(p discordPart) {
	switch {
	case p.URL != "":
		f.link(p.Label, p.URL)
		f.raw(" ")
	case len(p.Options) > 0:
		var items []menuItem
		for _, o := range p.Options {
			items = append(items, menuItem{strings.TrimSpace(o.Label + " " + o.Description), p.CustomID, o.Value})
		}
		f.menu(cmp.Or(p.Hint, "Select"), items)
	default:
		f.button(p.Label, p.CustomID, "")
	}
}

// markdown shows Discord's Markdown as far as Readout writes it: paragraphs, quotes, and
// what inline knows.
func (f *fragment) markdown(s string) {
	quoted := false
	for line := range strings.SplitSeq(s, "\n") {
		rest, q := strings.CutPrefix(line, "> ")
		if q != quoted {
			f.raw(map[bool]string{true: "<blockquote>", false: "</blockquote>"}[q])
			quoted = q
		}
		if rest != "" {
			f.raw("<p>")
			f.inline(rest)
			f.raw("</p>")
		}
	}
	if quoted {
		f.raw("</blockquote>")
	}
}

// inline shows emphasis, links, times and backslash escapes.
func (f *fragment) inline(s string) {
	open := map[string]bool{}
	for len(s) > 0 {
		switch {
		case s[0] == '\\' && len(s) > 1 && !isWord(s[1]):
			f.text(s[1:2])
			s = s[2:]
		case strings.HasPrefix(s, "**"):
			f.toggle(open, "b")
			s = s[2:]
		case s[0] == '_' || s[0] == '*':
			f.toggle(open, "i")
			s = s[1:]
		case s[0] == '[':
			s = s[f.masked(s):]
		case strings.HasPrefix(s, "<t:"):
			s = s[f.instant(s):]
		default:
			n := strings.IndexAny(s[1:], `\*_[<`) + 1
			if n == 0 {
				n = len(s)
			}
			f.text(s[:n])
			s = s[n:]
		}
	}
	for tag, on := range open {
		if on {
			f.raw("</" + tag + ">")
		}
	}
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func (f *fragment) toggle(open map[string]bool, tag string) {
	if open[tag] {
		f.raw("</" + tag + ">")
	} else {
		f.raw("<" + tag + ">")
	}
	open[tag] = !open[tag]
}

// masked shows [text](url) at the head of s and returns how many bytes it took.
func (f *fragment) masked(s string) int {
	middle := strings.Index(s, "](")
	end := strings.IndexByte(s, ')')
	if middle < 0 || end < middle {
		f.text("[")
		return 1
	}
	f.raw(f.anchor(strings.Trim(s[middle+2:end], "<>")))
	f.inline(s[1:middle])
	f.raw("</a>")
	return end + 1
}

// instant shows <t:UNIX:STYLE> at the head of s
// (https://discord.com/developers/docs/reference#message-formatting-timestamp-styles).
func (f *fragment) instant(s string) int {
	end := strings.IndexByte(s, '>')
	var parts []string
	if end > 0 {
		parts = strings.Split(s[1:end], ":")
	}
	if len(parts) < 2 {
		f.text("<")
		return 1
	}
	unix, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		f.text("<")
		return 1
	}
	layout := "2 January 2006 15:04"
	if len(parts) > 2 {
		switch parts[2] {
		case "d":
			layout = "02/01/2006"
		case "D":
			layout = "2 January 2006"
		case "F":
			layout = "Monday, 2 January 2006 15:04"
		case "t":
			layout = "15:04"
		}
	}
	f.text(time.Unix(unix, 0).In(f.zone).Format(layout))
	return end + 1
}
