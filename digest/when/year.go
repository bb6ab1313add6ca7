package when

// writtenYear reports whether four figures are a year that news writes so.
func writtenYear(y int) bool { return y >= 1000 && y <= 2999 }

// year4 reads a year of four digits that stands free: no part of a phone number.
func (p *parser) year4(i int) (int, int) {
	t := p.at(i)
	if t.kind != kNumber || t.digits() != 4 || !writtenYear(int(t.val)) || p.money(i) {
		return 0, 0
	}
	if p.glued(i+1, kColon) && p.glued(i+2, kNumber) || p.glued(i+1, kDot) && p.glued(i+2, kNumber) || p.glued(i+1, kOther) {
		return 0, 0
	}
	return int(t.val), i + 1
}

// yearAfter reads the year of a date or month that ends before i: ", 2008", "of 2008",
// "'08", "last year", "of this year".
func (p *parser) yearAfter(i int) (int, int) {
	j, of := i, false
	switch p.kind(j) {
	case kComma, kOf, kIn:
		of = p.kind(j) == kOf
		j++
	}
	if y, k := p.year4(j); k > 0 {
		return y, k
	}
	if y, k := p.spelledYear(j); k > 0 {
		return y, k
	}
	if p.kind(j) == kApostrophe || of {
		k := p.skip(j, kApostrophe)
		if t := p.at(k); t.kind == kNumber && t.digits() == 2 && (of || !t.is(gap)) && p.kind(k+1) != kSuffix {
			return fullYear(int(t.val)), k + 1
		}
	}
	if p.kind(i) == kComma {
		return 0, 0
	}
	return p.yearShift(j)
}

// yearShift reads "last year", "the following year", "the year".
func (p *parser) yearShift(i int) (int, int) {
	j := p.skip(i, kThe)
	t := p.at(j)
	if t.kind == kShift {
		u := p.at(j + 1)
		if u.kind == kUnit && unit(u.val) == uYear {
			return p.ref.year() + step(t.val), j + 2
		}
		return 0, 0
	}
	if j > i && t.kind == kUnit && unit(t.val) == uYear && p.kind(i-1) == kOf {
		return p.ref.year(), j + 1
	}
	return 0, 0
}

// fullYear reads a year of two digits as people mean it: 39 is 2039, 40 is 1940.
func fullYear(n int) int {
	if n < 40 {
		return 2000 + n
	}
	return 1900 + n
}

// spelledYear reads "nineteen ninety six", "two thousand and twenty", "seventeen hundred
// thirty three", "twenty twenty-five".
func (p *parser) spelledYear(i int) (int, int) {
	if p.kind(i) != kCardinal {
		return 0, 0
	}
	head := int(p.at(i).val)
	if next := p.at(i + 1); next.kind == kCardinal && next.val >= 100 {
		size := int(next.val)
		if head < 1 || head*size < 1000 || head*size > 2999 {
			return 0, 0
		}
		j := i + 2
		if k := p.skip(j, kAnd); p.kind(k) == kCardinal {
			if n, end := p.cardinal(k); end > 0 && n < 100 {
				return head*size + n, end
			}
		}
		return head * size, j
	}
	if head < 13 || head > 20 {
		return 0, 0
	}
	n, j := p.cardinal(i + 1)
	if j == 0 || p.kind(i+1) != kCardinal || n < 10 || n > 99 {
		return 0, 0
	}
	return head*100 + n, j
}

// yearWords reads a spelled year that stands alone, which needs a preposition.
func (p *parser) yearWords(i int) (reading, int) {
	y, j := p.spelledYear(i)
	if j == 0 || !preposed[p.kind(i-1)] || p.kind(j) == kOther && p.at(j).is(noun) || p.kind(j) == kUnits || p.kind(j) == kUnit {
		return reading{}, 0
	}
	return of(yearSpan(y), Year), j
}

// shortYear reads "'82" and "'90s".
func (p *parser) shortYear(i int) (reading, int) {
	t := p.at(i + 1)
	if t.kind != kNumber || t.is(gap) || t.digits() != 2 || p.kind(i-1) == kNumber {
		return reading{}, 0
	}
	if r, j := p.decadeMark(i + 1); j > 0 {
		return r, j
	}
	if p.at(i+2).kind == kApostrophe || p.glued(i+2, kOther) {
		return reading{}, 0
	}
	return of(yearSpan(fullYear(int(t.val))), Year), i + 2
}

