package digest

import "slices"

// Motions, suits, applications and appeals: what is laid before a body that has to decide.

// tabled reads "A tabled a motion to dissolve parliament", "a motion of no confidence has
// been filed in parliament": the body that is named behind it decides, else the chamber.
func (r *reading) tabled(s *sentence, v verb) *decision {
	if !tables[s.lemma(v.at)] || v.negated || v.tense == future || v.tense == timeless && !v.gerund && !v.passive || s.episode(v) || s.settled() || r.longAgo(s) {
		return nil
	}
	from, to := v.at+1, v.at+9
	if v.passive {
		from, to = max(0, v.first-12), v.first
	}
	paper := -1
	for k := from; k < to && k < len(s.Tokens) && paper < 0; k++ {
		if motions[s.lemma(k)] && s.fine(k) == "NN" && s.tag(k+1) != "NOUN" {
			paper = k
		} else if s.tag(k) == "SCONJ" {
			break
		}
	}
	if paper < 0 {
		return nil
	}
	var by []*entity
	for k := max(paper, v.at) + 1; k < len(s.Tokens) && len(by) == 0; k++ {
		switch w := s.word(k); w {
		case "in", "with", "before", "to", "at":
			if m := s.mentionFrom(k + 1); m != nil && m.np <= k+2 && (m.entity.decides() || m.entity.sort == aBody && m.entity.kind == Organization) {
				by = []*entity{m.entity}
			}
		}
	}
	if c := r.chamberMost(); len(by) == 0 && c != nil {
		by = []*entity{c}
	}
	for _, m := range s.mentions { // "a motion to dissolve parliament"
		if len(by) == 0 && m.first > paper && bareBodies[s.word(m.last)] {
			by = []*entity{m.entity}
		}
	}
	if len(by) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: by, status: Requested, question: "whether to pass the " + r.paper(s, paper, v)}
	if !v.passive {
		r.addAskers(d, s, v)
	}
	return d
}

var (
	tables  = setOf("table file submit move introduce lodge")
	motions = setOf("motion resolution impeachment")
)

// paper returns the words of the motion at k with what it says, up to the verb where that
// comes behind.
func (r *reading) paper(s *sentence, k int, v verb) string {
	if v.first > k {
		return r.clauseUntil(s, k, v.first)
	}
	return r.clause(s, k)
}

// sues reads "A sued B to make it limit the discharge", "is suing B over the fees": the
// court that is named decides, else B is asked.
func (r *reading) sues(s *sentence, v verb) *decision {
	if l := s.lemma(v.at); l != "sue" && l != "su" || v.negated || v.passive || v.tense == future && v.plan == "" || s.episode(v) || s.settled() || r.longAgo(s) {
		return nil
	}
	asked := s.party(s.skipAdverbsRight(v.at + 1))
	if len(asked) == 0 || asked[0].entity.kind == Person || s.word(v.at-1) == "before" || s.word(v.at-1) == "twice" || slices.Contains(s.low, "settlement") {
		return nil
	}
	last := asked[len(asked)-1].last
	question := "how to rule" + prefix(" on the suit ", r.clause(s, last+1))
	if to := s.infinitiveAfter(last); to > 0 && to < last+8 {
		question = r.whetherTo(s, to+1)
	}
	by := addressed(asked[:1])
	for _, m := range s.mentions {
		if m.first > last && m.entity.sort == anOrg && m.entity.rules() {
			by = []*entity{m.entity}
		}
	}
	if len(by) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: by, status: Requested, question: question}
	r.addAskers(d, s, v)
	return d
}

