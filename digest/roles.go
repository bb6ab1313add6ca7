package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// findRoles reads titles and functions off the words around names: "Hungarian Prime
// Minister Viktor Orbán", "Carrie Lam, the chief executive of Hong Kong,", "The mayor of
// London, Sadiq Khan,", "Pierluisi is the former delegate".
func (r *reading) findRoles() {
	for _, s := range r.sentences {
		for i, m := range s.mentions {
			if m.entity.kind != Person && m.entity.sort != anOrg {
				continue
			}
			floor := 0 // what stands left of it belongs to another
			for _, o := range s.mentions[:i] {
				if o.entity.kind == Person {
					floor = o.last + 1
				}
			}
			for _, span := range [][2]int{s.roleBefore(m, floor), s.roleAcrossComma(m, floor), s.roleAfter(m), s.roleByCopula(m)} {
				if span[0] < 0 {
					continue
				}
				if span[1] == m.first-1 {
					m.np = span[0]
				}
				if m.entity.kind == Person {
					s.markRole(span, m)
				}
				if m.entity.kind == Person || s.has(span, lexicon.OrgWords()) {
					role := r.words(s, span[0], span[1])
					if w := strings.TrimSuffix(role, "s"); m.entity.kind == Person && s.capital(span[1]) && !lexicon.Titles().Has(s.word(span[1])) && s.isTitle(span[1]) {
						role = w // "Senators Ann Lee and Bob Ray"
					}
					if span[1] == m.first-1 && !strings.Contains(role, " of ") {
						role += r.ofWhere(s, m)
					}
					m.entity.roles = append(m.entity.roles, role)
				}
			}
			if k := m.np - 1; m.entity.kind == Person && s.isPossessive(k) {
				if o := s.mentionAt(k - 1); o != nil && o.entity.kind != Person && (o.np == 0 || o.np > floor-1) {
					m.np = o.np // "Russia's Vladimir Putin"
				}
			}
			for m.np > 0 && lexicon.Honorifics().Has(s.word(m.np-1)) {
				m.np--
			}
		}
	}
}

// markRole marks the names inside a title, which are there to say what the person is.
func (s *sentence) markRole(span [2]int, of *mention) {
	for _, m := range s.mentions {
		if m != of && span[0] <= m.first && m.last <= span[1] {
			m.inRole = true
		}
	}
}

var none = [2]int{-1, -1}

// roleBefore finds a title that runs into the name.
func (s *sentence) roleBefore(m *mention, floor int) [2]int {
	end := m.first - 1
	for end >= floor && lexicon.Honorifics().Has(s.word(end)) && !lexicon.Titles().Has(s.word(end)) {
		end--
	}
	if end < floor || !s.titled(end, m) {
		return none
	}
	return s.trimRole(s.growLeft(end, floor), end)
}

// titled reports whether the word at i may end a title before the name.
func (s *sentence) titled(i int, m *mention) bool {
	if m.entity.kind == Person {
		return s.isTitle(i) || s.openedByTitle(i)
	}
	return lexicon.OrgWords().Has(s.word(i)) && !s.capital(i)
}

// isTitle reports whether the word at i is a title, in singular or plural.
func (s *sentence) isTitle(i int) bool {
	return lexicon.Titles().Has(s.word(i)) || lexicon.Titles().Has(s.lemma(i)) || lexicon.Titles().Has(strings.TrimSuffix(s.word(i), "s"))
}

// openedByTitle reports whether i ends a phrase that a title opens: "Secretary of State",
// "First Minister of Scotland".
func (s *sentence) openedByTitle(i int) bool {
	for k := i; k >= 0 && k > i-12; k-- {
		switch {
		case s.isTitle(k):
			return s.word(k+1) == "of" || s.word(k+1) == "for" || s.word(k+1) == "to" || s.word(k+1) == "-"
		case !s.nominal(k):
			return false
		}
	}
	return false
}

// nominal reports whether the token may stand inside the phrase of a title.
func (s *sentence) nominal(i int) bool {
	switch s.word(i) {
	case "-", "–":
		return s.tight(i)
	case "of", "for", "and", "the", "&":
		return true
	case "as", "to":
		return false
	}
	if s.isPossessive(i) {
		return true
	}
	switch s.tag(i) {
	case "NOUN", "PROPN", "ADJ":
		return true
	case "NUM":
		return true
	case "VERB": // "will host President ...", "the 2020 United States election"
		return s.capital(i) && (s.isTitle(i) || strings.HasPrefix(s.fine(i), "NNP"))
	}
	return s.isTitle(i)
}

// tight reports whether the hyphen at i ties two words, rather than parting two items.
func (s *sentence) tight(i int) bool {
	return i > 0 && i+1 < len(s.Tokens) && (s.Tokens[i-1].End == s.Tokens[i].Start || s.Tokens[i].End == s.Tokens[i+1].Start)
}