// yearAlone reads a year that stands for itself.
func (p *parser) yearAlone(i int) (reading, int) {
	y, j := p.year4(i)
	if j == 0 {
		return reading{}, 0
	}
	prev, next := p.at(i-1), p.at(j)
	if p.chained(i-1) && (p.at(i-2).digits() != 4 || p.chained(i-3)) {
		return reading{}, 0 // the tail of a longer number
	}
	if p.chained(j) {
		if p.chained(j + 2) {
			return reading{}, 0
		}
		if p.at(j+1).digits() != 4 {
			return p.shortRange(y, j+1)
		}
	}
	if m := p.at(j + 1); p.glued(j, kDash) && p.glued(j+1, kMonth) { // "2015-Jan"
		return reading{span: monthSpan(y, int(m.val)), prec: Month, dated: true, month: int(m.val)}, j + 2
	}
	if next.kind == kEra {
		return reading{}, 0
	}
	if p.glued(j, kSlash) && p.glued(j+1, kNumber) { // "2019/2020"
		if y2, k := p.year4(j + 1); k > 0 && y2 > y && y2 < y+20 {
			return of(span{civil(y, 1, 1), civil(y2, 12, 31)}, Year), k
		}
		if t := p.at(j + 1); t.digits() == 2 && int(t.val) == (y+1)%100 {
			return of(span{civil(y, 1, 1), civil(y+1, 12, 31)}, Year), j + 2
		}
	}
	if p.kind(i-1) == kColon && !p.at(i).is(gap) || next.kind == kPercent || next.kind == kColon && p.glued(j+1, kNumber) {
		return reading{}, 0
	}
	early := y < 1900 || y > 2099
	if early && (!preposed[prev.kind] || prev.kind == kTo || prev.kind == kOf || prev.kind == kFor || prev.kind == kOver) && !p.wordIs(i-1, "year") {
		return reading{}, 0
	}
	if next.kind == kUnits || next.kind == kUnit && p.at(j).is(gap) && unit(next.val) != uYear && unit(next.val) != uHalf && unit(next.val) != uQuarter {
		return reading{}, 0
	}
	if next.is(noun) && !next.is(name) && next.form == notVerb && p.counts(i, j) {
		return reading{}, 0
	}
	if r, k := p.partAfterYear(y, j); k > 0 {
		return r, k
	}
	return of(yearSpan(y), Year), j
}

// chained reports whether the token at k is a dash that ties two numbers together.
func (p *parser) chained(k int) bool {
	return p.glued(k, kDash) && p.kind(k-1) == kNumber && p.glued(k+1, kNumber)
}

// shortRange reads the two digits at j of "2019-20" as the last year, or of "2018-09" as
// the month.
func (p *parser) shortRange(y, j int) (reading, int) {
	t := p.at(j)
	n := int(t.val)
	switch {
	case t.digits() > 2:
	case t.digits() == 2 && n > y%100 && n-y%100 <= 12:
		return of(span{civil(y, 1, 1), civil(y-y%100+n, 12, 31)}, Year), j + 1
	case n >= 1 && n <= 12:
		return reading{span: monthSpan(y, n), prec: Month, dated: true, month: n}, j + 1
	}
	return reading{}, 0
}

// partAfterYear reads what narrows a year from behind: "2017 Q1", "2017-H1", "2017 September
// 12".
func (p *parser) partAfterYear(y, j int) (reading, int) {
	k := j
	if p.glued(k, kDash) {
		k++
	}
	switch t := p.at(k); t.kind {
	case kQ, kH:
		if n, size, e := p.quarterNumber(k); e > 0 {
			return of(partOfYear(y, n, size), Season), e
		}
	case kMonth:
		if k > j || !t.is(capital) && p.ambiguousMonth(k) || t.form != notVerb {
			return reading{}, 0
		}
		e := p.abbreviation(k)
		if dom, _, f := p.domNumber(e); f > 0 && !p.unitFollows(f) && valid(y, int(t.val), dom) {
			return p.fixed(y, int(t.val), dom, f)
		}
		return reading{span: monthSpan(y, int(t.val)), prec: Month, dated: true, month: int(t.val)}, e
	}
	return reading{}, 0
}

// counts reports whether the number at i counts the noun at j ("2010 people") rather than
// dates it ("the 2008 election", "in 2010 people").
func (p *parser) counts(i, j int) bool {
	switch p.kind(i - 1) {
	case kIn, kSince, kBy, kThe, kDuring, kShift, kUntil:
		return false
	case kOther:
		if p.at(i - 1).is(noun) {
			return false
		}
	}
	s := p.word(j)
	return len(s) > 2 && s[len(s)-1] == 's' || foldsTo(s, "people")
}

// decadeMark reads "1990s", "1990 s", "1990's", "80s".
func (p *parser) decadeMark(i int) (reading, int) {
	t := p.at(i)
	if t.val%10 != 0 || t.digits() != 4 && t.digits() != 2 || t.val < 0 {
		return reading{}, 0
	}
	j := i + 1
	if p.glued(j, kApostrophe) {
		j++
	}
	if p.kind(j) != kS {
		return reading{}, 0
	}
	y := int(t.val)
	if t.digits() == 2 {
		switch p.kind(i - 1) {
		case kThe, kIn, kAnd, kApostrophe, kEdge, kDash:
		default:
			return reading{}, 0
		}
		if y < 10 {
			return reading{}, 0
		}
		y += 1900
	}
	if y < 1000 || y > 2990 {
		return reading{}, 0
	}
	return of(decade(y), Year), j + 1
}

func decade(y int) span { return span{civil(y, 1, 1), civil(y+9, 12, 31)} }

// century reads "15th century", "twentieth century": 1400 to 1499.
func (p *parser) century(i int) (reading, int) {
	n, j := p.ordinalNumber(i)
	if j == 0 {
		return reading{}, 0
	}
	j = p.skip(j, kDash)
	if t := p.at(j); (t.kind == kUnit || t.kind == kUnits) && unit(t.val) == uCentury && n >= 2 && n <= 30 {
		return of(span{civil(100*(n-1), 1, 1), civil(100*n, 1, 1) - 1}, Year), j + 1
	}
	return reading{}, 0
}
