package calendar

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

var update = flag.Bool("update", false, "rewrite testdata")

// stamp is when all versions of the tests came about.
var stamp = time.Date(2026, 11, 5, 19, 0, 0, 0, time.UTC)

// week is a digest with a meeting of every kind.
func week(t *testing.T) digest.Digest {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "week.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d digest.Digest
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func write(t *testing.T, name string, events []Event) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, name, events); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	events := FromDigest(week(t), stamp)
	events[0].Sequence = 2
	got := write(t, "Readout: #policy", events)
	path := filepath.Join("testdata", "week.ics")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestReadBack(t *testing.T) {
	d := week(t)
	c, err := ics.ParseCalendar(strings.NewReader(write(t, "x", FromDigest(d, stamp))))
	if err != nil {
		t.Fatal(err)
	}
	var placed []digest.Meeting
	for _, m := range d.Meetings {
		if placeable(m.When) {
			placed = append(placed, m)
		}
	}
	if len(c.Events()) != len(placed) || len(placed) == len(d.Meetings) {
		t.Fatalf("%d events of %d meetings, want %d", len(c.Events()), len(d.Meetings), len(placed))
	}
	for i, e := range c.Events() {
		m := placed[i]
		if got := e.GetProperty(ics.ComponentPropertyDescription).Value; !strings.Contains(got, m.Evidence[0].Text) {
			t.Errorf("description %q lacks the evidence %q", got, m.Evidence[0].Text)
		}
		if m.When.Precision == when.Time {
			if start, err := e.GetStartAt(); err != nil || !start.Equal(m.When.Start) {
				t.Errorf("%s starts %v (%v), want %v", m.Title, start, err, m.When.Start)
			}
			continue
		}
		start, err1 := e.GetAllDayStartAt()
		end, err2 := e.GetAllDayEndAt()
		if err1 != nil || err2 != nil || start.Format(time.DateOnly) != m.When.Start.Format(time.DateOnly) || end.Format(time.DateOnly) != m.When.End.AddDate(0, 0, 1).Format(time.DateOnly) {
			t.Errorf("%s is from %v to %v (%v, %v), want %v to the day after %v", m.Title, start, end, err1, err2, m.When.Start, m.When.End)
		}
	}
}

// TestLines checks what RFC 5545 section 3.1 says of lines, on text that makes it hard.
func TestLines(t *testing.T) {
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	const forged = "Talks\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:forged\x00\x07; , \\n \xff"
	e := Event{
		UID: "u\r\nX-FORGED:1", Stamp: stamp, URL: "https://a.example/?x=1\r\nX-FORGED:1", Source: forged,
		Meeting: digest.Meeting{
			Title: forged, Place: forged + strings.Repeat("Žofín 🏛 ", 40), Status: digest.Confirmed,
			When:     digest.When{Start: day, End: day, Precision: when.OneDay},
			Evidence: []digest.Span{{Text: strings.Repeat("Встреча в среду. ", 20)}, {Text: "\u2028second"}},
		},
	}
	out := write(t, forged, []Event{e})
	for line := range strings.SplitSeq(strings.TrimSuffix(out, "\r\n"), "\r\n") {
		if len(line) > 75 {
			t.Errorf("line of %d bytes, want 75 at most: %q", len(line), line)
		}
		if strings.ContainsAny(line, "\r\n\x00\x07") || line != strings.ToValidUTF8(line, "?") {
			t.Errorf("line %q holds what it must not", line)
		}
		if strings.HasPrefix(line, "X-FORGED") {
			t.Errorf("a line was forged: %q", line)
		}
	}
	c, err := ics.ParseCalendar(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Events()) != 1 {
		t.Fatalf("%d events, want 1", len(c.Events()))
	}
	if got, want := c.Events()[0].GetProperty(ics.ComponentPropertySummary).Value, `Talks END:VEVENT BEGIN:VEVENT SUMMARY:forged ; , \n`+" \uFFFD"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
}

func TestUID(t *testing.T) {
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	m := digest.Meeting{Title: "A and B meet", Participants: []string{"B", "A"}, When: digest.When{Start: day, End: day, Precision: when.OneDay}}
	same, moved := m, m
	same.Title, same.Participants = "B to see A", []string{"a", "B "}
	moved.When.Start = day.AddDate(0, 0, 1)
	if UID(m) != UID(same) {
		t.Error("two tellings of one meeting have different UIDs")
	}
	if UID(m) == UID(moved) {
		t.Error("meetings on two days have one UID")
	}
	events := FromDigest(digest.Digest{Meetings: []digest.Meeting{m, same, same}}, stamp)
	if len(events) != 3 || events[0].UID == events[1].UID || events[1].UID == events[2].UID {
		t.Errorf("events %+v, want three UIDs", events)
	}
}
