package when

// step is how many calendar units a shift word moves.
func step(shift int32) int {
	switch shift {
	case shiftLast, shiftPast, shiftPrevious:
		return -1
	case shiftThis:
		return 0
	}
	return 1
}

// shifted reads "next week", "this past Friday", "last three months", "coming days",
// "last September", "this morning", "next week on Tuesday".
func (p *parser) shifted(i int) (reading, int) {
	if p.kind(i) == kThat {
		return p.same(i)
	}
	t := p.at(i)
	if t.kind != kShift {
		return reading{}, 0
	}
	shift, j := t.val, i+1
	if next := p.at(j); next.kind == kShift { // "this coming Friday", "the next following"
		shift, j = next.val, j+1
	}
	if p.kind(j) == kCalendar {
		j++
	}
	switch u := p.at(j); u.kind {
	case kUnit:
		return p.shiftedUnit(shift, j)
	case kUnits, kSome, kCouple, kNumber, kCardinal:
		return p.rolling(shift, j)
	case kFiscal:
		return p.fiscal(j)
	case kWeekday:
		return p.shiftedWeekday(i, shift, j)
	case kMonth:
		return p.shiftedMonth(i, shift, j)
	case kSeason:
		return p.shiftedSeason(shift, j)
	case kPart:
		return of(one(p.ref+day(step(shift))), OneDay), p.partOfDay(j)
	case kEdge: // "this early morning"
		if p.kind(j+1) == kPart {
			return of(one(p.ref), OneDay), j + 2
		}
	}
	if h, k := p.holidayName(j); k > 0 {
		return p.shiftedHoliday(shift, h), k
	}
	return reading{}, 0
}

// shiftedUnit reads the unit at j: "next week", then what narrows it: "Tuesday", "'s
// first quarter".
func (p *parser) shiftedUnit(shift int32, j int) (reading, int) {
	u, n := unit(p.at(j).val), step(shift)
	j++
	switch u {
	case uHour:
		return vague(), j
	case uDay:
		switch shift {
		case shiftLast:
			return reading{}, 0
		case shiftThis:
			return of(one(p.ref), OneDay), j
		}
		base, known := p.base(j)
		if !known && p.direction(j) == past && shift != shiftPast {
			return vague(), j // a day after one that is not here
		}
		return of(one(base+day(n)), OneDay), j
	}
	if shift == shiftComing && (u == uWeek && p.ref.weekday() < 3 || u == uWeekend && p.ref.weekday() < 5) {
		n = 0 // early in the week "the coming week" is still this one
	}
	r := of(u.around(p.ref, n), u.precision())
	if u == uWeek {
		k := j
		if p.glued(k, kApostrophe) && p.glued(k+1, kS) {
			k += 2
		}
		if p.kind(k) == kOn || p.kind(k) == kComma && p.kind(k+1) == kOn {
			k = p.skip(k, kComma) + 1
		}
		if t := p.at(k); t.kind == kWeekday && p.weekdayFits(k) {
			return of(one(r.from+day(t.val)), OneDay), p.abbreviation(k)
		}
	}
	if u == uYear && p.glued(j, kApostrophe) && p.glued(j+1, kS) {
		if n, k := p.ordinalNumber(j + 2); k > 0 {
			if s, e := p.nthOf(n, k, r); e > 0 {
				return s, e
			}
		}
	}
	return r, j
}

// weekdayFits reports whether the weekday at k is one, in a place where one is expected.
func (p *parser) weekdayFits(k int) bool {
	t := p.at(k)
	return t.size() > 4 || t.is(capital) || t.form == notVerb
}

// rolling reads "three months" after a shift word: from today back or ahead.
func (p *parser) rolling(shift int32, j int) (reading, int) {
	n, k := p.cardinal(j)
	if p.kind(j) == kCouple {
		n, k = 2, p.skip(j+1, kOf)
	}
	if k == 0 { // "coming days", "past few weeks"
		k = j
		if p.kind(k) == kSome {
			k++
		} else if shift == shiftLast {
			return reading{}, 0 // "may last months"
		}
		if p.kind(k) == kUnits && shift != shiftThis {
			return vague(), k + 1
		}
		return reading{}, 0
	}
	if p.workdays(k) {
		return p.roll(shift, n, uWorkday, k+2)
	}
	u := p.at(k)
	if c := u.kind; c == kOr || c == kTo || c == kDash { // "the next two to three weeks"
		if _, e := p.cardinal(k + 1); e > 0 && p.kind(e) == kUnits {
			return vague(), e + 1
		}
	}
	if p.wordIs(k, "hours") && n > 0 && n%24 == 0 && n <= 240 && shift != shiftThis {
		if n /= 24; step(shift) < 0 {
			return of(span{p.ref - day(n), p.ref}, Days), k + 1
		}
		return of(span{p.ref, p.ref + day(n)}, Days), k + 1
	}
	if u.kind != kUnits && (u.kind != kUnit || n != 1) || p.kind(j) == kNumber && n > 999 {
		return reading{}, 0
	}
	return p.roll(shift, n, unit(u.val), k+1)
}

