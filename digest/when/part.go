package when

// edgeOf cuts the early, middle or late part of a stretch: the 1st to the 10th, the 11th
// to the 20th and the rest of a month; thirds of the months of a longer one, or of its days
// if it has no three months; Monday to Wednesday, Tuesday to Thursday, Thursday to Sunday of
// a week.
func edgeOf(edge int, s span) span {
	part := edge % 3 // early and start, mid and middle, late and end
	y, m, _ := s.from.date()
	switch n := s.length(); {
	case n == 1:
		return s
	case n <= 7:
		return [3]span{{s.from, min(s.from+2, s.to)}, {s.from + 1, min(s.from+3, s.to)}, {min(s.from+3, s.to), s.to}}[part]
	case n <= 31:
		return [3]span{{s.from, s.from + 9}, {s.from + 10, s.from + 19}, {min(s.from+20, s.to), s.to}}[part]
	case n < 75:
		a, b := s.from+day(n/3), s.from+day(2*n/3)
		return [3]span{{s.from, a - 1}, {a, b - 1}, {b, s.to}}[part]
	case n <= 400:
		third := (n + 15) / 30 / 3
		switch part {
		case 0:
			return span{s.from, civil(y, m+third, 1) - 1}
		case 1:
			return span{civil(y, m+third, 1), civil(y, m+2*third, 1) - 1}
		}
		return span{civil(y, m+2*third, 1), s.to}
	default:
		tenth := (s.to.year() - y + 1) / 10
		return [3]span{
			{s.from, civil(y+4*tenth, 1, 1) - 1},
			{civil(y+4*tenth, 1, 1), civil(y+7*tenth, 1, 1) - 1},
			{civil(y+7*tenth, 1, 1), s.to}}[part]
	}
}

// edge reads "early June", "mid-2020", "late last year", "early in 2016", "the beginning of
// next week", "the end of the month". "The end of the day" is an idiom.
func (p *parser) edge(i int) (reading, int) {
	edge, j := edgeStart, i+1
	if t := p.at(i); t.kind == kEdge {
		edge = int(t.val)
	} else if p.kind(j) != kOf {
		return reading{}, 0 // "starting"
	}
	if edge <= edgeLate {
		if p.glued(j, kDash) && !p.at(j+1).is(gap) {
			j++
		}
		switch p.kind(j) {
		case kIn, kOn:
			j++
		case kOf:
			return reading{}, 0
		}
	} else if p.kind(j) != kOf {
		return reading{}, 0
	} else {
		j++
	}
	if k := p.skip(j, kThe); p.kind(k) == kUnit && unit(p.at(k).val) == uDay {
		if k == j || edge == edgeEnd && p.kind(i-1) != kUntil {
			return reading{}, 0
		}
		d, _ := p.base(i)
		return of(one(d), OneDay), k + 1 // "at the start of the day"
	}
	if edge == edgeMid && p.kind(j) == kUnit && unit(p.at(j).val) != uYear && unit(p.at(j).val) != uWeek {
		return reading{}, 0
	}
	if edge == edgeEarly || edge == edgeLate {
		// "late Monday", "early tomorrow"; but not "early 5".
		if k := p.kind(j); k == kNumber && p.at(j).digits() < 2 || k == kUnit || k == kUnits {
			return reading{}, 0
		}
	}
	r, k := p.wholeAfter(j)
	if k == 0 {
		return reading{}, 0
	}
	if r.prec == OneDay {
		if edge > edgeLate {
			return vague(), k
		}
		return p.decorate(r, k)
	}
	r.whole, r.edge = r.span, edge+1
	r.span = edgeOf(edge, r.whole)
	return r, k
}

// ordinal reads "third Friday of May", "first week of 2021", "third quarter", "15th day of
// next month", "first six months of 2020", "twenty-first century".
func (p *parser) ordinal(i int) (reading, int) {
	if r, j := p.century(i); j > 0 {
		return r, j
	}
	n, j := p.ordinalNumber(i)
	if j == 0 || n < 1 {
		return reading{}, 0
	}
	return p.counted(i, n, j)
}

// lastOf reads "last Friday of May", "last week of July", "final quarter of 2009": the
// last in something, where "last" alone would shift.
func (p *parser) lastOf(i int) (reading, int) {
	if p.at(i).val != shiftLast {
		return reading{}, 0
	}
	r, j := p.counted(i, -1, i+1)
	if j > 0 && !r.dated {
		return reading{}, 0 // "last quarter": a shift
	}
	return r, j
}

