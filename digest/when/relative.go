package when

// duration reads a length of time: "three days", "a week", "couple of months". n is 0 for
// one that is not exact ("several weeks").
func (p *parser) duration(i int) (n int, u unit, j int) {
	j = i
	switch p.kind(i) {
	case kA:
		n, j = 1, i+1
		if p.kind(j) == kCouple {
			n, j = 2, p.skip(j+1, kOf)
		} else if p.kind(j) == kSome {
			n, j = 0, j+1
		}
	case kCouple:
		n, j = 2, p.skip(i+1, kOf)
	case kSome:
		n, j = 0, i+1
	default:
		if n, j = p.cardinal(i); j == 0 || p.money(i) {
			return 0, 0, 0
		}
		if k := p.kind(j); k == kOr || k == kTo || k == kDash { // "two or three weeks"
			if _, e := p.cardinal(j + 1); e > 0 && p.kind(e) == kUnits {
				return 0, unit(p.at(e).val), e + 1
			}
		}
	}
	if p.workdays(j) {
		return n, uWorkday, j + 2
	}
	t := p.at(j)
	if t.kind != kUnit && t.kind != kUnits || n > 1 && t.kind == kUnit || t.kind == kUnit && n == 0 {
		return 0, 0, 0
	}
	if n > 2000 || p.kind(j+1) == kAnd && p.kind(j+2) == kA {
		return 0, 0, 0
	}
	if p.kind(j+1) == kOr && (p.kind(j+2) == kCardinal || p.wordIs(j+2, "so") || p.wordIs(j+2, "more")) {
		return 0, unit(t.val), j + 3 // "a month or two"
	}
	return n, unit(t.val), j + 1
}

// workdays reports whether "business days" stands at j, in any of its names.
func (p *parser) workdays(j int) bool {
	t := p.at(j + 1)
	return p.kind(j) == kBusiness && (t.kind == kUnit || t.kind == kUnits) && unit(t.val) == uDay
}

// away is the reading of a day n units from d.
func away(d day, n int, u unit) reading {
	switch u {
	case uHour:
		return vague()
	case uWeekend:
		return of(u.around(d, n), Days)
	}
	return of(one(u.after(d, n)), u.precision())
}

// offset reads a length of time with the point that it is counted from: "three days ago",
// "two weeks later", "a month before May 13", "ten days from now", "2 upcoming months".
func (p *parser) offset(i int) (reading, int) {
	if n, k := p.cardinal(i); k > 0 && p.kind(k) == kShift && (p.kind(k+1) == kUnits || n == 1 && p.kind(k+1) == kUnit) {
		return p.roll(p.at(k).val, n, unit(p.at(k+1).val), k+2)
	}
	if r, k := p.weekdaysFrom(i); k > 0 {
		return r, k
	}
	n, u, j := p.duration(i)
	if j == 0 {
		return reading{}, 0
	}
	if r, k := p.compound(n, u, j); k > 0 {
		return r, k
	}
	r, k := p.counting(i, n, u, j)
	switch {
	case k > 0 && n == 0:
		return vague(), k
	case k > 0 && p.kind(k) == kOn && p.kind(k+1) == kWeekday:
		return p.onWeekday(r, k+1)
	}
	return r, k
}

// counting reads at j from where the n units that began at i count.
func (p *parser) counting(i, n int, u unit, j int) (reading, int) {
	switch p.kind(j) {
	case kAgo:
		return p.agoToday(away(p.ref, -n, u), j+1)
	case kEarlier:
		d, _ := p.base(i)
		return away(d, -n, u), j + 1
	case kLater:
		d, named := p.base(i)
		if !named && p.direction(i) == past {
			return vague(), j + 1 // after something whose day is not here
		}
		return away(d, n, u), j + 1
	case kBefore:
		if r, k := p.core(j + 1); k > 0 && r.prec != Unknown && !r.silent {
			return away(r.from, -n, u), k
		}
	case kFrom, kAfter:
		if r, k := p.core(j + 1); k > 0 && r.prec != Unknown && !r.silent {
			if r.prec == Year || r.prec == Month {
				r.to = r.from
			}
			return away(r.to, n, u), k
		}
	case kSince:
		if y, k := p.year4(j + 1); k > 0 {
			return away(civil(y, 1, 1), n, u), k
		}
	case kStarting:
		if r, k := p.core(p.startOf(j + 1)); k > 0 && r.prec == OneDay && n > 0 && u != uHour {
			return of(span{r.from, u.after(r.from, n) - 1}, Days), k
		}
	}
	return reading{}, 0
}

// agoToday reads the rest of "20 years ago today", "a year ago this week".
func (p *parser) agoToday(r reading, j int) (reading, int) {
	if r.prec == Unknown {
		return r, j
	}
	switch t, u := p.at(j), p.at(j+1); {
	case t.kind == kDayWord && t.val == 0:
		r.prec = OneDay
		return r, j + 1
	case t.kind == kShift && t.val == shiftThis && u.kind == kUnit && unit(u.val) >= uWeek && unit(u.val) <= uMonth:
		return of(unit(u.val).around(r.from, 0), unit(u.val).precision()), j + 2
	}
	return r, j
}

// weekdaysFrom reads "two Sundays from now".
func (p *parser) weekdaysFrom(i int) (reading, int) {
	n, j := p.cardinal(i)
	if j == 0 || p.kind(j) != kWeekdays || n < 1 || n > 60 {
		return reading{}, 0
	}
	w := int(p.at(j).val)
	switch {
	case p.kind(j+1) == kAgo:
		return of(one((p.ref-1).onOrBefore(w)-day(7*(n-1))), OneDay), j + 2
	case p.kind(j+1) == kFrom && (p.kind(j+2) == kNow || p.kind(j+2) == kDayWord):
		return of(one((p.ref+1).onOrAfter(w)+day(7*(n-1))), OneDay), j + 3
	}
	return reading{}, 0
}

