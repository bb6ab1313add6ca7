package feed

import (
	"regexp"
	"strings"
	"time"
)

// layouts are the ways in which feeds and pages write times, after dateWords and zones
// were put right. Fractions of a second are read by all with seconds.
var layouts = []struct {
	layout string
	exact  bool // names a time of day
}{
	{time.RFC3339, true},
	{"2006-01-02T15:04:05-0700", true},
	{"2006-01-02T15:04-07:00", true},
	{"2006-01-02T15:04-0700", true},
	{"2006-01-02T15:04:05", true},
	{"2006-01-02T15:04", true},
	{"2006-01-02 15:04:05 -0700", true},
	{"2006-01-02 15:04:05-07:00", true},
	{"2006-01-02 15:04:05", true},
	{"2006-01-02 15:04", true},
	{"2 Jan 2006 15:04:05 -0700", true},
	{"2 Jan 2006 15:04 -0700", true},
	{"2 Jan 06 15:04:05 -0700", true},
	{"2 Jan 06 15:04 -0700", true},
	{"2 Jan 2006 15:04:05", true},
	{"2 Jan 2006 15:04", true},
	{"2 January 2006 15:04:05 -0700", true},
	{"Jan 2, 2006 15:04:05 -0700", true},
	{"Jan 2 15:04:05 -0700 2006", true}, // Unix date, and Ruby's
	{"Jan 2 15:04:05 2006", true},
	{"January 2, 2006 3:04 PM", true},
	{"2006-01-02", false},
	{"20060102", false},
	{"2 Jan 2006", false},
	{"2 January 2006", false},
	{"Jan 2, 2006", false},
	{"January 2, 2006", false},
}

// zones are the names of zones in RFC 822 dates and those that newsrooms use besides.
// Go would read an unknown name as UTC. https://www.rfc-editor.org/rfc/rfc822#section-5
var zones = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000", "WET": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
	"BST": "+0100", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300",
	"MSK": "+0300", "JST": "+0900", "AEST": "+1000", "AEDT": "+1100",
}

var (
	weekday = regexp.MustCompile(`^\p{L}{2,10}\.?,?\s+(\p{L}|\d)`) // "Thu, 5", "Thursday, November", "Thu Nov"
	zone    = regexp.MustCompile(`\s+\(?([A-Z]{1,4})\)?(\s+\d{4})?$`)
	offset  = regexp.MustCompile(`\s+(?:GMT|UTC)([+-]\d{2}):?(\d{2})$`)
)

// longDate is up to where, in bytes, a string can be a date.
const longDate = 80

// parseDate reads a time in the zone that it names, UTC if it names none; zero if it is
// not one of the usual forms. Exact says whether it names a time of day.
func parseDate(s string) (t time.Time, exact bool) {
	if len(s) > longDate {
		return time.Time{}, false
	}
	s = strings.Join(strings.Fields(s), " ")
	if m := weekday.FindStringSubmatchIndex(s); m != nil && !monthFirst(s) {
		s = s[m[2]:]
	}
	s = offset.ReplaceAllString(s, " $1$2")
	if m := zone.FindStringSubmatchIndex(s); m != nil {
		if o, known := zones[s[m[2]:m[3]]]; known {
			s = s[:m[0]] + " " + o + s[m[3]:]
		}
	}
	for _, l := range layouts {
		// UTC, since with the local zone the result would depend on where we run.
		if t, err := time.ParseInLocation(l.layout, s, time.UTC); err == nil && plausible(t) {
			return t, l.exact
		}
	}
	return time.Time{}, false
}

// monthFirst reports whether s begins with the name of a month.
func monthFirst(s string) bool {
	if len(s) < 3 {
		return false
	}
	_, err := time.Parse("Jan", s[:3])
	return err == nil
}

// plausible keeps the year of a time within what news can have.
func plausible(t time.Time) bool { return t.Year() > 1970 && t.Year() < 2200 }
