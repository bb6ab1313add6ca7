package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"sort"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/readout-bot/readout/bot"
)

// A payload is the body of a message on its way to Discord. Unlike discordgo's
// MessageSend it has the nonce (bwmarrin/discordgo#1351).
type payload struct {
	Content      string                      `json:"content,omitempty"`
	Embeds       []*discordgo.MessageEmbed   `json:"embeds"`
	Components   []component                 `json:"components"` // never left out: an edit takes old ones away
	Mentions     mentions                    `json:"allowed_mentions"`
	Nonce        string                      `json:"nonce,omitempty"`
	EnforceNonce bool                        `json:"enforce_nonce,omitempty"`
	Reference    *discordgo.MessageReference `json:"message_reference,omitempty"`
	Flags        discordgo.MessageFlags      `json:"flags,omitempty"`
}

// mentions says whom a message may call: nobody, or the one role in it. Its Parse is always
// an empty list, which is not the same as no list
// (https://discord.com/developers/docs/resources/message#allowed-mentions-object).
type mentions struct {
	Parse [0]string `json:"parse"`
	Roles []string  `json:"roles,omitempty"`
}

// Payloads returns the bodies of the messages that m would be posted as.
func Payloads(m bot.Message) ([]json.RawMessage, error) {
	var bodies []json.RawMessage
	for _, p := range render(m, partsMax) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false) // it is for people to look at
		if err := e.Encode(p); err != nil {
			return nil, fmt.Errorf("discord payload of %q: %w", m.Title, err)
		}
		bodies = append(bodies, bytes.TrimSpace(b.Bytes()))
	}
	return bodies, nil
}

// render returns m as at least one and at most parts messages. What does not fit is
// counted at the end of its section.
func render(m bot.Message, parts int) []payload {
	all := layOut(m, parts)
	if len(all) <= parts {
		return all
	}
	total := 0
	for _, s := range m.Sections {
		total += len(s.Lines)
	}
	kept := sort.Search(total, func(n int) bool { return len(layOut(first(m, n+1), parts)) > parts })
	all = layOut(first(m, kept), parts)
	return all[:min(parts, len(all))] // more headings than fit are rare, and cut off
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
	menu  menu // of the last page
	room  int  // units left on the last page
	full  int  // units of an empty page
}

// layOut returns m as messages, but stops once they are more than enough.
func layOut(m bot.Message, enough int) []payload {
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
		if l.section(s, enough); len(l.pages) > enough {
			return l.pages
		}
	}
	last := &l.pages[len(l.pages)-1]
	if len(last.Embeds) == 0 {
		l.add(&discordgo.MessageEmbed{Description: "—", Color: colourHead}) // Discord refuses an empty message
	}
	l.close()
	last.Components = append(last.Components, buttons(m.Controls)...)
	if footer != "" {
		last.Embeds[len(last.Embeds)-1].Footer = &discordgo.MessageEmbedFooter{Text: footer}
	}
	return l.pages
}

// section adds a section, as one embed or, where it does not fit, as several; in a further
// message the heading stands again.
func (l *layout) section(s bot.Section, enough int) {
	heading, colour := escape(s.Heading, titleMax-units(" "+cut)), colourOf(s.Kind)
	title := heading
	var open *discordgo.MessageEmbed
	for line, b := range blocks(s) {
		if open != nil && l.extend(open, b) {
			l.menu.offer(s.Kind, line)
			continue
		}
		if !l.holds(units(title) + units(b)) {
			if l.turn(); len(l.pages) > enough {
				return
			}
			if open != nil && heading != "" {
				title = heading + " " + cut
			}
		}
		open = &discordgo.MessageEmbed{Title: title, Description: b, Color: colour}
		l.add(open)
		l.menu.offer(s.Kind, line)
		title = ""
	}
}

// blocks yields what stands under a heading: the lines, and how many were left out.
func blocks(s bot.Section) iter.Seq2[bot.Line, string] {
	return func(yield func(bot.Line, string) bool) {
		for _, line := range s.Lines {
			if b := block(line); b != "" && !yield(line, b) {
				return
			}
		}
		if s.More > 0 {
			yield(bot.Line{}, "_"+escape(s.Rest(), textMax)+"_")
		}
	}
}

// extend puts a block under the others of e, the last embed, if it fits there.
func (l *layout) extend(e *discordgo.MessageEmbed, block string) bool {
	need := units("\n" + block)
	if need > l.room || units(e.Description)+need > descriptionMax {
		return false
	}
	e.Description += "\n" + block
	l.room -= need
	return true
}

// holds reports whether the last page takes one more embed of n units.
func (l *layout) holds(n int) bool {
	return n <= l.room && len(l.pages[len(l.pages)-1].Embeds) < embedsMax
}

// turn begins a page.
func (l *layout) turn() {
	l.close()
	l.pages = append(l.pages, payload{Embeds: []*discordgo.MessageEmbed{}, Components: []component{}})
	l.room = l.full
}

// close puts the menu of the last page under it.
func (l *layout) close() {
	if len(l.pages) > 0 {
		last := &l.pages[len(l.pages)-1]
		last.Components = append(last.Components, l.menu.row()...)
	}
	l.menu = menu{}
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
	if text := escape(l.Text, textMax); text != "" {
		parts = append(parts, text)
	}
	if note := escape(l.Note, noteMax); note != "" {
		parts = append(parts, "_"+note+"_")
	}
	if !l.At.IsZero() { // what is said before is in the zone of the schedule or the place
		parts = append(parts, instant(l.At, 'F'))
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
	colourChanges   = 0xC0392B // red
	colourMeetings  = 0x2E86DE // blue
	colourDecisions = 0xE67E22 // amber
	colourActors    = 0x27AE60 // green
	colourArticles  = 0x8E44AD // violet
	colourOther     = 0x95A5A6 // grey
)

// colourOf returns the colour of a section.
func colourOf(kind bot.SectionKind) int {
	switch kind {
	case bot.OfChanges:
		return colourChanges
	case bot.OfMeetings:
		return colourMeetings
	case bot.OfDecisions:
		return colourDecisions
	case bot.OfActors:
		return colourActors
	case bot.OfArticles:
		return colourArticles
	}
	return colourOther
}
