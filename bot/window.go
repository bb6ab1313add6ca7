package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The time phrases of questions: "since Monday", "next week", "in October".

var (
	sinceRE = regexp.MustCompile(`(?i)\b(?:since|after|from)\s+(?:last\s+)?(monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|this morning|this week|last week|this month|last month)\b`)
	lastRE  = regexp.MustCompile(`(?i)\b(?:in |over |within |during )?(?:the )?(last|past|next|coming)\s+(\d{1,3}|few|couple of|two|three|four|five|six|seven|ten)?\s*(hour|day|week|fortnight|month|year)s?\b`)
	fixedRE = regexp.MustCompile(`(?i)\b(today|tonight|yesterday|tomorrow|this week|this month|this year|this weekend|this morning)\b(?:'s|’s)?`)
	dayRE   = regexp.MustCompile(`(?i)\b(?:on\s+)?(?:(next|last|this)\s+)?(monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b(?:'s|’s)?`)
	dateRE  = regexp.MustCompile(`(?i)\b(since|on|before|until|by)?\s*(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(january|february|march|april|may|june|july|august|september|october|november|december)(?:\s+(\d{4}))?)\b`)
	monthRE = regexp.MustCompile(`(?i)\b(?:in|since|during)\s+(january|february|march|april|may|june|july|august|september|october|november|december)(?:\s+(\d{4}))?\b`)
)

// timeWindow finds the first time phrase of a question, and returns the question without it.
func timeWindow(text string, now time.Time) (past, ahead window, without string, ok bool) {
	today := dayStart(now)
	readers := []struct {
		re   *regexp.Regexp
		read func(m []string) (past, ahead window)
	}{
		{sinceRE, func(m []string) (window, window) {
			return window{from: sinceStart(strings.ToLower(m[1]), today)}, window{}
		}},
		{dateRE, func(m []string) (window, window) { return dateWindow(m, today) }},
		{monthRE, func(m []string) (window, window) { return monthWindow(m, today) }},
		{lastRE, func(m []string) (window, window) { return lengthWindow(m, now) }},
		{fixedRE, func(m []string) (window, window) { return fixedWindow(strings.ToLower(m[1]), today) }},
		{dayRE, func(m []string) (window, window) {
			return dayWindow(strings.ToLower(m[1]), strings.ToLower(m[2]), today)
		}},
	}
	for _, r := range readers {
		at := r.re.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		past, ahead = r.read(submatches(text, at))
		if past.empty() && ahead.empty() {
			continue
		}
		return past, ahead, text[:at[0]] + " " + text[at[1]:], true
	}
	return window{}, window{}, text, false
}

