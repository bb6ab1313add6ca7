package when

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
	fail    // the infinitive after it happened with it: "failed to meet on Friday"
	epithet // no verb: "Black Monday" is a day of history, not of the week
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
	{plan, "schedule schedules scheduled scheduling slate slated plan plans planned planning expect expects expected due set sets setting intend intends intended hope hopes hoping await awaits awaiting tentatively poised ready"},
	{move, "move moved moves moving postpone postponed postpones postponing delay delayed delays delaying shift shifted push pushed reschedule rescheduled change changed changes brought bring extended extend extends"},
	{tell, "say says tell tells report reports show shows claim claims according"},
	{fail, "fail failed fails refused refuse managed manage began begun started continued helped used forced able decline declined neglected"},
	{epithet, "black bloody super fat red holy blue wild giving cyber ash palm shrove lunar chinese jewish persian islamic tibetan korean"},
}

func (t token) role() role {
	if t.lex == nil {
		return noRole
	}
	return t.lex.role
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
	t, n := p.at(k), k+1
	if p.at(n).form == notVerb && !p.at(n).is(noun) && p.at(n).role() != plan { // an adverb, "not"
		n++
	}
	next := p.at(n)
	switch t.role() {
	case have:
		if next.form == infinitiveTo || p.plans(n) || next.role() == be && p.plans(k+2) {
			return future
		}
		if t.form == present && next.form != participle && next.role() != be {
			return unknown // "has a June 1 deadline"
		}
		return past
	case bePresent, bePast:
		if p.plans(n) || next.form == infinitiveTo {
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
		if t.form == simplePast && p.wordIs(k, "set") && !t.is(opens) {
			return past // "they set fire", but "Set a date on Friday"
		}
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
	if p.plans(k) && !t.is(noun) {
		return future // "due Friday"
	}
	return unknown
}

// plans reports whether the word at k, no bare verb, says that something is to come. "Set"
// does so before "to" and "for", and where it opens a clause: "was set ablaze" does not.
func (p *parser) plans(k int) bool {
	if p.at(k).role() != plan {
		return false
	}
	next := p.at(k + 1)
	return !p.wordIs(k, "set") || p.at(k).is(opens) || next.kind == kTo || next.kind == kFor
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
	if p.plans(k) {
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
