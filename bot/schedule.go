package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// minInterval is the shortest time between two slots of a schedule.
const minInterval = time.Minute

// A Schedule says when slots fall due. Its runs are moments of the wall clock in its
// zone: one that a clock change leaves out comes at the first moment after the gap, one
// that it repeats comes once, the first time. Those that run in every hour of the day
// follow elapsed time instead.
type Schedule struct {
	runs []cron.Schedule
	zone *time.Location
}

// ParseSchedule reads a cron expression of five fields, a descriptor such as @daily, or
// plain words such as "every weekday at 9:00", in an IANA zone. Its errors are fit for
// people.
func ParseSchedule(spec, zone string) (Schedule, error) {
	loc, err := LoadZone(zone)
	if err != nil {
		return Schedule{}, err
	}
	words := strings.ToLower(strings.Join(strings.Fields(spec), " "))
	exprs, err := plainSchedule(words)
	if err != nil {
		return Schedule{}, err
	}
	if exprs == nil {
		exprs = []string{words}
	}
	s := Schedule{zone: loc}
	for _, e := range exprs {
		c, err := parseCron(e)
		if err != nil {
			return Schedule{}, fmt.Errorf("the schedule “%s” makes no sense to me: %w", clip(spec, 80), err)
		}
		s.runs = append(s.runs, c)
	}
	// Any date does: five years from it hold every day that there is, 29 February too.
	if s.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Schedule{}, fmt.Errorf("the schedule “%s” never comes, as there is no such day", clip(spec, 80))
	}
	return s, nil
}

var errNotCron = errors.New("write something like “every weekday at 9:00”, or the five fields of a cron expression, like “0 9 * * 1-5”")

// parseCron guards the parser of robfig/cron v3.0.1: it panics on some input with a zone
// in it, and knows no 7 for Sunday.
func parseCron(expr string) (s cron.Schedule, err error) {
	defer func() {
		if recover() != nil {
			s, err = nil, errNotCron
		}
	}()
	switch {
	case strings.Contains(expr, "tz="):
		return nil, errors.New("give the zone after the schedule, like “in Europe/Berlin”")
	case strings.HasPrefix(expr, "@reboot"):
		return nil, errNotCron
	case strings.HasPrefix(expr, "@"):
		s, err = cron.ParseStandard(expr)
		if err != nil {
			return nil, errors.New("the words with @ are @hourly, @daily, @weekly, @monthly, @yearly and @every, like “@every 2h”")
		}
		if d, ok := s.(cron.ConstantDelaySchedule); ok && d.Delay < minInterval {
			return nil, errors.New("once a minute is the most")
		}
		return s, nil
	}
	fields := strings.Fields(expr)
	if len(fields) == 6 {
		return nil, errors.New("it has six fields; a cron expression here has five, without seconds")
	}
	if len(fields) != 5 {
		return nil, errNotCron
	}
	fields[4] = sundays(fields[4])
	s, err = cron.ParseStandard(strings.Join(fields, " "))
	if err != nil {
		return nil, fmt.Errorf("%s; %w", strings.ReplaceAll(err.Error(), "\n", " "), errNotCron)
	}
	return s, nil
}

// sundays writes 7, as Sunday is in most crons, as the 0 that the parser knows.
func sundays(field string) string {
	parts := strings.Split(field, ",")
	for i, p := range parts {
		switch {
		case p == "7":
			parts[i] = "0"
		case strings.HasSuffix(p, "-7") && p != "0-7":
			parts[i] = strings.TrimSuffix(p, "7") + "6,0"
			if p == "7-7" {
				parts[i] = "0"
			}
		case p == "0-7":
			parts[i] = "0-6"
		}
	}
	return strings.Join(parts, ",")
}

// Zone returns the zone that the schedule is in.
func (s Schedule) Zone() *time.Location { return s.zone }

// Next returns the first run after t, in the schedule's zone; zero if there is none
// within some years.
func (s Schedule) Next(t time.Time) time.Time {
	var first time.Time
	for _, c := range s.runs {
		at := s.next(c, t.In(s.zone))
		if first.IsZero() || !at.IsZero() && at.Before(first) {
			first = at
		}
	}
	return first
}

