package when

// A direction says on which side of the reference time a phrase lies that could lie on
// both: "Friday", "June 5", "in autumn".
type direction int8

const (
	unknown direction = iota
	past
	future
)

// A form is a form of a verb, by Penn tag.
type form uint8

const (
	notVerb form = iota
	modal
	base
	gerund
	participle
	simplePast
	present
	infinitiveTo
)

var forms = map[string]form{
	"MD": modal, "VB": base, "VBG": gerund, "VBN": participle, "VBD": simplePast,
	"VBP": present, "VBZ": present, "TO": infinitiveTo,
}

// A role is what a word does for tense, whatever its form.
type role uint8

const (
	noRole role = iota
	will        // and every other modal: what they govern is ahead
	bePresent
	bePast
	be
	have
	did
	plan    // what is planned, set or due lies ahead even when it is told in the past
	move    // moves a date: "from Friday to Monday" is then no range
	tell    // told in the present, meant in the past: "the ministry says Friday's attack"
	epithet // "Black Monday": a day of history, not of the week
	fail    // the infinitive after it happened with it: "failed to meet on Friday"
)

var verbs = []struct {
	role  role
	words string
}{
	{will, "will shall would may might could should can must ll wo"},
	{bePresent, "is are am re"},
	{bePast, "was were"},
	{be, "be been being"},
	{have, "has have had having ve"},
	{did, "did"},
	{plan, "schedule schedules scheduled scheduling slate slated plan plans planned planning expect expects expected due set sets setting call calls invite invites invited intend intends intended hope hopes hoping prepare prepares preparing await awaits awaiting tentatively poised ready"},
	{move, "move moved moves moving postpone postponed postpones postponing delay delayed delays delaying shift shifted push pushed reschedule rescheduled change changed changes brought bring extended extend extends"},
	{tell, "say says tell tells report reports show shows claim claims according"},
	{epithet, "black bloody super fat red holy blue wild giving cyber ash palm shrove lunar chinese jewish persian islamic tibetan korean"},
	{fail, "fail failed fails refused refuse managed manage had began begun started continued helped used forced able decline declined neglected"},
}

func (t token) role() role {
	if t.lex == nil {
		return noRole
	}
	return t.lex.role
}

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

// modal reads a modal at k: "may have met" is past, every other ahead, even "will have met".
func (p *parser) modal(k int) direction {
	if p.wordIs(k, "will") || p.wordIs(k, "ll") {
		return future
	}
	for j := k + 1; j <= k+2; j++ {
		if p.at(j).role() == have {
			return past
		}
	}
	return future
}

// finite reads the finite verb at k with what follows it: "has met", "is set to meet",
// "was to meet".
func (p *parser) finite(k int) direction {
	t := p.at(k)
	next := p.at(k + 1)
	if next.form == notVerb && !next.is(noun) { // an adverb, "not"
		next = p.at(k + 2)
	}
	switch t.role() {
	case have:
		if next.form == infinitiveTo || next.role() == plan || next.role() == be && p.at(k+2).role() == plan {
			return future
		}
		if t.form == present && next.form != participle && next.role() != be {
			return unknown // "has a June 1 deadline"
		}
		return past
	case bePresent, bePast:
		if next.role() == plan || next.form == infinitiveTo {
			return future
		}
		if t.role() == bePast {
			return past
		}
		if next.form == participle {
			return past
		}
		return future
	case plan:
		return future
	case tell:
		return past
	}
	if t.form == simplePast {
		return past
	}
	return future
}

// tense reads the verb at token k, if it is one, with the auxiliaries before it.
func (p *parser) tense(k int) direction {
	t := p.at(k)
	switch t.form {
	case modal:
		return p.modal(k)
	case simplePast, present:
		return p.finite(k)
	case base:
		return p.baseForm(k)
	case participle:
		return p.participle(k)
	case gerund:
		return p.progressive(k)
	}
	if t.role() == plan && !t.is(noun) {
		return future // "due Friday"
	}
	return unknown
}

// auxiliary returns the first token before k, at most four back, that says something of
// the tense of the verb at k.
func (p *parser) auxiliary(k int) (token, int) {
	for j := k - 1; j >= 0 && j >= k-4; j-- {
		t := p.at(j)
		if t.form != notVerb || t.role() != noRole && t.role() != plan {
			return t, j
		}
		if t.kind == kBreak || t.kind == kComma || t.is(noun) && t.form == notVerb && j < k-1 {
			break
		}
	}
	return token{kind: kEnd}, -1
}

// baseForm reads "will meet", "did not meet", "to meet".
func (p *parser) baseForm(k int) direction {
	aux, j := p.auxiliary(k)
	switch {
	case j < 0:
		return future // an imperative
	case aux.role() == did:
		return past
	case aux.form == infinitiveTo || p.at(j).kind == kTo:
		for g := j - 1; g >= 0 && g >= j-3; g-- {
			switch p.at(g).role() {
			case fail, have:
				if p.at(g).form == simplePast || p.at(g).form == participle || p.at(g).form == notVerb {
					return past
				}
			case bePast:
				if g == j-1 {
					return future // "was to meet"
				}
			}
			if p.at(g).form != notVerb {
				break
			}
		}
		return future
	case aux.role() == have:
		return past
	}
	return future
}

// participle reads "has met", "will be held", "is scheduled", "held".
func (p *parser) participle(k int) direction {
	if p.at(k).role() == plan {
		return future
	}
	aux, j := p.auxiliary(k)
	if aux.form == modal {
		return future // a base form that was tagged wrongly
	}
	if j >= 0 && aux.role() == be {
		a, i := p.auxiliary(j)
		if i >= 0 && (a.form == modal || a.form == infinitiveTo) || aux.form == base {
			return future // "will be held", "to be held", "asked that it be held"
		}
	}
	return past
}

// progressive reads "is meeting" and "was meeting". A bare gerund says nothing.
func (p *parser) progressive(k int) direction {
	if p.at(k).role() == plan {
		return future
	}
	switch aux, _ := p.auxiliary(k); aux.role() {
	case bePresent, will:
		return future
	case bePast:
		return past
	case be:
		return future
	}
	return unknown
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
