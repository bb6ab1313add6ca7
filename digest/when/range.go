package when

// stretch reads a range, with or without "from" or "between", or a single time.
func (p *parser) stretch(i int) (reading, int) {
	j, lead := i, kOther
	if k := p.kind(i); k == kFrom || k == kBetween {
		j, lead = i+1, k
	}
	if r, k := p.dayRange(j, lead); k > 0 {
		return r, k
	}
	a, k := p.point(j)
	if k == 0 {
		return reading{}, 0
	}
	if r, e := p.to(a, j, k, lead); e > 0 {
		return r, e
	}
	if lead == kFrom || lead == kBetween {
		return reading{}, 0 // without the preposition, in the next round
	}
	return a, k
}

// joins reports whether token k joins the ends of a range that began with lead.
func (p *parser) joins(k int, lead kind) bool {
	switch p.kind(k) {
	case kDash, kTo, kThrough, kUntil:
		return true
	case kAnd:
		return lead == kBetween
	}
	return false
}

// to reads the second end of a range whose first is a, read from i to before k.
func (p *parser) to(a reading, i, k int, lead kind) (reading, int) {
	if !p.joins(k, lead) || a.silent || a.prec == Unknown {
		return reading{}, 0
	}
	if (lead == kFrom || p.kind(i-1) == kFrom) && p.moving(i-1) {
		return reading{}, 0 // "postponed from Friday to Monday" names two days
	}
	b, e := p.point(k + 1)
	if e == 0 || b.silent || b.prec == Unknown || a.clock.set != b.clock.set {
		return reading{}, 0
	}
	r, e := p.join(i, a, b, e)
	if e > 0 && a.clock.set { // "from 2 p.m. Monday to 4 p.m. Tuesday"
		r.clock = clock{from: a.clock.from, to: b.clock.to, zone: b.clock.zone, set: true}
	}
	return r, e
}

// join makes a range of two readings, each lending the other what it leaves out.
func (p *parser) join(i int, a, b reading, e int) (reading, int) {
	switch {
	case a.month > 0 && b.month > 0 && !a.dated && !b.dated:
		from, to := a, b
		in := func(y int) (span, bool) {
			from = a.in(y)
			if to = b.in(y); to.to < from.from {
				to = b.in(y + 1)
			}
			return span{from.from, to.to}, true
		}
		in(p.pick(i, in).from.year())
		a, b = from, to
	case a.month > 0 && !a.dated && b.dated && b.month >= 0 && b.prec != nowPrecision:
		y := b.to.year()
		if a = a.in(y); a.from > b.to {
			a = a.in(y - 1)
		}
	case b.month > 0 && !b.dated && (a.dated || a.month > 0):
		y := a.from.year()
		if b = b.in(y); b.to < a.from {
			b = b.in(y + 1)
		}
	case b.prec == OneDay && b.month == 0 && !b.dated && !b.weekday && b.to < a.from: // holidays
		_, b.month, b.dom = b.to.date()
		b = b.in(a.from.year() + 1)
	case b.weekday && !b.dated:
		b.span = one((a.from + 1).onOrAfter(b.from.weekday()))
	}
	from, to := a.from, b.to
	// An edge is here a point between days: "from the end of March to the start of May".
	if a.edge > 0 {
		from = pointOf(a) + 1
	}
	if b.edge > 0 {
		to = pointOf(b)
	}
	if to < from || to == from && a.prec != OneDay {
		return reading{}, 0
	}
	if b.from <= a.from && b.to >= a.to && a.prec != b.prec && a.edge+b.edge == 0 {
		return reading{}, 0 // "February 6 - this year"
	}
	r := of(span{from, to}, coarser(a.prec, b.prec))
	if r.prec == OneDay || r.prec == nowPrecision {
		r.prec = Days
	}
	return r, e
}

