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
	case kEdge: // "late this morning" is read elsewhere; "this early June" is not
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
	return t.end-t.start > 4 || t.is(capital) || t.form == notVerb
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

// same reads "that weekend", "the same week", "that day".
func (p *parser) same(i int) (reading, int) {
	j := i + 1
	if p.kind(j) == kThat {
		j++
	}
	t := p.at(j)
	if t.kind != kUnit {
		return reading{}, 0
	}
	switch u := unit(t.val); u {
	case uDay:
		d, _ := p.base(i)
		return of(one(d), OneDay), j + 1
	case uWeek, uWeekend, uMonth, uYear, uQuarter, uDecade:
		d := p.ref
		if p.namedAt > 0 && i-p.namedAt < recall {
			d = p.named
		}
		r := of(u.around(d, 0), u.precision())
		if y, k := p.yearAfter(j + 1); k > 0 && u.months() > 0 && u != uYear { // "the same quarter of last year"
			return of(u.around(d.addMonths(12*(y-d.year())), 0), u.precision()), k
		}
		return r, j + 1
	}
	return reading{}, 0
}

// recall bounds how far back, in tokens, a day is remembered for "the next day".
const recall = 80

// base is the day that the last phrase before token i named, or else the publish day.
func (p *parser) base(i int) (d day, named bool) {
	if p.anchorAt > 0 && i-p.anchorAt < recall {
		return p.anchor, true
	}
	return p.ref, false
}

// present is the unit that "the year", "the quarter" mean: the one that the text speaks
// of, or the one of the publish day.
func (p *parser) present(u unit, i int) reading {
	d := p.ref
	if p.namedPrec == u.precision() && p.namedAt > 0 && i-p.namedAt < recall {
		d = p.named
	}
	return of(u.around(d, 0), u.precision())
}

// unitPhrase reads what begins with a bare unit: "week 31", "week of April 10", "day after
// tomorrow", "week after next"; after the article also the unit alone.
func (p *parser) unitPhrase(i int, article bool) (reading, int) {
	u, j := unit(p.at(i).val), i+1
	switch next := p.at(j); next.kind {
	case kOf, kStarting:
		if u == uWeek || u == uWeekend || u == uMonth || u == uYear || u == uDay {
			if r, k := p.unitOf(u, j); k > 0 {
				return r, k
			}
		}
	case kAfter, kBefore:
		if r, k := p.unitBeside(u, j); k > 0 {
			return r, k
		}
	case kShift: // "the year previous"
		if (u == uWeek || u == uMonth || u == uYear) && (next.val == shiftPrevious || next.val == shiftFollowing) && article {
			s := p.present(u, i)
			return of(u.around(s.from, step(next.val)), u.precision()), j + 1
		}
	case kNumber:
		if u == uWeek && !article || u == uWeek && next.val <= 53 {
			if r, k := p.weekNumber(j); k > 0 {
				return r, k
			}
		}
		if y, k := p.year4(j); u == uYear && k > 0 {
			return of(yearSpan(y), Year), k
		}
	}
	if r, k := p.ending(u, i); k > 0 {
		return r, k
	}
	if p.kind(j) == kTo && p.wordIs(j+1, "date") && u.months()+int(u) > int(uWorkday) {
		return of(span{u.around(p.ref, 0).from, p.ref}, u.precision()), j + 2
	}
	if r, k := p.unitEnd(u, j); k > 0 {
		return r, k
	}
	if article {
		return p.bareUnit(i)
	}
	return reading{}, 0
}

// unitOf reads "week of April 10th", "weekend of Thanksgiving", "month of May".
func (p *parser) unitOf(u unit, j int) (reading, int) {
	k := j + 1
	if p.kind(k) == kOn {
		k++
	}
	r, e := p.core(k)
	if e == 0 && u == uWeek && p.kind(k) == kThe {
		if dom, said, f := p.domNumber(k + 1); f > 0 && said {
			if d, ok := p.nearMonth(j, dom, func(day) bool { return true }); ok {
				r, e = reading{span: one(d), prec: OneDay}, f
			}
		}
	}
	if e == 0 || r.prec == Unknown {
		return reading{}, 0
	}
	switch {
	case u == uWeek && (r.prec == OneDay || r.prec == Days):
		s := uWeek.around(r.from, 0)
		return of(s, Week), e
	case u == uWeekend && r.prec == OneDay:
		if _, named := p.holidayName(k); named > 0 {
			return weekendOf(r), e
		}
		return of(uWeekend.around(r.from, 0), Days), e
	case u == uMonth && r.prec == Month, u == uYear && r.prec == Year, u == uDay && r.prec == OneDay:
		return r, e
	}
	return reading{}, 0
}

