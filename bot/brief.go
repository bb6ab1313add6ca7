package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// comingDays is how far ahead a brief looks for meetings that it told of before.
const comingDays = 7

// A briefing is all that a brief is made from.
type briefing struct {
	words   []string  // the filter
	from    time.Time // where the window begins
	now     time.Time // in the subscription's zone
	due     time.Time // zero unless the brief is late
	entries []Entry   // what is new in the window
	known   []Entry   // older articles that tell of meetings ahead or of late
	debated []Entry   // older articles that tell of decisions
	feeds   []Feed
	missed  string // what became of the brief before, if it failed

	only     Scope
	taste    taste
	slot     Slot   // that it is composed for; zero for none
	calendar string // the address of the channel's calendar; empty for none
}

// message writes the brief: what changed, the stories, what else is ahead and open. A quiet
// day is one line.
func (b briefing) message() Message {
	late := ""
	if !b.due.IsZero() {
		late = fmt.Sprintf(" (late: it was due %s)", clock(b.due, b.now))
	}
	if len(b.entries) == 0 {
		return Message{Lead: b.quiet("nothing new") + late}
	}
	met, decided := b.changed()
	fresh, open := Diary(b.entries, b.now), Ledger(b.entries, b.now)
	coming := b.coming(fresh)
	told := func(d DiaryMeeting) bool {
		return slices.ContainsFunc(met, func(c DiaryMeeting) bool { return sameMeeting(c.Meeting, d.Meeting) })
	}
	fresh, coming = slices.DeleteFunc(fresh, told), slices.DeleteFunc(coming, told)
	open = slices.DeleteFunc(open, func(d LedgerDecision) bool {
		return slices.ContainsFunc(decided, func(c LedgerDecision) bool {
			return subjectID(c.Steps) == subjectID(d.Steps) || c.Question == d.Question
		})
	})
	stories := b.stories()
	switch b.only {
	case OnlyChanges:
		fresh, open, coming, stories = nil, nil, nil, nil
	case OnlyFollowed:
		met, decided = only(b.taste, met, meetingThing), only(b.taste, decided, decisionThing)
		fresh, open = only(b.taste, fresh, meetingThing), only(b.taste, open, decisionThing)
		coming, stories = only(b.taste, coming, meetingThing), only(b.taste, stories, storyThing)
	}
	if b.only != Everything && len(met)+len(decided)+len(fresh)+len(open)+len(stories) == 0 {
		return Message{Lead: b.quiet(map[Scope]string{OnlyChanges: "nothing has changed", OnlyFollowed: "nothing new of what is followed here"}[b.only]) + late}
	}
	m := Message{
		Title:  b.title() + late,
		Lead:   b.lead(fresh, met, decided, open),
		Footer: strings.Join(nonEmpty(b.footer(), b.missed), " "),
	}
	m.addOf(OfChanges, "What changed", changeLines(met, decided, b.now), 8)
	m.addOf(OfArticles, "Stories", b.storyLines(stories), 8)
	m.addOf(OfMeetings, "Meetings ahead", b.diaryLines(fresh), 8)
	m.addOf(OfDecisions, "Open decisions", b.ledgerLines(open), 8)
	if b.only == Everything {
		m.addOf(OfActors, "Who acted", actedLines(b.entries), 5)
	}
	m.addOf(OfMeetings, "Also coming up", b.diaryLines(coming), 5)
	m.setAside()
	m.Controls = b.controls(m)
	return m
}

// parentLines is how many lines of a brief stand in the channel itself, about; what follows
// may go into the thread.
const parentLines = 12

// setAside sets aside what does not fit into a first look: who acted, and from where the
// lines have become many, the rest. What changed stays.
func (m *Message) setAside() {
	n := 0
	for i := range m.Sections {
		s := &m.Sections[i]
		s.Aside = i > 0 && (n+len(s.Lines) > parentLines || s.Kind == OfActors)
		if !s.Aside {
			n += len(s.Lines)
		}
	}
}

// controls are what can be done with a brief.
func (b briefing) controls(m Message) []Control {
	var all []Control
	more := slices.ContainsFunc(m.Sections, func(s Section) bool { return s.More > 0 })
	if c, short := nextPage(fmt.Sprintf("brief %s due %d", b.slot.Subscription, b.slot.Due.Unix()), 2); more && short && b.slot.Subscription != "" {
		all = append(all, c)
	}
	if b.calendar != "" {
		all = append(all, Control{Label: "Add to calendar", URL: b.calendar})
	} else {
		all = append(all, Control{Label: "Calendar", Command: "calendar"})
	}
	return append(all, setUp)
}

// lead is the essence of a brief in a line.
func (b briefing) lead(fresh, met []DiaryMeeting, decided, open []LedgerDecision) string {
	var ahead []digest.MeetingStatus
	for _, d := range fresh {
		ahead = append(ahead, d.Status)
	}
	s := essence(ahead, len(open), len(b.entries))
	if n := len(met) + len(decided); n > 0 {
		s = count(n, "change", "changes") + ", " + s
	}
	return sentenceCase(s) + "."
}

// only keeps what is followed.
func only[T any](t taste, items []T, of func(T) thing) []T {
	return slices.DeleteFunc(items, func(it T) bool { return t.followed(of(it)) == "" })
}

