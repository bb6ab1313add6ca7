package slack

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/readout-bot/readout/bot"
)

// A piece is what stays together: the runs of a line and the quote under it. A line that
// something can be done with has its words in a section, beside which Slack shows the
// button or menu (marked.go).
type piece struct {
	above    []slack.RichTextElement // before the section: the heading
	section  *slack.SectionBlock     // nil for none
	elements []slack.RichTextElement
	text     string // the same as plain text, not escaped
}

func (p piece) empty() bool { return len(p.elements) == 0 && p.section == nil }

// blocks is how many blocks p adds at most.
func (p piece) blocks() int {
	if p.section == nil {
		return 1
	}
	return 3
}

// size is how much JSON p adds at most.
func (p piece) size() int {
	n := jsonSize(p.elements)
	if p.section != nil {
		n += jsonSize(p.section) + jsonSize(p.above) + jsonSize(slack.NewRichTextBlock(""))
	}
	return n
}

// joined is a heading with its first line, which must not part.
func joined(head, p piece) piece {
	switch {
	case head.empty():
		return p
	case p.section != nil:
		p.above = append(head.elements, p.above...)
	default:
		p.elements = append(head.elements, p.elements...)
	}
	p.text = head.text + "\n" + p.text
	return p
}

// lead is the first line, with what the title links to.
func lead(m bot.Message) piece {
	var l runs
	l.text(cut(clean(m.Lead), showLead), nil)
	if u := webURL(m.URL); u != "" {
		l.link(u, host(u))
	}
	return l.piece()
}

// heading is the title of a section.
func heading(s bot.Section) piece {
	var l runs
	l.text(cut(clean(s.Heading), showHeading), bold())
	return l.piece()
}

// line is one fact with its sentence.
func line(l bot.Line) piece {
	menu := accessory(l.Controls)
	if menu != nil {
		if section, words, within := beside(l, menu); section != nil {
			var when runs // rich text knows the reader's zone as well
			if !within && !l.At.IsZero() {
				when.arrow()
				when.instant(l.At)
			}
			p := when.above(l)
			p.section = section
			p.text = strings.TrimSuffix(words+"\n"+p.text, "\n")
			return p
		}
	}
	var said runs
	said.text(cut(clean(l.Label), showLabel), bold())
	said.instant(l.At)
	said.text(cut(clean(l.Text), showLine), nil)
	said.text(cut(clean(l.Note), showNote), italic())
	return said.above(l)
}

// above is what r says, over the sentence that says so and its source.
func (r runs) above(l bot.Line) piece {
	var proof runs
	source, u := cut(clean(l.Source), showSource), webURL(l.URL)
	if source == "" && u != "" {
		source = host(u)
	}
	if u != "" {
		proof.link(u, source)
	} else {
		proof.text(source, nil)
	}
	proof.day(l.Published)

	quote := cut(clean(l.Quote), showQuote)
	if quote == "" {
		r.join(proof)
		return r.piece()
	}
	p := r.piece()
	q := slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{text(quote, nil)}}
	if len(proof.elements) > 0 {
		q.Elements = appendRuns(appendRun(q.Elements, text("\n", nil)), proof.elements...)
	}
	p.elements = append(p.elements, &q)
	p.text = strings.TrimPrefix(p.text+"\n> "+quote, "\n")
	if len(proof.words) > 0 {
		p.text += "\n> " + strings.Join(proof.words, separator)
	}
	return p
}

// separator stands between the parts of a line.
const separator = " · "

// runs collects the parts of one line, separated.
type runs struct {
	elements []slack.RichTextSectionElement
	words    []string
	lead     string // before the first part
}

func (r *runs) put(e slack.RichTextSectionElement, word string) {
	switch {
	case len(r.elements) > 0:
		r.elements = appendRun(r.elements, text(separator, nil))
	case r.lead != "":
		r.elements = appendRun(r.elements, text(r.lead, nil))
		word = r.lead + word
	}
	r.elements = appendRun(r.elements, e)
	r.words = append(r.words, word)
}

