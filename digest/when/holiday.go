package when

import "strings"

// A holiday is a named day with the rule that gives its date in a year.
type holiday struct {
	words string // lower case; possessive marks and dots left out
	on    func(year int) day
}

// fixed is a holiday on the same date each year.
func fixed(month, dayOfMonth int) func(int) day {
	return func(y int) day { return civil(y, month, dayOfMonth) }
}

// nth is a holiday on the nth weekday of a month; n = -1 is the last.
func nth(n, weekday, month int) func(int) day {
	return func(y int) day { return nthWeekday(monthSpan(y, month), n, weekday) }
}

// nthWeekday returns the nth such weekday of a span, from its end where n is negative. It
// may lie outside the span.
func nthWeekday(s span, n, weekday int) day {
	if n < 0 {
		return s.to.onOrBefore(weekday) + day(7*(n+1))
	}
	return s.from.onOrAfter(weekday) + day(7*(n-1))
}

// fromEaster is a holiday some days after Easter Sunday.
func fromEaster(days int) func(int) day {
	return func(y int) day { return easter(y) + day(days) }
}

// after is a holiday some days after another.
func after(days int, other func(int) day) func(int) day {
	return func(y int) day { return other(y) + day(days) }
}

var (
	thanksgiving = nth(4, 3, 11)
	christmas    = fixed(12, 25)
)

// holidays lists each under every name it has. Where countries differ, the day is the one
// of the United States.
var holidays = []holiday{
	{"new years day", fixed(1, 1)}, {"new year day", fixed(1, 1)}, {"new years eve", fixed(12, 31)},
	{"new year eve", fixed(12, 31)}, {"new years", fixed(1, 1)}, {"new year", fixed(1, 1)},
	{"epiphany", fixed(1, 6)}, {"orthodox christmas", fixed(1, 7)},
	{"martin luther king jr day", nth(3, 0, 1)}, {"martin luther king day", nth(3, 0, 1)}, {"mlk day", nth(3, 0, 1)},
	{"inauguration day", fixed(1, 20)}, {"australia day", fixed(1, 26)}, {"holocaust remembrance day", fixed(1, 27)},
	{"groundhog day", fixed(2, 2)}, {"valentines day", fixed(2, 14)}, {"valentine day", fixed(2, 14)},
	{"st valentines day", fixed(2, 14)}, {"saint valentines day", fixed(2, 14)},
	{"presidents day", nth(3, 0, 2)}, {"washingtons birthday", nth(3, 0, 2)},
	{"mardi gras", fromEaster(-47)}, {"fat tuesday", fromEaster(-47)}, {"shrove tuesday", fromEaster(-47)},
	{"ash wednesday", fromEaster(-46)}, {"palm sunday", fromEaster(-7)}, {"maundy thursday", fromEaster(-3)},
	{"good friday", fromEaster(-2)}, {"holy saturday", fromEaster(-1)}, {"easter saturday", fromEaster(-1)},
	{"easter sunday", fromEaster(0)}, {"easter day", fromEaster(0)}, {"easter monday", fromEaster(1)},
	{"easter", fromEaster(0)}, {"ascension day", fromEaster(39)}, {"pentecost", fromEaster(49)},
	{"whit sunday", fromEaster(49)}, {"whit monday", fromEaster(50)}, {"corpus christi", fromEaster(60)},
	{"international womens day", fixed(3, 8)}, {"womens day", fixed(3, 8)},
	{"st patricks day", fixed(3, 17)}, {"saint patricks day", fixed(3, 17)}, {"st patrick day", fixed(3, 17)},
	{"saint patrick day", fixed(3, 17)}, {"st patrick", fixed(3, 17)}, {"saint patrick", fixed(3, 17)}, {"st pattys day", fixed(3, 17)},
	{"april fools day", fixed(4, 1)}, {"april fool day", fixed(4, 1)}, {"april fools", fixed(4, 1)}, {"fools day", fixed(4, 1)},
	{"tax day", fixed(4, 15)}, {"earth day", fixed(4, 22)}, {"anzac day", fixed(4, 25)},
	{"kings day", fixed(4, 27)}, {"may day", fixed(5, 1)}, {"international workers day", fixed(5, 1)},
	{"workers day", fixed(5, 1)}, {"star wars day", fixed(5, 4)}, {"cinco de mayo", fixed(5, 5)}, {"victory day", fixed(5, 9)},
	{"ve day", fixed(5, 8)}, {"europe day", fixed(5, 9)},
	{"mothers day", nth(2, 6, 5)}, {"mother day", nth(2, 6, 5)}, {"memorial day", nth(-1, 0, 5)},
	{"childrens day", fixed(6, 1)}, {"d day", fixed(6, 6)}, {"flag day", fixed(6, 14)},
	{"fathers day", nth(3, 6, 6)}, {"father day", nth(3, 6, 6)}, {"juneteenth", fixed(6, 19)},
	{"canada day", fixed(7, 1)}, {"independence day", fixed(7, 4)}, {"us independence day", fixed(7, 4)},
	{"bastille day", fixed(7, 14)}, {"assumption day", fixed(8, 15)},
	{"labor day", nth(1, 0, 9)}, {"labour day", nth(1, 0, 9)}, {"patriot day", fixed(9, 11)},
	{"columbus day", nth(2, 0, 10)}, {"indigenous peoples day", nth(2, 0, 10)},
	{"german unity day", fixed(10, 3)}, {"united nations day", fixed(10, 24)},
	{"halloween", fixed(10, 31)}, {"hallowe en", fixed(10, 31)}, {"all hallows eve", fixed(10, 31)},
	{"all saints day", fixed(11, 1)}, {"all souls day", fixed(11, 2)}, {"all hallows day", fixed(11, 1)},
	{"guy fawkes night", fixed(11, 5)}, {"guy fawkes day", fixed(11, 5)}, {"bonfire night", fixed(11, 5)},
	{"election day", after(1, nth(1, 0, 11))}, {"veterans day", fixed(11, 11)}, {"armistice day", fixed(11, 11)},
	{"remembrance day", fixed(11, 11)}, {"singles day", fixed(11, 11)},
	{"thanksgiving day", thanksgiving}, {"thanksgiving", thanksgiving}, {"thanks giving day", thanksgiving},
	{"thanks giving", thanksgiving}, {"turkey day", thanksgiving},
	{"black friday", after(1, thanksgiving)}, {"small business saturday", after(2, thanksgiving)},
	{"cyber monday", after(4, thanksgiving)}, {"giving tuesday", after(5, thanksgiving)},
	{"world aids day", fixed(12, 1)}, {"human rights day", fixed(12, 10)},
	{"christmas eve", fixed(12, 24)}, {"xmas eve", fixed(12, 24)}, {"christmas day", christmas},
	{"xmas day", christmas}, {"christmas", christmas}, {"xmas", christmas}, {"x mas", christmas}, {"boxing day", fixed(12, 26)},
	{"st stephens day", fixed(12, 26)}, {"teachers day", fixed(10, 5)}, {"pi day", fixed(3, 14)},
}