func submatches(text string, at []int) []string {
	m := make([]string, len(at)/2)
	for i := range m {
		if at[2*i] >= 0 {
			m[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return m
}

// sinceStart is the start of the last day, week or month of that name.
func sinceStart(w string, today time.Time) time.Time {
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	switch w {
	case "today", "this morning":
		return today
	case "yesterday":
		return today.AddDate(0, 0, -1)
	case "this week":
		return monday
	case "last week":
		return monday.AddDate(0, 0, -7)
	case "this month":
		return today.AddDate(0, 0, 1-today.Day())
	case "last month":
		return today.AddDate(0, -1, 1-today.Day())
	}
	back := (int(today.Weekday()) - weekday(w) + 7) % 7
	return today.AddDate(0, 0, -back)
}

func weekday(w string) int {
	n, _ := strconv.Atoi(dayNames(w))
	return n
}

func fixedWindow(w string, today time.Time) (past, ahead window) {
	day := func(n int) time.Time { return today.AddDate(0, 0, n) }
	monday := day(-(int(today.Weekday()) + 6) % 7)
	switch w {
	case "yesterday":
		return window{day(-1), today}, window{}
	case "tomorrow":
		return window{}, window{day(1), day(2)}
	case "this week":
		return window{monday, monday.AddDate(0, 0, 7)}, window{}
	case "this weekend":
		return window{}, window{monday.AddDate(0, 0, 5), monday.AddDate(0, 0, 7)}
	case "this month":
		first := today.AddDate(0, 0, 1-today.Day())
		return window{first, first.AddDate(0, 1, 0)}, window{}
	case "this year":
		first := time.Date(today.Year(), 1, 1, 0, 0, 0, 0, today.Location())
		return window{first, first.AddDate(1, 0, 0)}, window{}
	}
	return window{today, day(1)}, window{}
}

// lengthWindow reads "last 3 days", "next week", "coming months".
func lengthWindow(m []string, now time.Time) (past, ahead window) {
	n, err := strconv.Atoi(m[2])
	if err != nil {
		n = map[string]int{"": 1, "few": 3, "couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}[strings.ToLower(m[2])]
	}
	unit := strings.ToLower(m[3])
	today := dayStart(now)
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	first := today.AddDate(0, 0, 1-today.Day())
	next := strings.EqualFold(m[1], "next") || strings.EqualFold(m[1], "coming")
	if m[2] == "" { // a calendar week or month, not a length
		switch {
		case unit == "week" && next:
			return window{}, window{monday.AddDate(0, 0, 7), monday.AddDate(0, 0, 14)}
		case unit == "week":
			return window{monday.AddDate(0, 0, -7), monday}, window{}
		case unit == "month" && next:
			return window{}, window{first.AddDate(0, 1, 0), first.AddDate(0, 2, 0)}
		case unit == "month":
			return window{first.AddDate(0, -1, 0), first}, window{}
		}
	}
	if !next {
		n = -n
	}
	var end time.Time
	switch unit {
	case "hour":
		end = now.Add(time.Duration(n) * time.Hour)
	case "week":
		end = today.AddDate(0, 0, 7*n)
	case "fortnight":
		end = today.AddDate(0, 0, 14*n)
	case "month":
		end = today.AddDate(0, n, 0)
	case "year":
		end = today.AddDate(n, 0, 0)
	default:
		end = today.AddDate(0, 0, n)
	}
	if next {
		return window{}, window{today, end.AddDate(0, 0, 1)}
	}
	return window{from: end}, window{}
}

// dayWindow reads "Monday", "next Monday", "last Monday". Plain and "this" ones leave
// open which way they point: the intent decides, so both are told by one past window
// that ends in the future.
func dayWindow(which, name string, today time.Time) (past, ahead window) {
	back := (int(today.Weekday()) - weekday(name) + 7) % 7
	lastOne, nextOne := today.AddDate(0, 0, -back), today.AddDate(0, 0, (7-back)%7)
	switch which {
	case "next":
		if back == 0 {
			nextOne = nextOne.AddDate(0, 0, 7)
		}
		return window{}, window{nextOne, nextOne.AddDate(0, 0, 1)}
	case "last":
		if back == 0 {
			lastOne = lastOne.AddDate(0, 0, -7)
		}
		return window{lastOne, lastOne.AddDate(0, 0, 1)}, window{}
	}
	return window{lastOne, nextOne.AddDate(0, 0, 1)}, window{}
}

// dateWindow reads "2025-10-17", "since 3 October", "on 3 October 2025".
func dateWindow(m []string, today time.Time) (past, ahead window) {
	var d time.Time
	if m[2] != "" {
		year, _ := strconv.Atoi(m[2])
		month, _ := strconv.Atoi(m[3])
		n, _ := strconv.Atoi(m[4])
		d = time.Date(year, time.Month(month), n, 0, 0, 0, 0, today.Location())
	} else {
		n, _ := strconv.Atoi(m[5])
		d = time.Date(today.Year(), monthOf(m[6]), n, 0, 0, 0, 0, today.Location())
		if m[7] != "" {
			year, _ := strconv.Atoi(m[7])
			d = d.AddDate(year-d.Year(), 0, 0)
		} else if strings.EqualFold(m[1], "since") && d.After(today) {
			d = d.AddDate(-1, 0, 0)
		}
	}
	switch strings.ToLower(m[1]) {
	case "since":
		return window{from: d}, window{}
	case "before", "until", "by":
		if d.After(today) {
			return window{}, window{today, d.AddDate(0, 0, 1)}
		}
		return window{until: d}, window{}
	}
	if d.After(today) {
		return window{}, window{d, d.AddDate(0, 0, 1)}
	}
	return window{d, d.AddDate(0, 0, 1)}, window{}
}

func monthWindow(m []string, today time.Time) (past, ahead window) {
	first := time.Date(today.Year(), monthOf(m[1]), 1, 0, 0, 0, 0, today.Location())
	if m[2] != "" {
		year, _ := strconv.Atoi(m[2])
		first = first.AddDate(year-first.Year(), 0, 0)
	}
	end := first.AddDate(0, 1, 0)
	switch {
	case strings.HasPrefix(strings.ToLower(m[0]), "since"):
		if first.After(today) {
			first = first.AddDate(-1, 0, 0)
		}
		return window{from: first}, window{}
	case first.After(today):
		return window{}, window{first, end}
	}
	return window{first, end}, window{}
}

func monthOf(name string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			return m
		}
	}
	return time.January
}
