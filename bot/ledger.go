package bot

import (
	"cmp"
	"slices"
	"time"

	"github.com/readout-bot/readout/digest"
)

const (
	// openFor is how long a decision without a deadline is held to be open.
	openFor = 90 * 24 * time.Hour
	// overdueFor is how long one whose deadline passed is shown as overdue.
	overdueFor = 30 * 24 * time.Hour
	// settledFor is how long a decision that was taken is not opened anew by articles that
	// tell of it as open still.
	settledFor = 3 * 24 * time.Hour
)

// A LedgerDecision is a decision as all articles together tell it.
type LedgerDecision struct {
	digest.Decision
	Told  []Entry // the articles that tell of it, the latest first; never empty
	Steps []Step  // what became of it, the earliest first; never empty
	// Outcome is the sentence that says how it ended; empty while it is open.
	Outcome string
}

// Closed reports whether it was taken or dropped.
func (d LedgerDecision) Closed() bool {
	k := d.last().Kind
	return k == StepTaken || k == StepDropped
}

func (d LedgerDecision) last() Step { return d.Steps[len(d.Steps)-1] }

// State is where it stands in one word: that of the last step where it says more than that
// it is open, else the status that the latest article gives it.
func (d LedgerDecision) State() string {
	switch k := d.last().Kind; k {
	case StepTaken, StepDropped, StepOverdue, StepPostponed:
		return string(k)
	}
	return string(d.Status)
}

// Ledger returns the decisions of entries that are open at now, whose zone says what today
// is: the latest told first, those whose deadline has passed among them as overdue.
func Ledger(entries []Entry, now time.Time) []LedgerDecision {
	return slices.DeleteFunc(AllDecisions(entries, now), func(d LedgerDecision) bool {
		if d.Closed() {
			return true
		}
		if d.last().Kind == StepOverdue {
			return now.Sub(d.Deadline.End) > overdueFor
		}
		if d.Deadline != nil && !d.Deadline.Start.IsZero() {
			return false
		}
		return now.Sub(d.Told[0].Article.Published) > openFor
	})
}

// AllDecisions returns every decision of entries, the open and the closed, the latest told
// first.
func AllDecisions(entries []Entry, now time.Time) []LedgerDecision {
	l := ledger{by: make(index), stems: make(stemmer)}
	for _, e := range slices.Backward(latestFirst(entries)) {
		l.read(e)
	}
	all := make([]LedgerDecision, 0, len(l.all))
	for _, m := range l.all {
		m.overdue(now)
		all = append(all, m.LedgerDecision)
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b LedgerDecision) int {
		return b.Told[0].Article.Published.Compare(a.Told[0].Article.Published)
	})
	return all
}

// A ledger is the decisions while articles are read, the earliest published first.
type ledger struct {
	all      []*matter
	by       index
	nameless []*matter // those of which no article says who decides
	stems    stemmer
}

// A matter is a decision while articles tell of it.
type matter struct {
	LedgerDecision
	deciders []party
	asks     []string // stems of its question
	due      Step     // the sentence that set the deadline
}

// read takes an article in: first how decisions ended or changed, then what it says is
// open.
func (l *ledger) read(e Entry) {
	done := make(map[*matter]bool)
	told := e.asking(l.stems)
	for _, end := range told.ends {
		switch m := l.concerned(end); {
		case m == nil:
			l.learn(end)
		case !done[m]:
			done[m] = m.settle(end)
		}
	}
	for i, d := range e.Digest.Decisions {
		l.tell(d, told.asked[i], e, told.ends, done)
	}
}

// asking is all that an article says of decisions, made ready to be compared: how some
// ended, and what is asked in each that is open.
type asking struct {
	ends  []ending
	asked []matterAsked
}

type matterAsked struct {
	asks     []string // stems of the question
	deciders []party
}

func newAsking(e *Entry, stems stemmer) (all asking) {
	for _, o := range e.Digest.Outcomes {
		if !o.Meeting {
			all.ends = append(all.ends, endingOf(o, e, stems))
		}
	}
	for _, d := range e.Digest.Decisions {
		all.asked = append(all.asked, matterAsked{stems.question(d.Question), partiesOf(d.Deciders)})
	}
	return all
}

