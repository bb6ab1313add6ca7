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
}

// message writes the brief. A quiet day is one line.
func (b briefing) message() Message {
	late := ""
	if !b.due.IsZero() {
		late = fmt.Sprintf(" (late: it was due %s)", clock(b.due, b.now))
	}
	if len(b.entries) == 0 {
		return Message{Lead: b.quiet() + late}
	}
	fresh, open := Diary(b.entries, b.now), Ledger(b.entries, b.now)
	var ahead []digest.MeetingStatus
	for _, d := range fresh {
		ahead = append(ahead, d.Status)
	}
	m := Message{
		Title:  b.title() + late,
		Lead:   sentenceCase(essence(ahead, len(open), len(b.entries))) + ".",
		Footer: strings.Join(nonEmpty(b.footer(), b.missed), " "),
	}
	coming := b.coming(fresh)
	met, decided := b.changed()
	m.add("What changed", changeLines(met, decided, b.now), 8)
	fresh = slices.DeleteFunc(fresh, func(d DiaryMeeting) bool {
		return slices.ContainsFunc(met, func(c DiaryMeeting) bool { return sameMeeting(c.Meeting, d.Meeting) })
	})
	m.add("Meetings ahead", diaryLines(fresh, b.now), 8)
	m.add("Open decisions", ledgerLines(open, b.now), 8)
	m.add("Who acted", actedLines(b.entries), 5)
	m.add("Articles", articleLines(b.entries), 8)
	m.add("Also coming up", diaryLines(coming, b.now), 5)
	return m
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

// quiet is the one line of a quiet day.
func (b briefing) quiet() string {
	if len(b.feeds) == 0 {
		return day(b.now, b.now) + ": no feeds are followed yet. An editor adds one with: feed add https://…"
	}
	what := "nothing new"
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

// articleLines are the articles, copies of one text under one line.
func articleLines(entries []Entry) []Line {
	type story struct {
		Entry
		stems []string
		also  []string
	}
	var all []story
	for _, e := range latestFirst(entries) {
		stems := contentStems(e.Article.Title)
		source := sourceName(e.Article)
		i := slices.IndexFunc(all, func(s story) bool { return len(s.stems) > 3 && len(stems) > 3 && overlap(s.stems, stems) >= 0.8 })
		if i < 0 {
			all = append(all, story{Entry: e, stems: stems})
			continue
		}
		if source != sourceName(all[i].Article) && !slices.Contains(all[i].also, source) {
			all[i].also = append(all[i].also, source)
		}
	}
	var lines []Line
	for _, s := range all {
		l := sourced(Line{Text: cmp.Or(s.Article.Title, host(s.Article.URL), "Untitled article")}, s.Entry)
		if len(s.Digest.Summary) > 0 {
			l.Quote = firstQuote(s.Digest.Summary[0].Evidence)
		}
		if len(s.also) > 0 {
			l.Note = "also in " + list(s.also)
		}
		lines = append(lines, l)
	}
	return lines
}
