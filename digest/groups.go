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

// findGovernments extends the mention of a state over the word that says who acts for it:
// "Colombia's government", "Turkish authorities".
func (r *reading) findGovernments() {
	for _, s := range r.sentences {
		for i, m := range s.mentions {
			if m.entity.sort != aState {
				continue
			}
			k := m.last + 1
			if s.isPossessive(k) {
				k++
			}
			if !governs[s.word(k)] || s.capital(k) || i+1 < len(s.mentions) && s.mentions[i+1].first <= k {
				continue
			}
			m.last, m.people = k, false
		}
	}
}

// governs are the words that mean the state itself.
var governs = map[string]bool{"government": true, "authorities": true, "regime": true}

// findBodies makes entities of bodies that are named by whose they are: "Georgia's
// parliament", "the Turkish foreign ministry".
func (r *reading) findBodies() {
	bodies := map[string]*entity{}
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		for i := range s.Tokens {
			first, of := s.bodyAt(i)
			if of == nil {
				continue
			}
			key := of.state + " " + s.phrase(first, i)
			whole := s.mentionAt(first - 1)
			if whole == nil {
				whole = s.mentionAt(first - 2)
			}
			e := bodies[key]
			if e == nil {
				if e = s.ownName(whole.np, i); e == nil {
					e = &entity{}
					r.entities = append(r.entities, e)
				}
				e.kind, e.sort = Organization, anOrg
				bodies[key] = e
			}
			e.add(r.words(s, whole.first, i))
			e.add(r.words(s, first, i))
			m := &mention{first: first, last: i, np: first, entity: e}
			e.at = append(e.at, place{s, m})
			s.insert(m)
		}
	}
}

// ownName returns the entity that stands in apposition to the body from token first to last,
// which the name finder may have taken for a place: "Iceland's parliament, the Althing,",
// "the Althing, Iceland's parliament,".
func (s *sentence) ownName(first, last int) *entity {
	m, end := s.mentionAt(first-2), s.word(last+1)
	if s.word(first-1) != "," || m == nil || m.last != first-2 {
		k := last + 2
		if s.word(k) == "the" {
			k++
		}
		if m = s.mentionAt(k); s.word(last+1) != "," || s.listComma(last+1) || m == nil || m.first != k {
			return nil
		}
		end = s.word(m.last + 1)
	}
	if !closes(end) || m.entity.sort != anOrg && (m.entity.sort != aPlace || s.word(m.first-1) != "the") {
		return nil
	}
	return m.entity
}

// bodyAt returns where the name of the body that ends in token i begins, and whose it is.
func (s *sentence) bodyAt(i int) (int, *entity) {
	w := s.word(i)
	if s.capital(i) || !stateBodies[w] || s.mentionAt(i) != nil {
		return -1, nil
	}
	first := i
	if needsWord[w] {
		if first--; !bodyWords[s.word(first)] {
			return -1, nil
		}
	}
	k := first - 1
	if s.isPossessive(k) {
		k--
	}
	if m := s.mentionAt(k); m != nil && m.entity.sort == aState && m.last == k && (m.people || k < first-1) {
		return first, m.entity
	}
	return -1, nil
}

// stateBodies are bodies that a state has one of; needsWord those that need a word of
// bodyWords before them.
var (
	stateBodies = map[string]bool{"parliament": true, "senate": true, "cabinet": true, "legislature": true, "court": true, "bank": true,
		"ministry": true, "military": true, "army": true, "navy": true, "presidency": true, "commission": true, "regulator": true}
	needsWord = map[string]bool{"court": true, "bank": true, "ministry": true, "commission": true}
	bodyWords = map[string]bool{"supreme": true, "central": true, "constitutional": true, "foreign": true, "defence": true, "defense": true,
		"interior": true, "finance": true, "health": true, "justice": true, "electoral": true, "election": true, "trade": true, "economy": true}
)
