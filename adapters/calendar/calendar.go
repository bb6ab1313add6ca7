// Package calendar writes meetings as iCalendar (RFC 5545), for people's own calendars to
// import or subscribe to. It reads no calendars and sends no invitations; it adds nothing
// to what the articles say: a meeting whose hour is not known fills days, and none blocks
// the time of whoever subscribes.
package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// An Event is a meeting on its way into a calendar.
type Event struct {
	// UID is the same for every version of the event. A version with a higher Sequence
	// replaces the earlier ones.
	UID      string
	Sequence int
	Stamp    time.Time // when this version came about
	Meeting  digest.Meeting
	URL      string // of the article that says so
	Source   string // its outlet
}

// FromDigest returns an event for each meeting of d that can be put on days: those
// without a day, or known to no better than a season, are left out. Stamp is when d was
// made.
func FromDigest(d digest.Digest, stamp time.Time) []Event {
	var events []Event
	taken := make(map[string]bool)
	for _, m := range d.Meetings {
		if !placeable(m.When) {
			continue
		}
		uid := UID(m)
		for taken[uid] { // the same parties meet twice that day
			uid = hashed(uid)
		}
		taken[uid] = true
		events = append(events, Event{UID: uid, Stamp: stamp, Meeting: m, URL: d.Article.URL, Source: d.Article.Source})
	}
	return events
}

// UID names a meeting by its parties (its title, if it has none) and its first day, so
// that two articles about one meeting give one event.
func UID(m digest.Meeting) string {
	parties := slices.Clone(m.Participants)
	if len(parties) == 0 {
		parties = []string{m.Title}
	}
	for i, p := range parties {
		parties[i] = strings.ToLower(strings.Join(strings.Fields(p), " "))
	}
	slices.Sort(parties)
	day := m.When.Start
	if m.When.Precision != when.Time {
		day = when.Day(day)
	}
	return hashed(day.Format(time.DateOnly) + "\n" + strings.Join(parties, "\n"))
}

// hashed returns a UID made of s.
func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16]) + "@readout"
}

// placeable reports whether w can be drawn into a calendar.
func placeable(w digest.When) bool {
	switch w.Precision {
	case when.Time, when.OneDay, when.Days, when.Week, when.Month:
		return !w.Start.IsZero()
	}
	return false
}

// Write writes a calendar of that name to w. Events that FromDigest would leave out are
// left out here too.
func Write(w io.Writer, name string, events []Event) error {
	c := ics.NewCalendar()
	c.SetProductId("-//Readout//Readout//EN")
	c.SetMethod(ics.MethodPublish)
	c.SetXWRCalName(line(name))
	c.SetName(line(name))
	for _, e := range events {
		if placeable(e.Meeting.When) {
			c.AddVEvent(e.vevent())
		}
	}
	// The library's own line end is that of Unix; RFC 5545 section 3.1 wants CRLF.
	return c.SerializeTo(w, ics.WithNewLine("\r\n"))
}

// vevent returns the event in the library's form.
func (e Event) vevent() *ics.VEvent {
	m := e.Meeting
	v := ics.NewEvent(line(e.UID))
	v.SetDtStampTime(e.Stamp)
	v.SetSequence(e.Sequence)
	v.SetStatus(status(m.Status))
	v.SetTimeTransparency(ics.TransparencyTransparent)
	v.SetSummary(e.summary())
	if m.Place != "" {
		v.SetLocation(line(m.Place))
	}
	if d := e.description(); d != "" {
		v.SetDescription(d)
	}
	if link := webLink(e.URL); link != "" {
		v.SetURL(link)
	}
	e.setTime(v)
	return v
}

// setTime sets start and end: an instant in UTC, or days, of which iCalendar names the
// first and the one after the last.
func (e Event) setTime(v *ics.VEvent) {
	start, end := e.Meeting.When.Start, e.Meeting.When.End
	if e.Meeting.When.Precision == when.Time {
		v.SetStartAt(start.UTC())
		if end.After(start) {
			v.SetEndAt(end.UTC())
		}
		return
	}
	if end.Before(start) {
		end = start
	}
	v.SetAllDayStartAt(start)
	v.SetAllDayEndAt(end.AddDate(0, 0, 1))
}

// summary returns the title. Where the days of the event are more than the meeting will
// take, it says so; the article's own words ("next week") would mean another time later.
func (e Event) summary() string {
	title := line(e.Meeting.Title)
	if p := e.Meeting.When.Precision; p == when.Week || p == when.Month {
		title += " (day open)"
	}
	return title
}

// description returns the sentences that state the meeting, and where they stand.
func (e Event) description() string {
	var lines []string
	for _, s := range e.Meeting.Evidence {
		if said := line(s.Text); said != "" && !slices.Contains(lines, said) {
			lines = append(lines, said)
		}
	}
	for _, s := range []string{line(e.Source), webLink(e.URL)} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// status translates how firm a meeting is.
func status(s digest.MeetingStatus) ics.ObjectStatus {
	switch s {
	case digest.Confirmed:
		return ics.ObjectStatusConfirmed
	case digest.Cancelled:
		return ics.ObjectStatusCancelled
	}
	return ics.ObjectStatusTentative
}

// line returns s as one line of valid UTF-8. The library would pass a carriage return or
// another control character through, and with it a forged line of the calendar.
func line(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// webLink returns address if it is a web address, and nothing otherwise.
func webLink(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
