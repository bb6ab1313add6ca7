package bottest

import (
	"fmt"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// Text returns a message as plain text, for golden files.
func Text(m bot.Message) string {
	var b strings.Builder
	put := func(indent, s string) {
		if s != "" {
			b.WriteString(indent + s + "\n")
		}
	}
	title := m.Title
	if m.URL != "" {
		title += " <" + m.URL + ">"
	}
	put("", title)
	put("", m.Lead)
	for _, s := range m.Sections {
		put("", "\n"+s.Heading)
		for _, l := range s.Lines {
			put("- ", line(l))
			if l.Quote != "" {
				put("    ", "“"+l.Quote+"”")
			}
			put("    ", origin(l))
		}
		if s.More > 0 {
			put("", fmt.Sprintf("+%d more", s.More))
		}
	}
	if m.Footer != "" {
		put("\n", m.Footer)
	}
	return b.String()
}

func line(l bot.Line) string {
	var parts []string
	if l.Label != "" {
		parts = append(parts, "["+l.Label+"]")
	}
	if l.Text != "" {
		parts = append(parts, l.Text)
	}
	if l.Note != "" {
		parts = append(parts, "("+l.Note+")")
	}
	return strings.Join(parts, " ")
}

func origin(l bot.Line) string {
	var parts []string
	for _, p := range []string{l.Source, l.URL} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if !l.Published.IsZero() {
		parts = append(parts, l.Published.UTC().Format("2006-01-02 15:04"))
	}
	return strings.Join(parts, ", ")
}
