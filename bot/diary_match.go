package bot

import (
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// How a report is told to be of a meeting that is known, precision first: two parties in
// common and a day that may be the same; another day only where the sentence says that it
// moved, or where the same parties meet for the same thing soon before or after.

const (
	// movedWithin is how far a meeting moves and is still the same one.
	movedWithin = 60 * 24 * time.Hour
	// toldWithin is how long a meeting without a day waits for one.
	toldWithin = 60 * 24 * time.Hour
	// contradicts is how soon after each other two outlets contradict each other; later, the
	// later one has news.
	contradicts = 36 * time.Hour
	// reportedWithin is how long after its day a meeting is reported as held.
	reportedWithin = 7 * 24 * time.Hour
)

// A fit says how well a report fits a meeting.
type fit int

const (
	noFit fit = iota
	movedFit
	rivalFit
	sameFit
)

// fit says how r fits the meeting. Beside are all reports of r's article; touched is set
// if one of them, or an outcome, was of this meeting.
func (t *thread) fit(r report, beside []report, touched bool) fit {
	elsewhere := t.elsewhere(r)
	if !elsewhere && !t.sameParties(r) {
		return noFit
	}
	published := r.in.Article.Published
	if t.When.Start.IsZero() && published.Sub(t.Told[0].Article.Published) > toldWithin {
		return noFit
	}
	over := t.Held() || t.When.Over(published)
	if elsewhere && (over || r.further || !exact(t.When) || !exact(r.When) || startDay(r.When).Sub(startDay(t.When)).Abs() > movedWithin) {
		return noFit
	}
	if mayOverlap(t.When, r.When) {
		if over && r.When.Start.IsZero() {
			return noFit // it will be about the next one
		}
		return sameFit
	}
	if slices.ContainsFunc(t.Rivals, func(s Step) bool { return mayOverlap(s.When, r.When) }) {
		return sameFit
	}
	if touched { // the article names the old day beside the new one
		last := t.Steps[len(t.Steps)-1]
		if last.Kind == StepMoved && !last.From.Start.IsZero() && mayOverlap(last.From, r.When) {
			return sameFit
		}
		return noFit
	}
	switch {
	case over, startDay(r.When).Sub(startDay(t.When)).Abs() > movedWithin, r.further:
		return noFit
	case r.moved:
		return movedFit
	case !exact(t.When) || !exact(r.When) || !t.sameThing(r):
		return noFit
	case slices.ContainsFunc(beside, func(o report) bool { return t.sameParties(o) && exact(o.When) && mayOverlap(o.When, t.When) }):
		return noFit // it tells of both
	case !sameOutlet(*r.in, t.Told[0]) && published.Sub(t.Told[0].Article.Published) < contradicts:
		return rivalFit
	}
	return movedFit
}

// elsewhere reports whether r says that the parties of the meeting, two at least and all that
// are known, meet at another place than was said, and that something was moved.
func (t *thread) elsewhere(r report) bool {
	n := common(r.parties, t.parties)
	return r.moved && n > 1 && n == min(len(r.parties), len(t.parties)) && !placesAllow(t.place, r.place)
}

// sameParties reports whether the parties, place and title of r allow it to be the meeting.
func (t *thread) sameParties(r report) bool {
	return partiesAllow(side{t.parties, t.title, t.place, t.When}, side{r.parties, r.title, r.place, r.When})
}

// A side is what two accounts of a meeting are compared by.
type side struct {
	parties      []party
	title, place string // folded
	when         digest.When
}

// partiesAllow: two parties in common are enough; one is where either side names no other
// and the day, the place or the title is the same.
func partiesAllow(a, b side) bool {
	n := common(b.parties, a.parties)
	least := min(len(a.parties), len(b.parties))
	if n == 0 && least > 0 || !placesAllow(a.place, b.place) {
		return false
	}
	switch {
	case n >= 2:
		return true
	case n == 1 && least == 1:
		sameDay := exact(a.when) && exact(b.when) && mayOverlap(a.when, b.when)
		return sameDay || a.place != "" && b.place != "" || len(a.parties) == len(b.parties) && a.title == b.title
	}
	return n == 0 && least == 0 && a.title == b.title && a.title != ""
}

// placesAllow: "budapest" is "budapest hungary"; a place that is not told may be any.
func placesAllow(a, b string) bool { return strings.Contains(a, b) || strings.Contains(b, a) }

// sameThing reports whether what the meetings are for may be the same, for parties that
// meet often.
func (t *thread) sameThing(r report) bool {
	if common(r.parties, t.parties) < min(len(t.parties), len(r.parties)) {
		return false
	}
	if t.Purpose != "" && r.Purpose != "" {
		return overlap(contentStems(t.Purpose), contentStems(r.Purpose)) >= 0.5
	}
	return t.title == r.title || t.place != "" && r.place != "" || lastWord(t.title) == lastWord(r.title)
}

// moveWords say that a day is not the first that was set.
var moveWords = []string{"moved", "postponed", "rescheduled", "pushed back", "brought forward", "put off", "delayed", "instead of",
	"new date", "originally", "initially", "a day later", "a week later", "a day earlier", "a week earlier", "later than planned", "earlier than planned", "shifted", "deferred"}

// saysMoved reports whether one of its sentences, or the title of an article that tells of
// no other meeting, says that the meeting moved.
func saysMoved(m digest.Meeting, e Entry) bool {
	moved := func(s string) bool {
		low := strings.ToLower(s)
		return slices.ContainsFunc(moveWords, func(w string) bool { return strings.Contains(low, w) })
	}
	return m.Status == digest.Postponed || slices.ContainsFunc(m.Evidence, func(s digest.Span) bool { return moved(s.Text) }) ||
		len(e.Digest.Meetings) == 1 && moved(e.Article.Title)
}

// saysFurther reports whether the sentence tells of a further meeting of the same parties.
func saysFurther(quote string) bool {
	for _, w := range strings.Fields(strings.ToLower(quote)) {
		switch strings.Trim(w, ".,;:“”\"") {
		case "again", "another", "second", "third", "follow-up", "next-round", "separately", "return":
			return true
		}
	}
	return false
}

// concerned returns the meeting that an outcome is of, or nil. Of several it is the one
// whose day is nearest.
func (d *diary) concerned(r report) *thread {
	var best *thread
	nearest := time.Duration(1 << 62)
	day := r.When
	if r.outcome == digest.OutcomeHeld && day.Start.IsZero() {
		p := when.Day(r.in.Article.Published)
		day = digest.When{Start: p, End: p, Precision: when.OneDay}
	}
	d.candidates(r, func(t *thread) {
		if t.Held() || !t.named(r) || !t.due(r, day) {
			return
		}
		far := reportedWithin
		if !t.When.Start.IsZero() && !day.Start.IsZero() {
			far = startDay(day).Sub(startDay(t.When)).Abs()
		}
		if far < nearest {
			best, nearest = t, far
		}
	})
	return best
}

// named reports whether an outcome names the meeting: two of its parties, the only party
// that either names with the place, or the event by its title.
func (t *thread) named(r report) bool {
	n := common(r.parties, t.parties)
	if !placesAllow(t.place, r.place) {
		return false
	}
	if n >= 2 {
		return true
	}
	event := strings.Contains(r.title, " ") && overlap(contentStems(t.Title), contentStems(r.Title)) >= 0.99
	if event && (n > 0 || len(r.parties) == 0) {
		return true
	}
	return n == 1 && (len(t.parties) == 1 || len(r.parties) == 1 || strings.Contains(t.title, "visit")) &&
		t.place != "" && r.place != ""
}

// due reports whether the time of the outcome, or day, allows it to be of the meeting.
func (t *thread) due(r report, day digest.When) bool {
	published := r.in.Article.Published
	if t.When.Start.IsZero() {
		return published.Sub(t.Told[0].Article.Published) < toldWithin
	}
	if r.outcome == digest.OutcomeHeld {
		slack := digest.When{Start: startDay(t.When).AddDate(0, 0, -1), End: when.Day(t.When.End).AddDate(0, 0, 1), Precision: when.Days}
		if r.When.Start.IsZero() { // reported without a day
			slack.End = slack.End.Add(reportedWithin)
		}
		return mayOverlap(slack, day)
	}
	if t.When.Over(published.AddDate(0, 0, -1)) {
		return false
	}
	return r.outcome == digest.OutcomeMoved || mayOverlap(t.When, r.When)
}

// sameMeeting: the same parties at times that may be the same.
func sameMeeting(a, b digest.Meeting) bool {
	sideOf := func(m digest.Meeting) side {
		return side{partiesOf(parties(m)), Fold(m.Title), Fold(m.Place), m.When}
	}
	return mayOverlap(a.When, b.When) && partiesAllow(sideOf(a), sideOf(b))
}

// parties are the participants with the host, who takes part as a rule.
func parties(m digest.Meeting) []string {
	if m.Host == "" || hasName(m.Participants, m.Host) {
		return m.Participants
	}
	return append(slices.Clip(m.Participants), m.Host)
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

// finer reports whether a fixes a day and b none, or a shorter stretch within b's.
func finer(a, b digest.When) bool {
	if a.Start.IsZero() {
		return false
	}
	return b.Start.IsZero() || when.Day(a.End).Sub(when.Day(a.Start)) < when.Day(b.End).Sub(when.Day(b.Start)) ||
		a.Precision == when.Time && b.Precision == when.OneDay
}