// holiday reads a holiday with its year, its weekend, or neither: "Labor Day 2021 weekend".
func (p *parser) holiday(i int) (reading, int) {
	h, j := p.holidayName(i)
	if j == 0 || p.at(i-1).role() == epithet { // "Lunar New Year"
		return reading{}, 0
	}
	year, k := p.yearAfter(j)
	var r reading
	if k > 0 {
		r, j = reading{span: one(h.on(year)), dated: true}, k
	} else {
		r.span = p.pick(i, func(y int) (span, bool) { return one(h.on(y)), true })
	}
	r.prec = OneDay
	if p.at(j).kind == kUnit && unit(p.at(j).val) == uWeekend {
		return weekendOf(r), j + 1
	}
	return r, j
}

// weekendOf stretches a holiday to the weekend that it makes long.
func weekendOf(r reading) reading {
	switch d := r.from; d.weekday() {
	case 0, 1:
		r.span = span{d.monday() - 2, d}
	case 2:
		r.span = uWeekend.around(d, 0)
	default:
		r.span = span{min(d, d.monday()+5), d.monday() + 6}
	}
	r.prec = Days
	return r
}

// holidayName reads the longest name of a holiday.
func (p *parser) holidayName(i int) (*holiday, int) {
	t := p.at(i)
	if t.lex == nil {
		return nil, 0
	}
	var best *holiday
	end := 0
	for _, h := range t.lex.holidays {
		if j := p.spells(i, h.words); j > end {
			best, end = h, j
		}
	}
	return best, end
}

// spells matches the words one by one; "Mother's" and "St." spell mothers and st.
func (p *parser) spells(i int, list string) int {
	for word := range strings.FieldsSeq(list) {
		t := p.at(i)
		if t.kind == kEnd || t.kind == kBreak {
			return 0
		}
		s := p.word(i)
		i++
		if p.at(i).kind == kApostrophe && !p.at(i).is(gap) {
			i++
			if p.at(i).kind == kS && !p.at(i).is(gap) {
				if !foldsTo(s, word) && !(len(word) == len(s)+1 && word[len(s)] == 's' && foldsTo(s, word[:len(s)])) {
					return 0
				}
				i++
				continue
			}
		} else if p.at(i).kind == kDot && len(s) == 2 {
			i++
		}
		if !foldsTo(s, word) {
			return 0
		}
	}
	return i
}

func foldsTo(s, word string) bool { return len(s) == len(word) && strings.EqualFold(s, word) }
