package when

import "time"

// A clock is a time of day, in minutes after midnight, with the zone that is said.
type clock struct {
	from, to int
	zone     *zone
	set      bool
}

// instants puts the clock on its days; local is the zone where none is said.
func (c clock) instants(s span, local *time.Location) (from, to time.Time) {
	at := func(d day, minutes int) time.Time {
		loc := local
		if c.zone != nil {
			loc = c.zone.on(d)
		}
		y, m, dom := d.date()
		return time.Date(y, time.Month(m), dom, 0, minutes, 0, 0, loc)
	}
	return at(s.from, c.from), at(s.to, c.to)
}

// afterNoon moves a clock time of the morning by half a day.
func (c clock) afterNoon() clock {
	if c.from < 12*60 {
		c.from, c.to = c.from+12*60, c.to+12*60
	}
	return c
}

// isHalfDay reports whether "am", "p.m.", "p" stands at i.
func (p *parser) isHalfDay(i int) bool {
	_, _, j := p.halfDay(i)
	return j > 0
}

// halfDay reads "am", "p.m.", "p. m.", and "a" or "p" glued to the hour.
func (p *parser) halfDay(i int) (pm, ok bool, j int) {
	t := p.at(i)
	if t.kind == kEnd || t.size() > 2 {
		return false, false, 0
	}
	switch s := p.word(i); {
	case foldsTo(s, "am"), foldsTo(s, "pm"):
		return s[0]|0x20 == 'p', true, i + 1
	case foldsTo(s, "a"), foldsTo(s, "p"):
		pm = s[0]|0x20 == 'p'
		k := p.skip(i+1, kDot)
		if p.wordIs(k, "m") {
			// The last dot ends the sentence too, where one ends.
			if p.glued(k+1, kDot) {
				return pm, true, k + 2
			}
			return pm, true, k + 1
		}
		if !t.is(gap) {
			return pm, true, i + 1
		}
	}
	return false, false, 0
}

// A hour is a clock time as far as it is said.
type hour struct {
	minutes int
	half    bool // am or pm is said
	colon   bool
	pm      bool
}

// clockTime reads one time of day: "3 p.m.", "16:15", "noon", "7 o'clock", "5".
func (p *parser) clockTime(i int) (hour, int) {
	t := p.at(i)
	if t.kind == kNoon {
		return hour{minutes: int(t.val), half: true, pm: true}, i + 1
	}
	if t.kind != kNumber && t.kind != kCardinal || t.val < 0 || t.val > 2400 {
		return hour{}, 0
	}
	if t.kind == kNumber && t.digits() == 2 && t.val == 12 && p.kind(i+1) == kNoon {
		return hour{minutes: int(p.at(i + 1).val), half: true}, i + 2
	}
	h, m, j := int(t.val), 0, i+1
	var c hour
	switch sep := p.at(j); {
	case t.kind == kNumber && t.digits() == 4: // 1600 GMT
		h, m = h/100, h%100
		if p.kind(j) != kZone && !p.wordIs(j, "hours") {
			return hour{}, 0
		}
		c.colon = true
		if p.wordIs(j, "hours") {
			j++
		}
	case (sep.kind == kColon || sep.kind == kDot) && p.glued(j, sep.kind) && p.glued(j+1, kNumber) && p.at(j+1).digits() == 2:
		// "2.30" is a time only beside a word that says so.
		m, c.colon = int(p.at(j+1).val), sep.kind == kColon
		j += 2
		if p.glued(j, kColon) && p.glued(j+1, kNumber) {
			j += 2
		}
	}
	if pm, ok, k := p.halfDay(j); ok && h >= 1 && h <= 12 {
		h %= 12
		if pm {
			h += 12
		}
		return hour{minutes: h*60 + m, half: true, pm: pm}, k
	}
	if p.wordIs(j, "o") && p.glued(j+1, kApostrophe) && p.wordIs(j+2, "clock") {
		j, c.colon = j+3, true
	} else if p.kind(j) == kOClock {
		j, c.colon = j+1, true
	}
	if h > 24 || m > 59 {
		return hour{}, 0
	}
	c.minutes = h*60 + m
	return c, j
}

