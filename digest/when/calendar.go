package when

import "time"

// A day counts the days since 1 January 1970, in no zone. All calendar arithmetic is done
// on days; they become time.Time only in a finished Phrase.
type day int

// dayOf returns the calendar day that t has in its own zone.
func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return civil(y, int(m), d)
}

// civil returns the day of a date of the proleptic Gregorian calendar. The month may lie
// outside 1 to 12 and the day outside the month; both then carry over.
func civil(y, m, d int) day {
	y += floorDiv(m-1, 12)
	m = floorMod(m-1, 12) + 1
	if m <= 2 {
		y--
	}
	// Years run from March here, so that the leap day comes last.
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*((m+9)%12)+2)/5 + d - 1
	return day(era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468)
}

// date is the inverse of civil.
func (d day) date() (year, month, dayOfMonth int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	dayOfEra := z - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	mp := (5*dayOfYear + 2) / 153
	year, month, dayOfMonth = yearOfEra+era*400, (mp+2)%12+1, dayOfYear-(153*mp+2)/5+1
	if month <= 2 {
		year++
	}
	return year, month, dayOfMonth
}

// midnight is the form in which a Phrase holds days.
func (d day) midnight() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// weekday counts from Monday, 0, to Sunday, 6.
func (d day) weekday() int { return floorMod(int(d)+3, 7) }

func (d day) monday() day { return d - day(d.weekday()) }

func (d day) year() int {
	y, _, _ := d.date()
	return y
}

// onOrAfter returns the first day from d on that is the given weekday.
func (d day) onOrAfter(weekday int) day { return d + day(floorMod(weekday-d.weekday(), 7)) }

// onOrBefore returns the last day up to d that is the given weekday.
func (d day) onOrBefore(weekday int) day { return d - day(floorMod(d.weekday()-weekday, 7)) }

// addMonths keeps the day of the month, or takes the last one where the month is shorter.
func (d day) addMonths(n int) day {
	y, m, dom := d.date()
	return civil(y, m+n, min(dom, monthLength(y, m+n)))
}

func monthLength(y, m int) int { return int(civil(y, m+1, 1) - civil(y, m, 1)) }

// valid reports whether the calendar has the date.
func valid(y, m, d int) bool {
	return m >= 1 && m <= 12 && d >= 1 && d <= monthLength(y, m)
}

// A span is a stretch of days, both inclusive.
type span struct{ from, to day }

func (s span) length() int { return int(s.to-s.from) + 1 }

// A unit is a calendar unit that words like "next" and "last" count in.
type unit int

const (
	uHour unit = iota // hours and shorter ones: they name no day
	uDay
	uWorkday
	uWeek
	uWeekend
	uFortnight
	uMonth
	uQuarter
	uHalf
	uYear
	uDecade
	uCentury
)

// months is the length of the units that are made of months, and 0 for the others.
func (u unit) months() int {
	switch u {
	case uMonth:
		return 1
	case uQuarter:
		return 3
	case uHalf:
		return 6
	case uYear:
		return 12
	case uDecade:
		return 120
	case uCentury:
		return 1200
	}
	return 0
}

// around returns the unit that lies n units after the one that contains d.
func (u unit) around(d day, n int) span {
	switch u {
	case uDay, uWorkday, uHour:
		return span{d + day(n), d + day(n)}
	case uWeek:
		return span{d.monday() + day(7*n), d.monday() + day(7*n) + 6}
	case uWeekend:
		return span{d.monday() + day(7*n) + 5, d.monday() + day(7*n) + 6}
	case uFortnight:
		return span{d.monday() + day(14*n), d.monday() + day(14*n) + 13}
	}
	y, m, _ := d.date()
	size := u.months()
	first := floorDiv(y*12+m-1, size) + n
	return span{civil(0, first*size+1, 1), civil(0, (first+1)*size+1, 1) - 1}
}

// after returns the day n units after d: the same weekday, the same day of a month.
func (u unit) after(d day, n int) day {
	switch u {
	case uDay, uHour:
		return d + day(n)
	case uWorkday:
		return d.addWorkdays(n)
	case uWeek, uWeekend:
		return d + day(7*n)
	case uFortnight:
		return d + day(14*n)
	}
	return d.addMonths(n * u.months())
}

func (d day) addWorkdays(n int) day {
	step := day(1)
	if n < 0 {
		step, n = -1, -n
	}
	// Whole weeks at once: a large count must not cost time.
	d += step * day(n/5*7)
	for n %= 5; n > 0; {
		if d += step; d.weekday() < 5 {
			n--
		}
	}
	return d
}

func (u unit) precision() Precision {
	switch u {
	case uHour, uDay, uWorkday:
		return OneDay
	case uWeek:
		return Week
	case uWeekend, uFortnight:
		return Days
	case uMonth:
		return Month
	case uQuarter, uHalf:
		return Season
	}
	return Year
}

func monthSpan(y, m int) span { return span{civil(y, m, 1), civil(y, m+1, 1) - 1} }

func yearSpan(y int) span { return span{civil(y, 1, 1), civil(y, 12, 31)} }

// seasonSpan returns spring (0) to winter (3) by whole months: spring is March to May,
// and the winter of a year begins in its December.
func seasonSpan(y, season int) span {
	first := 3 + 3*season
	return span{civil(y, first, 1), civil(y, first+3, 1) - 1}
}

// isoWeek returns week n of a year as ISO 8601 counts: week 1 holds 4 January.
func isoWeek(y, n int) span {
	monday := civil(y, 1, 4).monday() + day(7*(n-1))
	return span{monday, monday + 6}
}

// easter returns Easter Sunday of the Gregorian calendar, by the anonymous algorithm of
// 1876 (Meeus, Astronomical Algorithms, chapter 8).
func easter(y int) day {
	a, b, c := y%19, y/100, y%100
	g := (8*b + 13) / 25
	h := (19*a + b - b/4 - g + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	return civil(y, (h+l-7*m+114)/31, (h+l-7*m+114)%31+1)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int) int { return a - floorDiv(a, b)*b }
