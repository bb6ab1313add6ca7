package when

// dated builds the reading of a day of a month, with the year that stands at j or the
// one that direction chooses.
func (p *parser) dated(i, month, dom, j int) (reading, int) {
	r := reading{prec: OneDay, month: month, dom: dom}
	if y, k := p.yearAfter(j); k > 0 {
		if !valid(y, month, dom) {
			return reading{silent: true}, k
		}
		r.span, r.dated = one(civil(y, month, dom)), true
		return r, k
	}
	if !valid(2000, month, dom) {
		return reading{}, 0
	}
	r.span = p.pick(i, func(y int) (span, bool) {
		return one(civil(y, month, dom)), valid(y, month, dom)
	})
	return r, j
}

// in moves a reading with a month but without a year into year y.
func (r reading) in(y int) reading {
	switch {
	case r.dom == 0 && r.edge != 0:
		r.whole = monthSpan(y, r.month)
		r.span = edgeOf(r.edge-1, r.whole)
	case r.dom == 0:
		r.span = monthSpan(y, r.month)
	case valid(y, r.month, r.dom):
		r.span = one(civil(y, r.month, r.dom))
	}
	return r
}

// dayMonth reads "27 March", "the 27th of March, 2008", "second of Aug.".
func (p *parser) dayMonth(i int) (reading, int) {
	dom, _, j := p.domNumber(i)
	if j == 0 {
		return reading{}, 0
	}
	if t := p.at(j); t.kind == kUnit && unit(t.val) == uDay { // "the 15th day of May"
		j++
	}
	if p.kind(j) == kOf {
		j++
	} else if t := p.at(j); !t.is(gap) && (t.kind == kDash || t.kind == kSlash) {
		j++
	}
	j = p.skip(j, kThe)
	m := p.at(j)
	if y, month, k := p.monthShift(j); k > 0 {
		return p.fixed(y, month, dom, k)
	}
	if m.kind != kMonth || !p.monthAfterDay(j) {
		return reading{}, 0
	}
	j = p.abbreviation(j)
	if t := p.at(j); !t.is(gap) && (t.kind == kDash || t.kind == kSlash) && p.glued(j+1, kNumber) {
		if y, k := p.year4(j + 1); k > 0 {
			return p.fixed(y, int(m.val), dom, k)
		}
		if n := p.at(j + 1); n.digits() == 2 && t.kind == kDash {
			return p.fixed(fullYear(int(n.val)), int(m.val), dom, j+2)
		}
	}
	return p.dated(i, int(m.val), dom, j)
}

// monthShift reads "next month" where a month may stand: "the 4th of next month".
func (p *parser) monthShift(j int) (y, month, end int) {
	t, u := p.at(j), p.at(j+1)
	if t.kind != kShift || u.kind != kUnit || unit(u.val) != uMonth {
		return 0, 0, 0
	}
	y, month, _ = uMonth.around(p.ref, step(t.val)).from.date()
	return y, month, j + 2
}

// fixed is a date whose three parts are said.
func (p *parser) fixed(y, m, d, j int) (reading, int) {
	if !valid(y, m, d) {
		return reading{silent: true}, j
	}
	return reading{span: one(civil(y, m, d)), prec: OneDay, dated: true, month: m, dom: d}, j
}

// monthAfterDay rejects "5 may" before a verb and "12 march" on.
func (p *parser) monthAfterDay(j int) bool {
	t := p.at(j)
	if t.is(capital) || t.form == notVerb {
		return true
	}
	return p.kind(j+1) == kNumber || !p.ambiguousMonth(j)
}

// ambiguousMonth reports whether the word of the month is a common word or a name too.
func (p *parser) ambiguousMonth(j int) bool {
	switch t := p.at(j); t.val {
	case 3, 5:
		return true
	case 8:
		return !t.is(capital)
	default:
		return t.is(capital) && (t.end-t.start <= 4 || t.val == 4)
	}
}

// abbreviation returns the index after the month or weekday at j and the dot of "Jan.",
// unless that dot ends the sentence.
func (p *parser) abbreviation(j int) int {
	if t := p.at(j); t.end-t.start <= 5 && p.glued(j+1, kDot) {
		next := p.at(j + 2)
		if next.kind == kNumber || next.kind != kEnd && next.kind != kBreak && !next.is(opens) && !next.is(capital) {
			return j + 2
		}
	}
	return j + 1
}

