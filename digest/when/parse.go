package when

import "time"

// A parser reads phrases from tokens. Its methods take the index of a first token and
// return what they read with the index after the last token, 0 where they read nothing.
// Each looks ahead a bounded number of tokens, so the whole is linear in the text.
type parser struct {
	text string
	toks []token
	ref  day
	zone *time.Location

	// The last day that a phrase named: what "the next day" and "two days later" count from.
	anchor   day
	anchorAt int // the token after that phrase; 0 for none

	// The last phrase that had days: what "that year" and "later in the year" are in.
	named     day
	namedPrec Precision
	namedAt   int

	depth int // of core

	dir      direction // of the phrase at dirAt
	dirAt    int
	dirClose bool // the verb stands by the phrase
	dirOpens bool // the phrase opens a clause
}

// A reading is what a phrase means.
type reading struct {
	span
	prec     Precision
	deadline bool
	dated    bool // the year is said, or follows from "next", "ago" and the like
	month    int  // the month that is said, 0 for none
	dom      int  // the day of the month that is said, 0 for none
	weekday  bool // a bare weekday
	edge     int  // for "the end of June" the edge, plus one; whole is then all of June
	whole    span
	clock    clock
	silent   bool // understood, and no phrase: "every Monday"
}

func one(d day) span { return span{d, d} }

// vague is a time that names no day.
func vague() reading { return reading{prec: Unknown} }

// of is a reading whose year is settled.
func of(s span, prec Precision) reading { return reading{span: s, prec: prec, dated: true} }

func (p *parser) at(i int) token {
	if i < 0 || i >= len(p.toks) {
		return token{kind: kEnd}
	}
	return p.toks[i]
}

func (p *parser) kind(i int) kind { return p.at(i).kind }

// word is the text of token i.
func (p *parser) word(i int) string {
	t := p.at(i)
	return p.text[t.start:t.end]
}

// glued reports whether token i is of kind k and follows the one before without space.
func (p *parser) glued(i int, k kind) bool {
	t := p.at(i)
	return t.kind == k && !t.is(gap)
}

// skip returns the index after token i if that is of kind k, else i.
func (p *parser) skip(i int, k kind) int {
	if p.kind(i) == k {
		return i + 1
	}
	return i
}

// starts marks the kinds that may begin a phrase.
var starts = [256]bool{
	kNumber: true, kMonth: true, kWeekday: true, kCardinal: true, kOrdinal: true, kUnit: true,
	kSeason: true, kDayWord: true, kTonight: true, kNow: true, kShift: true, kThat: true, kFinal: true,
	kEdge: true, kRest: true, kThe: true, kA: true, kIn: true, kFrom: true, kBetween: true,
	kBy: true, kFor: true, kUntil: true, kWithin: true, kLater: true, kEarlier: true, kBefore: true, kEvery: true,
	kSoon: true, kApostrophe: true, kQ: true, kH: true, kWC: true, kSome: true, kRecent: true, kCouple: true, kNoon: true,
	kStarting: true, kFiscal: true,
}

// phrase reads a whole time phrase.
func (p *parser) phrase(i int) (reading, int) {
	switch p.kind(i) {
	case kThe:
		// The article of "the 2008 election", "the June 5 vote" is not the phrase's.
		if k := p.kind(i + 1); k == kMonth || k == kWeekday || k == kNumber && p.at(i+1).digits() == 4 && p.kind(i+2) != kS {
			return reading{}, 0
		}
	case kEvery:
		return p.every(i)
	case kSoon:
		if k := p.kind(i + 1); k == kBefore || k == kAfter || p.wordIs(i+1, "as") {
			return reading{}, 0 // "shortly before the vote", "as soon as"
		}
		return vague(), i + 1
	case kBy, kBefore:
		return p.by(i)
	case kUntil:
		if p.at(i-1).role() == have { // "the panel has until Friday"
			return p.by(i)
		}
		return reading{}, 0
	case kFor:
		return p.lasting(i)
	case kLater:
		if p.kind(i+1) == kThan {
			return p.by(i + 1)
		}
	}
	r, j := p.stretch(i)
	if j > 0 && r.prec == nowPrecision {
		return reading{}, 0
	}
	return r, j
}

// nowPrecision marks "now", which is a phrase only as the end of a range.
const nowPrecision Precision = "now"

func (p *parser) wordIs(i int, s string) bool {
	return p.kind(i) != kEnd && foldsTo(p.word(i), s)
}

// point reads a single time: a day or a calendar stretch, with the part of the day and
// the clock time that stand by it.
func (p *parser) point(i int) (reading, int) {
	if r, j := p.clockFirst(i); j > 0 {
		return r, j
	}
	r, j := p.core(i)
	if j == 0 {
		return reading{}, 0
	}
	if r.prec == OneDay {
		return p.decorate(r, j)
	}
	return r, j
}

