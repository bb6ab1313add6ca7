package bot

import (
	"slices"
	"sync"

	"github.com/readout-bot/readout/digest"
)

// What look-ups work out of an entry is a function of the entry. Where a store hands the
// same one out again and again, it is worked out once: how the words of its text are folded,
// what its meetings and decisions are compared by, and its thread keys.

// Shared returns e as a store may hand it out to many look-ups at once. None of them changes
// what an entry points at.
func (e Entry) Shared() Entry {
	e.worked = new(worked)
	return e
}

// A worked is what was worked out of a shared entry so far.
type worked struct {
	mu       sync.Mutex
	reports  kept[reports]
	asking   kept[asking]
	meetKeys kept[[]string]
	matters  kept[[]string]
	prose    prose
	whole    string            // title and text folded, with spaces around
	folded   map[string]string // parts of them, by what was folded
}

// A kept is what was worked out of the events of an entry.
type kept[T any] struct {
	value T
	of    *events
}

// events are what a digest has of meetings and decisions.
type events struct {
	meetings  []digest.Meeting
	decisions []digest.Decision
	outcomes  []digest.Outcome
}

// are reports whether d has the very same events, not just equal ones: rules give an entry
// others than it is stored with.
func (v *events) are(d *digest.Digest) bool {
	return identical(v.meetings, d.Meetings) && identical(v.decisions, d.Decisions) && identical(v.outcomes, d.Outcomes)
}

func identical[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// workOut returns work(e), which is kept where of says if e is shared.
func workOut[T any](e *Entry, of func(*worked) *kept[T], work func(*Entry) T) T {
	w := e.worked
	if w == nil {
		return work(e)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	k, d := of(w), &e.Digest
	if k.of == nil {
		k.value, k.of = work(e), &events{d.Meetings, d.Decisions, d.Outcomes}
	}
	if !k.of.are(d) {
		return work(e)
	}
	return k.value
}

// reports returns what e tells of meetings.
func (e *Entry) reports() reports {
	r := workOut(e, func(w *worked) *kept[reports] { return &w.reports }, newReports)
	return reports{toldBeside(r.ahead, e), toldBeside(r.done, e)}
}

// toldBeside returns a copy of reports that are told in e.
func toldBeside(all []report, e *Entry) []report {
	all = slices.Clone(all)
	for i := range all {
		all[i].in = e
	}
	return all
}

// asking returns what e tells of decisions.
func (e *Entry) asking(stems stemmer) asking {
	a := workOut(e, func(w *worked) *kept[asking] { return &w.asking }, func(e *Entry) asking { return newAsking(e, stems) })
	a.ends = slices.Clone(a.ends)
	for i := range a.ends {
		a.ends[i].in = e
	}
	return a
}

// meetingKeys and matterKeys are those of the digest.
func (e *Entry) meetingKeys() []string {
	return workOut(e, func(w *worked) *kept[[]string] { return &w.meetKeys }, func(e *Entry) []string { return meetingKeys(e.Digest) })
}

func (e *Entry) matterKeys() []string {
	return workOut(e, func(w *worked) *kept[[]string] { return &w.matters }, func(e *Entry) []string { return matterKeys(e.Digest) })
}

// padded is the function of that name for a part of the article.
func (e *Entry) padded(part string) string {
	w := e.worked
	if w == nil {
		return padded(part)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.folded == nil {
		w.folded = make(map[string]string)
	}
	return memo(w.folded, part, padded)
}

// whole returns title and text as far as they are looked through, folded, between spaces.
func (e *Entry) whole() string {
	fold := func() string { return padded(e.Article.Title + "\n" + clipBytes(e.Article.Text, mostReadBytes)) }
	w := e.worked
	if w == nil {
		return fold()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.whole == "" {
		w.whole = fold()
	}
	return w.whole
}

// prose returns the text sentence by sentence.
func (e *Entry) prose() prose {
	w := e.worked
	if w == nil {
		return newProse(e.Article.Text)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.prose.at == nil {
		w.prose = newProse(e.Article.Text)
	}
	return w.prose
}
