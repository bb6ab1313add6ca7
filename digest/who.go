package digest

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
