package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// wantsTo reads "A wants B to do X".
func (r *reading) wantsTo(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "want" || v.tense != present || v.negated || v.passive {
		return nil
	}
	to := s.infinitiveAfter(v.at)
	asked := within(s.requested(v.at), to)
	if to < 0 || len(asked) == 0 || asked[0].np > v.at+2 || s.modifies(asked[0]) || s.lemma(to+1) == "be" || s.lemma(to+1) == "have" {
		return nil
	}
	d := &decision{at: v.at, deciders: actors(asked), status: Requested, question: r.whetherTo(s, to+1)}
	r.addAskers(d, s, v)
	return d
}

// unlessThey reads "members would strike unless the government improved its offer": the
// second party is asked.
func (r *reading) unlessThey(s *sentence, v verb) *decision {
	for k := v.first - 1; k >= 0 && k > v.first-7; k-- {
		if s.word(k) == "until" && v.tense == present && s.refuses(k) && (bringsAbout[s.lemma(v.at)] || settlers[s.lemma(v.at)] || formal[s.lemma(v.at)] || s.class(v.at, lexicon.DecisionVerbs()) == "approve") {
		} else if s.word(k) != "unless" {
			continue
		}
		d := within(s.subjects(v), v.at)
		if len(d) == 0 || d[0].first < k || s.verbBetween(k, v.first) || s.lemma(v.at) == "be" || s.lemma(v.at) == "have" || v.passive {
			return nil
		}
		return &decision{at: v.at, deciders: actors(d), status: Requested, question: "whether to " + base(s, v.at) + " " + r.clause(s, v.at+1)}
	}
	return nil
}

// refuses reports whether a verb before token i says that somebody will not do something.
func (s *sentence) refuses(i int) bool {
	for _, g := range s.verbs {
		if g.at < i && g.tense == future && g.negated {
			return true
		}
	}
	return false
}

// waitsForThem reads "A is waiting for B to do X".
func (r *reading) waitsForThem(s *sentence, v verb) *decision {
	if s.lemma(v.at) != "wait" || s.word(v.at+1) != "for" || v.tense == past && s.fine(v.at) != "VBG" || v.negated {
		return nil
	}
	to := s.infinitiveAfter(v.at)
	m := s.mentionFrom(v.at + 2)
	if to < 0 || m == nil || m.last >= to {
		return nil
	}
	return &decision{at: v.at, deciders: actors([]*mention{m}), status: Awaiting, question: r.whetherTo(s, to+1)}
}

// looksInto reads "A is looking into buying B", "A is thinking of leaving", "A is open to
// talks".
func (r *reading) looksInto(s *sentence, v verb) *decision {
	k := v.at + 1
	switch l := s.lemma(v.at); {
	case l == "think" && v.tense == future && v.plan != "" && (s.word(k) == "about" || s.word(k) == "over") && s.asserted(v) && !v.negated && s.fine(k+1) != "VBG":
		if d := r.who(s, v); len(d) > 0 {
			return &decision{at: v.at, deciders: d, status: Considering, question: r.questionAfter(s, v.at)}
		}
		return nil
	case (l == "look" || l == "think" || l == "toy") && s.fine(v.at) == "VBG" && s.holds(v):
	case l == "be" && s.word(k) == "open" && s.holds(v):
		k++
	default:
		return nil
	}
	if s.lemma(v.at) == "look" && s.word(k) == "to" && s.fine(k+1) == "VB" {
		return nil // what one intends
	}
	if w, next := s.word(k), s.lemma(k+2); s.lemma(v.at) == "look" && w == "for" && (next == "buyer" || next == "partner" || next == "investor") ||
		s.lemma(v.at) == "be" && w == "to" && (s.tag(k+1) == "DET" || accords[s.lemma(k+1)] || s.lemma(k+1) == "talk") {
		if d := r.who(s, v); len(d) > 0 && !v.negated {
			return &decision{at: v.at, deciders: d, status: Considering, question: "whether to go ahead with " + r.clause(s, k+1)}
		}
		return nil
	}
	if p := s.lemma(k + 2); (p == "possibility" || p == "idea" || p == "way" || p == "option") && s.fine(k+4) == "VBG" {
		k += 3
	} else if p := s.lemma(k + 1); (p == "way" || p == "option") && s.fine(k+3) == "VBG" {
		k += 2
	}
	if w := s.word(k); w != "at" && w != "into" && w != "of" && w != "about" && w != "with" && w != "to" || s.fine(k+1) != "VBG" || v.negated {
		return nil
	}
	d := r.who(s, v)
	if len(d) == 0 {
		return nil
	}
	return &decision{at: v.at, deciders: d, status: Considering, question: "whether to " + base(s, k+1) + " " + r.clause(s, k+2)}
}

// introduces reads "Senator A introduced a bill to do X": the chamber that the article
// speaks of decides.
func (r *reading) introduces(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "introduce", "propose", "table":
	default:
		return nil
	}
	perfect := v.tense == past && s.lemma(v.first) == "have"
	if v.negated || v.tense == timeless && !v.gerund || v.tense == past && !perfect && len(s.times) == 0 || r.longAgo(s) {
		return nil
	}
	thing := -1
	for k := v.at + 1; k < v.at+7 && thing < 0; k++ {
		switch s.lemma(k) {
		case "bill", "legislation", "amendment", "resolution":
			thing = k
		}
		if t := s.tag(k); t == "PUNCT" || t == "ADP" {
			break
		}
	}
	chamber := r.chamberMost()
	if thing < 0 || chamber == nil {
		return nil
	}
	by := actors(s.subjects(v))
	if len(by) == 0 {
		return nil
	}
	d := &decision{at: v.at, deciders: []*entity{chamber}, status: Debating, question: "whether to pass " + r.clause(s, v.at+1)}
	for _, e := range without(by, d.deciders) {
		d.positions = append(d.positions, position{e, For, s.index})
	}
	return d
}

