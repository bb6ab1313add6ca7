package bot

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// DigestMessage returns what one article says, as a message. Its dates are told in the
// zone of now, and only what is still ahead or open then is in it.
func DigestMessage(a digest.Article, d digest.Digest, now time.Time) Message {
	meetings, decisions := d.Upcoming(now), d.Open(now)
	slices.SortStableFunc(meetings, func(x, y digest.Meeting) int { return byDay(x.When, y.When) })
	m := Message{
		Title:  cmp.Or(a.Title, host(a.URL), "Untitled article"),
		URL:    a.URL,
		Lead:   sentenceCase(essence(statuses(meetings), len(decisions), -1)) + ".",
		Footer: strings.Join(nonEmpty(sourceName(a), published(a.Published, now)), " · "),
	}
	if d.Note != "" && len(d.Actors)+len(meetings)+len(decisions) == 0 {
		m.Lead = "Nothing to tell: " + d.Note + "."
		return m
	}
	var short, who, ahead, open []Line
	for _, s := range d.Summary {
		short = append(short, Line{Text: s.Text})
	}
	for _, x := range d.Actors {
		who = append(who, actorLine(x))
	}
	for _, x := range meetings {
		ahead = append(ahead, meetingLine(x, now))
	}
	for _, x := range decisions {
		open = append(open, decisionLine(x, now))
	}
	m.add("In short", short, 4)
	m.addOf(OfMeetings, "Meetings ahead", ahead, 10)
	m.addOf(OfDecisions, "Open decisions", open, 10)
	m.addOf(OfActors, "Who acts", who, 12)
	return m
}

// add appends a section with at most limit of its lines; none if there are no lines.
func (m *Message) add(heading string, lines []Line, limit int) { m.addOf("", heading, lines, limit) }

// addOf is add for a section of a kind.
func (m *Message) addOf(kind SectionKind, heading string, lines []Line, limit int) {
	if len(lines) == 0 {
		return
	}
	s := Section{Kind: kind, Heading: heading, Lines: lines}
	if len(lines) > limit {
		s.Lines, s.Left, s.More = lines[:limit], lines[limit:], len(lines)-limit
	}
	m.Sections = append(m.Sections, s)
}

// essence says how much is ahead, called off and open; articles is left out if it is
// negative.
func essence(meetings []digest.MeetingStatus, decisions, articles int) string {
	off := 0
	for _, s := range meetings {
		if s == digest.Cancelled {
			off++
		}
	}
	parts := []string{count(len(meetings)-off, "meeting ahead", "meetings ahead")}
	if off > 0 {
		parts = append(parts, count(off, "meeting called off", "meetings called off"))
	}
	parts = append(parts, count(decisions, "open decision", "open decisions"))
	if articles >= 0 {
		parts = append(parts, count(articles, "article", "articles"))
	}
	return strings.Join(parts, ", ")
}

// statuses returns the status of each meeting.
func statuses(meetings []digest.Meeting) []digest.MeetingStatus {
	var all []digest.MeetingStatus
	for _, m := range meetings {
		all = append(all, m.Status)
	}
	return all
}

func actorLine(a digest.Actor) Line {
	l := Line{Label: a.Name, Note: a.Role, Quote: firstQuote(a.Evidence)}
	if len(a.Statements) > 0 {
		l.Quote = cmp.Or(firstQuote(a.Statements[0].Evidence), l.Quote)
	}
	return l
}

func meetingLine(m digest.Meeting, now time.Time) Line {
	note := nonEmpty(m.Place, meetingStatus(m.Status))
	return Line{
		Label: whenWords(m.When, now),
		At:    instant(m.When),
		Text:  meetingTitle(m),
		Note:  strings.Join(note, ", "),
		Quote: firstQuote(m.Evidence),
	}
}

func meetingTitle(m digest.Meeting) string {
	return cmp.Or(m.Title, list(m.Participants), "Meeting")
}

// meetingStatus is empty for a confirmed meeting: that is what a reader takes it for.
func meetingStatus(s digest.MeetingStatus) string {
	if s == digest.Confirmed {
		return ""
	}
	return string(s)
}

func decisionLine(d digest.Decision, now time.Time) Line {
	note := []string{string(d.Status)}
	if d.Deadline != nil {
		note = append(note, "due "+whenWords(*d.Deadline, now))
	}
	return Line{
		Label: list(d.Deciders),
		Text:  d.Question,
		Note:  strings.Join(nonEmpty(note...), ", "),
		Quote: firstQuote(d.Evidence),
	}
}

func instant(w digest.When) time.Time {
	if w.Precision == when.Time {
		return w.Start
	}
	return time.Time{}
}

func firstQuote(evidence []digest.Span) string {
	if len(evidence) == 0 {
		return ""
	}
	return evidence[0].Text
}

func published(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return clock(t.In(now.Location()), now)
}

func nonEmpty(parts ...string) []string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// host returns the host of an address, without "www.".
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}
