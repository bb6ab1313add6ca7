package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseSchedule(t *testing.T) {
	from := time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC) // a Sunday
	for _, c := range []struct{ spec, want string }{
		{"every weekday at 9:00", "Mon 23 09:00, Tue 24 09:00, Wed 25 09:00"},
		{"Every Weekday at 09:00.", "Mon 23 09:00, Tue 24 09:00, Wed 25 09:00"},
		{"weekdays at 9", "Mon 23 09:00, Tue 24 09:00, Wed 25 09:00"},
		{"weekends at 10am", "Sat 28 10:00, Sun 29 10:00, Sat 5 10:00"},
		{"every day at 8am and 5pm", "Sun 22 17:00, Mon 23 08:00, Mon 23 17:00"},
		{"every day at 8:15, 12:45 and 17:30", "Sun 22 12:45, Sun 22 17:30, Mon 23 08:15"},
		{"daily at noon", "Mon 23 12:00, Tue 24 12:00, Wed 25 12:00"},
		{"daily at midnight", "Mon 23 00:00, Tue 24 00:00, Wed 25 00:00"},
		{"daily 12am", "Mon 23 00:00, Tue 24 00:00, Wed 25 00:00"},
		{"every monday at 7:30", "Mon 23 07:30, Mon 30 07:30, Mon 7 07:30"},
		{"mondays, wednesdays and fridays at 5.30 p.m.", "Mon 23 17:30, Wed 25 17:30, Fri 27 17:30"},
		{"every Tue and Thu at 0800", "Tue 24 08:00, Thu 26 08:00, Tue 1 08:00"},
		{"every hour", "Sun 22 13:00, Sun 22 14:00, Sun 22 15:00"},
		{"hourly", "Sun 22 13:00, Sun 22 14:00, Sun 22 15:00"},
		{"every minute", "Sun 22 12:31, Sun 22 12:32, Sun 22 12:33"},
		{"every 15 minutes", "Sun 22 12:45, Sun 22 13:00, Sun 22 13:15"},
		{"every 6 hours", "Sun 22 18:00, Mon 23 00:00, Mon 23 06:00"},
		{"0 9 * * 1-5", "Mon 23 09:00, Tue 24 09:00, Wed 25 09:00"},
		{"0 9 * * MON-FRI", "Mon 23 09:00, Tue 24 09:00, Wed 25 09:00"},
		{"0 9 * * 7", "Sun 29 09:00, Sun 6 09:00, Sun 13 09:00"},
		{"0 9 * * 5-7", "Fri 27 09:00, Sat 28 09:00, Sun 29 09:00"},
		{"30 6 1 * *", "Tue 1 06:30, Fri 1 06:30, Mon 1 06:30"},
		{"@daily", "Mon 23 00:00, Tue 24 00:00, Wed 25 00:00"},
		{"@every 90m", "Sun 22 14:00, Sun 22 15:30, Sun 22 17:00"},
	} {
		s, err := ParseSchedule(c.spec, "UTC")
		if err != nil {
			t.Errorf("ParseSchedule(%q): %v", c.spec, err)
			continue
		}
		var runs []string
		for _, r := range s.NextN(from, 3) {
			runs = append(runs, r.Format("Mon 2 15:04"))
		}
		if got := strings.Join(runs, ", "); got != c.want {
			t.Errorf("ParseSchedule(%q): next runs %s; want %s", c.spec, got, c.want)
		}
	}
}

