package digest

import "github.com/readout-bot/readout/digest/lexicon"

// subjects returns who does what the verb says: the mentions before it, joined ones all.
func (s *sentence) subjects(v verb) []*mention {
	if s.word(v.first) == "to" {
		if ms := s.controller(v); ms != nil {
			return ms
		}
	}
	if m := s.adjacent(v); m != nil {
		return s.joinLeft(m)
	}
	if m := s.parsedSubject(v.at); m != nil {
		return s.joinLeft(s.lastJoined(m, v.first))
	}
	if g := s.joinedTo(v); g != nil {
		return s.subjects(*g)
	}
	if m := s.beforeAside(v.first - 1); m != nil {
		return s.joinLeft(m)
	}
	for i := v.first - 1; i >= 0; {
		w := s.word(i)
		m := s.mentionAt(i)
		switch {
		case m != nil && s.modifies(m):
			if s.partyNoun(m.last + 1) {
				return s.joinLeft(m)
			}
			return nil // "a Russian court" is nobody named
		case m != nil && s.headsOf(m):
			return s.joinLeft(m)
		case m != nil && s.locates(m):
			i = m.np - 2
		case m != nil && (prepositions[s.word(m.np-1)] || s.word(m.np-1) == "the" && prepositions[s.word(m.np-2)]):
			i = m.np - 2
		case m != nil && s.isPossessive(m.last+1):
			i = m.np - 1
		case m != nil:
			return s.joinLeft(m)
		case w == "that" || w == ";" || w == ":" || w == "if" || w == "because":
			return nil
		case s.verbOf(i) != nil:
			g := s.verbOf(i)
			r := s.relative(g)
			if r < 0 {
				return s.subjects(*g)
			}
			i = r - 1
		case s.unnamed(i):
			return s.companion(i)
		default:
			i--
		}
	}
	return nil
}

// locates reports whether the mention only says where the place before it lies: "in Genesee
// County, Michigan,".
func (s *sentence) locates(m *mention) bool {
	if s.word(m.np-1) != "," || s.word(m.last+1) != "," || m.entity.sort != aState && m.entity.sort != aPlace {
		return false
	}
	o := s.mentionAt(m.np - 2)
	return o != nil && (o.entity.sort == aPlace || o.entity.sort == aState) && (prepositions[s.word(o.np-1)] || s.word(o.np-1) == ",")
}

// adjacent returns the mention that ends right before the verb group, but for adverbs; its
// verb needs no parse.
func (s *sentence) adjacent(v verb) *mention {
	k := v.first - 1
	for s.tag(k) == "ADV" {
		k--
	}
	m := s.mentionAt(k)
	if m == nil || m.last != k || prepositions[s.word(m.np-1)] || s.word(m.np-1) == "the" && prepositions[s.word(m.np-2)] || s.modifies(m) {
		return nil
	}
	return m
}

// lastJoined returns the last mention before the limit that a list beginning with m ends
// with.
func (s *sentence) lastJoined(m *mention, limit int) *mention {
	for _, x := range s.mentions {
		if x.np > m.last && x.last < limit && s.inList(m.last, x.np) && s.word(m.last+1) != "of" && s.word(m.last+1) != "with" {
			m = x
		}
	}
	return m
}

// parsedSubject returns the subject that the parse gives the verb at i, or nil. It is asked
// only for verbs that tell of a meeting or a decision: a parse costs more than all else that
// is done with a sentence.
func (s *sentence) parsedSubject(i int) *mention {
	if s.parsed == nil || len(s.Tokens) > longestParsed || s.class(i, lexicon.MeetingVerbs()) == "" && s.class(i, lexicon.DecisionVerbs()) == "" {
		return nil
	}
	k := s.parsed(i)
	if k < 0 {
		return nil
	}
	if m := s.mentionAt(k); m != nil && !s.modifies(m) {
		return m
	}
	return nil
}

// longestParsed is how many tokens a sentence has at most that is worth a parse: what is
// longer are lists, tables, and text without full stops.
const longestParsed = 150

// beforeAside returns the mention before an aside that ends with the comma at i: "Luigi
// Di Maio, the foreign minister, will".
func (s *sentence) beforeAside(i int) *mention {
	if s.word(i) != "," {
		return nil
	}
	for j := i - 1; j > 0 && j > i-16; j-- {
		if s.word(j) == "," || s.word(j) == "(" {
			if m := s.mentionAt(j - 1); m != nil && m.last == j-1 && !prepositions[s.word(m.np-1)] && !s.modifies(m) {
				return m
			}
			return nil
		}
	}
	return nil
}

// modifies reports whether the mention only says of what country the noun behind it is.
func (s *sentence) modifies(m *mention) bool {
	return m.form == byName && (m.people || m.entity.sort == aState || m.entity.sort == aPeople) && !s.nounUse(m) && !s.isPossessive(m.last+1)
}

