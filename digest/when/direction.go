package when

// A direction says on which side of the reference time a phrase lies that could lie on
// both: "Friday", "June 5", "in autumn".
type direction int8

const (
	unknown direction = iota
	past
	future
)

// reach bounds how far the verb of a phrase is looked for, in tokens.
const reach = 30

// near is how close before a phrase a verb stands that surely governs it.
const near = 2

// direction finds the verb that governs the phrase that begins at token i, and says where
// its tense points.
func (p *parser) direction(i int) direction {
	if p.dirAt != i {
		p.dirAt, p.dirClose, p.dirOpens = i, false, false
		p.dir = p.lookAround(i)
	}
	return p.dir
}

func (p *parser) lookAround(i int) direction {
	k := i - 1 // the word before the phrase and its preposition
	for p.at(k).kind == kThe || p.at(k).kind == kEdge {
		k--
	}
	switch p.at(k).kind {
	case kSince:
		return past
	case kFor, kBefore:
		return future // "set for Friday", "a vote planned for June 5"
	case kOf:
		if p.wordIs(k-1, "ahead") {
			return future
		}
	case kFrom, kTo:
		if p.moving(k) || p.wordIs(k-1, "up") { // "the run-up to Sunday's vote"
			return future
		}
	case kUntil, kBy:
		if p.moving(k) {
			return future
		}
		d := unknown
		if p.clauseOpens(k - 1) {
			d = p.lookRight(i)
		}
		if d == unknown {
			d = p.lookLeft(k - 1)
		}
		p.dirClose = false
		if d != unknown {
			return d
		}
		return future
	case kOn, kIn, kAt, kDuring, kThrough, kOver:
		k--
	}
	if p.dirOpens = p.clauseOpens(k); p.dirOpens {
		if d := p.lookRight(i); d != unknown {
			return d
		}
	}
	if d := p.lookLeft(k); d != unknown {
		return d
	}
	return p.lookRight(i)
}

// clauseOpens reports whether a clause may begin after token k, so that the verb of a
// phrase there stands to its right.
func (p *parser) clauseOpens(k int) bool {
	t := p.at(k)
	switch t.kind {
	case kEnd, kBreak, kComma, kDash, kMark, kAnd, kColon, kDot, kOpen:
		return true
	}
	return p.at(k + 1).is(opens)
}

// lookLeft reads the nearest verb at or before token k, in the sentence.
func (p *parser) lookLeft(k int) direction {
	for stop := k - reach; k >= 0 && k > stop; k-- {
		t := p.at(k)
		if t.kind == kBreak {
			return unknown
		}
		if d := p.tense(k); d != unknown {
			p.dirClose = k > stop+reach-near
			return d
		}
		if t.is(opens) {
			return unknown
		}
	}
	return unknown
}

// lookRight reads the first finite verb after token i, in the sentence. A bare present is
// often a noun that was tagged wrongly, so that a surer verb in the clause outdoes it.
func (p *parser) lookRight(i int) direction {
	found := unknown
	for k := i + 1; k < i+reach; k++ {
		t := p.at(k)
		if t.kind == kBreak || t.kind == kEnd || t.is(opens) || t.kind == kComma && found != unknown {
			break
		}
		switch {
		case t.form == modal:
			return p.modal(k)
		case t.form == present && t.role() == noRole:
			if found == unknown {
				found = p.finite(k)
			}
		case t.form == simplePast || t.form == present:
			return p.finite(k)
		}
	}
	return found
}

// moving reports whether a verb just before token i moves a date.
func (p *parser) moving(i int) bool {
	for k := i - 1; k >= 0 && k > i-10; k-- {
		if p.at(k).role() == move {
			return true
		}
		if p.at(k).is(opens) {
			break
		}
	}
	return false
}
