package discord

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// A payload is the body of a message on its way to Discord. Unlike discordgo's
// MessageSend it has the nonce (bwmarrin/discordgo#1351).
type payload struct {
	Embeds       []*discordgo.MessageEmbed   `json:"embeds"`
	Mentions     mentions                    `json:"allowed_mentions"`
	Nonce        string                      `json:"nonce,omitempty"`
	EnforceNonce bool                        `json:"enforce_nonce,omitempty"`
	Reference    *discordgo.MessageReference `json:"message_reference,omitempty"`
	Flags        discordgo.MessageFlags      `json:"flags,omitempty"`
}

// mentions always allows none: an empty list, which is not the same as no list
// (https://discord.com/developers/docs/resources/message#allowed-mentions-object).
type mentions struct{}

func (mentions) MarshalJSON() ([]byte, error) { return []byte(`{"parse":[]}`), nil }

// Payloads returns the bodies of the messages that m would be posted as.
func Payloads(m bot.Message) ([]json.RawMessage, error) {
	var bodies []json.RawMessage
	for _, p := range render(m, partsMax) {
		b, err := json.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("discord payload of %q: %w", m.Title, err)
		}
		bodies = append(bodies, b)
	}
	return bodies, nil
}

// render returns m as at least one and at most parts messages. What does not fit is
// counted at the end of its section.
func render(m bot.Message, parts int) []payload {
	total := 0
	for _, s := range m.Sections {
		total += len(s.Lines)
	}
	all := layOut(m)
	if len(all) <= parts {
		return all
	}
	kept, lost := 0, total // kept lines fit, lost lines do not
	for kept+1 < lost {
		middle := (kept + lost) / 2
		if len(layOut(first(m, middle))) <= parts {
			kept = middle
		} else {
			lost = middle
		}
	}
	all = layOut(first(m, kept))
	return all[:min(parts, len(all))]
}

// first returns m with its first n lines; the sections count the rest.
func first(m bot.Message, n int) bot.Message {
	sections := make([]bot.Section, len(m.Sections))
	for i, s := range m.Sections {
		keep := min(n, len(s.Lines))
		n -= keep
		s.More += len(s.Lines) - keep
		s.Lines = s.Lines[:keep]
		sections[i] = s
	}
	m.Sections = sections
	return m
}

// A layout fills messages with embeds, up to their limits.
type layout struct {
	pages []payload
	room  int // units left on the last page
	full  int // units of an empty page
}

// layOut returns m as messages, however many.
func layOut(m bot.Message) []payload {
	footer := plain(m.Footer, footMax)
	l := &layout{full: embedSumMax - units(footer) - units(" · ") - markLen}
	l.turn()
	if head := (&discordgo.MessageEmbed{
		Title:       escape(m.Title, titleMax),
		URL:         link(m.URL),
		Description: escape(m.Lead, leadMax),
		Color:       colourHead,
	}); head.Title != "" || head.Description != "" {
		if head.Title == "" {
			head.URL = ""
		}
		l.add(head)
	}
	for _, s := range m.Sections {
		l.section(s)
	}
	last := &l.pages[len(l.pages)-1]
	if len(last.Embeds) == 0 {
		l.add(&discordgo.MessageEmbed{Description: "—", Color: colourHead}) // Discord refuses an empty message
	}
	if footer != "" {
		last.Embeds[len(last.Embeds)-1].Footer = &discordgo.MessageEmbedFooter{Text: footer}
	}
	return l.pages
}

// section adds a section, as one embed or, where it does not fit, as several.
func (l *layout) section(s bot.Section) {
	heading := escape(s.Heading, titleMax-len(" "+cut))
	colour := colourOf(s.Heading)
	blocks := make([]string, 0, len(s.Lines)+1)
	for _, line := range s.Lines {
		if b := block(line); b != "" {
			blocks = append(blocks, b)
		}
	}
	if s.More > 0 {
		blocks = append(blocks, "_"+escape(s.Rest(), textMax)+"_")
	}
	if len(blocks) == 0 {
		return
	}
	title, open := heading, (*discordgo.MessageEmbed)(nil)
	for _, b := range blocks {
		need := units(b)
		if open != nil && need+1 <= l.room && units(open.Description)+1+need <= descriptionMax {
			open.Description += "\n" + b
			l.room -= need + 1
			continue
		}
		if !l.holds(units(title) + need) {
			l.turn()
			if open != nil && heading != "" {
				title = heading + " " + cut
			}
		}
		open = &discordgo.MessageEmbed{Title: title, Description: b, Color: colour}
		l.add(open)
		title = ""
	}
}

// holds reports whether the last page takes one more embed of n units.
func (l *layout) holds(n int) bool {
	return n <= l.room && len(l.pages[len(l.pages)-1].Embeds) < embedsMax
}

// turn begins a page.
func (l *layout) turn() {
	l.pages = append(l.pages, payload{Embeds: []*discordgo.MessageEmbed{}})
	l.room = l.full
}

// add puts e on the last page.
func (l *layout) add(e *discordgo.MessageEmbed) {
	p := &l.pages[len(l.pages)-1]
	p.Embeds = append(p.Embeds, e)
	l.room -= units(e.Title) + units(e.Description)
}

// block returns a line of a message as Markdown: what it says, then its quote and source.
func block(l bot.Line) string {
	var parts []string
	if label := escape(l.Label, labelMax); label != "" {
		parts = append(parts, "**"+label+"**")
	}
	if !l.At.IsZero() {
		parts = append(parts, instant(l.At, 'F'))
	}
	if text := escape(l.Text, textMax); text != "" {
		parts = append(parts, text)
	}
	if note := escape(l.Note, noteMax); note != "" {
		parts = append(parts, "_"+note+"_")
	}
	from := masked(l.Source, l.URL, sourceMax)
	if !l.Published.IsZero() && (from != "" || l.Quote != "") {
		from = strings.TrimPrefix(from+", "+instant(l.Published, 'd'), ", ")
	}
	quote := escape(l.Quote, quoteMax)
	if quote == "" && from != "" {
		parts = append(parts, from)
	}
	b := strings.Join(parts, " · ")
	if quote != "" {
		b = strings.TrimPrefix(b+"\n> "+quote, "\n")
		if from != "" {
			b += "\n> — " + from
		}
	}
	return b
}

// instant returns a time that Discord shows in the reader's own zone
// (https://discord.com/developers/docs/reference#message-formatting-timestamp-styles).
func instant(t time.Time, style byte) string { return fmt.Sprintf("<t:%d:%c>", t.Unix(), style) }

// Colours of the bar beside an embed.
const (
	colourHead      = 0x34495E // slate
	colourMeetings  = 0x2E86DE // blue
	colourDecisions = 0xE67E22 // amber
	colourActors    = 0x27AE60 // green
	colourOther     = 0x95A5A6 // grey
)

// colourOf returns the colour of a section. A heading with other words is grey.
func colourOf(heading string) int {
	h := strings.ToLower(heading)
	switch {
	case strings.Contains(h, "meet"):
		return colourMeetings
	case strings.Contains(h, "deci"):
		return colourDecisions
	case strings.Contains(h, "actor"), strings.Contains(h, "who"):
		return colourActors
	}
	return colourOther
}