// clockRange reads a time of day or "3 to 5 p.m.", with the zone.
func (p *parser) clockRange(i int) (clock, hour, int) {
	a, j := p.clockTime(i)
	if j == 0 {
		return clock{}, hour{}, 0
	}
	c := clock{from: a.minutes, to: a.minutes, set: true}
	if k := p.kind(j); k == kDash || k == kTo || k == kUntil || k == kAnd && p.kind(i-1) == kBetween {
		if b, e := p.clockTime(j + 1); e > 0 && (b.half || b.colon || a.half || a.colon) {
			if b.half && !a.half && b.pm && a.minutes < 12*60 && a.minutes+12*60 <= b.minutes {
				c.from += 12 * 60
			} else if a.half && !b.half && b.minutes < a.minutes {
				b.minutes += 12 * 60
			}
			c.to, j = max(b.minutes, c.from), e
			a.half, a.colon = a.half || b.half, a.colon || b.colon
		}
	}
	c.zone, j = p.zoneAfter(j)
	return c, a, j
}

// zoneAfter reads the zone after a clock time: "EST", "(GMT +8)", "Eastern time".
func (p *parser) zoneAfter(j int) (*zone, int) {
	k := p.skip(j, kOpen)
	t := p.at(k)
	if t.kind == kZone && zones[t.val].city && !p.wordIs(k+1, "time") {
		return nil, j
	}
	if t.kind != kZone || !t.is(capital) && k == j {
		if p.wordIs(k, "local") && p.wordIs(k+1, "time") {
			return nil, k + 2
		}
		return nil, j
	}
	z := &zones[t.val]
	e := k + 1
	if p.wordIs(e, "time") {
		e++
	} else if p.wordIs(e, "Standard") || p.wordIs(e, "Daylight") {
		e = k + 2
		if p.wordIs(e, "time") {
			e++
		}
	}
	if s := p.at(e); (s.kind == kDash || s.kind == kMark && p.word(e) == "+") && p.kind(e+1) == kNumber && p.at(e+1).val <= 14 {
		hours := int(p.at(e + 1).val)
		if s.kind == kDash {
			hours = -hours
		}
		z = &zone{minutes: z.minutes + 60*hours}
		e += 2
	}
	if k > j {
		if p.kind(e) != kClose {
			return nil, j
		}
		e++
	}
	return z, e
}

// clockAfter reads the clock time that follows a day: "at 3 p.m. EST", ", 16:15".
func (p *parser) clockAfter(j int) (clock, int) {
	k, at := j, false
	for n := 0; n < 2; n++ {
		switch p.kind(k) {
		case kAt, kFrom, kBetween, kBy, kFor, kStarting, kBefore, kAfter:
			at = at || p.kind(k) == kAt
			k++
		case kComma, kMark:
			if n == 0 {
				k++
			}
		}
	}
	c, h, e := p.clockRange(k)
	if e == 0 || !h.half && !h.colon && c.zone == nil {
		if e == 0 || !at || p.at(k).kind != kNumber || p.at(k).digits() > 2 || p.at(e).is(noun) || p.kind(e) == kPercent || p.kind(e) == kUnits || p.kind(e) == kOther && p.at(e).form == notVerb && !p.closedClass(e) {
			return clock{}, 0
		}
		if c.from < 7*60 { // "Friday at 5"
			c.from, c.to = c.from+12*60, c.to+12*60
		}
	}
	return c, e
}

// clockFollows reports whether what ends before j is an hour.
func (p *parser) clockFollows(j int) bool {
	return p.isHalfDay(j) || p.kind(j) == kOClock || p.kind(j) == kPart
}

// clockFirst reads a clock time before its day: "3 p.m. EST on Tuesday".
func (p *parser) clockFirst(i int) (reading, int) {
	switch p.kind(i) {
	case kNumber, kCardinal, kNoon:
	default:
		return reading{}, 0
	}
	c, h, j := p.clockRange(i)
	if j == 0 || !h.half && !h.colon && c.zone == nil {
		return reading{}, 0
	}
	j = p.partOfDay(j)
	k := p.skip(j, kComma)
	if t := p.kind(k); t == kOn || t == kOf {
		k++
	}
	k = p.skip(k, kEdge)
	r, e := p.core(k)
	if e == 0 || r.prec != OneDay {
		// A time of day without a day: no phrase, and no date in it.
		return reading{silent: true}, j
	}
	r.clock = c
	return r, p.partOfDay(e)
}