// unitBeside reads "day after tomorrow", "week after next", "month before last", "day
// after the election" as the day after the last one named.
func (p *parser) unitBeside(u unit, j int) (reading, int) {
	sign := 1
	if p.kind(j) == kBefore {
		sign = -1
	}
	switch t := p.at(j + 1); {
	case t.kind == kShift && (t.val == shiftNext || t.val == shiftLast) && step(t.val) == sign:
		if k := p.kind(j + 2); k != kUnit && k != kUnits {
			return of(u.around(p.ref, 2*sign), u.precision()), j + 2
		}
	}
	r, k := p.core(j + 1)
	if k == 0 || r.prec == Unknown {
		return reading{}, 0
	}
	if u == uDay && r.prec == OneDay {
		d := r.to + 1
		if sign < 0 {
			d = r.from - 1
		}
		return of(one(d), OneDay), k
	}
	if (u == uWeek || u == uMonth || u == uWeekend) && r.prec != Year {
		return of(u.around(r.from, sign), u.precision()), k
	}
	return reading{}, 0
}

// unitEnd reads the rest of "year-end" and "year's end".
func (p *parser) unitEnd(u unit, j int) (reading, int) {
	switch {
	case p.glued(j, kDash):
		j++
	case p.glued(j, kApostrophe) && p.kind(j+1) == kS:
		j += 2
	default:
		return reading{}, 0
	}
	if t := p.at(j); t.kind != kEdge || t.val != edgeEnd || u != uYear && u != uMonth && u != uWeek && u != uQuarter {
		return reading{}, 0
	}
	whole := u.around(p.ref, 0)
	return reading{span: edgeOf(edgeEnd, whole), whole: whole, edge: edgeEnd + 1, prec: u.precision(), dated: true}, j + 1
}

// weekNumber reads the number of "week 31 of 2027".
func (p *parser) weekNumber(j int) (reading, int) {
	n := int(p.at(j).val)
	if n < 1 || n > 53 || p.at(j).digits() > 2 {
		return reading{}, 0
	}
	if y, k := p.yearAfter(j + 1); k > 0 {
		return of(isoWeek(y, n), Week), k
	}
	return of(isoWeek(p.ref.year(), n), Week), j + 1
}

// ending reads "week ending June 5".
func (p *parser) ending(u unit, i int) (reading, int) {
	if u != uWeek && u != uMonth && u != uYear && u != uQuarter || !p.wordIs(i+1, "ending") && !p.wordIs(i+1, "ended") {
		return reading{}, 0
	}
	r, k := p.core(p.skip(i+2, kOn))
	if k == 0 || r.prec != OneDay {
		return reading{}, 0
	}
	return of(span{u.after(r.to, -1) + 1, r.to}, u.precision()), k
}

// bareUnit reads "the week", "the year" where they mean the present one: "sales in the
// week", "partner of the year", "for the day"; and "the weekend".
func (p *parser) bareUnit(i int) (reading, int) {
	u, prev, next := unit(p.at(i).val), p.at(i-2), p.at(i+1)
	switch next.kind {
	case kOf, kAfter, kBefore, kThat, kNumber, kTo, kFrom, kOther:
		if next.kind != kOther || next.is(noun) || p.wordIs(i+1, "when") {
			return reading{}, 0
		}
	}
	switch u {
	case uWeekend:
		r := of(u.around(p.ref, 0), Days)
		if r.from > p.ref && p.direction(i-1) == past {
			r.span = u.around(p.ref, -1)
		}
		return r, i + 1
	case uWeek, uMonth, uYear, uQuarter:
		if next.kind == kOther && !next.is(superlative) && next.form == notVerb && !p.closedClass(i+1) {
			return reading{}, 0
		}
		switch prev.kind {
		case kIn, kOf, kDuring:
			return p.present(u, i), i + 1
		case kFor:
			if next.kind != kOther {
				return p.present(u, i), i + 1
			}
		}
	case uDay:
		if prev.kind == kFor || prev.kind == kOn || prev.kind == kDuring || p.wordIs(i-2, "throughout") || p.wordIs(i-2, "ending") || p.wordIs(i-2, "ended") || p.wordIs(i-2, "finish") || p.wordIs(i-2, "finished") {
			d, _ := p.base(i)
			return of(one(d), OneDay), i + 1
		}
	}
	return reading{}, 0
}

// rest reads "the rest of the week", "the remainder of the year".
func (p *parser) rest(i int) (reading, int) {
	if p.kind(i+1) != kOf {
		return reading{}, 0
	}
	r, k := p.wholeAfter(i + 2)
	if k == 0 || r.to <= p.ref || r.from > p.ref {
		return reading{}, 0
	}
	return of(span{p.ref, r.to}, r.prec), k
}

// wholeAfter reads a stretch that something is a part of: "the year", "this month", "2019".
func (p *parser) wholeAfter(i int) (reading, int) {
	if j := p.skip(i, kThe); p.kind(j) == kUnit && (j > i || unit(p.at(j).val) == uYear) {
		if r, k := p.unitPhrase(j, true); k > 0 {
			return r, k
		}
		switch u := unit(p.at(j).val); u {
		case uWeek, uWeekend, uMonth, uQuarter, uYear, uDecade, uCentury, uHalf:
			return p.present(u, i), j + 1
		}
		return reading{}, 0
	}
	r, k := p.core(i)
	if k == 0 || r.prec == Unknown || r.silent || r.prec == nowPrecision {
		return reading{}, 0
	}
	return r, k
}

