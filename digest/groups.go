package digest

import "github.com/readout-bot/readout/digest/lexicon"

// findGroups makes entities of named but unorganised bodies: "European leaders",
// "governments of South East Asia", "the pro-democracy camp".
func (r *reading) findGroups() {
	groups := map[string]*entity{}
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		for i := range s.Tokens {
			first, last := s.groupAt(i)
			if first < 0 {
				continue
			}
			name := r.words(s, first, last)
			key := lexicon.Fold(name)
			e := groups[key]
			if e == nil {
				e = &entity{kind: Group, sort: aGroup}
				groups[key] = e
				r.entities = append(r.entities, e)
			}
			e.add(name)
			s.drop(first, last)
			m := &mention{first: first, last: last, np: first, entity: e}
			e.at = append(e.at, place{s, m})
			s.insert(m)
		}
	}
}

// groupAt returns the group whose head noun is token i, or -1.
func (s *sentence) groupAt(i int) (first, last int) {
	switch w := s.word(i); {
	case w == "camp" && s.joined(i-3) && s.tag(i-1) != "PUNCT":
		return i - 3, i
	case !partyNouns.Has(w) || privates[w]:
	case s.word(i+1) == "of":
		if m := s.mentionAt(i + 2); m != nil && m.entity.sort == aPlace {
			return i, m.last
		}
	default:
		if m := s.mentionAt(i - 1); m != nil && m.entity.sort == aPeople {
			return m.first, i
		}
	}
	return -1, -1
}

// drop takes the mentions from first to last out of the sentence and off their entities.
func (s *sentence) drop(first, last int) {
	var kept []*mention
	for _, m := range s.mentions {
		if m.first < first || m.last > last {
			kept = append(kept, m)
			continue
		}
		for i, p := range m.entity.at {
			if p.m == m {
				m.entity.at = append(m.entity.at[:i:i], m.entity.at[i+1:]...)
				break
			}
		}
	}
	s.mentions = kept
}
