package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// The rules by which what single articles say becomes one picture: the diary and the
// ledger. They are pure; entries come in any order and the latest published prevails.

const (
	// undatedFor is how long a meeting without a day is held to lie ahead.
	undatedFor = 30 * 24 * time.Hour
	// openFor is how long a decision without a deadline is held to be open.
	openFor = 90 * 24 * time.Hour
)

// A DiaryMeeting is a meeting as all articles together tell it.
type DiaryMeeting struct {
	digest.Meeting
	Told []Entry // the articles that tell of it, the latest first; never empty
}

// A LedgerDecision is a decision as all articles together tell it.
type LedgerDecision struct {
	digest.Decision
	Told []Entry // the articles that tell of it, the latest first; never empty
}

// Diary returns the meetings of entries that are not over at now, whose zone says what
// today is: those with a day in order of their day, then those without, the latest told
// first.
func Diary(entries []Entry, now time.Time) []DiaryMeeting {
	var all []DiaryMeeting
	for _, e := range latestFirst(entries) {
		for _, m := range e.Digest.Meetings {
			i := slices.IndexFunc(all, func(d DiaryMeeting) bool { return sameMeeting(d.Meeting, m) })
			if i < 0 {
				all = append(all, DiaryMeeting{m, []Entry{e}})
				continue
			}
			all[i].Meeting = joinMeetings(all[i].Meeting, m)
			if last := all[i].Told[len(all[i].Told)-1]; last.ID != e.ID || last.Article.URL != e.Article.URL {
				all[i].Told = append(all[i].Told, e)
			}
		}
	}
	all = slices.DeleteFunc(all, func(d DiaryMeeting) bool {
		undated := d.When.Start.IsZero() && now.Sub(d.Told[0].Article.Published) > undatedFor
		return undated || d.When.Over(now)
	})
	slices.SortStableFunc(all, func(a, b DiaryMeeting) int { return byDay(a.When, b.When) })
	return all
}

// byDay orders times, those without a day last.
func byDay(a, b digest.When) int {
	switch {
	case a.Start.IsZero() && b.Start.IsZero():
		return 0
	case a.Start.IsZero():
		return 1
	case b.Start.IsZero():
		return -1
	}
	return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End))
}

// Ledger returns the decisions of entries that are open at now, the latest told first.
func Ledger(entries []Entry, now time.Time) []LedgerDecision {
	var all []LedgerDecision
	var stems [][]string // of their questions
	for _, e := range latestFirst(entries) {
		for _, d := range e.Digest.Decisions {
			asks := contentStems(d.Question)
			i := -1
			for j, l := range all {
				if overlap(stems[j], asks) >= sameQuestion && sameDeciders(l.Deciders, d.Deciders) {
					i = j
					break
				}
			}
			if i < 0 {
				all, stems = append(all, LedgerDecision{d, []Entry{e}}), append(stems, asks)
				continue
			}
			if all[i].Deadline == nil {
				all[i].Deadline = d.Deadline
			}
			all[i].Positions = append(slices.Clip(all[i].Positions), d.Positions...)
			if last := all[i].Told[len(all[i].Told)-1]; last.ID != e.ID || last.Article.URL != e.Article.URL {
				all[i].Told = append(all[i].Told, e)
			}
		}
	}
	return slices.DeleteFunc(all, func(l LedgerDecision) bool {
		if l.Deadline != nil && !l.Deadline.Start.IsZero() {
			return l.Deadline.Over(now)
		}
		return now.Sub(l.Told[0].Article.Published) > openFor
	})
}

func latestFirst(entries []Entry) []Entry {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(b.Article.Published.Compare(a.Article.Published), cmp.Compare(b.ID, a.ID))
	})
	return entries
}

// sameName reports whether two names name the same actor, as far as their forms tell:
// equal when folded, or one the end of the other.
func sameName(a, b string) bool {
	// Most pairs end in different words; that is seen without folding.
	if x, y := lastWord(a), lastWord(b); plain(x) && plain(y) && !strings.EqualFold(x, y) {
		return false
	}
	fa, fb := Fold(a), Fold(b)
	if fa == "" || fb == "" {
		return false
	}
	return fa == fb || strings.HasSuffix(fa, " "+fb) || strings.HasSuffix(fb, " "+fa)
}

