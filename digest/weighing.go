package digest

import "github.com/readout-bot/readout/digest/lexicon"

// weighed reads "a tax is being considered by the ministry".
func (r *reading) weighed(s *sentence, v verb, status DecisionStatus) *decision {
	by := actors(s.agents(v.at))
	thing := r.thing(s, v)
	if len(by) == 0 {
		by = r.onBehalf(s)
	}
	if len(by) == 0 || thing == "it" {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: status, question: "whether to " + s.act(v.at, max(0, v.first-5)) + " " + thing}
}

// weighing reads "A is considering X", "Congress is debating X".
func (r *reading) weighing(s *sentence, v verb, status DecisionStatus) *decision {
	if s.lemma(v.at) == "deliberate" && s.tag(v.at+1) == "PUNCT" && s.fine(v.at) == "VBG" && s.holds(v) && !v.negated {
		if by := r.who(s, v); len(by) > 0 {
			return &decision{at: v.at, deciders: by, status: Debating, question: "how to decide" + prefix(" on ", r.laid(s, v.at)), vague: true}
		}
	}
	ongoing := v.tense == present && (s.fine(v.at) == "VBG" || v.passive || s.since(v)) ||
		v.tense == future && v.plan != "" && (!v.would || s.reported(v) || s.word(v.at-1) == "would") || v.tense == past && s.fine(v.at) == "VBG" ||
		v.tense == past && s.lemma(v.at) == "debate" && r.lately(s) && s.lays(v.at) || s.goesOn(v) || s.hearsay(v) || v.gerund && v.tense != past && s.word(v.at+1) == "whether"
	switch {
	case v.passive && s.word(v.at-1) == "being" && !v.negated:
		return r.weighed(s, v, status)
	case !ongoing || !s.asserted(v) && !s.goesOn(v) && !s.hearsay(v) && !(v.gerund && s.word(v.at+1) == "whether") || v.negated || s.conditional(v),
		v.passive && v.tense != future,
		status == Considering && !s.weighs(v.at) && !(s.lemma(v.at) == "review" && s.regulator(v)),
		s.lemma(v.at) == "discuss" && s.word(s.skipTime(v.at+1)) != "whether" && !((v.tense == future || s.fine(v.at) == "VBG") && s.lays(v.at)):
		return nil
	}
	if v.passive {
		return r.weighed(s, v, status)
	}
	if v.tense == past && s.lemma(v.at) == "debate" && s.settled() {
		return nil
	}
	deciders := r.whoever(s, v)
	if g := s.verbBefore(v.at); len(deciders) == 0 && g != nil && v.gerund && g.at == v.at-1 {
		deciders = s.deciders(*g)
	}
	if len(deciders) == 0 {
		return nil
	}
	if status == Considering && s.deliberates(deciders[0]) && v.tense == present && s.fine(v.at) == "VBG" {
		status = Debating
	}
	return &decision{at: v.at, deciders: deciders, status: status, question: r.questionAfter(s, v.at)}
}

// goesOn reports whether "continues to" stands before the verb.
func (s *sentence) goesOn(v verb) bool {
	m := s.mentionAt(v.at - 3)
	return s.word(v.at-1) == "to" && s.lemma(v.at-2) == "continue" && s.fine(v.at-2) != "VBD" && m != nil && m.last == v.at-3
}

// hearsay reports whether the verb is what somebody "is said to be" doing.
func (s *sentence) hearsay(v verb) bool {
	if s.word(v.at-1) != "be" || s.word(v.at-2) != "to" || s.fine(v.at) != "VBG" {
		return false
	}
	switch s.lemma(v.at - 3) {
	case "say", "think", "believe", "report", "understand", "rumour", "rumor", "know":
		return true
	}
	return s.word(v.at-3) == "thought" || s.word(v.at-3) == "reportedly"
}

// since reports whether "as" or "while" opens the clause of the verb: "as the board weighs
// a sale". The present tense alone tells of a habit.
func (s *sentence) since(v verb) bool {
	for k := v.first - 1; k >= 0 && k > v.first-8; k-- {
		switch s.word(k) {
		case "as", "while":
			return true
		case ",", ";", "that", "which", "who":
			return false
		}
	}
	return false
}