// chamberMost returns the lawmaking body that the article names most.
func (r *reading) chamberMost() *entity {
	var best *entity
	for _, e := range r.entities {
		if e.sort != anOrg || len(e.at) == 0 || !e.isChamber() {
			continue
		}
		if best == nil || len(e.at) > len(best.at) {
			best = e
		}
	}
	return best
}

// isChamber reports whether the name is a parliament's: "Congress", "Parliament of Norway".
func (e *entity) isChamber() bool {
	words := strings.Fields(lexicon.Fold(e.name()))
	if words[0] == "white" {
		return false // the White House
	}
	for i, w := range words {
		if chamberWords.Has(w) && (i == len(words)-1 || words[i+1] == "of") {
			return true
		}
	}
	return false
}

var chamberWords = lexicon.Set{"parliament": {}, "congress": {}, "senate": {}, "assembly": {}, "legislature": {}, "knesset": {}, "duma": {},
	"bundestag": {}, "sejm": {}, "diet": {}, "rada": {}, "storting": {}, "house": {}}

// pendingBefore reads "the case is pending before the Supreme Court".
func (r *reading) pendingBefore(s *sentence, v verb) *decision {
	k := v.at + 1
	switch l := s.lemma(v.at); {
	case s.word(v.at) == "pending" && s.holds(v):
	case (l == "be" || l == "remain") && s.holds(v) && s.word(k) == "pending":
		k++
	default:
		return nil
	}
	if w := s.word(k); w != "before" && w != "in" && w != "with" && w != "at" {
		return nil
	}
	m := s.mentionFrom(k + 1)
	if m == nil || m.entity.sort != anOrg && m.entity.sort != aBody {
		return nil
	}
	return &decision{at: v.at, deciders: []*entity{m.entity}, status: Awaiting, question: "how to decide on " + r.thing(s, v)}
}

// demandsThat reads "A demanded that B release the prisoners".
func (r *reading) demandsThat(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "demand", "request", "insist", "recommend", "ask", "urge":
	default:
		return nil
	}
	if s.word(v.at+1) != "that" || v.negated || s.episode(v) || v.tense == past && r.longAgo(s) {
		return nil
	}
	for _, g := range s.verbs {
		if g.at > v.at+2 && s.fine(g.at) == "VB" && g.at-v.at < 14 {
			var asked []*mention
			for _, m := range s.mentions {
				if m.np > v.at && m.last < g.at {
					asked = append(asked, m)
				}
			}
			if len(asked) == 0 {
				return nil
			}
			d := &decision{at: v.at, deciders: actors(asked[:1]), status: Requested, question: r.whetherTo(s, g.at)}
			r.addAskers(d, s, v)
			return d
		}
	}
	return nil
}

// ought reads "Congress should pass the act" where someone else says so.
func (r *reading) ought(s *sentence, v verb) *decision {
	modal := s.word(v.first)
	if modal == "to" && (s.lemma(v.first-1) == "need" || s.lemma(v.first-1) == "have" && v.tense == present) {
		modal = "must"
	}
	if modal != "must" && modal != "should" || v.negated || v.passive || s.lemma(v.at) == "be" || s.lemma(v.at) == "have" || s.conditional(v) {
		return nil
	}
	ms := s.subjects(v)
	if len(ms) == 0 || ms[0].form == byPronoun || ms[0].last < v.first-3 || s.atLarge(ms[0]) {
		return nil
	}
	if s.staffOf(ms[0]) || s.tag(ms[0].np-1) == "VERB" {
		return nil // "citizens planning to leave Malta should"
	}
	e := ms[0].entity
	speaker := s.speaker()
	said := (speaker != nil || s.saidSo(v)) && (e.kind != Person || e.governs())
	if speaker == nil && s.quoted[v.at] {
		speaker = r.speakerBefore(s)
	}
	if speaker == nil && r.author != nil {
		speaker = r.issuer
	}
	if e.kind == State && !said && (r.issuer == nil || r.issuer == e || s.quoted[v.at]) {
		return nil
	}
	if speaker == nil && !said || speaker == e || e.kind == Person && !s.quoted[v.at] && !said {
		return nil
	}
	d := &decision{at: v.at, deciders: []*entity{e}, status: Requested, question: r.whetherTo(s, v.at)}
	if speaker != nil {
		d.positions = append(d.positions, position{speaker, For, s.index})
	}
	return d
}

// saidSo reports whether the sentence says that somebody else says what the verb tells.
func (s *sentence) saidSo(v verb) bool {
	for _, g := range s.verbs {
		if g.at < v.first && !s.quoted[g.at] && !g.negated && !g.passive && (g.tense == past || g.tense == present) && s.is(g.at, lexicon.Reporting()) {
			return true
		}
	}
	return false
}

// speakerBefore returns who speaks in the quotation that the sentence carries on.
func (r *reading) speakerBefore(s *sentence) *entity {
	for i := s.index - 1; i >= 0 && i > s.index-4; i-- {
		if e := r.sentences[i].speaker(); e != nil {
			return e
		}
	}
	return nil
}
