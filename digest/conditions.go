package digest

import "github.com/readout-bot/readout/digest/lexicon"

// What hangs on somebody's consent, review or act.

// ifApproved reads "it will fall through unless backed by shareholders", "if approved by the
// Senate".
func (r *reading) ifApproved(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if s.fine(v.at) != "VBN" && s.fine(v.at) != "VBD" || v.negated || !consenting[l] && !consenting[l+"e"] {
		return nil
	}
	waits := false
	for k := v.at - 1; k >= 0 && k > v.at-5 && !waits; k-- {
		switch s.word(k) {
		case "unless", "if", "until", "once":
			waits = true
		case ",", ";", "that":
			return nil
		}
	}
	by := actors(s.agents(v.at))
	if !waits || len(by) == 0 || r.longAgo(s) {
		return nil
	}
	thing := r.thing(s, v)
	for _, g := range s.verbs {
		if thing == "it" && g.at < v.first && g.tense != timeless {
			thing = r.thing(s, g)
		}
	}
	return &decision{at: v.at, deciders: by, status: Awaiting, question: "whether to " + base(s, v.at) + " " + thing}
}

// reviewSought reads "will be seeking Supreme Court review of the ruling", "will appeal to
// the High Court".
func (r *reading) reviewSought(s *sentence, v verb) *decision {
	if v.negated || v.passive || v.tense == past && s.fine(v.at) != "VBG" && s.lemma(v.first) != "have" || r.longAgo(s) {
		return nil
	}
	at := -1
	switch s.lemma(v.at) {
	case "seek", "request", "petition", "ask":
		for k := v.at + 1; k < v.at+7; k++ {
			if reviews[s.lemma(k)] || consents[s.lemma(k)] {
				at = k
			}
		}
	case "appeal":
		at = v.at
	}
	if at < 0 || v.tense != future && s.fine(v.at) != "VBG" && s.lemma(v.first) != "have" {
		return nil
	}
	for _, m := range s.mentions {
		if m.np <= v.at || m.last > at+12 || m.entity.sort != anOrg || !m.entity.decides() {
			continue
		}
		w := s.word(m.np - 1)
		if w == "the" {
			w = s.word(m.np - 2)
		}
		if m.last < at || w == "by" || w == "from" || w == "to" {
			return &decision{at: v.at, deciders: []*entity{m.entity}, status: Awaiting, question: "whether to " + s.act(v.at, at) + " " + r.phraseRound(s, at)}
		}
	}
	return nil
}

var reviews = setOf("review intervention injunction stay rehearing")

// toPass reads "the importance of working to pass my plan", "we need to get the bill passed":
// what is still to be passed lies with the chamber that the article speaks of.
func (r *reading) toPass(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if !passing[l] || s.fine(v.at) != "VB" || s.word(v.at-1) != "to" || v.negated || v.passive || r.longAgo(s) || !s.bill(v.at) {
		return nil
	}
	driven := false
	for k := v.at - 2; k >= 0 && k > v.at-8 && !driven; k-- {
		switch w := s.lemma(k); {
		case drives[w]:
			driven = s.fine(k) != "VBD"
		case w == "vote" || w == "fail" || w == "refuse" || s.word(k) == ",":
			return nil
		}
	}
	chamber := r.chamberMost()
	if !driven || chamber == nil {
		return nil
	}
	return &decision{at: v.at, deciders: []*entity{chamber}, status: Debating, question: r.whetherTo(s, v.at)}
}

var (
	passing = setOf("pass enact codify ratify adopt")
	drives  = setOf("work fight push strive need urge commit continue campaign effort time plan want hope strategy")
)

// bill reports whether the object of the verb at i is a bill: "the Act", "his plan", "two
// bills".
func (s *sentence) bill(i int) bool {
	for k := i + 1; k < i+8; k++ {
		if l := s.lemma(k); drafts[l] || l == "act" || l == "plan" || l == "package" || l == "deal" || l == "law" || l == "reform" {
			return true
		}
		if t := s.tag(k); t == "PUNCT" || t == "VERB" {
			return false
		}
	}
	return false
}

// calledToBe reads "groups have called for the bill to be dropped": who is in charge is
// asked.
func (r *reading) calledToBe(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "call" && l != "push" && l != "press" || s.word(v.at+1) != "for" || v.negated || v.passive || s.episode(v) || r.longAgo(s) {
		return nil
	}
	from := v.at + 2
	for k := v.at + 3; k < v.at+12; k++ {
		if s.word(k) == "for" {
			from = k + 1
		}
		if t := s.tag(k); t == "PUNCT" || t == "SCONJ" {
			return nil
		}
		if s.word(k) != "to" || s.word(k+1) != "be" || s.fine(k+2) != "VBN" || s.word(k+2) == "held" || s.word(k+2) == "brought" || s.class(k+2, lexicon.DecisionVerbs()) == "request" {
			continue
		}
		by := without(r.inCharge(s, v.first), actors(s.subjects(v)))
		if len(by) == 0 {
			return nil
		}
		d := &decision{at: v.at, deciders: by, status: Requested, guessed: true, question: "whether to " + s.lemma(k+2) + " " + r.words(s, from, max(from, k-1))}
		r.addAskers(d, s, v)
		return d
	}
	return nil
}