// ofWhere returns the state or body that a list gives behind a name: "President Xi
// Jinping, China -". It is empty where the text is no list.
func (r *reading) ofWhere(s *sentence, m *mention) string {
	if s.word(m.last+1) != "," {
		return ""
	}
	k := m.last + 2
	for s.word(k) == "the" || s.word(k) == "kingdom" || s.word(k) == "republic" || s.word(k) == "people's" || s.word(k) == "of" {
		k++
	}
	x := s.mentionAt(k)
	if x == nil || x.people || x.entity.kind == Person {
		return ""
	}
	switch w := s.word(x.last + 1); w {
	case "-", "–", "—", ";", "", ".", "•":
		return ", " + r.words(s, m.last+2, x.last)
	}
	return ""
}

// growLeft extends a phrase to the left as far as it may reach.
func (s *sentence) growLeft(i, floor int) int {
	for i > floor && (s.nominal(i-1) || lexicon.Titles().Has(s.phrase(i-1, i))) {
		if s.word(i-1) == "and" && (i-2 < floor || !s.isTitle(i-2) && !s.openedByTitle(i-2)) && !s.capital(i) {
			break
		}
		i--
	}
	return i
}

// trimRole drops what cannot begin a role, and a noun before it that governs it ("the
// resignation of President").
func (s *sentence) trimRole(first, last int) [2]int {
	for k := first; k <= last; k++ {
		if w := s.word(k); (w == "of" || w == "for" || w == "and") && !s.titleIn(first, k-1) {
			first = k + 1
		}
	}
	for first <= last {
		w := s.word(first)
		stray := s.tag(first) == "NOUN" && !s.capital(first) && s.capital(first+1) && !s.isTitle(first) // "host Ukrainian President"
		if !stray && w != "the" && w != "a" && w != "an" && w != "and" && w != "of" && w != "for" && w != "-" && !s.isPossessive(first) {
			break
		}
		first++
	}
	if first > last || links[s.word(last)] && s.word(last) != "deputy" {
		return none // "spokeswoman for the" Trump administration
	}
	return [2]int{first, last}
}

func (s *sentence) titleIn(first, last int) bool {
	for k := first; k <= last; k++ {
		if s.isTitle(k) {
			return true
		}
	}
	return false
}

// has reports whether a word of the span is in the set.
func (s *sentence) has(span [2]int, set lexicon.Set) bool {
	for k := span[0]; k <= span[1]; k++ {
		if set.Has(s.word(k)) {
			return true
		}
	}
	return false
}

// roleAcrossComma finds "The mayor of London, Sadiq Khan,".
func (s *sentence) roleAcrossComma(m *mention, floor int) [2]int {
	comma := m.first - 1
	if m.entity.kind != Person || s.word(comma) != "," || comma-1 < floor || !s.nominal(comma-1) {
		return none
	}
	first := s.growLeft(comma-1, floor)
	if !s.titleIn(first, comma-1) || !s.determined(first) {
		return none
	}
	return s.trimRole(first, comma-1)
}

// determined reports whether a phrase from first on can stand for one person: with an
// article, a possessive or a capital.
func (s *sentence) determined(first int) bool {
	w := s.word(first)
	return w == "the" || w == "a" || w == "an" || w == "its" || w == "his" || w == "her" || w == "their" || s.capital(first) || s.word(first-1) == "his" || s.word(first-1) == "her" || s.word(first-1) == "its"
}

// roleAfter finds "Carrie Lam, the chief executive of Hong Kong," and "Ned Price,
// Department Spokesperson".
func (s *sentence) roleAfter(m *mention) [2]int {
	i := m.last + 1
	if w := s.word(i); w != "," && w != "(" && w != "–" && w != "—" {
		return none
	}
	return s.roleFrom(i + 1)
}

// roleByCopula finds "Pierluisi is the former delegate" and "who serves as chairman".
func (s *sentence) roleByCopula(m *mention) [2]int {
	i := m.last + 1
	if s.word(i) == "," {
		i++
	}
	if s.word(i) == "who" {
		i++
	}
	switch s.word(i) {
	case "is", "was", "became", "remains":
		i++
	case "serves", "served", "as":
		i++
		if s.word(i) == "as" {
			i++
		}
	default:
		return none
	}
	return s.roleFrom(i)
}

// roleFrom reads a phrase that holds a title from token i to its end.
func (s *sentence) roleFrom(i int) [2]int {
	if w := s.word(i); w == "the" || w == "a" || w == "an" || w == "his" || w == "her" || w == "its" || w == "one" || w == "currently" || w == "now" {
		i++
	}
	if s.word(i) == "of" { // "one of the front runners"
		for i++; s.word(i) == "the" || s.word(i) == "his" || s.word(i) == "her" || s.word(i) == "its"; i++ {
		}
	}
	last, title := i-1, false
	for k := i; k < len(s.Tokens) && k < i+14; k++ {
		if !s.nominal(k) && !(s.word(k) == "to" && title) && !(s.word(k) == "at" && title) && !(s.word(k) == "in" && title) {
			break
		}
		if m := s.mentionAt(k); m != nil && m.entity.kind == Person && !s.isPossessive(m.last+1) && (k == i || s.word(k-1) != "the" && s.word(k-1) != "of") {
			return none // a list of people
		}
		title = title || s.isTitle(k)
		last = k
	}
	for last >= i && (links[s.word(last)] || s.word(last) == "to" || s.word(last) == "at" || s.word(last) == "in" || s.word(last) == "–") {
		last--
	}
	if !title || last < i {
		return none
	}
	return [2]int{i, last}
}
