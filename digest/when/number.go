package when

// cardinal reads a small number in digits or words: "3", "ten", "twenty-one", "a".
func (p *parser) cardinal(i int) (int, int) {
	t := p.at(i)
	switch t.kind {
	case kNumber:
		if t.val < 0 || t.digits() > 4 || p.kind(i+1) == kDot && p.glued(i+2, kNumber) && !p.at(i+1).is(gap) || p.decimalTail(i) {
			return 0, 0
		}
		return int(t.val), i + 1
	case kCardinal:
		if next := p.at(i + 1); t.val >= 100 || next.kind == kCardinal && next.val >= 100 {
			return 0, 0
		}
		if t.val >= 20 {
			j := i + 1
			if p.glued(j, kDash) {
				j++
			}
			if u := p.at(j); u.kind == kCardinal && u.val >= 1 && u.val <= 9 {
				return int(t.val + u.val), j + 1
			}
		}
		return int(t.val), i + 1
	}
	return 0, 0
}

// decimalTail reports whether the number at i continues one before it: the 5 of 2.5.
func (p *parser) decimalTail(i int) bool {
	return p.glued(i, kNumber) && p.glued(i-1, kDot) && p.kind(i-2) == kNumber
}

// ordinalNumber reads "5th", "fifth", "twenty-first".
func (p *parser) ordinalNumber(i int) (int, int) {
	t := p.at(i)
	switch t.kind {
	case kNumber:
		if t.val > 0 && t.digits() <= 3 && p.glued(i+1, kSuffix) {
			return int(t.val), i + 2
		}
	case kOrdinal:
		return int(t.val), i + 1
	case kCardinal:
		j := i + 1
		if p.glued(j, kDash) {
			j++
		}
		if u := p.at(j); (t.val == 20 || t.val == 30) && u.kind == kOrdinal && u.val <= 9 {
			return int(t.val + u.val), j + 1
		}
	}
	return 0, 0
}

// domNumber reads a day of the month: "5", "5th", "fifth", "twenty nine". said is whether
// it is an ordinal, which needs no month beside it.
func (p *parser) domNumber(i int) (dom int, said bool, j int) {
	if n, k := p.ordinalNumber(i); k > 0 {
		return n, true, inMonth(n, k)
	}
	n, k := p.cardinal(i)
	if k == 0 || p.kind(i) == kNumber && p.at(i).digits() > 2 || p.money(i) {
		return 0, false, 0
	}
	if p.kind(i) == kNumber {
		next := p.at(k)
		switch {
		case next.kind == kPercent, p.isHalfDay(k), next.kind == kOClock,
			!next.is(gap) && next.kind == kColon && p.glued(k+1, kNumber),
			!next.is(gap) && next.lex == nil && next.kind == kOther:
			return 0, false, 0
		}
	}
	return n, false, inMonth(n, k)
}

// inMonth returns j if a month can have n days.
func inMonth(n, j int) int {
	if n < 1 || n > 31 {
		return 0
	}
	return j
}

// money reports whether the number at i is an amount, or part of a name or a longer number.
func (p *parser) money(i int) bool {
	prev := p.at(i - 1)
	if prev.kind == kMoney {
		return true
	}
	if p.at(i).is(gap) {
		return false
	}
	return prev.kind == kOther && i > 0 && prev.start != prev.end
}

// joining marks those of the preposed that join names, too: "of April Jones".
var joining = [256]bool{kTo: true, kOf: true, kAnd: true, kFor: true, kDash: true}

// preposed marks the kinds before a bare number or month that make it a time.
var preposed = [256]bool{
	kIn: true, kBy: true, kSince: true, kUntil: true, kFrom: true, kDuring: true, kOf: true,
	kAfter: true, kBefore: true, kThrough: true, kTo: true, kBetween: true, kAnd: true, kFor: true,
	kOn: true, kEdge: true, kShift: true, kStarting: true, kOver: true, kWithin: true, kDash: true,
}

// number reads what begins with digits.
func (p *parser) number(i int) (reading, int) {
	if p.kind(i) == kApostrophe {
		return p.shortYear(i)
	}
	if p.kind(i-1) == kMoney || p.decimalTail(i) {
		return reading{}, 0
	}
	if p.kind(i-1) == kOn && p.at(i).digits() <= 2 && p.at(i).val >= 1 && p.at(i).val <= 31 && p.endsClause(i+1) {
		if d, ok := p.nearMonth(i, int(p.at(i).val), func(day) bool { return true }); ok {
			return reading{span: one(d), prec: OneDay}, i + 1 // "I'll go back on 15"
		}
	}
	if t := p.at(i + 1); t.kind == kQ || t.kind == kH { // "4Q 2017"
		if n, size := p.at(i).val, quarterSize(t.kind); !t.is(gap) && p.at(i).digits() == 1 && n > 0 && int(n)*size <= 12 {
			return p.yearPart(i, int(n), size, i+2)
		}
	}
	return p.firstOf(i, p.numericDate, p.dayMonth, p.decadeMark, p.century, p.ordinal, p.offset, p.yearAlone)
}

// endsClause reports whether nothing follows before the end of the line or sentence.
func (p *parser) endsClause(j int) bool {
	switch p.kind(j) {
	case kEnd, kBreak:
		return true
	case kDot:
		return !p.glued(j+1, kNumber)
	}
	return false
}
