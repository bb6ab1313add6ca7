package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// atOdds reads "A, B and C remain divided over X", "A and B have not agreed on X", "failed
// to agree on X".
func (r *reading) atOdds(s *sentence, v verb) *decision {
	k := -1
	switch l := s.lemma(v.at); {
	case (l == "remain" || l == "be") && s.holds(v) && torn[s.word(v.at+1)]:
		k = v.at + 1
	case torn[s.word(v.at)] && v.passive && s.holds(v):
		k = v.at
	case (l == "agree" || l == "settle") && s.failed(v):
		k = v.at
	case l == "reach" && s.failed(v):
		for j := v.at + 1; j < v.at+5; j++ {
			if accords[s.lemma(j)] {
				k = j
			}
		}
	}
	if k < 0 {
		return nil // before the subjects, which need the tree
	}
	by := r.who(s, v)
	if len(by) == 0 || r.longAgo(s) {
		return nil
	}
	switch w := s.word(k + 1); w {
	case "over", "on", "about":
		d := &decision{at: v.at, deciders: by, status: Negotiating}
		switch s.word(k + 2) {
		case "how", "whether", "which", "what", "when", "who":
			d.question = r.clause(s, k+2)
		default:
			d.question = "whether to agree on " + r.clause(s, k+2)
		}
		return d
	case "to":
		if s.fine(k+2) == "VB" {
			return &decision{at: v.at, deciders: by, status: Negotiating, question: r.whetherTo(s, k+2)}
		}
	}
	return nil
}

var (
	torn    = setOf("divided split deadlocked undecided torn")
	accords = setOf("agreement deal accord consensus compromise settlement")
)

// failed reports whether the verb has not come about: "have not agreed", "have failed to
// agree", "failed on Friday to agree". Without a day the past tense tells of long ago.
func (s *sentence) failed(v verb) bool {
	perfect := s.lemma(v.first) == "have"
	for k := max(0, v.first-1); k < v.at; k++ {
		switch s.lemma(k) {
		case "fail", "unable", "struggle":
			return perfect || v.tense == present || len(s.times) > 0
		}
	}
	return v.negated && (perfect || len(s.times) > 0 && s.word(v.first) == "could")
}

// onceThey reads "work will not start before A agrees to pay", "if the Senate confirms him":
// what waits on a second party's consent is its to decide.
func (r *reading) onceThey(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if v.tense != present || v.passive || v.negated || !consenting[l] && !consenting[l+"e"] {
		return nil
	}
	m := s.adjacent(v)
	if m == nil {
		return nil
	}
	k := m.np - 1
	if s.word(k) == "the" {
		k--
	}
	switch s.word(k) {
	case "before", "until", "once", "if", "unless":
	default:
		return nil
	}
	by := actors(s.joinLeft(m))
	if len(by) == 0 || by[0].kind == Person && !by[0].governs() {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Awaiting, question: "whether to " + base(s, v.at) + prefix(" ", r.clause(s, v.at+1))}
}

var consenting = setOf("agree approve accept sign ratify confirm authorize authorise consent grant endorse adopt pass back clear")

// toBeVoted reads "the bill will be debated by the Senate on Monday", "X is to be put to a
// vote".
func (r *reading) toBeVoted(s *sentence, v verb) *decision {
	class := s.class(v.at, lexicon.DecisionVerbs())
	vote := s.lemma(v.at) == "put" && s.word(v.at+1) == "to" && (s.word(v.at+2) == "vote" || s.word(v.at+3) == "vote")
	if !v.passive || v.negated || v.tense != future || v.plan != Confirmed && v.plan != Expected || v.would && !s.reported(v) || s.conditional(v) ||
		!vote && !tried[s.lemma(v.at)] && class != "debate" && class != "vote" && class != "weigh" || s.lemma(v.at) == "discuss" || s.lemma(v.at) == "elect" {
		return nil
	}
	if tried[s.lemma(v.at)] && v.tense == future {
		return r.tried(s, v)
	}
	thing := r.thing(s, v)
	if !vote && class == "weigh" && !s.weighsThing(v) || thing == "it" {
		return nil
	}
	by := actors(s.agents(v.at))
	if vote && len(by) == 0 {
		by = actors(s.objects(v.at+2, "of", "in"))
	}
	if len(by) == 0 {
		if c := r.chamberMost(); c != nil {
			by = []*entity{c}
		}
	}
	if len(by) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Scheduled, question: "whether to " + s.act(v.at, max(0, v.first-5)) + " " + thing}
}