func (b briefing) diaryLines(all []DiaryMeeting) []Line {
	var lines []Line
	for _, d := range rank(b.taste, all, meetingThing) {
		lines = append(lines, b.taste.mark(diaryLine(d, b.now), meetingThing(d)))
	}
	return lines
}

func (b briefing) ledgerLines(all []LedgerDecision) []Line {
	var lines []Line
	for _, d := range rank(b.taste, all, decisionThing) {
		lines = append(lines, b.taste.mark(ledgerLine(d, b.now), decisionThing(d)))
	}
	return lines
}

// changed returns the meetings and decisions that older articles told of and of which a new
// one says that they moved, ended or were called off.
func (b briefing) changed() ([]DiaryMeeting, []LedgerDecision) {
	news := func(steps []Step) bool {
		last := steps[len(steps)-1]
		return len(steps) > 1 && changeWords(last, b.now) != "" &&
			slices.ContainsFunc(b.entries, func(e Entry) bool { return sameArticle(e, last.Entry) })
	}
	met := slices.DeleteFunc(AllMeetings(once(slices.Concat(b.known, b.entries))), func(d DiaryMeeting) bool { return !news(d.Steps) })
	decided := slices.DeleteFunc(AllDecisions(once(slices.Concat(b.debated, b.entries)), b.now), func(d LedgerDecision) bool { return !news(d.Steps) })
	return met, decided
}

func (b briefing) title() string {
	title := "Brief for " + day(b.now, b.now)
	if len(b.words) > 0 {
		title += " on " + clip(list(b.words), 80)
	}
	return title
}

// quiet is the one line of a quiet day; what says that there is nothing.
func (b briefing) quiet(what string) string {
	if len(b.feeds) == 0 {
		return day(b.now, b.now) + ": no feeds are followed yet. An editor adds one with: feed add https://…"
	}
	if len(b.words) > 0 {
		what += " on " + clip(list(b.words), 80)
	}
	s := fmt.Sprintf("%s: %s in %s%s.", day(b.now, b.now), what, count(len(b.feeds), "feed", "feeds"), sinceWords(b.from, b.now))
	return strings.Join(nonEmpty(s, failing(b.feeds), b.missed), " ")
}

// footer says how much of what is followed the brief rests on.
func (b briefing) footer() string {
	from := map[string]bool{}
	for _, e := range b.entries {
		from[e.Feed] = true
	}
	s := fmt.Sprintf("%s from %d of %s.", count(len(b.entries), "article", "articles"), len(from), count(len(b.feeds), "feed", "feeds"))
	return strings.Join(nonEmpty(s, failing(b.feeds)), " ")
}

// failing names the feeds that fail: "2 feeds failing: A, B."
func failing(feeds []Feed) string {
	var names []string
	for _, f := range feeds {
		if f.Failures > 0 {
			names = append(names, clip(feedName(f), 40))
		}
	}
	if len(names) == 0 {
		return ""
	}
	shown := names[:min(3, len(names))]
	if rest := len(names) - len(shown); rest > 0 {
		shown = append(shown, fmt.Sprintf("%d more", rest))
	}
	return count(len(names), "feed", "feeds") + " failing: " + list(shown) + "."
}

func feedName(f Feed) string { return cmp.Or(f.Title, host(f.URL), shownURL(f.URL)) }

// coming returns the meetings of the next days that earlier articles told of and new
// ones do not.
func (b briefing) coming(fresh []DiaryMeeting) []DiaryMeeting {
	until := b.now.AddDate(0, 0, comingDays)
	return slices.DeleteFunc(Diary(b.known, b.now), func(d DiaryMeeting) bool {
		told := slices.ContainsFunc(fresh, func(n DiaryMeeting) bool { return sameMeeting(n.Meeting, d.Meeting) })
		return told || d.When.Start.IsZero() || d.When.Start.After(until)
	})
}

// told says whose word a line is: the latest article's, and how many say so too.
func told(l Line, by []Entry) Line {
	l = sourced(l, by[0])
	if len(by) > 1 {
		l.Note = strings.Join(nonEmpty(l.Note, count(len(by), "article", "articles")), ", ")
	}
	return l
}

// sourced adds to a line whose sentence it rests on.
func sourced(l Line, e Entry) Line {
	l.Source = sourceName(e.Article)
	l.URL, l.Published = e.Article.URL, e.Article.Published
	return l
}

// sourceName is the outlet as people call it, or else the host.
func sourceName(a digest.Article) string {
	return cmp.Or(host(a.Source), a.Source, host(a.URL))
}

// actedLines are the actors that most articles tell of, each with what it said or did.
func actedLines(entries []Entry) []Line {
	type acted struct {
		digest.Actor
		in       Entry
		articles int
	}
	var all []acted
	for _, e := range entries {
		for _, a := range e.Digest.Actors {
			if len(a.Statements) == 0 {
				continue
			}
			i := slices.IndexFunc(all, func(o acted) bool { return o.Kind == a.Kind && sameName(o.Name, a.Name) })
			if i < 0 {
				all = append(all, acted{a, e, 1})
				continue
			}
			all[i].articles++
			all[i].Role = cmp.Or(all[i].Role, a.Role)
		}
	}
	slices.SortStableFunc(all, func(a, b acted) int { return cmp.Compare(b.articles, a.articles) })
	var lines []Line
	for _, a := range all {
		lines = append(lines, sourced(actorLine(a.Actor), a.in))
	}
	return lines
}
