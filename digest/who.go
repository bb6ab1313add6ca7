package digest

import "github.com/readout-bot/readout/digest/lexicon"

// who returns who decides what the active verb tells of: its subject, by name or by what
// stands for one.
func (r *reading) who(s *sentence, v verb) []*entity {
	if v.passive {
		return actors(s.subjects(v))
	}
	if es := s.deciders(v); len(es) > 0 {
		return es
	}
	if g := s.joinedTo(v); g != nil && !g.passive {
		return r.who(s, *g)
	}
	k := v.first - 1
	for s.tag(k) == "ADV" {
		k--
	}
	switch s.word(k) {
	case "it", "they", "which", "who":
	default:
		if m := s.adjacent(v); m != nil && !m.people {
			return []*entity{m.entity} // a town or an outlet that acts
		}
		return nil
	}
	if e := r.antecedent(s, k); e != nil {
		return []*entity{e}
	}
	return nil
}

// antecedent returns whom the pronoun at token k, which is no person's, means: who acts
// before it in its sentence, else who acted in one of the two sentences before.
func (r *reading) antecedent(s *sentence, k int) *entity {
	if w := s.word(k); w == "which" || w == "who" {
		if s.word(k-1) == "," {
			k--
		}
		if m := s.mentionAt(k - 1); m != nil && m.last == k-1 && canDecide(m) {
			return m.entity
		}
		return nil
	}
	if s.quoted[k] {
		return nil
	}
	if at := k - 1; s.is(at, lexicon.Reporting()) && s.tag(at) == "VERB" { // "the tribe said it"
		for at > 0 && s.tag(at-1) == "ADV" {
			at--
		}
		if e := r.describedAt(s, at-1); e != nil {
			return e
		}
	}
	for i := s.index; i >= 0 && i > s.index-3; i-- {
		o := r.sentences[i]
		for _, v := range o.verbs {
			if i == s.index && v.at >= k || v.tense == timeless || v.bare || o.quoted[v.at] {
				continue
			}
			if m := o.adjacent(v); m != nil && canDecide(m) && m.entity.kind != Person && (i < s.index || m.last < k) {
				return m.entity
			}
		}
	}
	return nil
}

// canDecide reports whether the mention means somebody who can decide.
func canDecide(m *mention) bool {
	return m.entity.sort != aPlace && m.entity.sort != anOutlet && !m.people
}

// whoever is who, for verbs that nobody is the subject of who does not decide: whoever is
// named or described straight before the verb.
func (r *reading) whoever(s *sentence, v verb) []*entity {
	if es := r.who(s, v); len(es) > 0 {
		return es
	}
	k := v.first - 1
	for s.tag(k) == "ADV" {
		k--
	}
	if e := r.describedAt(s, k); e != nil {
		return []*entity{e}
	}
	return nil
}

// describedAt returns whom the noun phrase that ends at token k means, where it is one of a
// single party: a name of any kind, "the tribe", "the company's owner".
func (r *reading) describedAt(s *sentence, k int) *entity {
	if m := s.mentionAt(k); m != nil {
		if m.last == k && !prepositions[s.word(m.np-1)] && !m.people {
			return m.entity
		}
		return nil
	}
	if t := s.tag(k); t != "NOUN" && t != "PROPN" || s.isTimeToken(k) || lexicon.Deciders()["crowd"].Has(s.word(k)) {
		return nil
	}
	first := k
	for first > 0 && k-first < 5 && s.mentionAt(first-1) == nil && (s.describes(first-1) || s.tag(first-1) == "PROPN") {
		first--
	}
	det := s.word(first - 1)
	if prepositions[det] || prepositions[s.word(first-2)] {
		return nil
	}
	switch {
	case s.tag(k) == "PROPN" && s.capital(k):
	case det == "the" || det == "its" || det == "their" || det == "his" || det == "her" || s.isPossessive(first-1):
	default:
		return nil
	}
	name := r.words(s, first, k)
	for _, e := range r.described {
		if lexicon.Fold(e.order[0]) == lexicon.Fold(name) {
			return e
		}
	}
	e := &entity{kind: Organization, sort: aBody}
	e.add(name)
	e.at = append(e.at, place{s, &mention{first: first, last: k, np: first, form: byRole, entity: e}})
	r.described, r.entities = append(r.described, e), append(r.entities, e)
	return e
}