// unnamed reports whether the token is a noun or pronoun that can be a subject and means
// nobody known.
func (s *sentence) unnamed(i int) bool {
	if s.isTimeToken(i) {
		return false
	}
	switch s.tag(i) {
	case "NOUN", "PROPN":
		k := i
		for k > 0 && (s.tag(k-1) == "NOUN" || s.tag(k-1) == "ADJ" || s.tag(k-1) == "PROPN" || s.tag(k-1) == "DET" || s.tag(k-1) == "NUM") {
			k--
		}
		return !prepositions[s.word(k-1)]
	case "PRON":
		w := s.word(i)
		return w == "it" || w == "they" || w == "he" || w == "she" || w == "we" || w == "i" || w == "you"
	}
	return false
}

// companion returns who stands before "and" and the unnamed subject at i: "Jane Roe and her
// lawyer".
func (s *sentence) companion(i int) []*mention {
	if partyNouns.Has(s.word(i)) { // "Apple executives"
		for k := i - 1; k > i-3; k-- {
			if m := s.mentionAt(k); m != nil && m.last == k && !prepositions[s.word(m.np-1)] {
				return s.joinLeft(m)
			}
		}
	}
	for k := i - 1; k >= 0 && k > i-4; k-- {
		if s.word(k) == "and" {
			if m := s.mentionAt(k - 1); m != nil && m.last == k-1 {
				return s.joinLeft(m)
			}
			return nil
		}
	}
	return nil
}

// joinedTo returns the verb that v shares its subject with: in "has suspended Niger and is
// considering" nobody stands between "and" and the second verb.
func (s *sentence) joinedTo(v verb) *verb {
	k := v.first - 1
	for s.tag(k) == "ADV" {
		k--
	}
	if w := s.word(k); w != "and" && w != "but" && w != "or" {
		return nil
	}
	for n := len(s.verbs) - 1; n >= 0; n-- {
		if g := &s.verbs[n]; g.at < k && g.tense != timeless && !g.bare && s.quoted[g.at] == s.quoted[v.at] {
			return g
		}
	}
	return nil
}

// headsOf reports whether those who act for the mention stand before it: "foreign
// ministers of the G7".
func (s *sentence) headsOf(m *mention) bool {
	k := m.np - 1
	if s.word(k) == "the" {
		k--
	}
	return s.word(k) == "of" && (partyNouns.Has(s.word(k-1)) || s.word(k-1) == "houses" || s.word(k-1) == "chambers") && m.entity.kind != Person
}

// controller returns who is meant to do what an infinitive says: whom the verb before it
// invites or asks, else its subject.
func (s *sentence) controller(v verb) []*mention {
	for k := len(s.verbs) - 1; k >= 0; k-- {
		g := s.verbs[k]
		if g.at >= v.first || s.quoted[g.at] != s.quoted[v.at] {
			continue
		}
		if s.class(g.at, lexicon.DecisionVerbs()) == "request" || s.lemma(g.at) == "invite" || s.lemma(g.at) == "allow" {
			if ms := within(s.objects(g.at, "on", "upon"), v.first); len(ms) > 0 {
				return ms
			}
			if s.unnamed(g.at+2) || s.unnamed(g.at+1) {
				return nil
			}
		}
		if g.gerund && g.bare && k > 0 {
			continue
		}
		return s.subjects(g)
	}
	return nil
}

// verbOf returns the finite verb whose full verb is token i, or nil.
func (s *sentence) verbOf(i int) *verb {
	for k := range s.verbs {
		if g := &s.verbs[k]; g.at == i && (g.tense != timeless && !g.bare) {
			return g
		}
	}
	return nil
}

// relative returns the relative pronoun that opens the clause of g, or -1.
func (s *sentence) relative(g *verb) int {
	for k := g.first - 1; k >= 0 && k > g.first-8; k-- {
		switch s.word(k) {
		case "who", "which", "whom", "whose", "where", "that":
			return k
		case ",", ";":
			return -1
		}
	}
	return -1
}

// nounUse reports whether a mention by people stands for itself ("Russians", "the
// Russian") rather than before a noun.
func (s *sentence) nounUse(m *mention) bool {
	next := s.tag(m.last + 1)
	return next != "NOUN" && next != "PROPN" && next != "ADJ" && s.word(m.last+1) != "-"
}

// joinLeft returns m with the mentions joined to it on its left by "and" and commas.
func (s *sentence) joinLeft(m *mention) []*mention {
	ms := []*mention{m}
	for {
		k := ms[0].np - 1
		joined := false
		for ; k >= 0 && (s.word(k) == "and" || s.word(k) == "," || s.word(k) == "&" || s.word(k) == "the" || s.word(k) == "or"); k-- {
			joined = joined || s.word(k) == "and" || s.word(k) == "&" || s.word(k) == "or"
		}
		p := s.mentionAt(k)
		if p == nil || !joined && len(ms) == 1 || p.last != k {
			return ms
		}
		ms = append([]*mention{p}, ms...)
	}
}