// monthDate reads "March 27, 2008", "Oct/2", "May twenty nine", "March 2008", "in March".
func (p *parser) monthDate(i int) (reading, int) {
	m := p.at(i)
	if p.kind(i-1) == kMoney && !m.is(gap) {
		return reading{}, 0
	}
	if next := p.at(i + 2); p.glued(i+1, kDash) && !next.is(gap) && (next.kind == kOther || next.kind == kA) {
		return reading{}, 0 // Mar-a-Lago
	}
	j := p.abbreviation(i)
	if t := p.at(j); !t.is(gap) && (t.kind == kSlash || t.kind == kDash) && !p.at(j+1).is(gap) {
		if r, k := p.monthMark(i, int(m.val), j+1); k > 0 {
			return r, k
		}
	}
	k := j
	if p.kind(k) == kComma {
		if _, said, e := p.domNumber(k + 1); e > 0 && said {
			k++
		}
	}
	if p.kind(k) == kThe {
		k++
	}
	if dom, said, e := p.domNumber(k); e > 0 && (said || k == j) && !p.unitFollows(e) {
		if r, end := p.dated(i, int(m.val), dom, e); end > 0 {
			return r, end
		}
	}
	return p.wholeMonth(i, j)
}

// unitFollows reports whether what stands at j is counted, as in "May 5 days".
func (p *parser) unitFollows(j int) bool {
	k := p.kind(j)
	return k == kUnits || k == kPercent
}

// monthMark reads what follows the mark of "Oct/2", "Dec/2018", "September-2020-23".
func (p *parser) monthMark(i, m, j int) (reading, int) {
	if y, k := p.year4(j); k > 0 {
		if t := p.at(k); !t.is(gap) && (t.kind == kDash || t.kind == kSlash) && p.glued(k+1, kNumber) && p.at(k+1).digits() <= 2 {
			return p.fixed(y, m, int(p.at(k+1).val), k+2)
		}
		return reading{span: monthSpan(y, m), prec: Month, dated: true, month: m}, k
	}
	dom, _, k := p.domNumber(j)
	if k == 0 || p.kind(i) != kMonth {
		return reading{}, 0
	}
	if t := p.at(k); !t.is(gap) && (t.kind == kDash || t.kind == kSlash) {
		if y, e := p.year4(k + 1); e > 0 {
			return p.fixed(y, m, dom, e)
		}
	}
	return p.dated(i, m, dom, k)
}

// wholeMonth reads a month that ends before j, with its year or alone.
func (p *parser) wholeMonth(i, j int) (reading, int) {
	m := int(p.at(i).val)
	if y, k := p.yearAfter(j); k > 0 {
		return reading{span: monthSpan(y, m), prec: Month, dated: true, month: m}, k
	}
	if !p.bareMonth(i, j) {
		return reading{}, 0
	}
	s := p.pick(i, func(y int) (span, bool) { return monthSpan(y, m), true })
	return reading{span: s, prec: Month, month: m}, j
}

