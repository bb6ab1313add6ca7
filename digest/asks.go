package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// What is asked of a decider without a plain verb of asking: orders, demands told by their
// noun, threats, offers.

// tells reads "A told B to leave", "A is pleading with B to open the port", "A would like B
// to pay".
func (r *reading) tells(s *sentence, v verb) *decision {
	k := v.at + 1
	switch l := s.lemma(v.at); {
	case (l == "persuade" || l == "convince") && (v.tense == present && s.fine(v.at) != "VBD" || v.gerund):
	case l == "tell" || l == "warn" || l == "push" || l == "expect":
	case l == "plead" && s.word(k) == "with":
		k++
	case l == "like" && s.word(v.first) == "would":
	default:
		return nil
	}
	to := s.infinitiveAfter(v.at)
	if to < 0 || v.passive || v.negated || v.tense == timeless && !v.gerund || s.idle(to+1) || s.episode(v) || r.longAgo(s) {
		return nil
	}
	m := s.mentionFrom(k)
	if m == nil || m.np > k+1 || m.last >= to || m.form == byPronoun || s.atLarge(m) || m.entity.kind == Person && !m.entity.governs() {
		return nil
	}
	by := actors([]*mention{m})
	if len(by) == 0 || m.people && !s.partyNoun(m.last+1) {
		return nil
	}
	d := &decision{at: v.at, deciders: by, status: Requested, question: r.whetherTo(s, to+1)}
	r.addAskers(d, s, v)
	return d
}

// demanded reads "the protesters' demands include the resignation of A", "that A drop the
// fees".
func (r *reading) demanded(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "include" && l != "be" || v.negated || !s.holds(v) {
		return nil
	}
	head := -1
	for k := v.first - 1; k >= 0 && k > v.first-7 && head < 0; k-- {
		if s.fine(k) == "NNS" && (s.lemma(k) == "demand" || s.lemma(k) == "request") {
			head = k
		} else if s.word(k) == "," || s.word(k) == "which" {
			return nil
		}
	}
	if s.lemma(v.at) == "be" && s.word(v.at+1) != "that" && s.word(v.at+1) != "for" {
		return nil
	}
	if head < 0 || s.tag(head) != "NOUN" || r.longAgo(s) {
		return nil
	}
	for k := v.at + 1; k < v.at+14 && k < len(s.Tokens); k++ {
		if w := s.word(k); w == "that" || w == "for" {
			if m := s.mentionFrom(k + 1); m != nil && len(actors([]*mention{m})) > 0 {
				on := m.last + 1
				if s.word(on) == "to" {
					on++
				}
				return &decision{at: v.at, deciders: actors([]*mention{m}), status: Requested, question: r.whetherTo(s, on)}
			}
		}
		if stepsDown[s.lemma(k)] {
			if by := actors(s.objects(k, "of")); len(by) > 0 {
				return &decision{at: v.at, deciders: by[:1], status: Requested, question: "whether to resign"}
			}
		}
	}
	by := r.inCharge(s, head)
	if len(by) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Requested, guessed: true, question: "whether to meet the demands for " + r.clause(s, v.at+1)}
}

// ifNot reads "teachers will strike if the government does not raise their pay".
func (r *reading) ifNot(s *sentence, v verb) *decision {
	if !v.negated || v.passive || s.idle(v.at) || v.tense != present && !(v.tense == past && s.lemma(v.first) == "do") || !s.conditional(v) {
		return nil
	}
	threat := slices.ContainsFunc(s.verbs, func(g verb) bool {
		return (g.at < v.first || g.first > v.at) && g.tense == future && g.plan != "" && !g.negated
	})
	m := s.adjacent(v)
	if !threat || m == nil || m.form == byPronoun || !bringsAbout[s.lemma(v.at)] && !formal[s.lemma(v.at)] && !settlers[s.lemma(v.at)] && !consenting[s.lemma(v.at)] && !answers[s.lemma(v.at)] {
		return nil
	}
	by := actors(s.joinLeft(m))
	if len(by) == 0 || by[0].kind == Person && !by[0].governs() {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Requested, question: "whether to " + base(s, v.at) + prefix(" ", r.clause(s, v.at+1))}
}

// bringsAbout are verbs of doing what is asked.
var bringsAbout = setOf("act give pay meet make do change comply stop improve release return provide agree back drop free cease take hand step come budge yield move")

// mounting reads "pressure is mounting on A to cancel the games", "calls are growing for A
// to resign".
func (r *reading) mounting(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "mount", "grow", "increase", "build", "pile", "intensify", "come":
	default:
		return nil
	}
	w := s.word(v.at + 1)
	if w != "on" && w != "for" && w != "from" || !s.holds(v) && s.lemma(v.first) != "have" || v.negated {
		return nil
	}
	for k := v.first - 1; k >= 0 && k > v.first-4; k-- {
		if !requestNouns[s.lemma(k)] {
			continue
		}
		m, to := s.mentionFrom(v.at+2), s.infinitiveAfter(v.at)
		if m == nil || to < m.last || s.atLarge(m) {
			return nil
		}
		return &decision{at: v.at, deciders: actors([]*mention{m}), status: Requested, question: r.whetherTo(s, to+1)}
	}
	return nil
}

