package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// notDecided reads "the board has not decided whether to sell", "A is undecided on X".
func (r *reading) notDecided(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	k := v.at
	switch {
	case v.negated && (l == "decide" || l == "determine") && (s.lemma(v.first) == "have" || v.tense == present):
	case v.negated && l == "make" && s.word(v.at+1) == "up" && s.word(v.at+3) == "mind":
		if d := r.who(s, v); len(d) > 0 {
			return &decision{at: v.at, deciders: d, status: Undecided, question: "how to decide" + prefix(" on ", r.clause(s, v.at+4)), vague: s.tag(v.at+4) == "PUNCT"}
		}
		return nil
	case discloses[l] && s.untold(v):
		return r.notTold(s, v)
	case s.word(v.at) == "undecided" && s.holds(v):
	case l == "be" || l == "remain":
		if !s.holds(v) || s.word(v.at+1) != "undecided" {
			return nil
		}
		k++
	default:
		return nil
	}
	d := r.whoever(s, v)
	if len(d) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Undecided, question: r.questionAfter(s, k)}
}

var discloses = setOf("say disclose specify reveal announce indicate clarify speculate comment elaborate")

// untold reports whether what the verb would tell is kept back: "did not say", "declined to
// speculate", "would not disclose".
func (s *sentence) untold(v verb) bool {
	if v.negated {
		return true
	}
	g := s.lemma(v.at - 2)
	return s.word(v.at-1) == "to" && (g == "decline" || g == "refuse")
}

// notTold reads "declined to say when the Treasury would sell", "did not say whether it will
// appeal": what is ahead and kept back is open.
func (r *reading) notTold(s *sentence, v verb) *decision {
	k := v.at + 1
	if w := s.word(k); w == "on" || w == "upon" || w == "about" {
		k++
	}
	switch s.word(k) {
	case "whether", "if", "when", "how", "which", "where", "what", "who":
	default:
		return nil
	}
	for n := range s.verbs {
		g := s.verbs[n]
		if g.at <= k {
			continue
		}
		if g.tense != future && g.tense != present && !(g.tense == past && s.word(g.at) == "going") || g.tense == present && s.fine(g.at) != "VBG" {
			return nil
		}
		by := actors(within(s.subjects(g), g.first))
		if m := s.adjacent(g); m == nil || m.first < k {
			by = r.whoever(s, v)
		}
		if len(by) == 0 {
			by = r.inCharge(s, v.first)
		}
		if len(by) == 0 {
			return nil
		}
		return &decision{at: v.at, deciders: by, status: Undecided, question: r.questionAfter(s, k-1)}
	}
	return nil
}

// unclearWhether reads "it is unclear whether the Senate will approve the deal".
func (r *reading) unclearWhether(s *sentence, v verb) *decision {
	if v.tense != present && !(v.tense == past && (s.lemma(v.at) == "be" || s.lemma(v.at) == "remain")) {
		return nil
	}
	if s.word(0) == "whether" && v.first > 3 {
		return r.whetherOpen(s, v)
	}
	for k := v.at + 1; k < v.at+6; k++ {
		w := s.word(k)
		if w != "whether" && w != "if" && w != "when" && w != "how" && w != "who" && w != "which" {
			continue
		}
		open := false
		for j := v.at; j < k; j++ {
			switch s.word(j) {
			case "unclear", "uncertain", "seen", "unknown", "undecided", "unresolved":
				open = true
			case "clear", "known", "certain":
				open = open || v.negated
			}
		}
		if !open {
			return nil
		}
		for _, g := range s.verbs {
			if g.at > k && g.tense == future && (g.passive || w != "whether" && w != "if") {
				by := r.onBehalf(s)
				if m := s.adjacent(g); m != nil && !g.passive {
					by = actors(s.joinLeft(m))
				}
				if g.passive && len(actors(s.agents(g.at))) > 0 {
					by = actors(s.agents(g.at))
				}
				if len(by) == 0 {
					return nil
				}
				return &decision{at: v.at, deciders: by, status: Undecided, question: r.questionAfter(s, k-1)}
			}
			if g.at > k && (g.tense == future) && !g.passive {
				d := within(s.subjects(g), g.first)
				if len(d) == 0 || d[0].first < k || s.lemma(g.at) == "be" {
					return nil
				}
				return &decision{at: v.at, deciders: actors(d), status: Undecided, question: "whether to " + base(s, g.at) + " " + r.clause(s, g.at+1)}
			}
		}
	}
	return nil
}

// whetherOpen reads "Whether the club will keep its manager is not known".
func (r *reading) whetherOpen(s *sentence, v verb) *decision {
	w := s.word(s.skipAdverbsRight(v.at + 1))
	open := w == "unclear" || w == "uncertain" || w == "unknown" || w == "undecided" || v.negated && (w == "clear" || w == "known" || w == "certain" || s.lemma(v.at) == "know") ||
		s.lemma(v.at) == "remain"
	if !open {
		return nil
	}
	for _, g := range s.verbs {
		if g.at < v.first && (g.tense == future || g.tense == present) && !g.passive {
			if by := actors(within(s.subjects(g), g.first)); len(by) > 0 {
				return &decision{at: v.at, deciders: by, status: Undecided, question: "whether " + r.clauseUntil(s, 1, v.first)}
			}
			return nil
		}
	}
	return nil
}

