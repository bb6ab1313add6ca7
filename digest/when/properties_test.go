package when

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest/text"
)

var thursday = time.Date(2025, 10, 16, 20, 0, 0, 0, time.UTC)

// caseLines returns the texts of all case files.
func caseLines(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var lines []string
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "@") && !strings.HasPrefix(line, "#") {
				lines = append(lines, strings.TrimSuffix(line, "\n"))
			}
		}
	}
	return lines
}

// TestWeekShift moves the reference time by whole weeks: what is said relative to the
// week moves with it.
func TestWeekShift(t *testing.T) {
	for _, s := range []string{
		"The court ruled Tuesday.", "They will meet on Friday.", "He arrives next Monday.",
		"They met last week.", "They will meet this weekend.", "He left last Thursday.",
		"They will meet early next week.", "They will meet tomorrow.", "They met the day before yesterday.",
		"They will meet in two weeks.", "They met ten days ago.", "They must reply within ten days.",
		"They will meet from Monday to Wednesday.", "They will meet Tuesday at 3 p.m.",
		"Tuesday of next week will be hot.", "They must decide by Sunday.", "They will meet later this week.",
	} {
		d := text.Read(s)
		want := Find(d, thursday)
		if len(want) != 1 {
			t.Fatalf("%q: %d phrases, want 1", s, len(want))
		}
		for weeks := -60; weeks <= 60; weeks += 7 {
			got := Find(d, thursday.AddDate(0, 0, 7*weeks))
			if len(got) != 1 || !got[0].From.Equal(want[0].From.AddDate(0, 0, 7*weeks)) || !got[0].To.Equal(want[0].To.AddDate(0, 0, 7*weeks)) {
				t.Errorf("%q %d weeks on:\n got %v\nwant %s moved", s, weeks, got, show(want[0]))
			}
		}
	}
}

// TestContext puts a paragraph that names no time before each case: nothing may change
// but the offsets.
func TestContext(t *testing.T) {
	const before = "The minister spoke to the press.\n\n"
	for _, s := range caseLines(t) {
		want, got := Find(text.Read(s), thursday), Find(text.Read(before+s), thursday)
		if len(got) != len(want) {
			t.Errorf("%q: %d phrases after a paragraph, %d alone", s, len(got), len(want))
			continue
		}
		for i, w := range want {
			w.Start, w.End = w.Start+len(before), w.End+len(before)
			if got[i].Start != w.Start || show(got[i]) != show(w) {
				t.Errorf("%q:\n got %+v\nwant %+v", s, got[i], w)
			}
		}
	}
}

// TestUntagged reads texts that no tagger has seen: nothing may be lost but direction.
func TestUntagged(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"We will meet on March 27, 2026.", "day 2026-03-27"},
		{"See you next week!", "week 2025-10-20..2025-10-26"},
		{"From 3 to 5 June 2026", "days 2026-06-03..2026-06-05"},
	} {
		found := Find(&text.Doc{Text: c.text}, thursday)
		if len(found) != 1 || show(found[0]) != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.text, found, c.want)
		}
	}
}

// TestCalendar checks the day arithmetic against package time.
func TestCalendar(t *testing.T) {
	start := time.Date(1580, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := 0; n < 250_000; n += 7 {
		want := start.AddDate(0, 0, n)
		d := dayOf(want)
		if got := d.midnight(); !got.Equal(want) {
			t.Fatalf("day %s became %s", want.Format(time.DateOnly), got.Format(time.DateOnly))
		}
		if got, want := d.weekday(), (int(want.Weekday())+6)%7; got != want {
			t.Fatalf("%s: weekday %d, want %d", d.midnight().Format(time.DateOnly), got, want)
		}
		if y, m, dom := d.date(); y != want.Year() || m != int(want.Month()) || dom != want.Day() {
			t.Fatalf("date of %s is %d-%d-%d", want.Format(time.DateOnly), y, m, dom)
		}
		y, w := want.ISOWeek()
		if s := isoWeek(y, w); d < s.from || d > s.to {
			t.Fatalf("%s is not in ISO week %d of %d", want.Format(time.DateOnly), w, y)
		}
	}
	// Dates of the Gregorian Easter, from the tables of the U.S. Naval Observatory.
	for _, want := range []string{"1961-04-02", "2000-04-23", "2008-03-23", "2018-04-01", "2025-04-20", "2038-04-25"} {
		at, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := easter(at.Year()).midnight().Format(time.DateOnly); got != want {
			t.Errorf("Easter of %d: got %s want %s", at.Year(), got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range caseLines(f) {
		f.Add(s, int64(20000))
	}
	f.Fuzz(func(t *testing.T, s string, refDay int64) {
		if len(s) > 1<<12 {
			return
		}
		ref := time.Unix(refDay%80_000*86400, 0).UTC()
		end := 0
		for _, p := range Find(text.Read(s), ref) {
			if p.Start < end || p.End <= p.Start || p.End > len(s) {
				t.Fatalf("span %d:%d after %d in %q", p.Start, p.End, end, s)
			}
			if utf8.ValidString(s) && (!utf8.RuneStart(s[p.Start]) || p.End < len(s) && !utf8.RuneStart(s[p.End])) {
				t.Fatalf("span %d:%d cuts a rune of %q", p.Start, p.End, s)
			}
			if p.To.Before(p.From) || p.From.IsZero() != (p.Precision == Unknown) {
				t.Fatalf("%q: %s", s[p.Start:p.End], show(p))
			}
			end = p.End
		}
	})
}

// news is about 100 kB of text with the time phrases of the cases spread through it.
func news(b *testing.B) string {
	var s strings.Builder
	for lines := caseLines(b); s.Len() < 100_000; {
		for _, line := range lines {
			s.WriteString("The government of the northern province has asked its neighbours to send more engineers to the dam. ")
			s.WriteString(line + "\n")
		}
	}
	return s.String()
}

func BenchmarkFind(b *testing.B) {
	d := text.Read(news(b))
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(d, thursday)
	}
}

// BenchmarkLength shows that the cost grows with the text and no faster: the figures per
// byte are alike.
func BenchmarkLength(b *testing.B) {
	s := news(b)
	for _, n := range []int{1 << 14, 1 << 16, 1 << 20} {
		long := strings.Repeat(s, n/len(s)+1)[:n]
		d := &text.Doc{Text: long}
		b.Run(byteSize(n), func(b *testing.B) {
			b.SetBytes(int64(n))
			for b.Loop() {
				Find(d, thursday)
			}
		})
	}
}

func byteSize(n int) string {
	if n >= 1<<20 {
		return "1MB"
	}
	return map[int]string{1 << 14: "16kB", 1 << 16: "64kB"}[n]
}
