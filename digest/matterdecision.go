package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// What a matter becomes: whose decision it is, and what is to be decided.

// decision makes the matter a decision, if it is known who decides or about what.
func (m *matter) decision() *decision {
	by := m.deciders()
	if len(by) == 0 {
		return nil
	}
	d := &decision{s: m.s, at: m.at, deciders: by, status: m.status, question: m.topic(), told: []int{m.s.index}}
	if d.question == "" {
		d.question, d.vague = m.ask(m.before()), true
	}
	d.deadline = m.deadline(m.s, m.at, m.status)
	return d
}

// deciders returns who decides: those whose the noun is, else those whom the verb names,
// else the court or chamber that the text spoke of last.
func (m *matter) deciders() []*entity {
	s := m.s
	var ms []*mention
	switch w := s.word(m.at + 1); {
	case w == "of" || w == "by" || w == "from":
		ms = s.objects(m.at, "of", "by", "from")
	case w == "in" && m.noun == "vote":
		ms = s.objects(m.at, "in")
	}
	if m.noun == "vote" && len(ms) == 0 {
		for _, o := range s.mentions {
			if w := s.word(o.np - 1); o.first > m.at && (m.told == nil || o.last < m.told.first) && o.entity.sort == anOrg && o.entity.isChamber() && (w == "in" || w == "by" || s.word(o.np-2) == "in") {
				ms = append(ms, o)
			}
		}
	}
	if m.noun == "referendum" && len(ms) == 0 {
		for _, o := range s.mentions {
			if o.first > m.at && o.entity.sort == aState && s.word(o.np-1) == "in" {
				ms = append(ms, o)
			}
		}
	}
	k := m.at - 1
	for k > 0 && (s.tag(k) == "ADJ" || s.tag(k) == "NOUN" && s.mentionAt(k) == nil) {
		k--
	}
	if s.isPossessive(k) {
		k--
	}
	if o := s.mentionAt(k); len(ms) == 0 && o != nil && o.last == k && !o.people && (k < m.at-1 && s.isPossessive(k+1) || o.entity.sort == anOrg || o.entity.sort == aBody) {
		ms = []*mention{o}
	}
	es := actors(ms)
	if len(es) == 0 {
		es = actors(m.by)
	}
	es = slices.DeleteFunc(es, func(e *entity) bool { return e.sort == aPlace })
	if len(es) == 0 && !m.needed && !consents[m.noun] && !replies[m.noun] {
		if es = m.bodyBefore(); len(es) == 0 && m.noun != "vote" {
			es = m.onBehalf(s)
		}
		if c := m.court(s); len(es) == 0 && rulings[m.noun] && c != nil {
			es = []*entity{c}
		} else if len(es) == 0 && (m.noun == "decision" || m.noun == "referendum") {
			es = m.inCharge(s, m.at)
		}
	}
	return es
}

// inCharge returns the authority that was named last before token i, in its sentence or one
// of the two before: the one that a decision without an owner lies with.
func (r *reading) inCharge(s *sentence, i int) []*entity {
	for n := s.index; n >= 0 && n > s.index-3; n-- {
		o := r.sentences[n]
		for k := len(o.mentions) - 1; k >= 0; k-- {
			m := o.mentions[k]
			e := m.entity
			if n == s.index && m.first > i || m.people || m.inRole || o.isPossessive(m.last+1) && e.sort == aState {
				continue
			}
			if e.sort == anOrg && o.acts(m) || e.sort == aBody && e.kind != Group || e.sort == aState && (o.acts(m) || o.sought(m)) || e.kind == Person && e.governs() {
				return []*entity{e}
			}
		}
	}
	return nil
}

// sought reports whether something is asked from the mention or sent to it.
func (s *sentence) sought(m *mention) bool {
	w := s.word(m.np - 1)
	if w == "the" {
		w = s.word(m.np - 2)
	}
	return w == "from" || w == "by"
}

// onBehalf returns who speaks in the sentence, or in whose name: a ministry, an office
// holder.
func (r *reading) onBehalf(s *sentence) []*entity {
	e := s.speaker()
	if e == nil || e.kind == Person && !e.governs() {
		return nil
	}
	return []*entity{e}
}

// bodyBefore returns the court, for a ruling, or the body that decides that was named last
// up to the matter.
func (m *matter) bodyBefore() []*entity {
	for i := m.s.index; i >= 0 && i > m.s.index-4; i-- {
		for k := len(m.sentences[i].mentions) - 1; k >= 0; k-- {
			o := m.sentences[i].mentions[k]
			if i == m.s.index && o.first > m.at {
				continue
			}
			e := o.entity
			if rulings[m.noun] && e.rules() || m.noun == "vote" && (e.sort == anOrg && e.isChamber() || (e.sort == anOrg || e.sort == aBody) && e.headIn(lexicon.Bodies()[""])) {
				return []*entity{e}
			}
		}
	}
	return nil
}