// counted reads what an ordinal n, -1 for last, counts from j on.
func (p *parser) counted(i, n, j int) (reading, int) {
	j = p.skip(j, kDash)
	if count, k := p.cardinal(j); k > 0 && (n == 1 || n == -1) && p.kind(k) == kUnits {
		return p.firstUnits(n, count, unit(p.at(k).val), k+1)
	}
	t := p.at(j)
	if t.kind != kUnit && t.kind != kWeekday && t.kind != kMonth {
		return reading{}, 0
	}
	k := j + 1
	if t.kind == kWeekday {
		k = p.abbreviation(j)
	}
	if c := p.kind(k); c == kOf || c == kIn {
		if r, e := p.wholeAfter(k + 1); e > 0 {
			if s, ok := nthIn(n, t, r); ok {
				return s, e
			}
		}
	} else if c == kShift || c == kNumber && p.at(k).digits() == 4 {
		if r, e := p.wholeAfter(k); e > 0 {
			if s, ok := nthIn(n, t, r); ok {
				return s, e
			}
		}
	}
	if t.kind == kUnit && n > 0 && !(p.kind(k) == kOf) {
		switch unit(t.val) {
		case uQuarter:
			if n <= 4 && p.kind(k) != kFiscal {
				return p.yearPart(i, n, 3, k)
			}
		case uHalf:
			if n <= 2 && p.kind(i-1) == kThe {
				return p.yearPart(i, n, 6, k)
			}
		}
	} else if t.kind == kUnit && unit(t.val) == uQuarter && n > 0 && n <= 4 {
		return p.yearPart(i, n, 3, k)
	}
	return reading{}, 0
}

// nthOf reads the unit at j as the nth of r: next year's first quarter.
func (p *parser) nthOf(n, j int, r reading) (reading, int) {
	if t := p.at(j); t.kind == kUnit || t.kind == kWeekday {
		if s, ok := nthIn(n, t, r); ok {
			return s, j + 1
		}
	}
	return reading{}, 0
}

// nthIn takes the nth unit or weekday t of r; n is -1 for the last.
func nthIn(n int, t token, r reading) (reading, bool) {
	in := of(r.span, OneDay)
	if !r.dated && r.month > 0 {
		in.dated = true
	}
	if t.kind == kWeekday {
		d := nthWeekday(r.span, n, int(t.val))
		in.span = one(d)
		return in, r.length() > 7 && d >= r.from && d <= r.to
	}
	if t.kind != kUnit {
		return in, false
	}
	u := unit(t.val)
	in.prec = u.precision()
	switch {
	case u == uDay:
		in.span = one(r.from + day(n-1))
		if n < 0 {
			in.span = one(r.to)
		}
		return in, in.from >= r.from && in.to <= r.to && r.length() > 1
	case u == uWeek:
		// A week belongs to the stretch that has its Thursday, as in ISO 8601.
		d := nthWeekday(r.span, n, 3)
		in.span = uWeek.around(d, 0)
		return in, r.length() > 7 && d >= r.from && d <= r.to
	case u == uWeekend:
		d := nthWeekday(r.span, n, 5)
		in.span = span{d, d + 1}
		return in, r.length() > 7 && d <= r.to
	case u == uHalf && r.prec != Year && r.length() > 14:
		half := span{r.from, r.from + day(r.length()/2) - 1}
		if n != 1 {
			half = span{half.to + 1, r.to}
		}
		in.span, in.prec = half, r.prec
		return in, n <= 2
	case u.months() == 0 || r.length() < 28*u.months():
		return in, false
	}
	in.span = u.around(r.from, n-1)
	if n < 0 {
		in.span = u.around(r.to, 0)
	}
	return in, in.from >= r.from && in.to <= r.to && in.span != r.span
}

// firstUnits reads "first six months of 2020", "last four weeks of the year".
func (p *parser) firstUnits(n, count int, u unit, j int) (reading, int) {
	if k := p.kind(j); k != kOf && k != kIn || count < 1 || count > 400 {
		return reading{}, 0
	}
	r, e := p.wholeAfter(j + 1)
	if e == 0 || u == uHour {
		return reading{}, 0
	}
	s := r.span
	if n > 0 {
		s.to = u.after(s.from, count) - 1
	} else {
		s.from = u.after(s.to+1, -count)
	}
	if s.from < r.from || s.to > r.to {
		return reading{}, 0
	}
	prec := u.precision()
	if prec == OneDay {
		prec = Days
	}
	return of(s, prec), e
}