// tell adds what an article says is open to the decision that it means, or as a new one.
func (l *ledger) tell(d digest.Decision, told matterAsked, e Entry, ends []ending, done map[*matter]bool) {
	asks, deciders := told.asks, told.deciders
	var best *matter
	fit := 0.0
	l.candidates(deciders, func(m *matter) {
		f := alike(m.asks, asks)
		if m.Closed() && !done[m] && e.Article.Published.Sub(m.last().Date) > settledFor {
			return
		}
		if f >= sameQuestion && f > fit && sameDeciders(m.deciders, deciders) {
			best, fit = m, f
		}
	})
	switch {
	case best == nil:
		if d.Status != digest.Scheduled && d.Status != digest.Awaiting && slices.ContainsFunc(ends, func(n ending) bool { return n.closes() && n.fit(asks, deciders) > 0 }) {
			return // the article itself says how it ended
		}
		l.open(d, e, asks, deciders)
	case done[best] || best.Closed():
		best.Told = tellAlso(best.Told, e)
	default:
		best.advance(d, e, asks)
	}
}

// open begins a decision that is told of for the first time.
func (l *ledger) open(d digest.Decision, e Entry, asks []string, deciders []party) {
	m := &matter{LedgerDecision: LedgerDecision{Decision: d, Told: []Entry{e}}, deciders: deciders, asks: asks}
	quote := firstQuote(d.Evidence)
	m.Steps = []Step{newStep(StepOpened, digest.When{}, quote, e)}
	m.setDeadline(d, e)
	if d.Status == digest.Scheduled {
		m.statusStep(d, e)
	}
	l.add(m)
}

func (l *ledger) add(m *matter) {
	l.all = append(l.all, m)
	if l.by.put(m.deciders, len(l.all)-1); len(m.deciders) == 0 {
		l.nameless = append(l.nameless, m)
	}
}

// candidates calls yield with each matter that one of the deciders may decide, or with all
// where none is known.
func (l *ledger) candidates(deciders []party, yield func(*matter)) {
	if len(deciders) == 0 {
		for _, m := range l.all {
			yield(m)
		}
		return
	}
	l.by.with(deciders, func(i int) { yield(l.all[i]) })
	for _, m := range l.nameless {
		yield(m)
	}
}

// advance takes in what a later article says of the open decision. Its wording and status
// prevail; the deadline stays where it names none.
func (m *matter) advance(d digest.Decision, e Entry, asks []string) {
	before := m.Status
	deadline, positions := m.Deadline, m.Positions
	m.Decision = d
	m.Deadline = cmp.Or(d.Deadline, deadline)
	m.Positions = append(slices.Clip(d.Positions), positions...)
	m.asks = asks
	m.setDeadline(d, e)
	if d.Status != before || d.Status == digest.Scheduled && d.Deadline != nil && (deadline == nil || !mayOverlap(*deadline, *d.Deadline)) {
		m.statusStep(d, e)
	}
	m.Told = tellAlso(m.Told, e)
}

// statusStep adds the step that the status of d is.
func (m *matter) statusStep(d digest.Decision, e Entry) {
	var kind StepKind
	switch d.Status {
	case digest.Scheduled:
		kind = StepScheduled
	case digest.Debating:
		kind = StepDebated
	default:
		return
	}
	w := digest.When{}
	if d.Deadline != nil {
		w = *d.Deadline
	}
	m.Steps = append(m.Steps, newStep(kind, w, firstQuote(d.Evidence), e))
}

// setDeadline remembers which sentence set the deadline.
func (m *matter) setDeadline(d digest.Decision, e Entry) {
	if d.Deadline != nil && !d.Deadline.Start.IsZero() {
		m.due = newStep(StepOverdue, *d.Deadline, firstQuote(d.Evidence), e)
	}
}

// settle takes in how it ended or changed. It reports whether that was news.
func (m *matter) settle(end ending) bool {
	kind := end.step()
	if m.Closed() || m.last().Kind == kind && (kind == StepPostponed || kind == StepScheduled) && mayOverlap(m.last().When, end.When) {
		m.Told = tellAlso(m.Told, *end.in)
		return true // it is news no more
	}
	s := newStep(kind, end.When, end.quote, *end.in)
	m.Steps = append(m.Steps, s)
	m.Evidence = append(slices.Clip(end.Evidence), m.Evidence...)
	m.Told = tellAlso(m.Told, *end.in)
	switch kind {
	case StepTaken, StepDropped:
		m.Outcome = end.quote
	case StepScheduled, StepPostponed:
		m.Deadline = nil
		m.due = Step{}
		if !end.When.Start.IsZero() {
			m.Deadline, m.Status = &end.When, digest.Scheduled
			m.due = newStep(StepOverdue, end.When, end.quote, *end.in)
		}
	}
	return true
}

// overdue adds the step that the deadline has passed, if it has.
func (m *matter) overdue(now time.Time) {
	if m.Closed() || m.due.Kind == "" || !m.due.When.Over(now) {
		return
	}
	s := m.due
	s.Date = s.When.End
	m.Steps = append(m.Steps, s)
}