// NextN returns the next n runs after t.
func (s Schedule) NextN(t time.Time, n int) []time.Time {
	var runs []time.Time
	for range n {
		if t = s.Next(t); t.IsZero() {
			break
		}
		runs = append(runs, t)
	}
	return runs
}

// Latest returns the last run that is not after t, where due is known to be one; due
// itself if nothing came after it.
func (s Schedule) Latest(due, t time.Time) time.Time {
	// From far back, walking would take long: start again near t, at ever longer strides.
	for stride := time.Hour; stride < t.Sub(due); stride *= 24 {
		if at := s.Next(t.Add(-stride)); !at.IsZero() && !at.After(t) {
			due = at
			break
		}
	}
	for at := s.Next(due); !at.IsZero() && !at.After(t); at = s.Next(at) {
		due = at
	}
	return due
}

// everyHour are the bits that cron sets for the hours of an expression like "0 * * * *".
const everyHour = 1<<24 - 1

func (s Schedule) next(c cron.Schedule, t time.Time) time.Time {
	spec, ok := c.(*cron.SpecSchedule)
	if !ok || spec.Hour&everyHour == everyHour {
		return c.Next(t)
	}
	// The wall clock is a line of its own, held in UTC: walking it finds runs in a gap,
	// which lie at no instant, and runs that the clock repeats at their first instant only.
	for wall := wallClock(t); ; {
		if wall = c.Next(wall); wall.IsZero() {
			return time.Time{}
		}
		if at := instantOf(wall, s.zone); at.After(t) {
			return at
		}
	}
}

// maxShift is more than any clock change: most are an hour, but the Pacific has skipped
// a day.
const maxShift = 25 * time.Hour

// wallClock returns what the clock shows at t, as if it were UTC.
func wallClock(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// instantOf returns the first moment at which the clock of zone shows wall or, where the
// clock leaves wall out, the first moment after the gap.
func instantOf(wall time.Time, zone *time.Location) time.Time {
	offsetAt := func(t time.Time) time.Duration {
		_, o := t.In(zone).Zone()
		return time.Duration(o) * time.Second
	}
	before, after := offsetAt(wall.Add(-maxShift)), offsetAt(wall.Add(maxShift))
	early := wall.Add(-before).In(zone)
	if offsetAt(early) == before {
		return early
	}
	if late := wall.Add(-after).In(zone); offsetAt(late) == after {
		return late
	}
	gapEnd, _ := early.ZoneBounds()
	return gapEnd
}

// dueSlots returns the slots of a subscription that have come due, at most one, and when
// its next comes. Of slots that were missed only the latest is kept, marked late.
func (s Schedule) dueSlots(sub Subscription, now time.Time) ([]Slot, time.Time) {
	if sub.Next.IsZero() || sub.Next.After(now) {
		return nil, s.Next(now)
	}
	due := s.Latest(sub.Next, now).UTC().Truncate(time.Second)
	late := now.Sub(due) > lateAfter
	return []Slot{{Subscription: sub.ID, Due: due, Late: late}}, s.Next(now)
}

// lateAfter is how long after its time a slot may be planned and still count as on time.
const lateAfter = 5 * time.Minute

// plainSchedule reads plain words as cron expressions; nil if they do not begin like any.
func plainSchedule(words string) ([]string, error) {
	words = strings.TrimSuffix(strings.NewReplacer(",", " , ", "&", " and ").Replace(words), ".")
	f := strings.Fields(words)
	if len(f) == 0 {
		return nil, errors.New("say when, like “every weekday at 9:00”")
	}
	every := slices.Contains([]string{"every", "each"}, f[0])
	if every {
		f = f[1:]
	}
	if e, ok, err := interval(f, every); ok || err != nil {
		return e, err
	}
	days, rest := dayWords(f)
	if days == "" {
		if every || f[0] == "at" {
			return nil, fmt.Errorf("the schedule “%s” makes no sense to me: %w", clip(words, 80), errNotCron)
		}
		return nil, nil
	}
	times, err := timeWords(rest)
	if err != nil {
		return nil, err
	}
	var exprs []string
	for _, t := range times {
		exprs = append(exprs, fmt.Sprintf("%d %d * * %s", t.minute, t.hour, days))
	}
	return exprs, nil
}
