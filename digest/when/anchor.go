package when

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
