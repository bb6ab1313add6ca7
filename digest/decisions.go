package digest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A decision is a Decision while it is being put together.
type decision struct {
	s         *sentence
	at        int // the token that tells of it
	question  string
	deciders  []*entity
	status    DecisionStatus
	deadline  *When
	positions []position
	told      []int
	vague     bool // it names no matter of its own: "a ruling is due in May"
	guessed   bool // whose it is follows only from who is in charge
	reply     bool // it is an answer that is owed, by one who is not called by name
}

// A position is what one entity wants of a decision, and the sentence that says so.
type position struct {
	entity *entity
	stance Stance
	told   int
}

// findDecisions finds the choices that are still open, each once.
func (r *reading) findDecisions() []*decision {
	var all []*decision
	for _, s := range r.sentences {
		if s.caption || s.word(len(s.low)-1) == "?" || slices.Contains(s.low, "shall") {
			continue
		}
		all = append(all, r.matters(s)...)
		for i := range s.Tokens {
			if d := r.requestByNoun(s, i); d != nil {
				all = append(all, d)
			}
			if d := r.requestThat(s, i); d != nil {
				all = append(all, d)
			}
			if d := r.askedByNoun(s, i); d != nil {
				all = append(all, d)
			}
			if d := r.negotiations(s, i); d != nil {
				all = append(all, d)
			}
			if d := r.impeachment(s, i); d != nil {
				all = append(all, d)
			}
			if d := r.sitting(s, i); d != nil {
				all = append(all, d)
			}
		}
		for _, v := range s.verbs {
			d := r.decisionBy(s, v)
			if d == nil {
				d = r.pending(s, v)
			}
			if d != nil && d.question != "" && len(d.deciders) > 0 {
				d.question = strings.TrimSpace(d.question)
				d.s, d.told = s, append(d.told, s.index)
				d.deadline = r.deadline(s, v.at, d.status)
				all = append(all, d)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *decision) int { return cmp.Or(a.s.index-b.s.index, a.at-b.at) })
	all = r.mergeDecisions(all)
	for _, d := range all {
		r.findPositions(d)
	}
	return all
}

// decisionBy reads what the verb leaves open.
func (r *reading) decisionBy(s *sentence, v verb) *decision {
	if d := r.yetTo(s, v); d != nil {
		return d
	}
	switch s.class(v.at, lexicon.DecisionVerbs()) {
	case "request":
		return r.request(s, v)
	case "weigh", "debate":
		if d := r.meetsTo(s, v); d != nil {
			return d
		}
		if s.class(v.at, lexicon.DecisionVerbs()) == "debate" {
			return r.weighing(s, v, Debating)
		}
		return r.weighing(s, v, Considering)
	case "vote":
		if d := r.choosesWho(s, v); d != nil {
			return d
		}
		if d := r.meetsTo(s, v); d != nil {
			return d
		}
		return r.voting(s, v)
	case "approve":
		return r.approval(s, v)
	case "":
		if consenting[s.lemma(v.at)] && (v.passive || s.lemma(v.at) == "agree" || s.lemma(v.at) == "consent") {
			if d := r.approval(s, v); d != nil {
				return d
			}
		}
	case "bargain":
		return r.bargaining(s, v)
	}
	if d := r.hears(s, v); d != nil {
		return d
	}
	if l := s.lemma(v.at); l == "wait" || l == "await" {
		return r.waiting(s, v)
	}
	if s.lemma(v.at) == "be" {
		return r.inTalks(s, v)
	}
	return nil
}

// holds reports whether what the verb says is so as the article is written: it is in the
// present, or in the past of reported speech.
func (s *sentence) holds(v verb) bool { return v.tense == present || v.tense == past && s.reported(v) }

// asserted reports whether the sentence says the verb of its subject, rather than only
// naming the act: "is considering", not "the power to consider", "after considering".
func (s *sentence) asserted(v verb) bool {
	if v.gerund && v.at > 0 {
		switch s.lemma(v.at - 1) {
		case "begin", "start", "continue", "resume":
			return true
		}
	}
	return v.tense != timeless && !v.bare && s.word(v.first) != "to"
}

// decides reports whether the entity is a body or an authority.
func (e *entity) decides() bool {
	return e.sort == anOrg && (e.headIn(lexicon.Bodies()[""]) || e.headIn(lexicon.Bodies()["authorities"]))
}

// headIn reports whether the first or the last word of the name is in the set.
func (e *entity) headIn(set lexicon.Set) bool {
	words := strings.Fields(lexicon.Fold(e.name()))
	return set.Has(words[len(words)-1]) || set.Has(words[0])
}

// voting reads "the Senate will vote on X", "the court is due to rule on X".
func (r *reading) voting(s *sentence, v verb) *decision {
	if !s.asserted(v) || v.negated || s.conditional(v) || !r.votesAhead(s, v) {
		return nil
	}
	on := s.skipAdverbsRight(s.skipTime(v.at + 1))
	if s.word(on) == "in" {
		for k := on + 1; k < on+5; k++ {
			if s.word(k) == "whether" || s.word(k) == "on" {
				on = k
			}
		}
	}
	question, vague := r.questionAfter(s, on-1), false
	if (question == "" || s.tag(on) == "PUNCT" || on >= len(s.Tokens)) && (s.lemma(v.at) == "rule" || s.lemma(v.at) == "decide") {
		question, vague = "how to rule"+prefix(" on ", r.laid(s, v.at)), true
		on = -1
	}
	switch s.word(on) {
	case "":
		if on >= 0 {
			return nil
		}
	case "whether", "on", "if", "to", "how", "where", "which", "what", "when", "who", "the", "a", "an", "its", "upon", "next", "between", "among", "from":
	default:
		return nil
	}
	deciders := s.deciders(v)
	if len(deciders) == 0 && !v.passive {
		deciders = r.whoever(s, v)
		if c := r.court(s); s.lemma(v.at) == "rule" && c != nil {
			deciders = []*entity{c} // "it will rule by July"
		}
	}
	if len(deciders) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: deciders, status: Scheduled, question: question, vague: vague}
}