// underReview reads "the plan is under consideration by the ministry".
func (r *reading) underReview(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "be" && s.lemma(v.at) != "remain" || !s.holds(v) || s.word(v.at+1) != "under" {
		return nil
	}
	switch s.word(v.at + 2) {
	case "review", "consideration", "discussion", "negotiation", "debate":
	default:
		return nil
	}
	d := actors(s.agents(v.at + 2))
	if len(d) == 0 {
		d = r.onBehalf(s)
	}
	if len(d) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Considering, question: "whether to approve " + r.thing(s, v)}
}

// talksGoOn reads "negotiations between A and B over X continue".
func (r *reading) talksGoOn(s *sentence, v verb) *decision {
	switch next := s.word(v.at + 1); s.lemma(v.at) {
	case "continue", "stall", "drag", "deadlock", "proceed", "remain":
	case "be":
		if next != "under" && next != "ongoing" && next != "underway" && next != "deadlocked" && next != "continuing" && next != "stalled" {
			return nil
		}
	default:
		return nil
	}
	if !s.holds(v) || v.passive {
		return nil
	}
	e := r.eventBefore(s, v.first)
	if !e.ok || e.noun != "talks" && e.noun != "negotiations" {
		return nil
	}
	d := actors(e.parties)
	for k := e.last + 1; k < v.first; k++ {
		switch s.word(k) {
		case "on", "over", "about", "for", "to":
			if len(d) > 1 {
				return &decision{at: v.at, deciders: d, status: Negotiating, question: "whether to agree on " + r.words(s, k+1, max(k+1, v.first-1))}
			}
		}
	}
	return nil
}

// proposesDoing reads "President A proposed converting the museum": what an office holder
// proposes to do is open until done.
func (r *reading) proposesDoing(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "propose" && l != "suggest" && l != "float" {
		return nil
	}
	if v.passive || v.negated || v.tense == future || v.tense == timeless || r.longAgo(s) {
		return nil
	}
	k := v.at + 1
	if s.fine(k) != "VBG" && !(s.word(k) == "to" && s.fine(k+1) == "VB") {
		return nil
	}
	d := actors(s.subjects(v))
	if len(d) == 0 || d[0].kind == Person && !d[0].governs() || d[0].sort == anOrg && !d[0].decides() {
		return nil
	}
	return &decision{at: v.at, deciders: d[:1], status: Considering, question: r.questionAfter(s, v.at)}
}

// governs reports whether one of the person's roles is an office that decides.
func (e *entity) governs() bool {
	for _, role := range e.roles {
		for _, w := range []string{"president", "minister", "chancellor", "governor", "mayor", "king", "queen", "premier", "secretary", "chief", "ceo", "chairman", "leader"} {
			if containsWord(lexicon.Fold(role), w) {
				return true
			}
		}
	}
	return false
}

// seeksFrom reads "A sought Russian help to build it", "A asked B for a loan", "A applied
// to join B".
func (r *reading) seeksFrom(s *sentence, v verb) *decision {
	if v.passive || v.negated || v.tense == future || v.tense == timeless || r.longAgo(s) {
		return nil
	}
	switch s.lemma(v.at) {
	case "seek", "request", "ask", "petition", "apply":
	default:
		return nil
	}
	seekers := actors(s.subjects(v))
	var giver *mention
	from := 0
	switch s.lemma(v.at) {
	case "seek", "request":
		if m := s.mentionAt(v.at + 1); m != nil && m.entity.sort == aState && m.first == v.at+1 && !s.nounUse(m) {
			giver, from = m, m.last+1
		}
	case "ask", "petition":
		if m := s.mentionFrom(v.at + 1); m != nil && s.word(m.last+1) == "for" {
			giver, from = m, m.last+2
		}
	case "apply":
		for k := v.at + 1; k < v.at+6; k++ {
			if s.word(k) == "to" && s.word(k+1) != "join" {
				m := s.mentionFrom(k + 1)
				if m != nil && (m.entity.sort == anOrg || m.entity.sort == aBody || m.entity.sort == aState) && s.word(m.last+1) == "for" {
					giver, from = m, m.last+2
				}
				break
			}
			if w := s.word(k); w == "join" || w == "in" || w == "of" {
				if m := s.mentionAt(k + 1); m != nil && m.entity.sort == anOrg && len(seekers) > 0 {
					return &decision{at: v.at, deciders: []*entity{m.entity}, status: Requested, question: "whether to admit " + seekers[0].name()}
				}
			}
		}
	}
	if giver == nil || slices.Contains(seekers, giver.entity) || giver.form == byPronoun || giver.entity.kind == Person && !giver.entity.governs() || s.atLarge(giver) {
		return nil
	}
	d := &decision{at: v.at, deciders: []*entity{giver.entity}, status: Requested, question: "whether to give " + r.clause(s, from)}
	r.addAskers(d, s, v)
	return d
}
