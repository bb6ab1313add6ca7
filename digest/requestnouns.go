package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// requestByNoun reads requests without a verb of asking: "calls for B to resign", "pressure on B
// to sign", "it is vital for B to act", "a need for B to act".
func (r *reading) requestByNoun(s *sentence, i int) *decision {
	w := s.word(i + 1)
	switch {
	case s.tag(i) == "NOUN" && requestNouns[s.lemma(i)] && (w == "for" || w == "on" || w == "to"):
	case s.tag(i) == "ADJ" && w == "for" && needful[s.word(i)], s.word(i) == "time" && w == "for" && s.tag(i-1) != "ADJ":
	default:
		return nil
	}
	if v := s.verbBefore(i); v != nil && (turnsDown[s.lemma(v.at)] || v.negated || s.class(v.at, lexicon.DecisionVerbs()) == "weigh") || r.longAgo(s) {
		return nil
	}
	asked := slices.DeleteFunc(s.objects(i, w), s.atLarge)
	to := s.infinitiveAfter(i)
	if asked = within(asked, to); len(asked) == 0 || asked[0].np > i+3 || asked[len(asked)-1].last != to-1 || s.idle(to+1) || s.answered(to) {
		return nil
	}
	d := &decision{s: s, at: i, deciders: actors(asked), status: Requested, question: "whether to " + r.clauseUntil(s, to+1, s.predicate(i, to+1)), told: []int{s.index}}
	if v := s.verbBefore(i); v != nil && !v.passive {
		r.addAskers(d, s, *v)
	}
	return d
}

// requestThat reads "the importance that Congress move", "it is vital that the board act".
func (r *reading) requestThat(s *sentence, i int) *decision {
	if s.word(i+1) != "that" || !(s.tag(i) == "ADJ" && needful[s.word(i)] || s.tag(i) == "NOUN" && (requestNouns[s.lemma(i)] || needs[s.lemma(i)])) {
		return nil
	}
	for _, m := range s.mentions {
		if m.np < i+2 || m.np > i+3 {
			continue
		}
		if s.verbal(m.last+1) && s.tag(m.last+1) != "VERB" && !s.atLarge(m) && len(actors([]*mention{m})) > 0 {
			return &decision{s: s, at: i, deciders: actors([]*mention{m}), status: Requested, question: r.whetherTo(s, m.last+1), told: []int{s.index}}
		}
		for _, v := range s.verbs {
			if v.at <= m.last || v.at > m.last+4 {
				continue
			}
			if f := s.fine(v.at); f != "VB" && f != "VBP" || s.idle(v.at) || v.passive || s.atLarge(m) {
				return nil
			}
			d := &decision{s: s, at: i, deciders: actors([]*mention{m}), status: Requested, question: "whether to " + r.clauseUntil(s, v.at, s.predicate(i, v.at)), told: []int{s.index}}
			if len(d.deciders) == 0 {
				return nil
			}
			return d
		}
	}
	return nil
}

var needs = setOf("importance necessity urgency recommendation proposal insistence")

var (
	requestNouns = setOf("call appeal demand request plea ultimatum pressure petition")
	turnsDown    = setOf("reject dismiss refuse decline ignore resist rebuff deny end drop")
	needful      = setOf("vital critical crucial essential important imperative necessary urgent")
)

// underPressure reads "A faces calls to resign", "A is under pressure to sign".
func (r *reading) underPressure(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if v.tense == timeless || v.tense == future && v.plan == "" || v.passive || v.negated || r.longAgo(s) || l != "face" && l != "be" && l != "come" && l != "resist" && l != "ignore" && l != "remain" {
		return nil
	}
	for k := v.at + 1; k < v.at+6; k++ {
		if !requestNouns[s.lemma(k)] || l != "face" && l != "resist" && l != "ignore" && s.word(k-1) != "under" && s.word(k-2) != "under" {
			continue
		}
		to, by := s.infinitiveAfter(k), actors(s.subjects(v))
		if to < 0 || len(by) == 0 || s.idle(to+1) || s.answered(to) {
			return nil
		}
		return &decision{at: v.at, deciders: by, status: Requested, question: r.whetherTo(s, to+1)}
	}
	return nil
}
