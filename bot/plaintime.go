package bot

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The words of plain schedules: "every 15 minutes", "mondays and fridays at 8am".

// interval reads "hour", "15 minutes", "2 hours", "hourly".
func interval(f []string, every bool) (exprs []string, ok bool, err error) {
	if len(f) == 0 {
		return nil, false, errors.New("say every what, like “every weekday at 9:00”")
	}
	if f[0] == "hourly" && len(f) == 1 || every && slices.Equal(f, []string{"hour"}) {
		return []string{"0 * * * *"}, true, nil
	}
	if every && slices.Equal(f, []string{"minute"}) {
		return []string{"* * * * *"}, true, nil
	}
	if !every || len(f) != 2 {
		return nil, false, nil
	}
	unit := strings.TrimSuffix(f[1], "s")
	n, numErr := strconv.Atoi(f[0])
	if f[0] == "other" {
		n, numErr = 2, nil
	}
	if numErr != nil {
		return nil, false, nil
	}
	switch unit {
	case "second", "sec":
		return nil, false, errors.New("once a minute is the most")
	case "minute", "min":
		return steps(n, 60, "*/%d * * * *", "minutes")
	case "hour", "h":
		return steps(n, 24, "0 */%d * * *", "hours")
	}
	return nil, false, nil
}

// steps demands that n divides whole, so that the steps are even.
func steps(n, whole int, format, unit string) ([]string, bool, error) {
	if n < 1 || n > whole || whole%n != 0 {
		var good []string
		for i := 2; i < whole; i++ {
			if whole%i == 0 {
				good = append(good, strconv.Itoa(i))
			}
		}
		return nil, false, fmt.Errorf("every %d %s is not possible; %s are", n, unit, list(good))
	}
	if n == whole {
		n = 1
		if unit == "minutes" {
			return []string{"0 * * * *"}, true, nil
		}
		return []string{"0 0 * * *"}, true, nil
	}
	return []string{fmt.Sprintf(format, n)}, true, nil
}

// dayNames are the words for days, as cron's field for them.
func dayNames(word string) string {
	switch word {
	case "day", "days", "daily", "everyday", "morning", "evening":
		return "*"
	case "weekday", "weekdays", "workday", "workdays":
		return "1-5"
	case "weekend", "weekends":
		return "0,6"
	}
	if len(word) < 3 {
		return ""
	}
	for i, d := range []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		w := strings.TrimSuffix(word, "s")
		if w == d || word == d[:3] || d == "tuesday" && (word == "tues" || word == "tue") || d == "thursday" && (w == "thur" || word == "thurs") {
			return strconv.Itoa(i)
		}
	}
	return ""
}

// dayWords reads "monday , wednesday and friday" from the front of f; days is empty if
// there are none.
func dayWords(f []string) (days string, rest []string) {
	var found []string
	for len(f) > 0 {
		w := f[0]
		if len(found) > 0 && (w == "," || w == "and" || w == "every") || w == "on" {
			f = f[1:]
			continue
		}
		d := dayNames(w)
		if d == "" {
			break
		}
		found = append(found, d)
		f = f[1:]
	}
	return strings.Join(found, ","), f
}

type clockTime struct{ hour, minute int }

var errNoTime = errors.New("say at what time, like “at 9:00”")

// timeWords reads "at 8am and 5:30 pm".
func timeWords(f []string) ([]clockTime, error) {
	if len(f) > 0 && f[0] == "at" {
		f = f[1:]
	}
	var times []clockTime
	for i := 0; i < len(f); i++ {
		w := f[i]
		if w == "," || w == "and" || w == "at" {
			continue
		}
		if i+1 < len(f) && slices.Contains([]string{"am", "pm", "a.m", "a.m.", "p.m", "p.m.", "o'clock", "uhr", "h"}, f[i+1]) {
			w += f[i+1]
			i++
		}
		t, err := clockWord(w)
		if err != nil {
			return nil, err
		}
		times = append(times, t)
	}
	if len(times) == 0 {
		return nil, errNoTime
	}
	if len(times) > 24 {
		return nil, errors.New("that is too many times of day; 24 is the most")
	}
	return times, nil
}

// clockWord reads "9", "9:30", "0930", "9am", "12pm", "noon".
func clockWord(w string) (clockTime, error) {
	bad := fmt.Errorf("“%s” is not a time of day; write it like 9:00 or 5pm", clip(w, 30))
	switch w {
	case "noon", "midday":
		return clockTime{12, 0}, nil
	case "midnight":
		return clockTime{0, 0}, nil
	}
	s := strings.ReplaceAll(w, ".m", "m")
	s = strings.TrimRight(strings.ReplaceAll(s, "m.", "m"), ".")
	half := ""
	for _, suffix := range []string{"am", "pm", "o'clock", "uhr", "h"} {
		if t, ok := strings.CutSuffix(s, suffix); ok {
			s, half = t, suffix
			break
		}
	}
	h, m, _ := strings.Cut(strings.Replace(s, ".", ":", 1), ":")
	if len(h) == 4 && m == "" {
		h, m = h[:2], h[2:]
	}
	hour, err := strconv.Atoi(h)
	minute := 0
	if err == nil && m != "" {
		minute, err = strconv.Atoi(m)
	}
	if err != nil || hour < 0 || hour > 23 || minute < 0 || minute > 59 || len(m) == 1 {
		return clockTime{}, bad
	}
	switch {
	case half == "am" || half == "pm":
		if hour < 1 || hour > 12 {
			return clockTime{}, bad
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	return clockTime{hour, minute}, nil
}
