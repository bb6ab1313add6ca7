package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// approval reads "must be approved by A", "A must ratify X".
func (r *reading) approval(s *sentence, v verb) *decision {
	perfect := v.negated && v.tense == past && s.fine(v.at) != "VB" && s.lemma(v.first) == "have"
	if s.lemma(v.at) == "confirm" && !v.passive && !s.confirms(v.at) {
		return nil // a report, a death
	}
	if next := s.tag(v.at + 1); perfect && !v.passive && s.fine(v.at+1) != "WP" && s.fine(v.at+1) != "WRB" && s.fine(v.at+1) != "WDT" && next != "SCONJ" {
		deciders := actors(s.subjects(v))
		if len(deciders) == 0 {
			return nil
		}
		return &decision{at: v.at, deciders: deciders, status: Undecided, question: "whether to " + base(s, v.at) + " " + r.clause(s, v.at+1)}
	}
	must := false
	for k := v.first; k < v.at; k++ {
		must = must || s.word(k) == "must" || s.word(k) == "needs"
	}
	for k := max(0, v.first-3); k <= v.first; k++ {
		must = must || s.lemma(k) == "have" && s.word(k+1) == "to" || s.word(k) == "must" || s.word(k) == "needs"
	}
	if !must || v.negated || s.always(v) {
		return nil
	}
	if v.passive {
		by := actors(s.agents(v.at))
		if len(by) == 0 {
			return nil
		}
		return &decision{at: v.at, deciders: by, status: Awaiting, question: "whether to " + base(s, v.at) + " " + r.thing(s, v)}
	}
	ms := s.subjects(v)
	if len(ms) == 0 || s.atLarge(ms[0]) || len(actors(ms)) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: actors(ms), status: Requested, question: "whether to " + base(s, v.at) + " " + r.clause(s, v.at+1)}
	if r.deadline(s, v.at, Awaiting) != nil {
		d.status = Awaiting
	}
	return d
}

// always reports whether the subject of the verb is every one of a kind: what must be is a
// rule then.
func (s *sentence) always(v verb) bool {
	for k := max(0, v.first-6); k < v.first; k++ {
		switch s.word(k) {
		case "all", "every", "each", "any":
			return true
		}
	}
	return false
}

// confirms reports whether what is confirmed at i is somebody in an office.
func (s *sentence) confirms(i int) bool {
	for k := i + 1; k < i+8 && k < len(s.Tokens); k++ {
		if m := s.mentionAt(k); m != nil && m.entity.kind == Person || s.isTitle(k) || submitted[s.lemma(k)] || s.lemma(k) == "appointment" {
			return true
		}
		if t := s.tag(k); t == "VERB" || t == "PUNCT" {
			break
		}
	}
	return false
}

// thing names the subject of a passive verb in own words, or "it".
func (r *reading) thing(s *sentence, v verb) string {
	last := v.first - 1
	if s.word(last) == "," {
		for k := last - 1; k > 0 && k > last-16; k-- {
			if s.word(k) == "," {
				last = k - 1
				break
			}
		}
	}
	for last > 0 && (s.tag(last) == "ADV" || s.fine(last) == "VBZ" && s.lemma(last) == "need") {
		last--
	}
	first := last
	for first > 0 && (s.nominal(first-1) || s.tag(first-1) == "DET") && s.verbOf(first-1) == nil {
		first--
	}
	if last < 0 || !s.nominal(last) {
		return "it"
	}
	return s.lowered(first, r.words(s, first, last))
}

// lowered returns the words from token first on with a small letter where only the
// beginning of the sentence makes it a capital.
func (s *sentence) lowered(first int, words string) string {
	if t := s.tag(first); first == 0 && words != "" && s.mentionAt(first) == nil && (t == "DET" || t == "NOUN" || t == "ADJ" || t == "PRON") {
		return strings.ToLower(words[:1]) + words[1:]
	}
	return words
}

// bargaining reads "A and B are negotiating X".
func (r *reading) bargaining(s *sentence, v verb) *decision {
	ongoing := v.tense == present && s.fine(v.at) == "VBG" || v.tense == future && v.plan != "" && !v.would || v.tense == past && s.fine(v.at) == "VBG"
	if !ongoing || !s.asserted(v) || v.negated || s.word(v.at+1) == "in" {
		return nil
	}
	deciders := append(r.whoever(s, v), actors(s.objects(v.at, "with"))...)
	if len(deciders) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: deciders, status: Negotiating, question: r.bargain(s, v.at)}
}

