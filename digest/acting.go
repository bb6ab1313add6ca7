package digest

import "github.com/readout-bot/readout/digest/lexicon"

// dealt are prepositions that make what follows a party of the act.
var dealt = map[string]bool{"with": true, "between": true, "by": true, "before": true, "against": true}

// acting returns the mentions that are the subject of a verb.
func (s *sentence) acting() map[*mention]bool {
	set := map[*mention]bool{}
	for _, v := range s.verbs {
		for _, m := range s.subjects(v) {
			if !m.people {
				set[m] = true
			}
		}
	}
	return set
}

// inList reports whether only what joins a list stands between the tokens a and b.
func (s *sentence) inList(a, b int) bool {
	for k := a + 1; k < b; k++ {
		switch s.word(k) {
		case ",", "and", "the", "&", ";", "of", "with":
		default:
			return false
		}
	}
	return b-a <= 5 && b > a+1
}

// acts reports whether the mention does something or is dealt with, so that its entity is
// more than a backdrop.
func (s *sentence) acts(m *mention) bool {
	if m.form == byPronoun {
		return true
	}
	if m.inRole {
		return false
	}
	if (m.people || m.entity.sort == aState || m.entity.sort == aPeople) && !s.nounUse(m) {
		return s.partyNoun(m.last+1) && !s.staffOf(m)
	}
	if m.form == byName && m.entity.sort == aState && s.byCapital(m) {
		return s.capitalActs(m)
	}
	before := s.word(m.np - 1)
	if before == "the" {
		before = s.word(m.np - 2)
	}
	switch before {
	case "in", "at", "near", "from", "across", "outside", "inside", "around", "into", "within", "via", "throughout", "through", ",":
		if before == "," && s.listed(m) {
			return true
		}
		if before != "," || m.entity.sort == aState {
			return s.isPossessive(m.last+1) && before != "," && before != "in"
		}
	}
	return true
}

// listed reports whether the mention stands in a list of three or more, rather than behind
// the name of a town: "Egypt, France, Jordan and Iraq".
func (s *sentence) listed(m *mention) bool {
	n := 0
	for i, x := range s.mentions {
		if i > 0 && s.inList(s.mentions[i-1].last, x.np) && s.mentions[i-1].entity.sort != aPlace {
			n++
			if x == m && n > 1 {
				return true
			}
			continue
		}
		n = 0
	}
	return false
}

// byCapital reports whether the mention names a state by its capital.
func (s *sentence) byCapital(m *mention) bool {
	st, ok := lexicon.LookupState(s.phrase(m.first, m.last))
	return ok && st.Form == lexicon.ByCapital
}

// capitalActs reports whether a capital stands for its state rather than for the city.
func (s *sentence) capitalActs(m *mention) bool {
	switch s.word(m.first - 1) {
	case "with", "between", "against", "by", "urge", "urged", "urging", "push", "told", "accused":
		return true
	case "in", "at", "near", "from", "to", "of", "into", "around", "outside", "for", ",", "and", "on":
		return s.isPossessive(m.last+1) && s.word(m.first-1) != "in" && s.word(m.first-1) != "of"
	}
	t := s.tag(m.last + 1)
	return t == "VERB" || t == "AUX" || t == "ADV" || s.isPossessive(m.last+1)
}
