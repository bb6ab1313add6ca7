package bot

import (
	"fmt"
	"strings"
	"time"
)

// A Message is a brief or an answer: what is said, not how it looks. All of it is plain
// text, often from hostile pages; adapters alone know markup, and they escape, split and
// shorten. Nothing in a Message is ever markup.
type Message struct {
	Title    string
	URL      string // what Title links to; only ever a stored URL
	Lead     string // the first line: the coverage of an answer, the essence of a brief
	Sections []Section
	Footer   string
	// Controls are what can be done with the whole, the likeliest first; at most five.
	Controls []Control
	// Failed is set when the message says why what was asked for could not be done.
	Failed bool
}

// A Section is a list under a heading.
type Section struct {
	Kind    SectionKind
	Heading string
	// Aside is set where the section may stand apart from the rest, in the thread under a
	// post that has the essentials.
	Aside bool
	Lines []Line
	More  int // how many further lines were left out
	// Left are those lines, for Handle to turn to the next page. They are not kept with a
	// delivery, and adapters leave them alone.
	Left []Line `json:"-"`
}

// A SectionKind says what the lines of a section are, for platforms that give each its colour.
type SectionKind string

// The kinds of sections; empty for any other.
const (
	OfChanges   SectionKind = "changes"
	OfMeetings  SectionKind = "meetings"
	OfDecisions SectionKind = "decisions"
	OfActors    SectionKind = "actors"
	OfArticles  SectionKind = "articles"
)

// Rest says how many lines were left out, or nothing if none were.
func (s Section) Rest() string {
	if s.More == 0 {
		return ""
	}
	return fmt.Sprintf("+%d more", s.More)
}

// A Line is one fact, with the sentence that says so under it.
type Line struct {
	Label string    // what it is about at a glance: a name, a day, a status
	At    time.Time // an instant, for platforms that show it in the reader's own zone; zero for none
	Text  string
	Note  string // an aside: a role, a status
	// Quote is a sentence of the source to the letter; Source, URL and Published say whose.
	Quote     string
	Source    string
	URL       string
	Published time.Time
	// Subject is the short name of the meeting, decision or story that the line is about; empty
	// for anything else.
	Subject string
	// Controls are what can be done with what the line is about; the first shows everything
	// about it, and the rest with it. At most five.
	Controls []Control
}

// Sentence is what the line says beside its quote, in one run of text: "Fri 20 Nov: Berg
// and Lindqvist (Oslo, cancelled)".
func (l Line) Sentence() string {
	s := strings.Join(nonEmpty(l.Label, l.Text), ": ")
	if l.Note != "" {
		s = strings.TrimSpace(s + " (" + l.Note + ")")
	}
	return s
}