// deepest bounds how far phrases nest: "the Friday of the week after the first of May". It
// keeps the cost of a hostile text linear.
const deepest = 4

// core reads a time without clock.
func (p *parser) core(i int) (reading, int) {
	if p.depth == deepest {
		return reading{}, 0
	}
	p.depth++
	r, j := p.simple(i)
	p.depth--
	return r, j
}

// simple chooses the rule by the first word.
func (p *parser) simple(i int) (reading, int) {
	if r, j := p.holiday(i); j > 0 {
		return r, j
	}
	switch t := p.at(i); t.kind {
	case kThe:
		return p.definite(i)
	case kNumber, kApostrophe:
		return p.number(i)
	case kCardinal:
		return p.firstOf(i, p.offset, p.dayMonth, p.yearWords)
	case kA, kCouple, kSome:
		return p.offset(i)
	case kRecent:
		if p.kind(i+1) == kUnits {
			return vague(), i + 2
		}
	case kIn:
		return p.inDuration(i)
	case kWithin:
		return p.within(i)
	case kOrdinal:
		return p.firstOf(i, p.dayMonth, p.ordinal)
	case kMonth:
		return p.monthDate(i)
	case kWeekday:
		return p.weekday(i)
	case kUnit:
		return p.unitPhrase(i, false)
	case kSeason:
		return p.season(i)
	case kDayWord:
		return of(one(p.ref+day(t.val)), OneDay), i + 1
	case kTonight:
		return of(one(p.ref), OneDay), i + 1
	case kNow:
		return of(one(p.ref), nowPrecision), i + 1
	case kShift:
		return p.firstOf(i, p.lastOf, p.shifted)
	case kFinal:
		return p.counted(i, -1, i+1)
	case kThat:
		return p.same(i)
	case kEdge, kStarting:
		return p.edge(i)
	case kLater, kEarlier:
		return p.laterThis(i)
	case kRest:
		return p.rest(i)
	case kQ, kH:
		return p.quarterMark(i)
	case kWC:
		return p.weekCommencing(i)
	case kFiscal:
		return p.fiscal(i)
	}
	return reading{}, 0
}

// firstOf tries the rules in turn.
func (p *parser) firstOf(i int, rules ...func(int) (reading, int)) (reading, int) {
	for _, rule := range rules {
		if r, j := rule(i); j > 0 {
			return r, j
		}
	}
	return reading{}, 0
}

// definite reads what begins with "the".
func (p *parser) definite(i int) (reading, int) {
	switch t := p.at(i + 1); t.kind {
	case kUnit:
		return p.unitPhrase(i+1, true)
	case kDecade:
		return of(decade(1900+int(t.val)), Year), i + 2
	case kSeason:
		return p.season(i + 1)
	case kNumber:
		if r, j := p.dayOfMonth(i + 1); j > 0 {
			return r, j
		}
	case kOrdinal:
		if r, j := p.firstOf(i+1, p.dayMonth, p.ordinal, p.dayOfMonth); j > 0 {
			return r, j
		}
	case kThe, kA, kNow, kDayWord, kTonight, kSome, kSoon:
		return reading{}, 0
	}
	return p.core(i + 1)
}

// every reads a repeated time: "every Monday", "once a week", "each of".
func (p *parser) every(i int) (reading, int) {
	j := i + 1
	for k := j; k < j+3; k++ {
		switch p.kind(k) {
		case kA, kNumber, kCardinal, kOrdinal, kOther:
			continue
		case kUnit, kUnits, kWeekday, kWeekdays, kPart, kMonth, kSeason:
			return reading{silent: true}, k + 1
		}
		break
	}
	return reading{}, 0
}

// pick resolves what comes once a year, such as "June 5" or "Easter", by direction. A
// side that is far away loses to one that is near: reports name the year of a far day.
func (p *parser) pick(i int, in func(year int) (span, bool)) span {
	y := p.ref.year()
	before, after := span{}, span{}
	// Eight years reach the next leap day across a century.
	for n := 1; n >= -8; n-- {
		if s, ok := in(y + n); ok && s.from <= p.ref {
			before = s
			break
		}
	}
	for n := -1; n <= 8; n++ {
		if s, ok := in(y + n); ok && s.to >= p.ref {
			after = s
			break
		}
	}
	const far = 270
	gone, ahead := p.ref-before.to, after.from-p.ref
	switch d := p.direction(i); {
	case d == past && (gone <= far || p.dirClose):
		return before
	case d == future && (ahead <= far || p.dirClose):
		return after
	case gone <= ahead:
		return before
	}
	return after
}