// bargain words what is negotiated at i: what stands behind "over" or "on", else straight
// behind the verb.
func (r *reading) bargain(s *sentence, i int) string {
	for k := i + 1; k < i+10; k++ {
		switch w := s.word(k); w {
		case "over", "on", "about":
			if next := s.word(k + 1); next == "how" || next == "whether" || next == "which" {
				return r.questionAfter(s, k-1)
			}
			if !s.isTimeToken(k + 1) {
				return "whether to agree on " + r.clause(s, k+1)
			}
		case "to", ",", ";", "that", "in":
			k = i + 10
		}
	}
	return r.questionAfter(s, i)
}

// inTalks reads "A is in talks with B on X".
func (r *reading) inTalks(s *sentence, v verb) *decision {
	for k := v.at + 1; k < v.at+5; k++ {
		if s.word(k) != "in" || s.word(k+1) != "talks" && s.word(k+1) != "negotiations" && s.word(k+2) != "talks" {
			continue
		}
		deciders := append(actors(s.subjects(v)), actors(s.objects(k+1, "with"))...)
		if !s.holds(v) || len(deciders) == 0 {
			return nil
		}
		with := ""
		for j := k + 2; j < len(s.Tokens)-1; j++ {
			switch w := s.word(j); w {
			case "with":
				with = r.clause(s, j+1)
			case "to":
				if s.fine(j+1) == "VB" {
					return &decision{at: k, deciders: deciders, status: Negotiating, question: r.whetherTo(s, j+1)}
				}
			case "on", "over", "about", "regarding", "for":
				if s.fine(j+1) == "VBG" {
					return &decision{at: k, deciders: deciders, status: Negotiating, question: "whether to " + base(s, j+1) + " " + r.clause(s, j+2)}
				}
				return &decision{at: k, deciders: deciders, status: Negotiating, question: "whether to agree on " + r.clause(s, j+1)}
			}
		}
		if with != "" {
			return &decision{at: k, deciders: deciders, status: Negotiating, question: "whether to agree with " + with}
		}
	}
	return nil
}

// waiting reads "A is waiting for X before doing Y", "A awaits B's decision".
func (r *reading) waiting(s *sentence, v verb) *decision {
	deciders := r.who(s, v)
	if v.tense != present && v.tense != future || v.negated || len(deciders) == 0 {
		return nil
	}
	for k := v.at + 1; k < len(s.Tokens)-1; k++ {
		if s.word(k) == "before" && s.fine(k+1) == "VBG" {
			return &decision{at: v.at, deciders: deciders, status: Awaiting, question: "whether to " + base(s, k+1) + " " + r.clause(s, k+2)}
		}
	}
	return nil
}

// yetTo reads "A has yet to do X", "A has not yet done X".
func (r *reading) yetTo(s *sentence, v verb) *decision {
	class, l := s.class(v.at, lexicon.DecisionVerbs()), s.lemma(v.at)
	silent := answers[l] && v.negated && v.tense == past && s.lemma(v.first) == "have"
	if v.at == 0 || s.word(v.first-1) == "that" || !s.yet(v) && !silent {
		return nil
	}
	if v.passive {
		return r.yetToBe(s, v)
	}
	subjects := s.subjects(v)
	by := actors(subjects)
	if len(by) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: by, status: Undecided, reply: subjects[0].form == byRole}
	switch rest := r.clause(s, v.at+1); {
	case answers[l]:
		if s.pressAsks(rest) {
			return nil
		}
		verb := "respond"
		if l == "answer" {
			verb = l
		}
		d.question, d.vague = "how to "+verb+prefix(" ", rest), true
	case class != "" && class != "approve" || l == "say" || l == "announce" || l == "announc":
		d.question = r.questionAfter(s, v.at)
	case class == "approve", pledges[l], bringsAbout[l] && l != "make" && l != "do", consenting[l], formal[l] || formal[l+"e"] || settlers[l] || settlers[l+"e"] || choices[l]:
		d.question = "whether to " + base(s, v.at) + prefix(" ", rest)
	}
	return d
}

// yetToBe reads "the budget has yet to be approved by the Senate".
func (r *reading) yetToBe(s *sentence, v verb) *decision {
	l, by := s.lemma(v.at), actors(s.agents(v.at))
	if len(by) == 0 || !formal[l] && !formal[l+"e"] && !settlers[l] && !settlers[l+"e"] {
		return nil
	}
	return &decision{at: v.at, deciders: by, status: Undecided, question: "whether to " + base(s, v.at) + " " + r.thing(s, v)}
}

// pressAsks reports whether what was not answered is the press's: "a request for comment".
func (s *sentence) pressAsks(rest string) bool {
	for _, w := range [...]string{"comment", "quer", "question", "inquir", "email", "call"} {
		if strings.Contains(rest, w) {
			return true
		}
	}
	return false
}

var (
	answers = setOf("respond reply answer react")
	pledges = setOf("agree commit concede schedule publish release present submit set reveal disclose fill")
)
