package when

import "strings"

// A kind is what a token means to the grammar.
type kind uint8

const (
	kOther  kind = iota // a word that begins no phrase
	kEnd                // before the first and after the last token
	kBreak              // the end of a line
	kNumber             // digits; val is the number, -1 where it is too big or has a comma
	kComma
	kDot
	kDash
	kSlash
	kColon
	kApostrophe
	kOpen
	kClose
	kMoney
	kPercent
	kMark // any other mark

	kMonth    // val 1 to 12
	kWeekday  // val 0 (Monday) to 6
	kWeekdays // "Mondays"
	kCardinal // a number in words
	kOrdinal  // "third"
	kSuffix   // the th of 5th
	kUnit     // val is a unit; one names it in the singular
	kUnits    // the same in the plural
	kSeason   // val 0 (spring) to 3
	kPart     // a part of the day
	kDayWord  // "tomorrow"; val is the distance in days
	kTonight
	kNow
	kShift  // "next" (+1), "this" (0), "last" (-1); val is a shift
	kFinal  // "final": the last of something
	kThat   // "that", "same": as this, of a unit
	kEdge   // "early", "middle", "late"; val is an edge
	kRest   // "rest", "remainder"
	kDecade // "nineties", "90s" in words: val 90

	kThe
	kA
	kOf
	kIn
	kOn
	kAt
	kFrom
	kTo
	kUntil
	kThrough
	kBetween
	kAnd
	kOr
	kBy
	kFor
	kWithin
	kDuring
	kOver
	kAgo
	kLater   // "later"
	kEarlier // "earlier"
	kAfter
	kBefore
	kSince
	kStarting
	kEvery
	kSoon // "soon", "recently": a time without a day
	kSome // "several", "few"
	kRecent
	kCouple
	kCalendar // "calendar" year
	kFiscal   // "fiscal" year: not the calendar's
	kBusiness // "business" day
	kThan
	kEra // "BC"

	kNoon // val is minutes
	kOClock
	kZone // val indexes zones
	kWC   // the w of w/c, "week commencing"
	kQ    // Q1
	kH    // H1
	kS    // the s of 1990s
)

// What a kShift word does.
const (
	shiftLast = iota
	shiftPast
	shiftThis
	shiftComing
	shiftNext
	shiftFollowing
	shiftPrevious
)

// What a kEdge word picks; the second three are the first with "of", by remainder of 3.
const (
	edgeEarly = iota
	edgeMid
	edgeLate
	edgeStart
	edgeMiddle
	edgeEnd
)

// A lexeme is what a word means, with its value.
type lexeme struct {
	kind kind
	val  int16
	role role
	// holidays lists those whose first word this is.
	holidays []*holiday
}

