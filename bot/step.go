package bot

import (
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// A StepKind says what became of a meeting or a decision.
type StepKind string

// The steps of a meeting, then those of a decision.
const (
	StepAnnounced StepKind = "announced"
	StepConfirmed StepKind = "confirmed" // by another outlet, or more firmly than before
	StepMoved     StepKind = "moved"     // to another day, or put off without one
	StepCancelled StepKind = "cancelled"
	StepHeld      StepKind = "held"

	StepOpened    StepKind = "opened"
	StepScheduled StepKind = "scheduled"
	StepDebated   StepKind = "debated"
	StepPostponed StepKind = "postponed"
	StepTaken     StepKind = "taken"
	StepDropped   StepKind = "dropped"
	StepOverdue   StepKind = "overdue" // its deadline passed without a word of a decision
)

// A Step is one change that an article reports. There is none without its sentence.
type Step struct {
	Kind StepKind
	// When is for which day the meeting or vote is set from then on, or on which day it
	// took place; without a day where the sentence names none.
	When  digest.When
	From  digest.When // of what moved: the day before the change
	Date  time.Time   // when the article was published; of an overdue step, the day that passed
	Quote string      // the sentence, to the letter
	Entry Entry       // the article
}

func newStep(k StepKind, w digest.When, quote string, e Entry) Step {
	return Step{Kind: k, When: w, Date: e.Article.Published, Quote: quote, Entry: e}
}

// sameArticle reports whether two entries are one article.
func sameArticle(a, b Entry) bool { return a.ID == b.ID && a.Article.URL == b.Article.URL }

// tellAlso puts e before those that tell of something, unless it is there.
func tellAlso(told []Entry, e Entry) []Entry {
	if len(told) > 0 && sameArticle(told[0], e) {
		return told
	}
	return append([]Entry{e}, told...)
}

// sameOutlet reports whether two articles come from one outlet.
func sameOutlet(a, b Entry) bool { return sourceName(a.Article) == sourceName(b.Article) }

// A party is a name made ready to be compared many times. Its last word is kept as it
// sounds, so that Zelensky is Zelenskyy.
type party struct{ name, folded, last string }

func partiesOf(names []string) []party {
	list := make([]party, 0, len(names))
	for _, n := range names {
		if f := Fold(n); f != "" {
			list = append(list, party{n, f, sound(lastWord(f), 6)})
		}
	}
	return list
}

// is reports whether two names name the same party, as sameName does: their last words are
// alike, and one has no others or both have the same.
func (p party) is(q party) bool {
	if p.last != q.last {
		return false
	}
	before, after := strings.TrimSuffix(p.folded, lastWord(p.folded)), strings.TrimSuffix(q.folded, lastWord(q.folded))
	return strings.HasSuffix(before, after) && wordBorder(before, after) || strings.HasSuffix(after, before) && wordBorder(after, before)
}

// wordBorder reports whether what long has before its end short ends with a word.
func wordBorder(long, short string) bool {
	n := len(long) - len(short)
	return n == 0 || long[n-1] == ' '
}

// common counts those of a that are in b.
func common(a, b []party) int {
	n := 0
	for _, p := range a {
		for _, q := range b {
			if p.is(q) {
				n++
				break
			}
		}
	}
	return n
}

// An index finds what has one of some parties, in the order in which it was put in.
type index map[string][]int

func (x index) put(ps []party, i int) {
	for _, p := range ps {
		if at := x[p.last]; len(at) == 0 || at[len(at)-1] != i {
			x[p.last] = append(at, i)
		}
	}
}

// with calls yield once with each that has one of the parties.
func (x index) with(ps []party, yield func(int)) {
	seen := make(map[int]bool)
	for _, p := range ps {
		for _, i := range x[p.last] {
			if !seen[i] {
				seen[i] = true
				yield(i)
			}
		}
	}
}
