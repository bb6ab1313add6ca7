package when

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
