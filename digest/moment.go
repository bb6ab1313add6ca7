package digest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/readout-bot/readout/digest/when"
)

// A When is a time phrase of an article, resolved against the publish time and as precise
// as it was written: "in June" is a month.
//
// With precision "time", Start and End are instants in the article's zone. With any other
// they are calendar days, both inclusive, held as midnight UTC. Both are zero where the
// text gives no day.
type When struct {
	Text      string // the article's own words; empty if it has none
	Start     time.Time
	End       time.Time
	Precision when.Precision
}

// Over reports whether the last possible day (or instant) lies before now, whose zone
// decides what today is. A When without a day is never over.
func (w When) Over(now time.Time) bool {
	switch {
	case w.End.IsZero():
		return false
	case w.Precision == when.Time:
		return w.End.Before(now)
	}
	return w.End.Before(when.Day(now))
}

// layout is how Start and End are written in JSON.
func (w When) layout() string {
	if w.Precision == when.Time {
		return time.RFC3339
	}
	return time.DateOnly
}

// whenJSON is the wire form of a When.
type whenJSON struct {
	Text      string         `json:"text"`
	Start     string         `json:"start,omitempty"`
	End       string         `json:"end,omitempty"`
	Precision when.Precision `json:"precision"`
}

// MarshalJSON writes days as 2006-01-02 and instants as RFC 3339.
func (w When) MarshalJSON() ([]byte, error) {
	j := whenJSON{Text: w.Text, Precision: w.Precision}
	if j.Precision == "" {
		j.Precision = when.Unknown
	}
	if !w.Start.IsZero() {
		j.Start, j.End = w.Start.Format(w.layout()), w.End.Format(w.layout())
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes. An instant may also be given as its day.
func (w *When) UnmarshalJSON(b []byte) error {
	var j whenJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*w = When{Text: j.Text, Precision: j.Precision}
	for _, side := range []struct {
		from string
		to   *time.Time
	}{{j.Start, &w.Start}, {j.End, &w.End}} {
		if side.from == "" {
			continue
		}
		t, err := time.Parse(w.layout(), side.from)
		if err != nil && w.Precision == when.Time {
			t, err = time.Parse(time.DateOnly, side.from)
		}
		if err != nil {
			return fmt.Errorf("time %q of precision %q: %w", side.from, j.Precision, err)
		}
		*side.to = t
	}
	return nil
}
