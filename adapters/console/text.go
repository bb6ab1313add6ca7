package console

import (
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"

	"github.com/readout-bot/readout/bot"
)

// Options say how a terminal shows text. The zero value suits a file: no colour, 80 columns.
type Options struct {
	Width  int            // columns; less than 40 is taken as 80
	Colour bool           // bold, dim and coloured by ANSI sequences
	Zone   *time.Location // of the reader, for instants; nil is UTC
}

const (
	narrowest = 40  // below this, columns make no sense
	usual     = 80  // what a file gets
	widest    = 110 // longer lines are hard to read
	indent    = 2
	// The column of labels takes at most a third of the page; a longer label stands on a
	// line of its own.
	labelShare = 3
)

// ANSI SGR sequences (ECMA-48, 8.3.117).
const (
	bold  = "\x1b[1m"
	dim   = "\x1b[2m"
	cyan  = "\x1b[36m"
	reset = "\x1b[0m"
)

// Text writes a message as a page of text.
func Text(w io.Writer, m bot.Message, o Options) error {
	p := page{Options: o}
	switch {
	case p.Width < narrowest:
		p.Width = usual
	case p.Width > widest:
		p.Width = widest
	}
	p.message(m)
	_, err := io.WriteString(w, p.b.String())
	return err
}

// A page collects the lines of a message.
type page struct {
	Options
	b strings.Builder
}

func (p *page) message(m bot.Message) {
	p.para(0, bold, m.Title)
	p.para(0, dim, m.URL)
	p.para(0, "", m.Lead)
	for _, s := range m.Sections {
		p.gap()
		p.para(0, bold, strings.ToUpper(Clean(s.Heading)))
		p.section(s)
	}
	if m.Footer != "" {
		p.gap()
		p.para(0, dim, m.Footer)
	}
}

// gap parts what is there from what comes.
func (p *page) gap() {
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
}

// section writes lines with their labels in one column and what is said in the next.
func (p *page) section(s bot.Section) {
	column := 0
	for _, l := range s.Lines {
		if w := width(label(l, p.Zone)); w <= p.Width/labelShare {
			column = max(column, w)
		}
	}
	at := indent
	if column > 0 {
		at += column + 2
	}
	for _, l := range s.Lines {
		p.line(l, at)
	}
	p.para(at, dim, s.Rest())
}

// line writes a label, what is said beside it, and below that the sentence and its source.
func (p *page) line(l bot.Line, at int) {
	rows := p.rows("", strings.TrimSpace(Clean(l.Text)+noteGap(l.Text, l.Note)+Clean(l.Note)), at)
	for _, r := range p.rows("│ ", Clean(l.Quote), at) {
		rows = append(rows, p.style(dim, r))
	}
	for _, r := range p.rows("", source(l), at) {
		rows = append(rows, p.style(dim, r))
	}
	if name := label(l, p.Zone); name != "" {
		p.b.WriteString(strings.Repeat(" ", indent) + p.style(cyan, name))
		if w := width(name); len(rows) > 0 && indent+w+2 <= at {
			p.b.WriteString(strings.Repeat(" ", at-indent-w) + rows[0])
			rows = rows[1:]
		}
		p.b.WriteByte('\n')
	}
	for _, r := range rows {
		p.b.WriteString(strings.Repeat(" ", at) + r + "\n")
	}
}

// rows wraps s for the room right of at, with a mark before each row. A sentence of a
// source stands behind a bar: with quotation marks of its own in it, marks around it would
// not tell where it ends.
func (p *page) rows(mark, s string, at int) []string {
	rows := wrap(s, p.Width-at-width(mark))
	for i := range rows {
		rows[i] = mark + rows[i]
	}
	return rows
}

// label is the label of a line, or the instant it is about in the reader's zone.
func label(l bot.Line, zone *time.Location) string {
	if l.At.IsZero() {
		return Clean(l.Label)
	}
	if zone == nil {
		zone = time.UTC
	}
	return l.At.In(zone).Format("Mon 2 Jan 2006 15:04 MST")
}

// para writes wrapped lines in a style, at an indent; nothing for an empty text.
func (p *page) para(at int, style, s string) {
	for _, row := range wrap(Clean(s), p.Width-at) {
		p.b.WriteString(strings.Repeat(" ", at) + p.style(style, row) + "\n")
	}
}

func (p *page) style(style, s string) string {
	if p.Colour && style != "" {
		return style + s + reset
	}
	return s
}

// source says whose sentence it is: outlet, day, link.
func source(l bot.Line) string {
	var parts []string
	if l.Source != "" {
		parts = append(parts, Clean(l.Source))
	}
	if !l.Published.IsZero() {
		parts = append(parts, l.Published.Format("Mon 2 Jan 2006"))
	}
	if l.URL != "" {
		parts = append(parts, Clean(l.URL))
	}
	return strings.Join(parts, " · ")
}

func noteGap(said, note string) string {
	if said == "" || note == "" {
		return ""
	}
	return " · "
}

func width(s string) int { return uniseg.StringWidth(s) }

// wrap breaks s at spaces into rows of at most columns; a longer word stands alone.
func wrap(s string, columns int) []string {
	var rows []string
	var row strings.Builder
	used := 0
	for _, word := range strings.Fields(s) {
		w := width(word)
		if used > 0 && used+1+w > columns {
			rows = append(rows, row.String())
			row.Reset()
			used = 0
		}
		if used > 0 {
			row.WriteByte(' ')
			used++
		}
		row.WriteString(word)
		used += w
	}
	if used > 0 {
		rows = append(rows, row.String())
	}
	return rows
}

// Clean drops what could steer a terminal from a stranger's text: control characters,
// among them the escape that begins every sequence, and marks that reorder what is read.
// Line ends become spaces.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}