func (p *parser) roll(shift int32, n int, u unit, j int) (reading, int) {
	if shift == shiftThis || n < 1 {
		return reading{}, 0
	}
	back := step(shift) < 0
	switch u {
	case uHour:
		return vague(), j
	case uQuarter, uHalf, uDecade, uCentury, uWeekend:
		if back {
			return of(span{u.around(p.ref, -n).from, u.around(p.ref, -1).to}, u.precision()), j
		}
		return of(span{u.around(p.ref, 1).from, u.around(p.ref, n).to}, u.precision()), j
	}
	r := of(span{p.ref + 1, u.after(p.ref, n)}, u.precision())
	if back {
		r.span = span{u.after(p.ref, -n), p.ref - 1}
	}
	if r.prec == OneDay {
		r.prec = Days
	}
	return r, j
}

// shiftedWeekday reads "next Friday": the Friday of next week. "This Friday" is the one of
// this week unless tense or the past says otherwise, "coming Friday" the first to come.
func (p *parser) shiftedWeekday(i int, shift int32, j int) (reading, int) {
	w, k := int(p.at(j).val), p.abbreviation(j)
	if r, e := p.weekdayDate(i, w, k); e > 0 {
		return r, e
	}
	d := p.ref.monday() + day(w)
	switch shift {
	case shiftThis:
		if d < p.ref && p.direction(i) != past {
			d += 7
		}
	case shiftComing:
		d = (p.ref + 1).onOrAfter(w)
	case shiftPast:
		d = (p.ref - 1).onOrBefore(w)
	case shiftLast, shiftPrevious:
		// At the weekend people call the days just gone last, too.
		if d -= 7; p.ref.weekday() >= 5 {
			d = (p.ref - 1).onOrBefore(w)
		}
	default:
		d += 7
	}
	return of(one(d), OneDay), k
}

// shiftedMonth reads "next June", "last September", "this March 15".
func (p *parser) shiftedMonth(i int, shift int32, j int) (reading, int) {
	m := p.at(j)
	if !m.is(capital) && p.ambiguousMonth(j) && m.form != notVerb {
		return reading{}, 0
	}
	if r, k := p.monthDate(j); k > 0 && (r.dated || r.dom > 0) {
		return r, k
	}
	y, now, _ := p.ref.date()
	month := int(m.val)
	switch step(shift) {
	case -1:
		if month >= now {
			y--
		}
	case 1:
		if month < now || month == now && shift != shiftComing {
			y++
		}
	}
	return reading{span: monthSpan(y, month), prec: Month, month: month, dated: true}, p.abbreviation(j)
}

// shiftedSeason reads "last summer", "this winter".
func (p *parser) shiftedSeason(shift int32, j int) (reading, int) {
	season := int(p.at(j).val)
	if y, k := p.yearAfter(j + 1); k > 0 {
		return of(seasonSpan(y, season), Season), k
	}
	y := p.ref.year() - 2
	s := seasonSpan(y, season)
	for (step(shift) < 0 && seasonSpan(y+1, season).to < p.ref) ||
		(step(shift) == 0 && seasonSpan(y, season).to < p.ref && seasonSpan(y+1, season).from.year() <= p.ref.year()) ||
		(step(shift) > 0 && s.from <= p.ref) {
		y++
		s = seasonSpan(y, season)
	}
	return of(s, Season), j + 1
}

func (p *parser) shiftedHoliday(shift int32, h *holiday) reading {
	y := p.ref.year()
	d := h.on(y)
	switch step(shift) {
	case -1:
		if d >= p.ref {
			d = h.on(y - 1)
		}
	case 1:
		if d <= p.ref {
			d = h.on(y + 1)
		}
	}
	return of(one(d), OneDay)
}