func TestParseScheduleErrors(t *testing.T) {
	for _, c := range []struct{ spec, zone, want string }{
		{"", "UTC", "say when"},
		{"whenever", "UTC", "makes no sense"},
		{"every", "UTC", "every what"},
		{"every weekday", "UTC", "at what time"},
		{"every weekday at 25:00", "UTC", "not a time of day"},
		{"every weekday at 9:5", "UTC", "not a time of day"},
		{"every day at 13pm", "UTC", "not a time of day"},
		{"every blue moon at 9", "UTC", "makes no sense"},
		{"every 7 minutes", "UTC", "not possible"},
		{"every 0 minutes", "UTC", "not possible"},
		{"every 30 seconds", "UTC", "once a minute"},
		{"@every 1s", "UTC", "once a minute"},
		{"@every 9999999999h", "UTC", "@hourly"},
		{"@reboot", "UTC", "makes no sense"},
		{"TZ=", "UTC", "in Europe/Berlin"},
		{"TZ=Europe/Paris", "UTC", "in Europe/Berlin"},
		{"CRON_TZ=X", "UTC", "in Europe/Berlin"},
		{"CRON_TZ=Europe/Paris 0 9 * * *", "UTC", "in Europe/Berlin"},
		{"0 0 9 * * *", "UTC", "six fields"},
		{"61 9 * * *", "UTC", "five fields"},
		{"0 9 * * L", "UTC", "five fields"},
		{"0 8 31 2 *", "UTC", "never comes"},
		{"daily at 9", "Berlin", "did you mean Europe/Berlin"},
		{"daily at 9", "Europe/Berln", "did you mean Europe/Berlin"},
		{"daily at 9", "new york", "did you mean America/New_York"},
		{"daily at 9", "CEST", "did you mean Europe/Berlin or Europe/Paris"},
		{"daily at 9", "Local", "no time zone"},
		{"daily at 9", "../../etc/passwd", "no time zone"},
		{"daily at 9", "", "no time zone"},
	} {
		_, err := ParseSchedule(c.spec, c.zone)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("ParseSchedule(%q, %q): got error %v; want one with %q", c.spec, c.zone, err, c.want)
		}
	}
}

func TestLoadZoneInAnyCase(t *testing.T) {
	for _, name := range []string{"europe/berlin", "Europe/Berlin", "america/new york", "utc"} {
		if _, err := LoadZone(name); err != nil {
			t.Errorf("LoadZone(%q): %v", name, err)
		}
	}
}

// yearsOf are zones with a year in which their clocks do something: ordinary changes on
// both halves of the globe, half an hour, a change at midnight, a day left out, none.
var yearsOf = []struct {
	zone string
	year int
}{
	{"Europe/Paris", 2026}, {"America/New_York", 2026}, {"Australia/Lord_Howe", 2026}, {"America/Santiago", 2026},
	{"Africa/Cairo", 2026}, {"Africa/Casablanca", 2026}, {"Pacific/Apia", 2011}, {"Asia/Kolkata", 2026}, {"UTC", 2024},
}

// TestScheduleMinuteByMinute compares Next with a walk over every minute of a year: a run
// is where the clock first shows its time or, if it skips that, where it goes on.
func TestScheduleMinuteByMinute(t *testing.T) {
	for _, z := range yearsOf {
		t.Run(z.zone, func(t *testing.T) {
			zone, err := LoadZone(z.zone)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Date(z.year, 1, 1, 0, 0, 0, 0, zone)
			end := start.AddDate(1, 0, 0)
			want := walkYear(start, end)
			for i, c := range onFace {
				s, err := ParseSchedule(c.spec, z.zone)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for at := s.Next(start.Add(-time.Second)); at.Before(end); at = s.Next(at) {
					got = append(got, at.Format(time.RFC3339))
				}
				if diff := cmp.Diff(want[i], got); diff != "" {
					t.Errorf("runs of %q in %d (-want +got):\n%s", c.spec, z.year, diff)
				}
			}
		})
	}
}

// onFace says for each expression when it runs, by what the clock shows.
var onFace = []struct {
	spec string
	runs func(hour, minute int, date func() time.Time) bool
}{
	{"30 2 * * *", func(h, m int, _ func() time.Time) bool { return h == 2 && m == 30 }},
	{"0 0 * * *", func(h, m int, _ func() time.Time) bool { return h == 0 && m == 0 }},
	{"15 1,2,3 * * *", func(h, m int, _ func() time.Time) bool { return h >= 1 && h <= 3 && m == 15 }},
	{"*/20 0-4 * * *", func(h, m int, _ func() time.Time) bool { return h <= 4 && m%20 == 0 }},
	{"0 9 * * 1-5", func(h, m int, date func() time.Time) bool {
		return h == 9 && m == 0 && date().Weekday() >= time.Monday && date().Weekday() <= time.Friday
	}},
	{"45 23 31 12 *", func(h, m int, date func() time.Time) bool {
		return h == 23 && m == 45 && date().Day() == 31 && date().Month() == time.December
	}},
	{"10 2 * * 0", func(h, m int, date func() time.Time) bool {
		return h == 2 && m == 10 && date().Weekday() == time.Sunday
	}},
}

