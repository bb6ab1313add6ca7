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
		return t.is(capital) && (t.size() <= 4 || t.val == 4)
	}
}

// abbreviation returns the index after the month or weekday at j and the dot of "Jan.",
// unless that dot ends the sentence.
func (p *parser) abbreviation(j int) int {
	if t := p.at(j); t.size() <= 5 && p.glued(j+1, kDot) {
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
	const march, may, august = 3, 5, 8
	t, prev, next := p.at(i), p.kind(i-1), p.at(j)
	named := next.is(capital) && next.is(name) // "of April Jones", "for May Smith"
	switch {
	case p.joins(j, kBetween) && next.kind != kEnd && p.kind(j+1) == kMonth && t.form == notVerb:
		return true // "Jan-Mar 2017"
	case t.form != notVerb && (t.val == march || t.val == may), t.is(shout) && t.size() == 3 && !preposed[prev]:
		return false
	case prev == kA:
		return t.is(capital) && t.val != may // "a March summit" is one, "a march" is not
	case !t.is(capital) && t.size() > 5 && t.val != august:
		return true
	case !t.is(capital):
		return preposed[prev] && !p.ambiguousMonth(i) && prev != kTo && prev != kOn
	case joining[prev]:
		return t.size() > 6 || !named
	case preposed[prev], prev == kThe, prev == kThat:
		return true
	}
	return !p.ambiguousMonth(i) && !named
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

// dayOfMonth reads "the 5th", after the article. It needs a preposition before and no
// noun behind it: not "the 5th floor".
func (p *parser) dayOfMonth(i int) (reading, int) {
	dom, said, j := p.domNumber(i)
	word, prep := p.kind(i) == kOrdinal, p.kind(i-2)
	switch {
	case j == 0, !said && (word || prep != kOn || dom <= 12), p.countsNoun(j, word):
		return reading{}, 0
	case word && (dom == 1 || prep == kOf):
		return reading{}, 0 // "on the first", "of the second"
	}
	switch prep {
	case kOn, kBy, kUntil, kBefore, kFrom, kSince, kTo, kThrough, kOf, kBetween:
		if d, ok := p.nearMonth(i-1, dom, func(day) bool { return true }); ok {
			return reading{span: one(d), prec: OneDay, dom: dom}, j
		}
	}
	return reading{}, 0
}

// countsNoun reports whether an ordinal that ends before j counts what stands there, as
// "5th floor" does. After one in words only a verb or nothing leaves it a date.
func (p *parser) countsNoun(j int, word bool) bool {
	switch t := p.at(j); t.kind {
	case kUnit, kUnits, kDash, kPercent, kOf, kShift, kDecade, kSeason, kFiscal:
		return true
	case kOther:
		if t.is(noun) || t.is(superlative) {
			return true
		}
		return t.form == notVerb && (t.is(capital) || t.role() == noRole && (word || !p.closedClass(j)))
	}
	return false
}

// closedClass reports whether the word at j is a short function word.
func (p *parser) closedClass(j int) bool {
	t := p.at(j)
	return !t.is(noun) && t.size() <= 5
}

// decorate adds the part of the day and the clock time that follow a day.
func (p *parser) decorate(r reading, j int) (reading, int) {
	if p.kind(j) == kOpen && p.kind(j+1) == kWeekday && p.kind(p.abbreviation(j+1)) == kClose {
		j = p.abbreviation(j+1) + 1
	}
	j = p.partOfDay(j)
	if c, k := p.clockAfter(j); k > 0 {
		if p.kind(j-1) == kTonight || p.wordIs(j-1, "afternoon") || p.wordIs(j-1, "evening") {
			c = c.afterNoon() // "tonight at 7"
		}
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