// offers reads "A has offered to buy B", "A made an offer for B", "A offered B a truce",
// "A proposed talks with B": it is for B to answer.
func (r *reading) offers(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	switch l {
	case "offer", "make", "launch", "submit", "table", "propose":
	default:
		return nil
	}
	if v.negated || v.passive || v.tense == future || v.tense == timeless && !v.gerund || s.episode(v) || s.settled() || r.longAgo(s) {
		return nil
	}
	if v.tense == past && s.lemma(v.first) != "have" && !r.lately(s) && s.index > 2 {
		return nil
	}
	var to *mention
	question := ""
	for k := v.at + 1; k < v.at+14 && to == nil; k++ {
		w, m := s.word(k), s.mentionFrom(k+1)
		switch {
		case s.tag(k) == "PUNCT" && w != "$" || w == "that":
			k = v.at + 14
		case l == "offer" && k == v.at+1 && w == "to" && trades[s.lemma(k+1)]:
			if m = s.mentionFrom(k + 2); m != nil && m.entity.sort == anOrg && (s.lemma(k+1) == "buy" || s.lemma(k+1) == "acquire") {
				to, question = m, "whether to accept the offer to "+r.clause(s, k+1)
			}
		case l == "offer" && w == "to" && k > v.at+1 && offered[s.lemma(k-1)] && m != nil && m.np == k+1:
			to, question = m, "whether to accept "+r.words(s, v.at+1, k-1)
		case l == "offer" && k == v.at+1 && s.mentionAt(k) != nil && s.tag(s.mentionAt(k).last+1) == "DET":
			to = s.mentionAt(k)
			question = "whether to accept " + r.clause(s, to.last+1)
			if !s.near(to.last, offered) {
				return nil
			}
		case (l == "make" || l == "launch" || l == "submit" || l == "table") && (s.lemma(k) == "offer" || s.lemma(k) == "bid") && (s.word(k+1) == "for" || s.word(k+1) == "to"):
			if m = s.mentionFrom(k + 2); m != nil {
				to, question = m, "whether to accept the "+s.word(k)+" "+r.clause(s, k+1)
			}
		case (l == "propose" || l == "offer") && w == "with" && offered[s.lemma(k-1)] && m != nil && m.np <= k+2:
			to, question = m, "whether to accept "+r.words(s, v.at+1, k-1)
		}
	}
	if to == nil || to.people || to.form == byPronoun || to.entity.kind == Person && !to.entity.governs() {
		return nil
	}
	by := without(actors([]*mention{to}), actors(s.subjects(v)))
	if len(by) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: by, status: Requested, question: question}
	r.addAskers(d, s, v)
	return d
}

// offered are things that one accepts or turns down.
var offered = setOf(`truce ceasefire cease-fire talk negotiation deal amnesty peace loan bailout asylum job post role concession exchange swap stake partnership merger
settlement compromise dialogue refuge mediation pact treaty alliance meeting summit`)

var trades = setOf("buy acquire merge sell purchase")

// settled reports whether the sentence tells that something was accepted or turned down.
func (s *sentence) settled() bool {
	return slices.ContainsFunc(s.verbs, func(v verb) bool {
		switch s.lemma(v.at) {
		case "accept", "reject", "agree", "decline", "rebuff", "refuse":
			return v.tense == past && !v.negated
		}
		return false
	})
}

// demandsBare reads "the panel suggested the ministry pay", "recommended A should pay": a
// demand without "that".
func (r *reading) demandsBare(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "demand", "request", "insist", "recommend", "urge", "suggest", "propose":
	default:
		return nil
	}
	k := v.at + 1
	if s.word(k) == "that" {
		k++
	}
	m := s.mentionFrom(k)
	if v.negated || v.passive || m == nil || m.np > k+1 || m.people || r.longAgo(s) || s.episode(v) {
		return nil
	}
	if on := s.skipAdverbsRight(m.last + 1); s.verbal(on) && s.tag(on) != "AUX" {
		return r.demandOf(s, v, m, on)
	}
	for _, g := range s.verbs {
		if g.at <= m.last || g.first > m.last+3 {
			continue
		}
		if s.word(g.first) != "should" && (g.first != g.at || s.fine(g.at) != "VB") || s.idle(g.at) || g.passive || s.class(g.at, lexicon.DecisionVerbs()) == "request" {
			return nil
		}
		return r.demandOf(s, v, m, g.at)
	}
	return nil
}

// demandOf is the demand of v that m do what the verb at i says.
func (r *reading) demandOf(s *sentence, v verb, m *mention, i int) *decision {
	d := &decision{at: v.at, deciders: actors([]*mention{m}), status: Requested, question: r.whetherTo(s, i)}
	if len(d.deciders) == 0 {
		return nil
	}
	r.addAskers(d, s, v)
	return d
}
