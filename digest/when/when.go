// Package when finds time phrases in news text and resolves them against the time the
// text was published: "next week", "on Friday", "from 3 to 5 June", "by the end of the
// month". It knows days, weeks and longer stretches, and clock times where they are
// written with a day; a phrase stays as vague as it is.
//
// It is a grammar over a table of words (words.go), one file per construct. What could
// lie before or after the publish time is decided by the tense of the verb that governs
// it (direction.go). It never reads a clock and never guesses a day that no word fixes.
package when

import (
	"time"

	"github.com/readout-bot/readout/digest/text"
)

// Precision says how exactly a phrase fixes its time.
type Precision string

// The precisions, from an instant to none.
const (
	Time    Precision = "time"
	OneDay  Precision = "day"
	Days    Precision = "days" // an explicit range of days
	Week    Precision = "week"
	Month   Precision = "month"
	Season  Precision = "season" // also quarters and halves of a year
	Year    Precision = "year"   // also decades and ranges of years
	Unknown Precision = "unknown"
)

// Day returns the calendar day of t in t's own zone, as midnight UTC: the form in which
// this package and digest hold days.
func Day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// A Phrase is a time phrase with the days it may mean.
type Phrase struct {
	Start, End int // bytes of the text
	// From and To are the first and the last possible day, inclusive, as Day holds them;
	// with precision Time they are instants in the zone of the reference time, or the
	// zone that the text names. Both are zero where the phrase fixes no day ("soon").
	From, To time.Time
	// Precision is that of the words: "in two weeks" and "three years ago" count to one
	// day, but are a Week and a Year.
	Precision Precision
	// Deadline is set for phrases that say "no later than": "by Friday", "within ten days".
	Deadline bool
}

// Find returns the time phrases of d in text order, resolved against ref, whose zone says
// which day "today" is. They never overlap. Sentences and tags of d, where it has them,
// decide direction ("said Friday", "will meet Friday") and tell May from may. Its cost is
// linear in the text.
//
// Clock times without a day, durations ("for three years") and repeated times ("every
// Monday") are no phrases. Explicit ranges include both ends.
func Find(d *text.Doc, ref time.Time) []Phrase {
	p := parser{text: d.Text, toks: scan(d), ref: dayOf(ref), zone: ref.Location(), dirAt: -1}
	var found []Phrase
	for i := 0; i < len(p.toks); {
		if !starts[p.toks[i].kind] && (p.toks[i].lex == nil || p.toks[i].lex.holidays == nil) {
			i++
			continue
		}
		r, j := p.phrase(i)
		switch {
		case j == 0:
			i++
			continue
		case !r.silent && (r.prec == Unknown || r.written()):
			found = append(found, p.finish(r, i, j))
			if r.prec != Unknown {
				p.named, p.namedPrec, p.namedAt = r.from, r.prec, j
			}
			if r.prec == OneDay || r.clock.set {
				p.anchor, p.anchorAt = r.from, j
			}
		}
		i = j
	}
	return found
}

// written reports whether the days can be written as dates: the years 1 to 9999.
func (s span) written() bool { return s.from >= civil(1, 1, 1) && s.to <= civil(9999, 12, 31) }

// finish turns a reading of the tokens from i to before j into a Phrase.
func (p *parser) finish(r reading, i, j int) Phrase {
	f := Phrase{
		Start: int(p.toks[i].start), End: int(p.toks[j-1].end),
		Precision: r.prec, Deadline: r.deadline,
	}
	switch {
	case r.prec == Unknown:
	case r.clock.set:
		f.Precision = Time
		f.From, f.To = r.clock.instants(r.span, p.zone)
	default:
		f.From, f.To = r.from.midnight(), r.to.midnight()
	}
	return f
}
