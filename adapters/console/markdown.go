package console

import (
	"fmt"
	"io"
	"strings"

	"github.com/readout-bot/readout/bot"
)

// Markdown writes a message as CommonMark.
func Markdown(w io.Writer, m bot.Message) error {
	var b strings.Builder
	if m.Title != "" {
		fmt.Fprintf(&b, "# %s\n\n", linked(m.Title, m.URL))
	}
	if m.Lead != "" {
		fmt.Fprintf(&b, "%s\n\n", escape(m.Lead))
	}
	for _, s := range m.Sections {
		if s.Heading != "" {
			fmt.Fprintf(&b, "## %s\n\n", escape(s.Heading))
		}
		for _, l := range s.Lines {
			markdownLine(&b, l)
		}
		if s.More > 0 {
			fmt.Fprintf(&b, "- _%s_\n", s.Rest())
		}
		b.WriteByte('\n')
	}
	if m.Footer != "" {
		fmt.Fprintf(&b, "_%s_\n", escape(m.Footer))
	}
	_, err := io.WriteString(w, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

func markdownLine(b *strings.Builder, l bot.Line) {
	var parts []string
	if l := label(l, nil); l != "" {
		parts = append(parts, "**"+escape(l)+"**")
	}
	for _, s := range []string{l.Text, l.Note} {
		if s != "" {
			parts = append(parts, escape(s))
		}
	}
	fmt.Fprintf(b, "- %s\n", strings.Join(parts, " · "))
	if l.Quote != "" {
		fmt.Fprintf(b, "  > %s\n", escape(l.Quote))
	}
	var from []string
	if l.Source != "" || l.URL != "" {
		name := l.Source
		if name == "" {
			name = l.URL
		}
		from = append(from, linked(name, l.URL))
	}
	if !l.Published.IsZero() {
		from = append(from, l.Published.Format("Mon 2 Jan 2006"))
	}
	if len(from) > 0 {
		fmt.Fprintf(b, "\n  %s\n", strings.Join(from, ", "))
	}
}

// linked returns text as a link to a web address, or as it is for any other.
func linked(text, url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") {
		return escape(text)
	}
	url = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", "\\", "%5C").Replace(Clean(url))
	return "[" + escape(text) + "](" + url + ")"
}

// escape keeps a stranger's text from being read as Markdown or HTML: it puts a backslash
// before the punctuation that may begin either (CommonMark 0.31, 2.4).
func escape(s string) string {
	var b strings.Builder
	s = Clean(s)
	for i, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '&', '#', '|', '~', '!':
			b.WriteByte('\\')
		case '-', '+', '=':
			if i == 0 {
				b.WriteByte('\\')
			}
		case '.', ')': // "1." begins a list
			if i > 0 && strings.Trim(s[:i], "0123456789") == "" {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}