// weighs reports whether the verb at i is one of weighing a choice rather than of study:
// "consider" always, "review" where what is reviewed is a proposal or the like.
func (s *sentence) weighs(i int) bool {
	switch s.lemma(i) {
	case "consider", "weigh", "mull", "contemplate", "contemplat", "ponder", "reconsider":
		next := s.word(s.skipTime(i + 1))
		it := s.fine(i+1) == "PRP"
		return next != "on" && next != "in" && next != "that" && (!it || s.tag(i+2) == "PUNCT") && !s.judges(i)
	}
	for k := i + 1; k < i+7; k++ {
		if w := s.word(k); w == "whether" || w == "options" || w == "possibility" || submitted[s.lemma(k)] {
			return true
		} else if t := s.tag(k); t == "VERB" && s.fine(k) != "VBN" || t == "PUNCT" {
			break
		}
	}
	return false
}

// regulator reports whether the subject of the verb is an authority.
func (s *sentence) regulator(v verb) bool {
	m := s.adjacent(v)
	if m == nil || s.fine(v.at) != "VBG" {
		return false
	}
	e := m.entity
	return e.sort == anOrg && e.headIn(lexicon.Bodies()["authorities"]) || s.lemma(m.last) == "regulator" || s.headsOf(m)
}

// lays reports whether the object of the verb at i is laid before somebody: "the proposal".
func (s *sentence) lays(i int) bool {
	for k := i + 1; k < i+4; k++ {
		if l := s.lemma(k); (submitted[l] || bills[l] && l != "deal" && l != "agreement" && l != "case" || l == "future" || l == "fate") && s.tag(k+1) != "NOUN" {
			return true
		}
	}
	return false
}

// submitted are things that are laid before somebody who then has to decide.
var submitted = setOf(`bid offer proposal application request petition appeal complaint merger takeover deal nomination bill draft claim loan licence license permit visa
amendment candidacy candidate nominee sale purchase objection merits case recommendation plan idea move scheme`)

// meetsTo reads "the board will meet on Monday to consider a loan".
func (r *reading) meetsTo(s *sentence, v verb) *decision {
	if s.word(v.first) != "to" || v.negated || s.lemma(v.at) == "discuss" && s.word(s.skipTime(v.at+1)) != "whether" && !s.lays(v.at) {
		return nil
	}
	for k := len(s.verbs) - 1; k >= 0; k-- {
		g := s.verbs[k]
		if g.at >= v.first {
			continue
		}
		ahead := g.tense == future && g.plan != "" || s.fine(g.at) == "VBG" && s.holds(g) || g.tense == present && r.ahead(s, g.at)
		if c := s.class(g.at, lexicon.MeetingVerbs()); c != "meet" && c != "gather" || !ahead || g.negated {
			return nil
		}
		by := r.who(s, g)
		if len(by) == 0 || by[0].kind == Person || s.class(v.at, lexicon.DecisionVerbs()) == "weigh" && !s.weighs(v.at) {
			return nil
		}
		return &decision{at: v.at, deciders: by, status: Scheduled, question: r.questionAfter(s, v.at)}
	}
	return nil
}

// judges reports whether "consider" at i only passes a judgement: "consider him a friend",
// "consider it dangerous".
func (s *sentence) judges(i int) bool {
	for k := i + 1; k < len(s.Tokens)-1; k++ {
		if (s.word(k) == "when" || s.word(k) == "in") && s.fine(k+1) == "VBG" {
			return true
		}
		if k < i+4 && factors[s.lemma(k)] {
			return true
		}
	}
	if s.fine(i) == "VBN" && s.tag(i+1) == "ADJ" {
		return true
	}
	for k := i + 1; k < i+8; k++ {
		if s.word(k) == "to" && s.word(k+1) == "be" {
			return true
		}
		if t := s.tag(k); t == "PUNCT" || t == "VERB" {
			return false
		}
	}
	return false
}

// factors are what one takes into account without choosing it.
var factors = setOf("comment factor information feedback input history evidence need view impact datum")

// deliberates reports whether the entity is a body that debates rather than one that weighs.
func (s *sentence) deliberates(e *entity) bool {
	if e.sort != anOrg {
		return false
	}
	return e.headIn(lexicon.Bodies()[""])
}