// laterThis reads "later this month", "earlier this week", "later in the day", "earlier
// today".
func (p *parser) laterThis(i int) (reading, int) {
	late := p.kind(i) == kLater
	j := i + 1
	if p.kind(j) == kIn || p.kind(j) == kOn {
		j++
	}
	switch t := p.at(j); t.kind {
	case kThe:
		if u := p.at(j + 1); u.kind == kUnit && unit(u.val) == uDay {
			d, _ := p.base(i)
			return of(one(d), OneDay), j + 2
		} else if u.kind != kUnit || j == i+1 {
			return reading{}, 0
		}
	case kShift, kDayWord, kTonight, kWeekday, kMonth, kNumber, kThat:
		if j == i+1 && (t.kind == kNumber || t.kind == kMonth) {
			return reading{}, 0
		}
	default:
		return reading{}, 0
	}
	r, k := p.wholeAfter(j)
	if k == 0 {
		return reading{}, 0
	}
	if r.from > p.ref || r.to < p.ref || r.prec == OneDay {
		if r.prec == Week && !late {
			r.span = edgeOf(edgeEarly, r.span)
		}
		return r, k
	}
	if late && r.to > p.ref {
		r.from = p.ref + 1
	} else if !late && r.from < p.ref {
		r.to = p.ref - 1
	}
	r.dated = true
	return r, k
}

// quarterMark reads "Q1 2019", "H1".
func (p *parser) quarterMark(i int) (reading, int) {
	n, size, j := p.quarterNumber(i)
	if j == 0 {
		return reading{}, 0
	}
	if p.glued(j, kDash) {
		j++
	}
	return p.yearPart(i, n, size, j)
}

// quarterNumber reads "Q1" or "H2"; size is the length of the part in months.
func (p *parser) quarterNumber(i int) (n, size, j int) {
	t := p.at(i + 1)
	n, size = int(t.val), quarterSize(p.kind(i))
	if t.kind != kNumber || t.is(gap) || t.digits() != 1 || n < 1 || n*size > 12 {
		return 0, 0, 0
	}
	return n, size, i + 2
}

func quarterSize(mark kind) int {
	if mark == kH {
		return 6
	}
	return 3
}

// partOfYear is the nth stretch of size months of a year.
func partOfYear(y, n, size int) span {
	return span{civil(y, size*(n-1)+1, 1), civil(y, size*n+1, 1) - 1}
}

// yearPart is the nth stretch of size months of the year that stands at j, or of the one
// that direction chooses.
func (p *parser) yearPart(i, n, size, j int) (reading, int) {
	if y, e := p.yearAfter(j); e > 0 {
		return of(partOfYear(y, n, size), Season), e
	}
	if k := p.skip(j+1, kThe); p.kind(j) == kOf && p.kind(k) == kFiscal {
		return p.fiscal(k)
	}
	s := p.pick(i, func(y int) (span, bool) { return partOfYear(y, n, size), true })
	return reading{span: s, prec: Season}, j
}

// weekCommencing reads "w/c Feb 4".
func (p *parser) weekCommencing(i int) (reading, int) {
	if !p.glued(i+1, kSlash) || !p.wordIs(i+2, "c") {
		return reading{}, 0
	}
	r, k := p.core(i + 3)
	if k == 0 || r.prec != OneDay {
		return reading{}, 0
	}
	return of(uWeek.around(r.from, 0), Week), k
}

// fiscal reads "fiscal year 2008", whose days depend on whose year it is.
func (p *parser) fiscal(i int) (reading, int) {
	u := p.at(i + 1)
	if u.kind != kUnit || unit(u.val) != uYear && unit(u.val) != uQuarter {
		return reading{}, 0
	}
	if _, k := p.year4(i + 2); k > 0 {
		return vague(), k
	}
	return vague(), i + 2
}

// season reads "summer 2019", "the spring of this year", "in autumn".
func (p *parser) season(i int) (reading, int) {
	t, j := p.at(i), i+1
	season := int(t.val)
	if y, k := p.yearAfter(j); k > 0 && p.kind(j) != kComma {
		return of(seasonSpan(y, season), Season), k
	}
	prev := p.at(i - 1)
	if prev.kind == kThe {
		prev = p.at(i - 2)
	}
	switch prev.kind {
	case kIn, kBy, kUntil, kSince, kDuring, kEdge, kThrough, kOf:
	default:
		return reading{}, 0
	}
	if t.form != notVerb || prev.kind == kOf && p.at(i-1).kind != kThe {
		return reading{}, 0
	}
	if next := p.at(j); next.is(noun) && next.kind == kOther || next.kind == kDash || next.kind == kIn {
		return reading{}, 0
	}
	s := p.pick(i, func(y int) (span, bool) { return seasonSpan(y, season), true })
	return reading{span: s, prec: Season}, j
}