// tried reads "the appeal will be heard by the Court of Appeal", "he will be sentenced by
// Judge Beaumont".
func (r *reading) tried(s *sentence, v verb) *decision {
	for _, m := range s.mentions {
		if m.first < v.at || m.last > v.at+12 || m.entity.kind != Person && !(m.entity.sort == anOrg && m.entity.headIn(courts)) {
			continue
		}
		w := s.word(m.np - 1)
		if w == "the" {
			w = s.word(m.np - 2)
		}
		if w != "by" && w != "in" && w != "at" && w != "before" || m.entity.kind == Person && w == "in" {
			continue
		}
		q := "how to rule"
		switch s.lemma(v.at) {
		case "sentence":
			q = "what sentence to give"
		case "hear":
			q += prefix(" on ", r.thing(s, v))
		}
		return &decision{at: v.at, deciders: []*entity{m.entity}, status: Scheduled, question: q}
	}
	return nil
}

var tried = setOf("hear try sentence")

// weighsThing reports whether what is weighed is laid before somebody: its subject is a bid
// or a request.
func (s *sentence) weighsThing(v verb) bool {
	for k := max(0, v.first-6); k < v.first; k++ {
		if submitted[s.lemma(k)] {
			return true
		}
	}
	return false
}

// mayDo reads "the ministry may extend the ban": what one who decides is free to do and
// has not said that it will.
func (r *reading) mayDo(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	w := s.word(v.first)
	if w != "may" && w != "might" && w != "could" {
		return nil
	}
	own := running[l] && (l != "run" || s.word(v.at+1) == "for" || s.tag(v.at+1) != "DET")
	if v.passive || v.negated || s.conditional(v) || !s.asserted(v) || l == "end" || l == "award" || !formal[l] && !settlers[l] && !formal[l+"e"] && !settlers[l+"e"] && !choices[l] && !own && (w == "may" || !turns[l]) {
		return nil
	}
	by := r.who(s, v)
	if slices.ContainsFunc(by, func(e *entity) bool {
		return e.kind == Person && !e.governs() && !own || e.sort == aBody && e.kind == Group
	}) || len(by) == 0 {
		return nil
	}
	if m := s.adjacent(v); m != nil && s.atLarge(m) || s.purpose(v) {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Considering, question: "whether to " + base(s, v.at) + prefix(" ", r.clause(s, v.at+1))}
}

// running are verbs of standing for an office and leaving it, turns are verbs of a change of
// course: what one who could take it has to decide.
var (
	running = setOf("run resign retire stand quit")
	turns   = setOf("switch part merge split spin pool abandon scrap shelve opt challenge intervene withdraw seek shut retaliate revive offer introduce propose demolish evict")
)

// purpose reports whether the verb only tells what something else is for: "so that it could
// grow", "how it could sell".
func (s *sentence) purpose(v verb) bool {
	for k := v.first - 1; k >= 0 && k > v.first-7; k-- {
		switch s.word(k) {
		case "so", "how", "ways", "way", "where", "before", "until":
			return true
		case ",", ";", "that":
			return s.word(k) == "that" && s.word(k-1) == "so"
		}
	}
	return false
}

// threatens reads "A threatens to veto the deal".
func (r *reading) threatens(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if s.fine(v.at) != "VB" || s.word(v.at-1) != "to" || s.lemma(v.at-2) != "threaten" || r.longAgo(s) || !formal[l] && !settlers[l] && !formal[l+"e"] && !settlers[l+"e"] {
		return nil
	}
	by := r.who(s, v)
	if len(by) == 0 || by[0].kind == Person && !by[0].governs() {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Considering, question: r.whetherTo(s, v.at)}
}

// takesUp reads "lawmakers are set to take up the measure".
func (r *reading) takesUp(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "take" || s.word(v.at+1) != "up" || v.tense != future || v.plan == "" || v.negated || v.passive || v.would && !s.reported(v) {
		return nil
	}
	by := r.who(s, v)
	if len(by) == 0 || by[0].kind == Person {
		return nil
	}
	for k := v.at + 2; k < v.at+10; k++ {
		if bills[s.lemma(k)] || papers[s.lemma(k)] || submitted[s.lemma(k)] {
			return &decision{at: v.at, deciders: by, status: Scheduled, question: "whether to " + s.act(v.at, v.at+2) + " " + r.clause(s, v.at+2)}
		}
	}
	return nil
}
