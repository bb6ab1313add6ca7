package bot

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// The small words that every message is made of: dates, counts, lists.

// day writes a calendar day as people say it, with its year only where that is not plain
// from now.
func day(t, now time.Time) string {
	if far(t, now) {
		return t.Format("Mon 2 Jan 2006")
	}
	return t.Format("Mon 2 Jan")
}

// far reports whether a day without its year might be taken for another.
func far(t, now time.Time) bool {
	return t.Year() != now.Year() && t.Sub(now).Abs() > 120*24*time.Hour
}

// clock writes an instant: "Fri 17 Oct 09:00".
func clock(t, now time.Time) string {
	return day(t, now) + t.Format(" 15:04")
}

// whenWords writes when something is, as precisely as the article says, in zone of now.
func whenWords(w digest.When, now time.Time) string {
	if w.Start.IsZero() {
		return cmp.Or(w.Text, "no date yet")
	}
	switch w.Precision {
	case when.Time:
		return clock(w.Start.In(now.Location()), now)
	case when.OneDay:
		return day(w.Start, now)
	case when.Days:
		return day(w.Start, now) + " to " + day(w.End, now)
	case when.Week:
		return "week of " + day(w.Start, now)
	case when.Month:
		return w.Start.Format("January 2006")
	}
	return cmp.Or(w.Text, w.Start.Format("2006"))
}

// count writes "1 meeting", "3 meetings", "no meetings".
func count(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// list writes "A", "A and B", "A, B and C".
func list(names []string) string { return listWith(names, "and") }

// choice writes "A", "A or B", "A, B or C".
func choice(names []string) string { return listWith(names, "or") }

func listWith(names []string, last string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	n := len(names) - 1
	return strings.Join(names[:n], ", ") + " " + last + " " + names[n]
}

// sentenceCase makes the first letter a capital.
func sentenceCase(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// clip shortens s to at most n runes, at a word where there is one near.
func clip(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(r) <= n {
		return string(r)
	}
	cut := string(r[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// coverage is the first line of an answer: what it rests on.
func coverage(c Coverage, since, now time.Time) string {
	if c.Articles == 0 {
		return "No articles" + sinceWords(since, now) + "."
	}
	return fmt.Sprintf("%s%s, newest %s.", count(c.Articles, "article", "articles"),
		sinceWords(since, now), newest(c.Newest.In(now.Location()), now))
}

func sinceWords(since, now time.Time) string {
	if since.IsZero() {
		return ""
	}
	since = since.In(now.Location())
	if when.Day(since).Equal(when.Day(now)) {
		return " since " + since.Format("15:04") + " today"
	}
	if h, m, _ := since.Clock(); h == 0 && m == 0 {
		return " since " + day(since, now)
	}
	return " since " + clock(since, now)
}

// newest writes the time of the newest article: the hour if it is today's, else the day too.
func newest(t, now time.Time) string {
	if when.Day(t).Equal(when.Day(now)) {
		return t.Format("15:04")
	}
	return clock(t, now)
}