// appendRun appends e to runs; plain texts that follow each other become one, since every
// element counts against Slack's limit on blocks. It overwrites the last of runs.
func appendRun(runs []slack.RichTextSectionElement, e slack.RichTextSectionElement) []slack.RichTextSectionElement {
	next, ok := e.(*slack.RichTextSectionTextElement)
	if ok && next.Style == nil && len(runs) > 0 {
		if last, ok := runs[len(runs)-1].(*slack.RichTextSectionTextElement); ok && last.Style == nil {
			runs[len(runs)-1] = text(last.Text+next.Text, nil)
			return runs
		}
	}
	return append(runs, e)
}

func appendRuns(runs []slack.RichTextSectionElement, more ...slack.RichTextSectionElement) []slack.RichTextSectionElement {
	for _, e := range more {
		runs = appendRun(runs, e)
	}
	return runs
}

func (r *runs) text(s string, style *slack.RichTextSectionTextStyle) {
	if s != "" {
		r.put(text(s, style), s)
	}
}

// link shows a link. Its address is no word: it helps nobody who listens.
func (r *runs) link(u, shown string) {
	r.put(slack.NewRichTextSectionLinkElement(u, shown, nil), shown)
}

// arrow begins what follows from the line above.
func (r *runs) arrow() { r.lead = "→ " }

// instant shows a time in the zone of whoever reads it
// (https://docs.slack.dev/reference/block-kit/block-elements/date-element).
func (r *runs) instant(t time.Time) {
	r.date(t, instantFormat, instantLayout)
}

// How an instant is shown by Slack, and where it is not.
const (
	instantFormat = "{date_short_pretty} {time}"
	instantLayout = "Mon 2 Jan 2006 15:04 UTC"
)

// hasTimestamp reports whether every client takes t.
func hasTimestamp(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 9999 }

// day shows the day of an instant.
func (r *runs) day(t time.Time) {
	r.date(t, "{date_short_pretty}", "2 Jan 2006")
}

func (r *runs) date(t time.Time, format, layout string) {
	if t.IsZero() {
		return
	}
	fallback := t.UTC().Format(layout)
	if !hasTimestamp(t) {
		r.text(fallback, nil)
		return
	}
	r.put(slack.NewRichTextSectionDateElement(t.Unix(), format, nil, &fallback), fallback)
}

func (r *runs) join(more runs) {
	for i, e := range more.elements {
		if i == 0 && len(r.elements) > 0 {
			r.elements = appendRun(r.elements, text(separator, nil))
		}
		r.elements = appendRun(r.elements, e)
	}
	r.words = append(r.words, more.words...)
}

func (r *runs) piece() piece {
	if len(r.elements) == 0 {
		return piece{}
	}
	return piece{
		elements: []slack.RichTextElement{slack.NewRichTextSection(r.elements...)},
		text:     strings.Join(r.words, separator),
	}
}

func text(s string, style *slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(s, style)
}

func bold() *slack.RichTextSectionTextStyle   { return &slack.RichTextSectionTextStyle{Bold: true} }
func italic() *slack.RichTextSectionTextStyle { return &slack.RichTextSectionTextStyle{Italic: true} }

// plainText is a text object that renders neither markup nor emoji shortcodes.
func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func contextBlock(s string) *slack.ContextBlock {
	return slack.NewContextBlock("", plainText(s))
}

// appendRich adds e to b. Sections that follow each other become one with line breaks,
// since clients differ in whether two sections stand on two lines.
func appendRich(b *slack.RichTextBlock, e slack.RichTextElement) {
	next, ok := e.(*slack.RichTextSection)
	if ok && len(b.Elements) > 0 {
		if last, ok := b.Elements[len(b.Elements)-1].(*slack.RichTextSection); ok {
			last.Elements = appendRuns(appendRun(last.Elements, text("\n", nil)), next.Elements...)
			return
		}
	}
	if ok { // a copy, since headings are put on several pages
		e = slack.NewRichTextSection(append([]slack.RichTextSectionElement(nil), next.Elements...)...)
	}
	b.Elements = append(b.Elements, e)
}
