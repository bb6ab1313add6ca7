package when

// weekday reads "Friday", "Friday, May 6", "Friday the 13th", "Friday 7/6", "Friday of
// next week", "Monday two weeks from now".
func (p *parser) weekday(i int) (reading, int) {
	t := p.at(i)
	if !p.isWeekday(i) {
		return reading{}, 0
	}
	if next := p.at(i + 1); p.kind(i-1) == kA && !next.is(noun) && next.kind != kPart {
		return reading{silent: true}, i + 1 // "it was a Monday"
	}
	w := int(t.val)
	j := p.abbreviation(i)
	if r, k := p.weekdayDate(i, w, j); k > 0 {
		return r, k
	}
	if r, k := p.weekdayOf(w, j); k > 0 {
		return r, k
	}
	if k := p.kind(j); p.kind(i-1) == kThe && (k == kAfter || k == kBefore) {
		if r, e := p.core(j + 1); e > 0 && r.prec == OneDay { // "the Monday after Thanksgiving"
			d := (r.to + 1).onOrAfter(w)
			if k == kBefore {
				d = (r.from - 1).onOrBefore(w)
			}
			return of(one(d), OneDay), e
		}
	}
	d := p.ref.onOrBefore(w)
	if t := p.direction(i); t == future || t == unknown && !p.dirOpens {
		// Where no verb is seen it is a present, tagged as a noun: "the Senate votes Monday".
		d = p.ref.onOrAfter(w)
	}
	return reading{span: one(d), prec: OneDay, weekday: true}, j
}

// isWeekday rejects "sat", "sun", "the Sun" and the Mondays of history.
func (p *parser) isWeekday(i int) bool {
	const saturday = 5 // Sat and Sun are words and names, too
	t, prev, next := p.at(i), p.at(i-1), p.kind(p.abbreviation(i))
	switch {
	case prev.role() == epithet && prev.is(capital):
		return false
	case prev.kind == kThe && p.at(i+1).kind == kOther && p.at(i+1).is(capital) && p.at(i+1).is(name):
		return false // "the Sunday Times"
	case t.size() == 3 && t.val >= saturday && prev.kind == kOther && prev.is(name):
		return false // "the Daily Sun"
	case t.size() > 5:
		return true
	case t.form != notVerb && !preposed[prev.kind], prev.kind == kThe && t.size() == 3:
		return false
	case t.is(shout):
		return preposed[prev.kind] || next == kComma || next == kNumber || next == kMonth
	case preposed[prev.kind] && !joining[prev.kind], prev.kind == kUnit, prev.kind == kOr, prev.kind == kOpen:
		return true
	case next == kNumber, next == kMonth:
		return true
	case next == kComma, next == kOr, next == kPart, next == kSlash:
		return t.is(capital)
	}
	return t.is(capital) && t.val < saturday && next != kOther
}

// weekdayDate reads the date that stands after a weekday.
func (p *parser) weekdayDate(i, w, j int) (reading, int) {
	k := p.skip(j, kComma)
	k = p.skip(k, kThe)
	if p.kind(j) == kOpen { // "Tuesday (Oct. 7)"
		if r, e := p.firstOf(j+1, p.monthDay, p.dayMonth, p.numericDate); e > 0 && p.kind(e) == kClose && r.prec == OneDay {
			return p.matchWeekday(r, w), e + 1
		}
		return reading{}, 0
	}
	var r reading
	end := 0
	switch p.kind(k) {
	case kMonth:
		r, end = p.monthDay(k)
	case kNumber, kOrdinal, kCardinal:
		if p.kind(j) == kComma && p.kind(k) != kNumber {
			return reading{}, 0
		}
		if r, end = p.firstOf(k, p.dayMonth, p.numericDate); end == 0 {
			return p.weekdayDom(i, w, k)
		}
		if r.prec != OneDay && !r.silent {
			return reading{}, 0
		}
	default:
		return reading{}, 0
	}
	return p.matchWeekday(r, w), end
}

// matchWeekday moves a date without a year to the near year in which it is that weekday.
func (p *parser) matchWeekday(r reading, w int) reading {
	if r.dated || r.from.weekday() == w {
		return r
	}
	y := p.ref.year()
	for _, year := range [...]int{y, y + 1, y - 1} {
		if c := r.in(year); c.from.weekday() == w && c.from-p.ref < 300 && p.ref-c.from < 300 {
			return c
		}
	}
	return r
}

// weekdayDom reads the day of the month after a weekday: "Friday the 13th", "Friday 23".
func (p *parser) weekdayDom(i, w, j int) (reading, int) {
	dom, said, k := p.domNumber(j)
	if k == 0 || !said && (p.kind(j-1) == kComma || p.kind(j) != kNumber || p.clockFollows(k) || dom < 13) {
		return reading{}, 0
	}
	if d, ok := p.nearMonth(i, dom, func(d day) bool { return d.weekday() == w }); ok {
		return of(one(d), OneDay), k
	}
	return reading{}, 0
}

// nearMonth finds the next or the last month in which the dom is a day that fits.
func (p *parser) nearMonth(i, dom int, fits func(day) bool) (day, bool) {
	forward := p.direction(i) != past
	y, m, _ := p.ref.date()
	for n := range 24 {
		if !forward {
			n = -n
		}
		if monthLength(y, m+n) < dom {
			continue
		}
		d := civil(y, m+n, dom)
		if forward && d < p.ref || !forward && d > p.ref || !fits(d) {
			continue
		}
		return d, true
	}
	return 0, false
}

// weekdayOf reads the week that a weekday is put in: "Friday next week", "Friday of last
// week", "Friday two weeks from now".
func (p *parser) weekdayOf(w, j int) (reading, int) {
	k := p.skip(j, kOf)
	k = p.skip(k, kThe)
	switch t := p.at(k); {
	case t.kind == kShift || t.kind == kThat:
		if r, end := p.shifted(k); end > 0 && r.prec == Week && r.length() == 7 {
			return of(one(r.from.onOrAfter(w)), OneDay), end
		}
	case t.kind == kUnit && k > j+1:
		if r, end := p.unitPhrase(k, true); end > 0 && r.prec == Week {
			return of(one(r.from.onOrAfter(w)), OneDay), end
		}
	case (t.kind == kNumber || t.kind == kCardinal || t.kind == kA) && k == j:
		if r, end := p.offset(k); end > 0 && r.prec == Week {
			return of(one(r.from.monday()+day(w)), OneDay), end
		} else if end > 0 && (r.prec == Month || r.prec == Year) {
			return of(one(r.from.onOrAfter(w)), OneDay), end
		}
	}
	return reading{}, 0
}