// applies reads "A applied for approval of its vaccine in Norway", "has applied to the court
// for bail": who is named behind "to", "with", "from" or "in" decides.
func (r *reading) applies(s *sentence, v verb) *decision {
	l := s.lemma(v.at)
	if l != "apply" && l != "reapply" && l != "bid" || v.negated || v.passive || v.tense == future && v.plan == "" || v.tense == timeless && !v.gerund || s.episode(v) || s.settled() || r.longAgo(s) {
		return nil
	}
	thing, end := -1, len(s.Tokens)
	var by []*mention
	for k := v.at + 1; k < v.at+18 && k < len(s.Tokens); k++ {
		w := s.word(k)
		if w == ";" || w == "that" || w == "," {
			break
		}
		if w == "for" && thing < 0 {
			thing = k + 1
		}
		if w != "to" && w != "with" && w != "from" && w != "in" && w != "at" || len(by) > 0 || s.isTimeToken(k+1) {
			continue
		}
		if m := s.mentionFrom(k + 1); m != nil && m.np <= k+2 && s.answers(m) && m.entity.kind != Person {
			by, end = []*mention{m}, k
		}
	}
	if thing < 0 || len(by) == 0 {
		return nil
	}
	if end < thing {
		end = len(s.Tokens)
	}
	wanted := false
	for k := thing; k < thing+5; k++ {
		wanted = wanted || submitted[s.lemma(k)] || consents[s.lemma(k)] || given[s.lemma(k)] != "" || deeds[s.lemma(k)] != "" || grants[s.lemma(k)]
	}
	d := &decision{at: v.at, deciders: addressed(by), status: Requested, question: "whether to grant " + r.clauseUntil(s, thing, end)}
	if !wanted || len(d.deciders) == 0 {
		return nil
	}
	r.addAskers(d, s, v)
	return d
}

// grants are things that one applies for.
var grants = setOf("membership status asylum citizenship subsidy grant aid funding injunction order parole protection patent residency bailout accession exemption extension waiver")

// appealing reads "A intends to appeal to the Supreme Court", "has appealed to the court
// against the ruling", "appealed his conviction to the tribunal".
func (r *reading) appealing(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "appeal" || v.negated || s.episode(v) || s.settled() || r.longAgo(s) {
		return nil
	}
	var court *entity
	for _, m := range s.mentions {
		if m.first > v.at && m.last < v.at+16 && (m.entity.sort == anOrg || m.entity.sort == aBody) && m.entity.rules() && s.word(m.last+2) != "public" {
			court = m.entity
		}
	}
	if court == nil {
		return nil
	}
	question := "whether to grant the appeal"
	for k := v.at + 1; k < v.at+12; k++ {
		if w := s.word(k); w == "against" || w == "over" {
			question += " against " + r.clause(s, k+1)
		}
	}
	d := &decision{at: v.at, deciders: []*entity{court}, status: Requested, question: question}
	r.addAskers(d, s, v)
	return d
}

// juryOut reads "a jury in the trial of A began deliberations", "jurors have retired to
// consider their verdict".
func (r *reading) juryOut(s *sentence, v verb) *decision {
	if v.negated || s.episode(v) || r.longAgo(s) {
		return nil
	}
	out := false
	for k := v.at; k < v.at+5; k++ {
		switch s.lemma(k) {
		case "deliberation", "deliberate", "deliberat", "deliberating":
			out = true
		case "verdict":
			out = s.lemma(v.at) == "consider" || s.lemma(v.at) == "retire"
		}
	}
	switch s.lemma(v.at) {
	case "begin", "start", "resume", "continue", "retire", "deliberate", "deliberat", "enter":
	default:
		return nil
	}
	if !out {
		return nil
	}
	for _, m := range s.mentions {
		if w := s.word(m.last); m.first > v.first || w != "jury" && w != "jurors" && w != "panel" && w != "judges" {
			continue
		}
		question := "what verdict to reach"
		for k := m.last + 1; k < v.first; k++ {
			if l := s.lemma(k); l == "trial" || l == "case" {
				question += " in the " + r.clauseUntil(s, k, v.first)
				break
			}
		}
		return &decision{at: v.at, deciders: []*entity{m.entity}, status: Debating, question: question}
	}
	return nil
}

// hearingOn reads "Judge A scheduled a hearing on whether to grant bail", "will hear
// arguments on whether the ban is lawful".
func (r *reading) hearingOn(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "schedule", "set", "hold", "hear", "order", "convene":
	default:
		return nil
	}
	if v.negated || v.passive && v.tense != timeless || v.tense == timeless && s.mentionAt(v.at-1) == nil || s.episode(v) || r.longAgo(s) {
		return nil
	}
	heard := false
	for k := v.at + 1; k < v.at+14 && k < len(s.Tokens); k++ {
		switch s.lemma(k) {
		case "hearing", "argument", "session":
			heard = true
		case "whether":
			m := s.mentionAt(v.first - 1)
			if by := actors(s.subjects(v)); heard && len(by) > 0 {
				return &decision{at: v.at, deciders: by, status: Scheduled, question: "whether " + r.clause(s, k+1)}
			} else if heard && m != nil {
				return &decision{at: v.at, deciders: []*entity{m.entity}, status: Scheduled, question: "whether " + r.clause(s, k+1)}
			}
		}
	}
	return nil
}