// votesAhead reports whether the vote or ruling that the verb tells of is still to come:
// will, is due to, must; may and would where a day is named.
func (r *reading) votesAhead(s *sentence, v verb) bool {
	choice := s.word(v.at+1) == "to" && s.lemma(v.at) == "choose" // "is choosing to help"
	switch v.tense {
	case future:
		firm := (v.plan == Confirmed || v.plan == Expected) && (!v.would || s.reported(v)) || s.must(v) && s.lemma(v.at) != "vote"
		return firm || v.plan != "" && r.ahead(s, v.at)
	case present:
		return r.ahead(s, v.at) || s.fine(v.at) == "VBG" && (s.lemma(v.at) != "vote" || s.word(v.at+1) == "on") && !choice
	}
	return false
}

// must reports whether the verb is a duty: "must", "has to", "needs to".
func (s *sentence) must(v verb) bool {
	for k := max(0, v.first-2); k < v.at; k++ {
		w := s.word(k)
		if w == "must" || (w == "to" && (s.lemma(k-1) == "have" || s.lemma(k-1) == "need") && k > 0) {
			return true
		}
	}
	return false
}

// deadline returns by when a decision is due, where its sentence says so.
func (r *reading) deadline(s *sentence, i int, status DecisionStatus) *When {
	for _, p := range s.times {
		if p.From.IsZero() || p.To.Before(r.day()) {
			continue
		}
		if p.Deadline || status == Scheduled && s.TokenAt(p.Start) > i {
			w := r.moment(p)
			return &w
		}
	}
	return nil
}

// decisionList gives the decisions their outward form.
func (r *reading) decisionList(ds []*decision) []Decision {
	list := []Decision{}
	for _, d := range ds {
		out := Decision{Question: d.question, Deciders: []string{}, Status: d.status, Deadline: d.deadline, Evidence: r.evidence(d.told...)}
		for _, e := range d.deciders {
			out.Deciders = append(out.Deciders, e.name())
		}
		for _, p := range d.positions {
			out.Positions = append(out.Positions, Position{Actor: p.entity.name(), Stance: p.stance, Evidence: r.evidence(p.told)})
		}
		list = append(list, out)
	}
	return list
}
