package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// FuzzWrite checks that no text makes more of a calendar than the one event it is in.
func FuzzWrite(f *testing.F) {
	f.Add("Talks", "Lisbon, Harbour House", "They will meet.", "https://a.example/?x=1", int64(0))
	f.Add("a\r\nEND:VEVENT", "\\n;,:\"", "Встреча 🏛 \x00\xff", "javascript:alert(1)", int64(1e10))
	f.Fuzz(func(t *testing.T, title, place, said, address string, at int64) {
		start := when.Day(time.Unix(at%4e9, 0).UTC())
		m := digest.Meeting{Title: title, Place: place, Evidence: []digest.Span{{Text: said}},
			When: digest.When{Start: start, End: start, Precision: when.OneDay}}
		var b bytes.Buffer
		if err := Write(&b, title, []Event{{UID: UID(m), Stamp: start, Meeting: m, URL: address, Source: place}}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("line %q of %d bytes", line, len(line))
			}
		}
		c, err := ics.ParseCalendar(&b)
		if err != nil || len(c.Events()) != 1 {
			t.Errorf("read back %d events: %v", len(c.Events()), err)
		}
	})
}
