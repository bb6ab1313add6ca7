package bot

import (
	"fmt"
	"testing"
	"time"
)

func TestTimeWindow(t *testing.T) {
	zone, err := LoadZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 18, 10, 30, 0, 0, zone) // a Wednesday
	show := func(w window) string {
		f := func(t time.Time) string {
			if t.IsZero() {
				return "…"
			}
			return t.Format("2006-01-02 15:04")
		}
		if w.empty() {
			return "-"
		}
		return f(w.from) + " to " + f(w.until)
	}
	for _, c := range []struct{ text, past, ahead, rest string }{
		{"what is new since Monday?", "2026-11-16 00:00 to …", "-", "what is new  ?"},
		{"since yesterday", "2026-11-17 00:00 to …", "-", " "},
		{"since last week", "2026-11-09 00:00 to …", "-", " "},
		{"since Wednesday", "2026-11-18 00:00 to …", "-", " "},
		{"today's news", "2026-11-18 00:00 to 2026-11-19 00:00", "-", "  news"},
		{"yesterday", "2026-11-17 00:00 to 2026-11-18 00:00", "-", " "},
		{"meetings tomorrow", "-", "2026-11-19 00:00 to 2026-11-20 00:00", "meetings  "},
		{"this week", "2026-11-16 00:00 to 2026-11-23 00:00", "-", " "},
		{"next week", "-", "2026-11-23 00:00 to 2026-11-30 00:00", " "},
		{"last week", "2026-11-09 00:00 to 2026-11-16 00:00", "-", " "},
		{"last month", "2026-10-01 00:00 to 2026-11-01 00:00", "-", " "},
		{"next month", "-", "2026-12-01 00:00 to 2027-01-01 00:00", " "},
		{"in the last 3 days", "2026-11-15 00:00 to …", "-", " "},
		{"over the past two weeks", "2026-11-04 00:00 to …", "-", " "},
		{"past 6 hours", "2026-11-18 04:30 to …", "-", " "},
		{"in the next 10 days", "-", "2026-11-18 00:00 to 2026-11-29 00:00", " "},
		{"next Friday", "-", "2026-11-20 00:00 to 2026-11-21 00:00", " "},
		{"last Friday", "2026-11-13 00:00 to 2026-11-14 00:00", "-", " "},
		{"on 3 October", "2026-10-03 00:00 to 2026-10-04 00:00", "-", " "},
		{"since 3 December", "2025-12-03 00:00 to …", "-", " "},
		{"on 3 December 2026", "-", "2026-12-03 00:00 to 2026-12-04 00:00", " "},
		{"before 1 November", "… to 2026-11-01 00:00", "-", " "},
		{"2026-11-20", "-", "2026-11-20 00:00 to 2026-11-21 00:00", " "},
		{"in October", "2026-10-01 00:00 to 2026-11-01 00:00", "-", " "},
		{"in December", "-", "2026-12-01 00:00 to 2027-01-01 00:00", " "},
		{"who is Rubio?", "-", "-", "who is Rubio?"},
		{"what may happen in May's party", "2026-05-01 00:00 to 2026-06-01 00:00", "-", "what may happen  's party"},
	} {
		past, ahead, rest, _ := timeWindow(c.text, now)
		got := fmt.Sprintf("past %s, ahead %s, rest %q", show(past), show(ahead), rest)
		want := fmt.Sprintf("past %s, ahead %s, rest %q", c.past, c.ahead, c.rest)
		if got != want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, want)
		}
	}
}

func FuzzQuestion(f *testing.F) {
	for _, s := range []string{"what did Rubio say since Monday?", "on 99 May 9999", "next 999 years", "0000-00-00", "in the last few fortnights", "İstanbul'da?"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 18, 10, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		q := parseQuestion(tidy(s), now)
		for _, w := range q.words {
			if w.folded == "" {
				t.Errorf("%q has an empty word", s)
			}
		}
		q.past.words(now)
	})
}
