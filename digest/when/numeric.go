package when

// numericDate reads dates in figures: 2008-03-27, 3/27/2008, 27.03.2008, 22/04,
// 2020/Sep/23, 20080327. Where day and month could stand either way the month is first,
// as in the United States.
func (p *parser) numericDate(i int) (reading, int) {
	t := p.at(i)
	if t.val < 0 {
		return reading{}, 0
	}
	if t.digits() == 8 {
		y, m, d := int(t.val)/10000, int(t.val)/100%100, int(t.val)%100
		if y < 1900 || y > 2100 || !valid(y, m, d) {
			return reading{}, 0
		}
		return p.fixed(y, m, d, i+1)
	}
	if t.digits() == 2 && p.kind(i+1) == kDot && p.decimalTail(i) {
		return reading{}, 0
	}
	sep := p.at(i + 1)
	if sep.is(gap) || sep.kind != kDash && sep.kind != kSlash && sep.kind != kDot || p.at(i+2).is(gap) {
		return reading{}, 0
	}
	// A number after a mark is the tail of something longer.
	if prev := p.at(i - 1); !t.is(gap) && (prev.kind == sep.kind || prev.kind == kSlash) && p.kind(i-2) == kNumber && p.at(i-2).digits() != 4 {
		return reading{}, 0
	}
	if t.digits() == 4 {
		return p.yearFirst(i, sep.kind)
	}
	if t.digits() > 2 || p.kind(i+2) != kNumber || p.at(i+2).digits() > 2 {
		return reading{}, 0
	}
	if p.glued(i+3, sep.kind) && p.glued(i+4, kNumber) {
		return p.threeParts(i, sep.kind)
	}
	return p.twoParts(i, sep.kind)
}

// yearFirst reads 2008-03-27 and 2020/Sep/23.
func (p *parser) yearFirst(i int, sep kind) (reading, int) {
	y, m := int(p.at(i).val), p.at(i+2)
	if !p.glued(i+3, sep) || !p.glued(i+4, kNumber) || p.at(i+4).digits() > 2 || !writtenYear(y) {
		return reading{}, 0
	}
	if m.kind != kMonth && (m.kind != kNumber || m.digits() > 2) || !valid(y, int(m.val), int(p.at(i+4).val)) {
		return reading{}, 0
	}
	j := i + 5
	if p.wordIs(j, "T") && !p.at(j).is(gap) { // 2008-03-27T10:00:00Z
		if _, k := p.clockTime(j + 1); k > 0 {
			j = k
		}
	}
	return p.fixed(y, int(m.val), int(p.at(i+4).val), j)
}

// threeParts reads 3/27/2008 and 27.03.08.
func (p *parser) threeParts(i int, sep kind) (reading, int) {
	a, b, y := int(p.at(i).val), int(p.at(i+2).val), p.at(i+4)
	year := int(y.val)
	switch y.digits() {
	case 2:
		year = fullYear(year)
		if p.at(i).digits() == 1 && p.at(i+2).digits() == 1 && sep != kSlash {
			return reading{}, 0 // version numbers, scores
		}
	case 4:
		if !writtenYear(year) {
			return reading{}, 0
		}
	default:
		return reading{}, 0
	}
	m, d := a, b
	if a > 12 || sep == kDot && b <= 12 {
		m, d = b, a
	}
	if p.glued(i+5, sep) && p.glued(i+6, kNumber) && sep != kDash {
		return reading{}, 0 // an address
	}
	if !valid(year, m, d) {
		return reading{}, 0
	}
	return p.fixed(year, m, d, i+5)
}

// twoParts reads 22/04; with a dash or a dot only beside a word that makes it a date.
func (p *parser) twoParts(i int, sep kind) (reading, int) {
	a, b := int(p.at(i).val), int(p.at(i+2).val)
	m, d := a, b
	if a > 12 {
		m, d = b, a
	}
	if !valid(2000, m, d) || p.clockFollows(i+3) {
		return reading{}, 0
	}
	prev := p.at(i - 1)
	switch {
	case p.chained(i-1) && p.kind(i-3) != kSlash:
		return reading{}, 0 // 5-1/4
	case p.kind(i+3) == kPercent || p.money(i) || p.glued(i+3, kOther) || p.glued(i+3, kSlash):
		return reading{}, 0
	case sep == kSlash:
		if !preposed[prev.kind] && prev.kind != kWeekday && prev.kind != kComma && prev.kind != kEnd && a <= 12 && (p.at(i).digits() == 1 && a < b && b <= 10 || p.at(i+3).is(noun)) {
			return reading{}, 0 // 1/2, 2/3: fractions
		}
	case prev.kind == kWeekday || prev.kind == kDot && p.kind(i-2) == kWeekday:
		if sep == kDash {
			// "Monday 12-4" is an hour's range unless the date is a Monday.
			if c := (reading{month: m, dom: d}).in(p.ref.year()); c.from.weekday() != int(p.at(i-1).val) {
				return reading{}, 0
			}
		}
	case sep == kDot:
		if next := p.at(i + 3); prev.kind != kOn || next.kind == kOther && next.is(noun) {
			return reading{}, 0
		}
	default:
		return reading{}, 0
	}
	if sep == kSlash && p.kind(i+3) == kComma {
		if y, k := p.year4(i + 4); k > 0 {
			return p.fixed(y, m, d, k)
		}
	}
	r := reading{prec: OneDay, month: m, dom: d}
	r.span = p.pick(i, func(y int) (span, bool) { return one(civil(y, m, d)), valid(y, m, d) })
	return r, i + 3
}