// pointOf returns the last day before the point that "the start, middle, end of" names.
func pointOf(r reading) day {
	switch w := r.whole; r.edge - 1 {
	case edgeStart, edgeEarly:
		return w.from - 1
	case edgeEnd, edgeLate:
		return w.to
	default:
		if w.length() > 31 {
			return w.from + day(w.length()/2) - 1
		}
		return w.from + 14
	}
}

// grain orders the precisions from fine to coarse.
var grain = map[Precision]int{nowPrecision: 0, Time: 1, OneDay: 2, Days: 3, Week: 4, Month: 5, Season: 6, Year: 7}

func coarser(a, b Precision) Precision {
	if grain[a] >= grain[b] {
		return a
	}
	return b
}

// dayRange reads ranges of days of one month: "3 to 5 June", "Nov 9–11, 2020", "June 15
// and 16", "april the ninth till the seventeenth".
func (p *parser) dayRange(i int, lead kind) (reading, int) {
	i = p.weekdayBefore(i)
	i = p.skip(i, kThe)
	if p.kind(i) == kMonth {
		return p.monthFirst(i, lead)
	}
	a, _, j := p.domNumber(i)
	if j == 0 || !p.joinsDays(j, lead) {
		return reading{}, 0
	}
	k := p.skip(p.weekdayBefore(j+1), kThe)
	b, _, k := p.domNumber(k)
	if k == 0 {
		return reading{}, 0
	}
	if p.kind(k) == kOf || p.kind(k) == kIn {
		k = p.skip(k+1, kThe)
	}
	if y, month, e := p.monthShift(k); e > 0 && valid(y, month, a) && valid(y, month, b) && a < b {
		return of(span{civil(y, month, a), civil(y, month, b)}, Days), e
	}
	if p.kind(k) != kMonth || !p.monthAfterDay(k) {
		return reading{}, 0
	}
	return p.between(i, int(p.at(k).val), a, b, p.abbreviation(k))
}

// monthFirst reads a range of days after its month.
func (p *parser) monthFirst(i int, lead kind) (reading, int) {
	if t := p.at(i); !t.is(capital) && t.val == 3 && (p.kind(i-1) == kThe || t.form != notVerb) {
		return reading{}, 0 // a march
	}
	j := p.skip(p.abbreviation(i), kThe)
	a, _, k := p.domNumber(j)
	if k == 0 || !p.joinsDays(k, lead) {
		return reading{}, 0
	}
	e := p.skip(p.weekdayBefore(k+1), kThe)
	b, _, e := p.domNumber(e)
	if e == 0 || p.kind(e) == kMonth || p.unitFollows(e) || p.kind(e) == kUnit || b <= a {
		return reading{}, 0
	}
	if p.kind(k) == kAnd && lead != kBetween && b != a+1 {
		return reading{}, 0
	}
	if p.glued(e, kSlash) || p.glued(e, kDash) && p.glued(e+1, kNumber) {
		return reading{}, 0
	}
	return p.between(i, int(p.at(i).val), a, b, e)
}

// joinsDays reports whether token k joins two days of a month.
func (p *parser) joinsDays(k int, lead kind) bool {
	return p.joins(k, lead) || p.kind(k) == kAnd
}

// weekdayBefore skips a weekday that stands before a day of the month.
func (p *parser) weekdayBefore(i int) int {
	if p.kind(i) != kWeekday {
		return i
	}
	return p.skip(p.abbreviation(i), kComma)
}

// between is the range from day a to day b of a month; "from the 27th to the 3rd of April"
// began in March.
func (p *parser) between(i, month, a, b, j int) (reading, int) {
	r, e := p.dated(i, month, b, j)
	if e == 0 || r.silent {
		return reading{}, 0
	}
	y, m, _ := r.to.date()
	if a > b {
		m--
	}
	if !valid(civil(y, m, 1).year(), floorMod(m-1, 12)+1, a) {
		return reading{}, 0
	}
	return reading{span: span{civil(y, m, a), r.to}, prec: Days, dated: r.dated}, e
}