// compound reads the rest of "2 years, 1 month and 21 days ago" after its first length.
func (p *parser) compound(n int, u unit, j int) (reading, int) {
	lengths, units, count := [4]int{n}, [4]unit{u}, 1
	for count < len(lengths) {
		k := p.skip(p.skip(j, kComma), kAnd)
		m, v, e := p.duration(k)
		if e == 0 || m == 0 || v >= units[count-1] || v == uHour {
			break
		}
		lengths[count], units[count], j = m, v, e
		count++
	}
	sign := 0
	switch p.kind(j) {
	case kAgo:
		sign = -1
	case kLater:
		sign = 1
	case kFrom:
		if p.kind(j+1) == kNow {
			sign = 1
			j++
		}
	}
	if count == 1 || sign == 0 || n == 0 {
		return reading{}, 0
	}
	d := p.ref
	for k := range count {
		d = units[k].after(d, sign*lengths[k])
	}
	return of(one(d), units[count-1].precision()), j + 1
}

// startOf skips "from", "on" after "starting".
func (p *parser) startOf(j int) int {
	if k := p.kind(j); k == kFrom || k == kOn {
		return j + 1
	}
	return j
}

// onWeekday narrows a counted day by the weekday at j: "in two weeks on Friday".
func (p *parser) onWeekday(r reading, j int) (reading, int) {
	w := int(p.at(j).val)
	if r.prec == Month || r.prec == Year {
		return of(one(r.from.onOrAfter(w)), OneDay), p.abbreviation(j)
	}
	return of(one(r.from.monday()+day(w)), OneDay), p.abbreviation(j)
}

// inDuration reads "in two weeks", "in three days' time". With a verb in the past it is a
// length: "the third attack in two weeks".
func (p *parser) inDuration(i int) (reading, int) {
	j := i + 1
	if k := p.kind(j); k == kAt { // "in about two weeks"
		j++
	}
	n, u, e := p.duration(j)
	if e == 0 || p.kind(e) == kAgo || p.kind(e) == kDash {
		return reading{}, 0
	}
	if p.kind(e) == kFrom || p.kind(e) == kSince || p.kind(e) == kAfter || p.kind(e) == kBefore {
		if r, k := p.offset(j); k > 0 {
			return r, k
		}
		if p.kind(e) == kSince {
			return reading{}, 0
		}
	}
	if p.isLength(i) {
		return reading{silent: true}, e
	}
	if p.kind(e) == kApostrophe {
		e++
		e = p.skip(e, kS)
	}
	if p.wordIs(e, "time") {
		e++
	}
	if n == 0 {
		return vague(), e
	}
	r := away(p.ref, n, u)
	if p.kind(e) == kOn && p.kind(e+1) == kWeekday {
		return p.onWeekday(r, e+1)
	}
	return r, e
}

// isLength reports whether the duration after the "in" at i measures and does not point.
func (p *parser) isLength(i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		t := p.at(k)
		if t.is(superlative) || t.kind == kOrdinal || p.wordIs(k, "only") {
			return true
		}
		if t.is(opens) {
			break
		}
	}
	return p.direction(i) == past
}

// within reads "within ten days", "within two weeks of the vote", "within the month".
func (p *parser) within(i int) (reading, int) {
	j := i + 1
	n, u, k := p.duration(j)
	if k == 0 {
		if p.kind(j) == kUnits {
			r := vague()
			r.deadline = true
			return r, j + 1
		}
		r, e := p.core(j)
		if e == 0 {
			return reading{}, 0
		}
		r.deadline = true
		return r, e
	}
	start := p.ref
	if c := p.kind(k); c == kOf || c == kAfter || c == kFrom {
		base, e := p.core(k + 1)
		if e == 0 {
			// Counted from an event whose day is not here.
			return reading{prec: Unknown, deadline: true}, k
		}
		start, k = base.to, e
	} else if p.direction(i) == past {
		return reading{silent: true}, k
	}
	if n == 0 || u == uHour {
		return reading{prec: Unknown, deadline: true}, k
	}
	prec := u.precision()
	if prec == OneDay {
		prec = Days
	}
	return reading{span: span{start, u.after(start, n)}, prec: prec, dated: true, deadline: true}, k
}

// by reads a deadline: "by Friday", "by the end of the month", "before June", "no later
// than Tuesday". The end of a stretch that is still to come is any day from now until it.
func (p *parser) by(i int) (reading, int) {
	r, j := p.point(i + 1)
	if j == 0 || r.silent || r.prec == nowPrecision {
		return reading{}, 0
	}
	if r.to < p.ref {
		return r, j // told of the past: no deadline
	}
	r.deadline = true
	switch {
	case r.edge == edgeEnd+1:
		r.span = span{p.ref, r.whole.to}
	case p.kind(i) == kBefore && r.prec != OneDay && r.from > p.ref:
		r.span = span{p.ref, r.from - 1}
	}
	return r, j
}

// lasting reads "for 3 days from Monday" and "for a week, starting May 20"; any other
// length is no phrase.
func (p *parser) lasting(i int) (reading, int) {
	n, u, j := p.duration(i + 1)
	if j == 0 || u == uHour {
		return reading{}, 0
	}
	j = p.skip(j, kComma)
	if k := p.kind(j); k != kFrom && k != kStarting || n == 0 {
		return reading{}, 0
	}
	r, k := p.core(p.startOf(j + 1))
	if k == 0 || r.prec != OneDay {
		return reading{}, 0
	}
	return of(span{r.from, u.after(r.from, n) - 1}, Days), k
}
