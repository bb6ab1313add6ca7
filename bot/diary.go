package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

const (
	// undatedFor is how long a meeting without a day is held to lie ahead.
	undatedFor = 30 * 24 * time.Hour
	// awaitedFor is how long a meeting whose day has passed waits for its outcome.
	awaitedFor = 14 * 24 * time.Hour
)

// A DiaryMeeting is a meeting as all articles together tell it.
type DiaryMeeting struct {
	digest.Meeting
	Told  []Entry // the articles that tell of it, the latest first; never empty
	Steps []Step  // what became of it, the earliest first; never empty
	// Rivals are other days that articles give for it, none of which has prevailed.
	Rivals []Step
}

// Held reports whether an article says that it took place.
func (d DiaryMeeting) Held() bool { return d.Steps[len(d.Steps)-1].Kind == StepHeld }

// Change returns the last step if it says more than that the meeting will take place.
func (d DiaryMeeting) Change() (Step, bool) {
	last := d.Steps[len(d.Steps)-1]
	if last.Kind == StepConfirmed { // what moved may be confirmed after
		for _, s := range slices.Backward(d.Steps) {
			if s.Kind == StepMoved {
				return s, true
			}
		}
	}
	return last, last.Kind != StepAnnounced && last.Kind != StepConfirmed
}

// Diary returns the meetings of entries that are not over at now, whose zone says what
// today is: those with a day in order of their day, then those without, the latest told
// first.
func Diary(entries []Entry, now time.Time) []DiaryMeeting { return aheadOf(AllMeetings(entries), now) }

// Awaited returns the meetings whose day has passed lately and of which no article says
// how they ended, the latest first. Those that were called off are not among them.
func Awaited(entries []Entry, now time.Time) []DiaryMeeting {
	return awaitedOf(AllMeetings(entries), now)
}

// aheadOf keeps those of all that are not over at now.
func aheadOf(all []DiaryMeeting, now time.Time) []DiaryMeeting {
	return slices.DeleteFunc(slices.Clone(all), func(d DiaryMeeting) bool {
		undated := d.When.Start.IsZero() && now.Sub(d.Told[0].Article.Published) > undatedFor
		return undated || d.Held() || d.When.Over(now)
	})
}

// awaitedOf keeps those of all whose outcome is awaited, the latest first.
func awaitedOf(all []DiaryMeeting, now time.Time) []DiaryMeeting {
	all = slices.DeleteFunc(slices.Clone(all), func(d DiaryMeeting) bool {
		off := d.Status == digest.Cancelled || d.Status == digest.Postponed
		return off || d.Held() || !d.When.Over(now) || now.Sub(d.When.End) > awaitedFor
	})
	slices.Reverse(all)
	return all
}