// bareMonth reports whether the month word at i, alone, is the month: not a verb, a
// first name or a common word.
func (p *parser) bareMonth(i, j int) bool {
	t, prev := p.at(i), p.kind(i-1)
	if p.joins(j, kBetween) && p.kind(j+1) == kMonth && t.form == notVerb {
		return true // "Jan-Mar 2017"
	}
	if t.form != notVerb && (t.val == 5 || t.val == 3) || t.is(shout) && t.end-t.start == 3 && !preposed[prev] {
		return false
	}
	if prev == kA && t.val != 5 { // "a March summit" is one, "a march" is not
		return t.is(capital)
	}
	if !t.is(capital) {
		return preposed[prev] && !p.ambiguousMonth(i) && prev != kTo && prev != kOn || t.end-t.start > 5 && t.val != 8
	}
	if preposed[prev] || prev == kThe || prev == kThat {
		// "of April Jones", "for May Smith": a name goes on in a name.
		next := p.at(j)
		return !(prev == kOf || prev == kFor || prev == kAnd || prev == kTo) || t.end-t.start > 6 || !next.is(capital) || !next.is(name)
	}
	if p.ambiguousMonth(i) {
		return false
	}
	next := p.at(j)
	return !(next.is(capital) && next.is(name))
}

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
	t, prev := p.at(i), p.at(i-1)
	if prev.role() == epithet && prev.is(capital) {
		return false
	}
	if t.end-t.start > 5 {
		return true
	}
	if t.form != notVerb && !preposed[prev.kind] {
		return false
	}
	if prev.kind == kThe && t.end-t.start == 3 {
		return false
	}
	if t.is(shout) {
		return preposed[prev.kind] || p.kind(i+1) == kComma || p.kind(i+1) == kNumber || p.kind(i+1) == kMonth
	}
	next := p.kind(p.abbreviation(i))
	if preposed[prev.kind] && prev.kind != kTo && prev.kind != kOf && prev.kind != kAnd && prev.kind != kFor && prev.kind != kDash {
		return true
	}
	switch next {
	case kNumber, kMonth, kComma, kOr, kPart, kSlash:
		return t.is(capital) || next == kNumber || next == kMonth
	}
	return prev.kind == kUnit || prev.kind == kOr || prev.kind == kOpen || t.is(capital) && w3(t) != 5 && w3(t) != 6 && next != kOther
}

func w3(t token) int32 { return t.val }

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

// monthDay reads a day that stands after its month.
func (p *parser) monthDay(i int) (reading, int) {
	if p.kind(i) != kMonth {
		return reading{}, 0
	}
	if r, j := p.monthDate(i); r.dom > 0 {
		return r, j
	}
	return reading{}, 0
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

// dayOfMonth reads "the 5th", after the article. It needs a preposition before and no
// noun behind it: not "the 5th floor".
func (p *parser) dayOfMonth(i int) (reading, int) {
	dom, said, j := p.domNumber(i)
	if j == 0 || !said && !(p.kind(i) == kNumber && p.kind(i-2) == kOn && dom > 12) {
		return reading{}, 0
	}
	switch p.kind(i - 2) {
	case kOn, kBy, kUntil, kBefore, kFrom, kSince, kTo, kThrough, kOf, kBetween:
	default:
		return reading{}, 0
	}
	next := p.at(j)
	switch next.kind {
	case kOther:
		if next.is(noun) || next.form == notVerb && next.is(capital) || next.role() == noRole && next.form == notVerb && p.kind(i) == kOrdinal || next.is(superlative) {
			return reading{}, 0
		}
		if next.role() == noRole && next.form == notVerb && !p.closedClass(j) {
			return reading{}, 0
		}
	case kUnit, kUnits, kDash, kPercent, kOf, kShift, kDecade, kSeason, kFiscal:
		return reading{}, 0
	}
	if p.kind(i-2) == kOf && p.kind(i) == kOrdinal || p.kind(i) == kOrdinal && dom == 1 {
		return reading{}, 0
	}
	if d, ok := p.nearMonth(i-1, dom, func(day) bool { return true }); ok {
		return reading{span: one(d), prec: OneDay, dom: dom}, j
	}
	return reading{}, 0
}

// closedClass reports whether the word at j is a short function word.
func (p *parser) closedClass(j int) bool {
	t := p.at(j)
	return !t.is(noun) && t.end-t.start <= 5
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

// decorate adds the part of the day and the clock time that follow a day.
func (p *parser) decorate(r reading, j int) (reading, int) {
	if p.kind(j) == kOpen && p.kind(j+1) == kWeekday && p.kind(p.abbreviation(j+1)) == kClose {
		j = p.abbreviation(j+1) + 1
	}
	j = p.partOfDay(j)
	if c, k := p.clockAfter(j); k > 0 {
		r.clock, j = c, k
		j = p.partOfDay(j)
	}
	return r, j
}

// partOfDay skips "morning", "in the evening", "at night".
func (p *parser) partOfDay(j int) int {
	k := j
	if t := p.kind(k); t == kIn || t == kAt || t == kOn {
		k = p.skip(k+1, kThe)
	}
	for p.kind(k) == kEdge && p.kind(k+1) == kPart {
		k++
	}
	if t := p.at(k); t.kind == kPart || t.kind == kNoon && k == j {
		if t.kind == kNoon {
			return j
		}
		return k + 1
	}
	return j
}