// lastWord returns what follows the last space of s.
func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// plain reports whether s is letters of ASCII and nothing else.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// hasName reports whether names hold one that is the same as name.
func hasName(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return sameName(n, name) })
}

// sameMeeting: the same parties at times that may be the same. Two parties in common
// make it so; one does where either side names no other and the day or place is the same.
func sameMeeting(a, b digest.Meeting) bool {
	if !mayOverlap(a.When, b.When) {
		return false
	}
	pa, pb := parties(a), parties(b)
	common := 0
	for _, p := range pa {
		if hasName(pb, p) {
			common++
		}
	}
	if common == 0 && len(pa) > 0 && len(pb) > 0 || a.Place != "" && b.Place != "" && !samePlace(a.Place, b.Place) {
		return false
	}
	if common >= 2 {
		return true
	}
	sameDay := exact(a.When) && exact(b.When)
	samePlaces := a.Place != "" && b.Place != ""
	if common == 1 && min(len(pa), len(pb)) == 1 {
		return sameDay || samePlaces || len(pa) == len(pb) && Fold(a.Title) == Fold(b.Title)
	}
	return common == 0 && min(len(pa), len(pb)) == 0 && Fold(a.Title) == Fold(b.Title) && a.Title != ""
}

// parties are the participants with the host, who takes part as a rule.
func parties(m digest.Meeting) []string {
	if m.Host == "" || hasName(m.Participants, m.Host) {
		return m.Participants
	}
	return append(slices.Clip(m.Participants), m.Host)
}

// samePlace: "Budapest" is "Budapest, Hungary".
func samePlace(a, b string) bool {
	fa, fb := Fold(a), Fold(b)
	return strings.Contains(fa, fb) || strings.Contains(fb, fa)
}

func exact(w digest.When) bool {
	return !w.Start.IsZero() && (w.Precision == when.OneDay || w.Precision == when.Time || w.Precision == when.Days)
}

// mayOverlap reports whether two times may be the same; one without a day may be any.
func mayOverlap(a, b digest.When) bool {
	if a.Start.IsZero() || b.Start.IsZero() {
		return true
	}
	return !when.Day(a.Start).After(when.Day(b.End)) && !when.Day(b.Start).After(when.Day(a.End))
}

// joinMeetings adds to a later account of a meeting what an earlier one says more of.
func joinMeetings(later, earlier digest.Meeting) digest.Meeting {
	m := later
	if finer(earlier.When, later.When) {
		m.When = earlier.When
	}
	m.Participants = slices.Clip(m.Participants)
	for _, p := range earlier.Participants {
		if !hasName(m.Participants, p) {
			m.Participants = append(m.Participants, p)
		}
	}
	m.Host = cmp.Or(m.Host, earlier.Host)
	if len(earlier.Place) > len(m.Place) {
		m.Place = earlier.Place
	}
	m.Purpose = cmp.Or(m.Purpose, earlier.Purpose)
	return m
}

// finer reports whether a fixes a day and b none, or a shorter stretch within b's.
func finer(a, b digest.When) bool {
	if a.Start.IsZero() {
		return false
	}
	return b.Start.IsZero() || when.Day(a.End).Sub(when.Day(a.Start)) < when.Day(b.End).Sub(when.Day(b.Start)) ||
		a.Precision == when.Time && b.Precision == when.OneDay
}

// sameQuestion is the share of the shorter question's words that the other has, if the
// two ask the same.
const sameQuestion = 0.6

// sameDeciders: at least one in common, or neither is known.
func sameDeciders(a, b []string) bool {
	return len(a)+len(b) == 0 || slices.ContainsFunc(a, func(n string) bool { return hasName(b, n) })
}

// overlap is the share of the shorter list that is in the longer; 0 for lists that say
// too little to tell.
func overlap(a, b []string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 {
		if len(a) == 1 && len(b) == 1 && a[0] == b[0] {
			return 1
		}
		return 0
	}
	n := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// contentStems are the stems of the words of s that carry its meaning.
func contentStems(s string) []string {
	var kept []string
	for _, w := range strings.Fields(Fold(s)) {
		if !functionWords[w] {
			kept = append(kept, w)
		}
	}
	return Stems(strings.Join(kept, " "))
}