// AllMeetings returns every meeting of entries, in any order of which it is the same:
// those with a day in order of their day, then those without, the latest told first.
func AllMeetings(entries []Entry) []DiaryMeeting {
	d := diary{by: make(index)}
	for _, e := range slices.Backward(latestFirst(entries)) {
		d.read(e)
	}
	all := make([]DiaryMeeting, 0, len(d.all))
	for _, t := range d.all {
		all = append(all, t.DiaryMeeting)
	}
	slices.SortStableFunc(all, func(a, b DiaryMeeting) int {
		return cmp.Or(byDay(a.When, b.When), b.Told[0].Article.Published.Compare(a.Told[0].Article.Published))
	})
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

// A diary is the meetings while articles are read, the earliest published first.
type diary struct {
	all      []*thread
	by       index
	nameless []*thread // those known by their title alone
}

// A thread is a meeting while articles tell of it.
type thread struct {
	DiaryMeeting
	at      int // its place in the diary
	parties []party
	title   string // folded, as is the place
	place   string
}

// A report is what an article says of a meeting: that it is ahead, or what became of it.
type report struct {
	digest.Meeting
	outcome digest.OutcomeKind // empty for one that is ahead
	quote   string
	parties []party
	title   string // folded, as is the place
	place   string
	moved   bool // a sentence says that the day is not the first that was set
	further bool // the sentence tells of a further meeting of the same parties
	in      *Entry
}

func newReport(m digest.Meeting, names []string, e *Entry) report {
	r := report{Meeting: m, quote: firstQuote(m.Evidence), parties: partiesOf(names), title: Fold(m.Title), place: Fold(m.Place), in: e}
	r.moved, r.further = saysMoved(m, *e), saysFurther(r.quote)
	return r
}

// reports are all that an article says of meetings.
type reports struct {
	ahead, done []report
}

func newReports(e *Entry) (all reports) {
	for _, m := range e.Digest.Meetings {
		all.ahead = append(all.ahead, newReport(m, parties(m), e))
	}
	for _, o := range e.Digest.Outcomes {
		if !o.Meeting {
			continue
		}
		m := digest.Meeting{Title: o.About, Participants: o.Actors, Place: o.Place, When: o.When, Evidence: o.Evidence}
		r := newReport(m, o.Actors, e)
		r.outcome = o.Kind
		all.done = append(all.done, r)
	}
	return all
}

// read takes an article in: first what it reports as changed or held, then what it says
// lies ahead, which may be the same meeting on its new day.
func (d *diary) read(e Entry) {
	all := e.reports()
	touched := make(map[*thread]bool)
	for _, r := range all.done {
		switch t := d.concerned(r); {
		case t != nil && !touched[t]:
			touched[t] = t.settle(r)
		case t == nil && r.outcome == digest.OutcomeMoved && len(r.parties) > 1 && exact(r.When) && !r.When.Over(e.Article.Published):
			touched[d.open(r.asAhead())] = true // where it was set first was told elsewhere
		}
	}
	for _, r := range all.ahead {
		d.tell(r, all.ahead, touched)
	}
}

// tell adds what an article says lies ahead to the meeting that it means, or as a new one.
func (d *diary) tell(r report, beside []report, touched map[*thread]bool) {
	best, fit := (*thread)(nil), noFit
	d.candidates(r, func(t *thread) {
		if f := t.fit(r, beside, touched[t]); f > fit {
			best, fit = t, f
		}
	})
	if best == nil {
		touched[d.open(r)] = true
		return
	}
	if !touched[best] {
		touched[best] = true
		best.advance(r, fit)
	}
	best.join(r)
	d.by.put(best.parties, best.at)
}

// asAhead is what a report of a meeting that moved says of it from then on.
func (r report) asAhead() report {
	r.Status = digest.Confirmed
	r.Meeting.Title = strings.Join(r.Participants, " – ") + ": " + r.Meeting.Title
	r.title = Fold(r.Meeting.Title)
	return r
}

// open begins a meeting that is told of for the first time.
func (d *diary) open(r report) *thread {
	t := &thread{DiaryMeeting: DiaryMeeting{Meeting: r.Meeting, Told: []Entry{*r.in}}, at: len(d.all), parties: r.parties, title: r.title, place: r.place}
	t.Steps = []Step{newStep(r.firstStep(), r.When, r.quote, *r.in)}
	d.all = append(d.all, t)
	if d.by.put(r.parties, t.at); len(r.parties) == 0 {
		d.nameless = append(d.nameless, t)
	}
	return t
}

// candidates calls yield with each thread that r may be of.
func (d *diary) candidates(r report, yield func(*thread)) {
	if len(r.parties) == 0 {
		for _, t := range d.all {
			yield(t)
		}
		return
	}
	d.by.with(r.parties, func(i int) { yield(d.all[i]) })
	for _, t := range d.nameless {
		yield(t)
	}
}

func (r report) firstStep() StepKind {
	switch {
	case r.Status == digest.Cancelled:
		return StepCancelled
	case r.Status == digest.Postponed || r.outcome == digest.OutcomeMoved:
		return StepMoved
	}
	return StepAnnounced
}

// join adds what r says more of the meeting than was known.
func (t *thread) join(r report) {
	known := t.Meeting
	t.Meeting = r.Meeting
	t.When, t.Status = known.When, known.Status
	t.Participants = slices.Clip(t.Participants)
	for _, p := range t.parties {
		if p.name != known.Host && common([]party{p}, r.parties) == 0 {
			t.Participants = append(t.Participants, p.name)
		}
	}
	t.Host, t.Purpose = cmp.Or(t.Host, known.Host), cmp.Or(t.Purpose, known.Purpose)
	if placesAllow(t.place, r.place) {
		t.Place, r.place = longer(known.Place, t.Place), longer(r.place, t.place)
	}
	for _, p := range r.parties {
		if common([]party{p}, t.parties) == 0 {
			t.parties = append(slices.Clip(t.parties), p)
		}
	}
	t.title, t.place = r.title, r.place
	t.Told = tellAlso(t.Told, *r.in)
}

// longer returns the longer of two names of a place, which says more; b of two that are as
// long.
func longer(a, b string) string {
	if len(a) > len(b) {
		return a
	}
	return b
}

// startDay is the calendar day on which w begins.
func startDay(w digest.When) time.Time { return when.Day(w.Start) }