// walkYear finds the runs of each expression by looking at the clock each minute. It
// shares no code with Schedule.
func walkYear(start, end time.Time) [][]string {
	runs := make([][]string, len(onFace))
	due := make([]bool, len(onFace))
	// The face of the clock is a count of minutes on a line without changes. What is at or
	// before shown has been on it, or was skipped.
	face := func(x time.Time) int64 {
		_, offset := x.Zone()
		return (x.Unix() + int64(offset)) / 60
	}
	shown := face(start) - 1
	for at := start; at.Before(end); at = at.Add(time.Minute) {
		clear(due)
		for now := face(at); shown < now; {
			shown++
			date := func() time.Time { return time.Unix(shown*60, 0).UTC() }
			for i, c := range onFace {
				due[i] = due[i] || c.runs(int(shown/60%24), int(shown%60), date)
			}
		}
		for i := range due {
			if due[i] {
				runs[i] = append(runs[i], at.Format(time.RFC3339))
			}
		}
	}
	return runs
}

// TestHourlyAcrossChanges: what runs in every hour follows elapsed time, so that there is
// no hour of silence when the clock goes back.
func TestHourlyAcrossChanges(t *testing.T) {
	for _, spec := range []string{"every hour", "every 15 minutes", "every minute"} {
		s, err := ParseSchedule(spec, "Europe/Paris")
		if err != nil {
			t.Fatal(err)
		}
		step := map[string]time.Duration{"every hour": time.Hour, "every 15 minutes": 15 * time.Minute, "every minute": time.Minute}[spec]
		for _, from := range []time.Time{time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 23, 0, 0, 0, time.UTC)} {
			at := from
			for range int(4 * time.Hour / step) {
				next := s.Next(at)
				if next.Sub(at) != step {
					t.Fatalf("%s: after %s comes %s; want it %s later", spec, at, next, step)
				}
				at = next
			}
		}
	}
}

func TestLatestOfMissed(t *testing.T) {
	due := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		spec   string
		now    time.Time
		latest string
		late   bool
	}{
		{"0 9 * * 1-5", due.Add(2 * time.Second), "2026-11-02T08:00:00Z", false},
		{"0 9 * * 1-5", due.Add(3 * time.Hour), "2026-11-02T08:00:00Z", true},
		{"0 9 * * 1-5", due.Add(6*24*time.Hour + 5*time.Hour), "2026-11-06T08:00:00Z", true},
		{"* * * * *", due.Add(400 * 24 * time.Hour), "2027-12-07T08:00:00Z", false},
		{"0 9 * * 1", due.Add(400 * 24 * time.Hour), "2027-12-06T08:00:00Z", true},
		{"0 9 2 11 *", due.Add(300 * 24 * time.Hour), "2026-11-02T08:00:00Z", true},
	} {
		s, err := ParseSchedule(c.spec, "Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		slots, next := s.dueSlots(Subscription{ID: "s", Next: due}, c.now)
		if len(slots) != 1 || slots[0].Due.Format(time.RFC3339) != c.latest || slots[0].Late != c.late || !next.After(c.now) {
			t.Errorf("%s at %s: got slots %v, next %s; want one due %s, late %v", c.spec, c.now, slots, next, c.latest, c.late)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, s := range []string{"every weekday at 9:00", "0 9 * * 1-5", "TZ=", "CRON_TZ=X", "@every 1s", "every day at 8am and 5pm", "*/0 * * * *", "every , at ,", "on"} {
		f.Add(s, "Europe/Paris")
	}
	at := time.Date(2026, 10, 24, 23, 59, 59, 0, time.UTC)
	f.Fuzz(func(t *testing.T, spec, zone string) {
		s, err := ParseSchedule(spec, zone)
		if err != nil {
			return
		}
		runs := s.NextN(at, 3)
		if len(runs) == 0 {
			t.Fatalf("%q in %q parses and never runs", spec, zone)
		}
		for i, r := range runs {
			before := at
			if i > 0 {
				before = runs[i-1]
				if r.Sub(before) < minInterval {
					t.Fatalf("%q in %q runs at %s and %s", spec, zone, before, r)
				}
			}
			if !r.After(before) {
				t.Fatalf("%q in %q: %s does not come after %s", spec, zone, r, before)
			}
		}
	})
}
