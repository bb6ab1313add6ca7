package digest

import "slices"

// startsClause reports whether a verb group begins at k.
func (s *sentence) startsClause(k int) bool {
	for _, g := range s.verbs {
		if g.first == k && !(g.passive && g.tense == timeless) && s.fine(k) != "VBG" {
			return true
		}
	}
	return false
}

// agents returns who does what the passive verb at i says: "approved by the Senate".
func (s *sentence) agents(i int) []*mention {
	for k := i + 1; k < len(s.Tokens) && k < i+12; k++ {
		switch w := s.word(k); {
		case w == "by":
			return s.objects(k)
		case w == "," || w == ";" || w == "and" || s.startsClause(k):
			return nil
		}
	}
	return nil
}

// owns reports whether the mention only says whose the one behind it is: "Brazil's
// competition authority".
func (s *sentence) owns(m *mention) bool {
	o := s.mentionAt(m.last + 2)
	return s.isPossessive(m.last+1) && o != nil && o.np == m.last+2 && o.form != byName
}

// staffOf reports whether the mention only says whose soldiers, staff or children are
// meant, who do not act for it.
func (s *sentence) staffOf(m *mention) bool {
	for k := m.last + 1; k <= m.last+4; k++ {
		if privates[s.word(k)] {
			return m.entity.sort == aState
		}
		if t := s.tag(k); t != "NOUN" && t != "ADJ" && t != "PROPN" && s.word(k) != "'s" {
			return false
		}
	}
	return false
}

// privates are people who do not act for the state that they belong to.
var privates = map[string]bool{"members": true, "staff": true, "personnel": true, "troops": true, "soldiers": true, "mothers": true,
	"children": true, "parents": true, "families": true, "refugees": true, "migrants": true, "students": true, "farmers": true,
	"workers": true, "citizens": true, "voters": true, "companies": true, "firms": true, "businesses": true, "protesters": true,
	"journalists": true, "activists": true, "tourists": true, "people": true, "women": true, "men": true, "survivors": true, "athletes": true}

// partyNoun reports whether the word at i makes a people a party: "Russian
// representatives".
func (s *sentence) partyNoun(i int) bool {
	return partyNouns.Has(s.word(i)) || partyNouns.Has(s.word(i+1)) && (s.tag(i) == "NOUN" || s.tag(i) == "ADJ" || s.tag(i) == "PROPN")
}

var prepositions = map[string]bool{"of": true, "in": true, "with": true, "to": true, "for": true, "by": true, "from": true,
	"on": true, "at": true, "between": true, "about": true, "over": true, "against": true, "under": true, "near": true,
	"after": true, "before": true, "since": true, "during": true, "via": true, "through": true, "into": true, "towards": true,
	"toward": true, "within": true, "without": true, "including": true, "than": true, "across": true, "outside": true, "inside": true}

// objects returns the mentions that the verb at token i is done to or with: straight
// behind it, or behind one of the given prepositions.
func (s *sentence) objects(i int, through ...string) []*mention {
	var ms []*mention
	open := true // whether a mention here belongs to the list
	for k := i + 1; k < len(s.Tokens); {
		if m := s.mentionAt(k); m != nil {
			if s.word(m.np-1) == "," && s.startsClause(m.last+1) || s.word(m.np-2) == "," && s.word(m.np-1) == "the" && s.startsClause(m.last+1) {
				return ms // the subject of what comes next
			}
			if open && !m.inRole && !s.owns(m) && !s.staffOf(m) && (!m.people || s.nounUse(m) || m.form != byName || s.partyNoun(m.last+1)) {
				ms = append(ms, m)
			}
			k = m.last + 1
			open = open || s.word(k) == "'s"
			continue
		}
		w := s.word(k)
		switch {
		case w == "including":
			open = true
		case w == "and" || w == "," || w == "or" || w == "as" || w == "well" || w == "&":
			open = open || len(ms) > 0
		case slices.Contains(through, w):
			open = true
		case w == "of" && (s.is(k-1, partyNouns) || partyNouns.Has(s.word(k-1))):
			open = true
		case w == "to" && s.tag(k+1) == "VERB":
			return ms
		case prepositions[w]:
			if len(ms) > 0 && w != "from" && w != "of" {
				return ms
			}
			open = false
		case w == "that" || w == "who" || w == "which" || w == "where" || w == "when" || w == "while" || w == "but" || w == ";" || w == ":" || w == "—" || w == "–" || w == "if":
			return ms
		case s.startsClause(k):
			return ms
		}
		k++
	}
	return ms
}
