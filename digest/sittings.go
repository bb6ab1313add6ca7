package digest

import "strings"

// sitting reads the trial, hearing or sentencing that the noun at i names, where it is ahead
// and the court has a name: the court will decide.
func (r *reading) sitting(s *sentence, i int) *decision {
	if s.tag(i) != "NOUN" && s.fine(i) != "VBG" || !sittings[s.word(i)] || s.mentionAt(i) != nil || !r.isSet(s, i) {
		return nil
	}
	court := r.court(s)
	if court == nil {
		return nil
	}
	d := &decision{s: s, at: i, deciders: []*entity{court}, status: Scheduled, told: []int{s.index}}
	for k := i + 1; k < len(s.Tokens)-1; k++ {
		if w := s.word(k); w == "whether" || w == "if" && s.fine(k-1) == "VB" {
			d.question = "whether " + r.clause(s, k+1)
			break
		}
	}
	if d.question == "" {
		m := matter{reading: r, s: s, at: i, noun: s.word(i)}
		d.question = "how to rule" + prefix(" on ", m.before())
		if s.word(i) == "sentencing" {
			d.question = "what sentence to give"
		}
		d.vague = true
	}
	d.deadline = r.deadline(s, i, Scheduled)
	return d
}

var sittings = setOf("trial retrial hearing sentencing")

// isSet reports whether the sitting at i is ahead: set for a day, expected, about to begin.
func (r *reading) isSet(s *sentence, i int) bool {
	v := s.verbAfter(i)
	if v == nil {
		v = s.verbBefore(i)
	}
	if v == nil || v.negated || s.conditional(*v) {
		return false
	}
	if v.tense == future && v.plan != "" && (!v.would || s.reported(*v)) {
		return true
	}
	return v.passive && expects[s.lemma(v.at)] && (v.tense == present || r.ahead(s, i))
}

// court returns the court that the sentence names, else the one that the article names last
// up to it.
func (r *reading) court(s *sentence) *entity {
	for n := s.index; n >= 0; n-- {
		ms := r.sentences[n].mentions
		for k := len(ms) - 1; k >= 0; k-- {
			if e := ms[k].entity; e.sort == anOrg && strings.Contains(strings.ToLower(e.name()), "court") {
				return e
			}
		}
	}
	return nil
}

// impeachment reads "the House opened an impeachment inquiry": the chamber has to decide.
func (r *reading) impeachment(s *sentence, i int) *decision {
	if s.lemma(i) != "impeachment" || s.quoted[i] || r.longAgo(s) {
		return nil
	}
	switch s.lemma(i + 1) {
	case "inquiry", "investigation", "proceeding", "probe", "hearing":
	default:
		return nil
	}
	chamber := r.chamberMost()
	if chamber == nil {
		return nil
	}
	return &decision{s: s, at: i, deciders: []*entity{chamber}, status: Debating, question: "whether to impeach" + prefix(" ", r.accused(s, i)), told: []int{s.index}}
}

// accused returns whom the inquiry at i is into or against.
func (r *reading) accused(s *sentence, i int) string {
	for k := i + 2; k < i+8; k++ {
		if w := s.word(k); w == "into" || w == "against" || w == "of" {
			return r.clause(s, k+1)
		}
	}
	return ""
}

// hears reads "the High Court will hear the application on Wednesday", "agreed to hear the
// case".
func (r *reading) hears(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "hear" && l != "consider" && l != "sentence" || v.tense != future || v.plan == "" || v.passive || v.negated || v.would && !s.reported(v) {
		return nil
	}
	m := s.adjacent(v)
	if m == nil || !m.entity.rules() && !(m.entity.kind == Person && s.lemma(v.at) == "sentence") {
		return nil
	}
	d := &decision{at: v.at, deciders: []*entity{m.entity}, status: Scheduled}
	if s.lemma(v.at) == "sentence" {
		d.question = "what sentence to give " + r.clause(s, v.at+1)
		return d
	}
	for k := v.at + 1; k < v.at+6; k++ {
		if l := s.lemma(k); papers[l] || l == "case" || l == "argument" || l == "dispute" {
			d.question = "how to rule on " + r.phraseRound(s, k)
			return d
		}
	}
	return nil
}
