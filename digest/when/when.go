// Package when finds time phrases in news text and resolves them against the time the
// text was published: "next week", "on Friday", "from 3 to 5 June", "by the end of the
// month". It knows days, weeks and longer stretches, and clock times where they are
// written; a phrase stays as vague as it is.
package when

import "time"

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
	From, To  time.Time
	Precision Precision
	// Deadline is set for phrases that say "no later than": "by Friday", "within ten days".
	Deadline bool
}
