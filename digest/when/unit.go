package when

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
		if u == uWeek {
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
	if p.kind(j) == kTo && p.wordIs(j+1, "date") && u >= uWeek {
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

// unitBeside reads "day after tomorrow", "week after next", "month before last".
func (p *parser) unitBeside(u unit, j int) (reading, int) {
	sign := 1
	if p.kind(j) == kBefore {
		sign = -1
	}
	if t := p.at(j + 1); t.kind == kShift && (t.val == shiftNext || t.val == shiftLast) && step(t.val) == sign {
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