// vocabulary is the word table as people read it: words of a kind, the value being the
// position in the list plus from (or one fixed value where step is 0).
var vocabulary = []struct {
	kind       kind
	from, step int16
	words      string // columns by space; alternatives of one value by a bar
}{
	{kMonth, 1, 1, "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct november|nov december|dec"},
	{kWeekday, 0, 1, "monday|mon tuesday|tue|tues wednesday|wed|weds thursday|thu|thur|thurs friday|fri saturday|sat sunday|sun"},
	{kWeekdays, 0, 1, "mondays tuesdays wednesdays thursdays fridays saturdays sundays"},
	{kCardinal, 0, 1, "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"},
	{kCardinal, 30, 10, "thirty forty|fourty fifty sixty seventy eighty ninety hundred"},
	{kCardinal, 1000, 0, "thousand"},
	{kOrdinal, 1, 1, "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"},
	{kOrdinal, 30, 0, "thirtieth"},
	{kSuffix, 0, 0, "st nd rd th"},
	{kUnit, int16(uHour), 1, "hour|minute day workday week weekend fortnight month quarter half year decade century"},
	{kUnits, int16(uHour), 1, "hours|minutes|mins|seconds|hrs days workdays weeks weekends fortnights months quarters halves years decades centuries"},
	{kSeason, 0, 1, "spring summer autumn|fall winter"},
	{kPart, 0, 0, "morning afternoon evening night overnight dawn lunchtime dusk midday mornings afternoons evenings nights am pm"},
	{kDayWord, 0, 0, "today"},
	{kDayWord, 1, 0, "tomorrow|tmrw|tmr"},
	{kDayWord, -1, 0, "yesterday"},
	{kTonight, 0, 0, "tonight tonite"},
	{kNow, 0, 0, "now"},
	{kShift, shiftLast, 0, "last"},
	{kShift, shiftPast, 0, "past"},
	{kShift, shiftThis, 0, "this current"},
	{kShift, shiftComing, 0, "coming upcoming"},
	{kShift, shiftNext, 0, "next"},
	{kShift, shiftFollowing, 0, "following"},
	{kShift, shiftPrevious, 0, "previous preceding prior"},
	{kFinal, 0, 0, "final closing"},
	{kThat, 0, 0, "that same"},
	{kEdge, edgeEarly, 0, "early"},
	{kEdge, edgeMid, 0, "mid"},
	{kEdge, edgeLate, 0, "late"},
	{kEdge, edgeStart, 0, "start"},
	{kEdge, edgeMiddle, 0, "middle"},
	{kEdge, edgeEnd, 0, "end close"},
	{kRest, 0, 0, "rest remainder"},
	{kDecade, 20, 10, "twenties thirties forties fifties sixties seventies eighties nineties"},
	{kDecade, 100, 0, "noughties"},
	{kThe, 0, 0, "the"}, {kA, 0, 0, "a an"}, {kOf, 0, 0, "of"}, {kIn, 0, 0, "in"}, {kOn, 0, 0, "on"},
	{kAt, 0, 0, "at around about"}, {kFrom, 0, 0, "from"}, {kTo, 0, 0, "to"},
	{kUntil, 0, 0, "until till til"}, {kThrough, 0, 0, "through thru"},
	{kBetween, 0, 0, "between"}, {kAnd, 0, 0, "and"}, {kOr, 0, 0, "or"}, {kBy, 0, 0, "by"},
	{kFor, 0, 0, "for"}, {kWithin, 0, 0, "within"}, {kDuring, 0, 0, "during"}, {kOver, 0, 0, "over"},
	{kAgo, 0, 0, "ago"}, {kLater, 0, 0, "later"}, {kEarlier, 0, 0, "earlier"},
	{kAfter, 0, 0, "after"}, {kBefore, 0, 0, "before"}, {kSince, 0, 0, "since"},
	{kStarting, 0, 0, "starting beginning commencing"},
	{kEvery, 0, 0, "every each any per once twice"},
	{kSoon, 0, 0, "soon recently shortly lately"},
	{kSome, 0, 0, "several few many"},
	{kRecent, 0, 0, "recent"},
	{kCouple, 2, 0, "couple"},
	{kCalendar, 0, 0, "calendar"},
	{kFiscal, 0, 0, "fiscal financial school academic model"},
	{kBusiness, 0, 0, "business working trading"},
	{kThan, 0, 0, "than"},
	{kEra, 0, 0, "bc bce"},
	{kNoon, 12 * 60, 0, "noon"},
	{kNoon, 24*60 - 1, 0, "midnight"}, // the end of the day that is named, as news agencies mean it
	{kOClock, 0, 0, "oclock"},
	{kWC, 0, 0, "w"}, {kQ, 0, 0, "q"}, {kH, 0, 0, "h"}, {kS, 0, 0, "s"},
}

// words maps folded words to what they mean.
var words = buildWords()

func buildWords() map[string]*lexeme {
	table := make(map[string]*lexeme)
	for _, row := range vocabulary {
		val := row.from
		for column := range strings.FieldsSeq(row.words) {
			for word := range strings.SplitSeq(column, "|") {
				table[word] = &lexeme{kind: row.kind, val: val}
			}
			val += row.step
		}
	}
	entry := func(word string) *lexeme {
		if table[word] == nil {
			table[word] = new(lexeme)
		}
		return table[word]
	}
	for _, row := range verbs {
		for word := range strings.FieldsSeq(row.words) {
			entry(word).role = row.role
		}
	}
	for i, z := range zones {
		table[strings.ToLower(z.name)] = &lexeme{kind: kZone, val: int16(i)}
	}
	for i := range holidays {
		first, _, _ := strings.Cut(holidays[i].words, " ")
		e := entry(first)
		e.holidays = append(e.holidays, &holidays[i])
	}
	return table
}