// rules reports whether the entity is a court or a judge.
func (e *entity) rules() bool { return e.headIn(courts) }

var courts = lexicon.Set{"court": {}, "tribunal": {}, "judge": {}, "judges": {}, "justices": {}, "jury": {}, "panel": {}, "circuit": {}, "bench": {}}

// topic words as a question what the noun itself says it is about, or what is said so behind
// its verb; it is empty where neither is.
func (m *matter) topic() string {
	if m.told == nil {
		return m.topicFrom(m.at+1, len(m.s.Tokens))
	}
	if t := m.topicFrom(m.at+1, m.told.first); t != "" {
		return t
	}
	return m.topicFrom(m.told.at+1, len(m.s.Tokens))
}

// topicFrom reads the topic from token on up to the limit.
func (m *matter) topicFrom(on, limit int) string {
	s, r := m.s, m.reading
	for j := on; j < limit && j < on+8; j++ {
		w, next := s.word(j), s.word(j+1)
		switch {
		case w == "whether" || w == "if":
			return "whether " + r.clauseUntil(s, j+1, limit)
		case next == "whether" || next == "how" || next == "which" || next == "what":
		case w == "how" || w == "which" || w == "what":
			return r.clauseUntil(s, j, limit)
		case w == "to" && s.class(j+1, lexicon.DecisionVerbs()) == "vote":
		case w == "to" && s.fine(j+1) == "VB" && m.needed:
			return "whether to give " + m.noun + " to " + r.clauseUntil(s, j+1, limit)
		case w == "to" && s.fine(j+1) == "VB" && !replies[m.noun]:
			return "whether to " + r.clauseUntil(s, j+1, limit)
		case (w == "on" || w == "about" || w == "over" || w == "regarding" || w == "to" || w == "for") && next != "" && !s.isTimeToken(j+1) && s.opensTopic(j):
			if c := r.clauseUntil(s, j+1, limit); c != "" {
				return m.ask(c)
			}
		case w == "of" && hanging[m.noun]:
			return m.ask("the " + m.noun + " of " + r.clauseUntil(s, j+1, limit))
		case s.tag(j) == "VERB" || s.tag(j) == "PUNCT":
			return ""
		}
	}
	return ""
}

// opensTopic reports whether the preposition at j begins a topic rather than the party
// that the verb before it leaves the matter to: "rests with", "depends on".
func (s *sentence) opensTopic(j int) bool { return s.tag(j-1) != "VERB" || s.mentionFrom(j+1) == nil }

// ask words a question about the thing.
func (m *matter) ask(thing string) string {
	switch {
	case m.needed && thing != "":
		return "whether to approve " + thing
	case consents[m.noun]:
		return "whether to give " + m.noun
	case replies[m.noun]:
		return "how to respond" + prefix(" to ", thing)
	case rulings[m.noun]:
		return "how to rule" + prefix(" on ", thing)
	case m.noun == "vote" && thing != "":
		return "whether to approve " + thing
	}
	return "how to decide" + prefix(" on ", thing)
}

func prefix(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

// before returns what is laid before those who decide: for what is needed, the subject of
// its verb; else the bill or petition told of last.
func (m *matter) before() string {
	s := m.s
	if m.needed {
		for k := len(s.verbs) - 1; k >= 0; k-- {
			if v := s.verbs[k]; v.at < m.at && m.at-v.at < 9 && v.tense != timeless {
				if t := m.thing(s, v); t != "it" {
					return t
				}
				break
			}
		}
	}
	return m.laid(s, m.at)
}

// laid returns the bill, petition or the like that the text spoke of last before token i.
func (r *reading) laid(s *sentence, at int) string {
	for i := s.index; i >= 0 && i > s.index-4; i-- {
		o := r.sentences[i]
		limit := len(o.Tokens)
		if i == s.index {
			limit = at
		}
		for k := limit - 1; k >= 0; k-- {
			if l := o.lemma(k); (papers[l] || bills[l] || submitted[l]) && o.tag(k) == "NOUN" && o.tag(k+1) != "NOUN" {
				return r.phraseRound(o, k)
			}
		}
	}
	return ""
}

// phraseRound returns the noun phrase of the noun at k with what is said behind it.
func (r *reading) phraseRound(s *sentence, k int) string {
	first, last := k, k
	for first > 0 && s.describes(first-1) {
		first--
	}
	switch s.word(k + 1) {
	case "to", "on", "against", "of", "for", "over", "by":
		for last = k + 1; last < k+12 && last+1 < len(s.Tokens); last++ {
			if t := s.tag(last + 1); t == "PUNCT" || t == "SCONJ" || s.startsClause(last+1) || s.word(last+1) == "which" || s.word(last+1) == "that" {
				break
			}
		}
	}
	for last > k && (s.tag(last) == "ADP" || s.tag(last) == "CCONJ" || s.isTimeToken(last)) {
		last--
	}
	return "the " + r.words(s, first, last)
}
