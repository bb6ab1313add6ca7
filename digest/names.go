package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/text"
)

// A named is a name of the text once it is known what sort of thing it names.
type named struct {
	s           *sentence // nil for names of the title
	first, last int
	text        string   // own words, without title and possessive ending
	words       []string // folded
	key         string   // what the names of one entity have in common
	sort        sort
	state       lexicon.State // for states and peoples
}

// A sort says what sort of thing a name names, as far as actors go.
type sort int

const (
	noActor    sort = iota
	aPerson         // "Viktor Orbán"
	anOrg           // "Congress"
	aState          // "Hungary", "Budapest", "Hungarian"
	aPeople         // a people or faith that is no state's: "Rohingya"
	anOutlet        // "Reuters"
	aPlace          // "Cornwall"
	aGroup          // "European leaders"
	aBody           // "the city council": who decides and has no name
	somePerson      // a single word that may be a person's or anything's name
)

// sortName decides what sort of thing the name from token first to last is.
func (r *reading) sortName(s *sentence, first, last int, kind text.Kind) named {
	n := r.sorted(s, first, last, kind)
	n.key = key(n)
	return n
}

func (r *reading) sorted(s *sentence, first, last int, kind text.Kind) named {
	if kind == text.Person {
		first, last = s.wholePerson(first, last)
	}
	first, last = s.trimName(first, last, kind)
	n := named{s: s, first: first, last: last}
	if first > last {
		return n
	}
	if last = s.trimEvent(first, last); first > last {
		return n
	}
	n.last = last
	n.text = r.words(s, first, last)
	folded := unbroken(lexicon.Fold(n.text))
	n.words = strings.Fields(folded)
	if st, ok := lexicon.LookupState(folded); ok && (kind != text.Person || len(n.words) > 1 || !s.personTitle(first-1)) {
		n.sort, n.state = aState, st
		return n
	}
	if st, ok := governmentOf(n.words); ok {
		n.sort, n.state = aState, st
		return n
	}
	n.sort = sortWords(folded, n.words, kind)
	if n.sort == aPerson && len(n.words) == 1 {
		n.sort = somePerson
	}
	return n
}

// sortWords judges a name that is no state's by its words and by the kind that the name
// finder gave it.
func sortWords(folded string, words []string, kind text.Kind) sort {
	bare := strings.TrimPrefix(folded, "the ")
	last := words[len(words)-1]
	switch {
	case lexicon.NotNames().Has(bare), len(words) > 1 && kind != text.Person && lexicon.Things().Has(last):
		return noActor
	case lexicon.Seats().Has(bare):
		return anOrg
	case lexicon.Places()[""].Has(bare):
		return aPlace
	case lexicon.Media()[""].Has(bare), lexicon.Media()[""].Has("the " + bare), kind == text.Organization && lexicon.Media()["ends"].Has(last):
		return anOutlet
	}
	if len(words) > 1 && kind != text.Organization && lexicon.Places()["ends"].Has(last) {
		return aPlace
	}
	switch kind {
	case text.Person:
		if len(words) > 1 && lexicon.OrgEnds().Has(last) {
			return anOrg
		}
		return aPerson
	case text.Organization:
		return anOrg
	case text.NORP:
		if parties[bare] {
			return anOrg
		}
		return aPeople
	case text.Location:
		if len(words) > 1 && lexicon.OrgEnds().Has(last) {
			return anOrg
		}
		return aPlace
	}
	return noActor
}

// parties are peoples that are parties.
var parties = map[string]bool{"democrats": true, "republicans": true, "democrat": true, "republican": true, "democratic": true,
	"conservatives": true, "tories": true, "labour": true, "liberal democrats": true, "lib dems": true, "greens": true,
	"taliban": true, "hamas": true, "hezbollah": true, "houthis": true, "houthi": true, "isis": true, "isil": true}

// governmentOf recognises "Government of Romania", "the Philippine government" where the
// name finder took them whole.
func governmentOf(words []string) (lexicon.State, bool) {
	if len(words) < 2 {
		return lexicon.State{}, false
	}
	if lexicon.Organs().Has(words[0]) && words[1] == "of" && len(words) > 2 {
		return lexicon.LookupState(strings.Join(words[2:], " "))
	}
	if last := len(words) - 1; lexicon.Organs().Has(words[last]) {
		return lexicon.LookupState(strings.Join(words[:last], " "))
	}
	return lexicon.State{}, false
}

// trimName leaves out what is not the name itself: articles, titles, possessive endings.
func (s *sentence) trimName(first, last int, kind text.Kind) (int, int) {
	for last >= first && (s.isPossessive(last) || s.word(last) == "," || s.word(last) == "\"") {
		last--
	}
	for first <= last && (s.word(first) == "the" || s.word(first) == "\"" || s.word(first) == "(") {
		first++
	}
	if kind == text.Person {
		first = s.skipTitles(first, last)
	}
	return first, last
}

// trimEvent leaves the name of an encounter out: of "NATO Summit" it keeps who holds it,
// of "Leaders Summit" nothing. It returns the last token that is left.
func (s *sentence) trimEvent(first, last int) int {
	for k := first; k <= last; k++ {
		if w := s.word(k); !encounters[w] && !encounters[strings.TrimSuffix(w, "s")] {
			continue
		}
		for j := k - 1; j >= first; j-- {
			if lexicon.Intergov().Has(s.phrase(first, j)) {
				return j
			}
		}
		for j := first; j < k; j++ {
			if w := s.Tokens[j].Text; len(w) > 1 && w == strings.ToUpper(w) && !strings.ContainsAny(w, "0123456789.") || groupOf[w] {
				return first
			}
		}
		return first - 1
	}
	return last
}

// encounters are the words that make a name that of an event.
var encounters = map[string]bool{"summit": true, "conference": true, "meeting": true, "ministerial": true, "talks": true,
	"dialogue": true, "consultation": true, "symposium": true, "hearing": true, "roundtable": true, "convention": true, "olympics": true, "forum": true}

// groupOf are groups of states named with a number.
var groupOf = map[string]bool{"G7": true, "G20": true, "G8": true, "G77": true, "P5": true, "E3": true}

// skipTitles returns where the name behind the titles begins: "Russian President Vladimir
// Putin" begins at "Vladimir". A name that is only titles is left empty, unless its one
// word may be a name too.
func (s *sentence) skipTitles(first, last int) int {
	at := first
	for at <= last {
		n := s.titleAt(at, last)
		if n == 0 {
			// A state or a link may stand before a title.
			_, state := lexicon.LookupState(s.word(at))
			if !state && !links[s.word(at)] && !s.isPossessive(at) {
				break
			}
			ahead := at + 1
			for ahead <= last && s.titleAt(ahead, last) == 0 && (links[s.word(ahead)] || s.isPossessive(ahead)) {
				ahead++
			}
			if ahead > last || s.titleAt(ahead, last) == 0 {
				break
			}
			at = ahead
			continue
		}
		at += n
	}
	return at
}

// wholePerson mends the borders of a person's name: "Cheuk" is only half of "Cheuk-yan",
// and in "Youngspiration's Baggio Leung of Demosisto" only two words are the person's.
func (s *sentence) wholePerson(first, last int) (int, int) {
	for k := first; k < last; k++ {
		if s.isPossessive(k) {
			first = k + 1
		}
	}
	for k := first + 1; k < last; k++ {
		if w := s.word(k); w == "of" && s.titleAt(first, k-1) == 0 {
			last = k - 1
		}
	}
	for s.joined(last) && s.word(last+2) != "" && s.word(last+2) != "led" {
		last += 2
	}
	for first > 2 && s.joined(first-2) && s.capital(first-2) {
		first -= 2
	}
	for first > 0 && s.capital(first-1) && s.tag(first-1) == "PROPN" && s.titleBehind(first-1) && s.mentionless(first-1) {
		first--
	}
	return first, last
}

// joined reports whether a hyphen ties the token at i to the one after it.
func (s *sentence) joined(i int) bool {
	return i >= 0 && i+2 < len(s.Tokens) && s.low[i+1] == "-" && s.Tokens[i].End == s.Tokens[i+1].Start && s.Tokens[i+1].End == s.Tokens[i+2].Start
}

// titleBehind reports whether only capitalised words that are no titles stand between
// token i and a title to its left.
func (s *sentence) titleBehind(i int) bool {
	if s.personTitle(i) || lexiconState(s.word(i)) {
		return false
	}
	for k := i - 1; k >= 0 && k > i-4; k-- {
		if s.personTitle(k) {
			return true
		}
		if !s.capital(k) || s.tag(k) != "PROPN" || lexiconState(s.word(k)) {
			return false
		}
	}
	return false
}

// mentionless reports whether no name covers token i.
func (s *sentence) mentionless(i int) bool {
	for _, n := range s.Names {
		if n.First <= i && i <= n.Last {
			return false
		}
	}
	return true
}

// titledNames finds persons that the name finder passed over: capitalised words straight
// behind an office.
func (s *sentence) titledNames() [][2]int {
	var found [][2]int
	for i := 1; i < len(s.Tokens); i++ {
		if !s.capital(i) || s.tag(i) != "PROPN" || !s.mentionless(i) || !s.isTitle(i-1) || !s.capital(i-1) || s.titleAt(i, i) > 0 || lexiconState(s.word(i)) {
			continue
		}
		last := i
		for last+1 < len(s.Tokens) && s.capital(last+1) && s.tag(last+1) == "PROPN" && s.mentionless(last+1) {
			last++
		}
		single := last == i && s.tag(last+1) != "NOUN" && !encounters[s.word(i)] && !lexicon.NotNames().Has(s.word(i)) && !s.isTimeToken(i)
		if (last > i || single) && !lexicon.OrgEnds().Has(s.word(last)) && !lexicon.Titles().Has(s.word(last)) {
			found = append(found, [2]int{i, last})
		}
		i = last
	}
	return found
}

// actingNames finds persons that the name finder passed over: two or three capitalised
// words that say something, or that a function in apposition follows.
func (s *sentence) actingNames() [][2]int {
	var found [][2]int
	for i := 0; i < len(s.Tokens); i++ {
		last := i
		for s.namelike(last) {
			last++
		}
		last--
		if n := last - i; n == 1 || n == 2 {
			says := s.is(last+1, lexicon.Reporting()) && (s.fine(last+1) == "VBD" || s.fine(last+1) == "VBZ")
			if says || s.word(last+1) == "," && s.word(last+2) == "the" && s.roleFrom(last+2) != none {
				found = append(found, [2]int{i, last})
			}
		}
		i = max(i, last)
	}
	return found
}

// namelike reports whether the token at i can be part of a person's name and is part of no
// name yet.
func (s *sentence) namelike(i int) bool {
	w := s.word(i)
	return s.capital(i) && s.tag(i) == "PROPN" && s.mentionless(i) && !s.isTimeToken(i) && s.Tokens[i].Text != strings.ToUpper(w) &&
		!s.isTitle(i) && !lexiconState(w) && !lexicon.OrgEnds().Has(w) && !lexicon.Things().Has(w) && !lexicon.Places()["ends"].Has(w) &&
		!lexicon.NotNames().Has(w) && !encounters[w]
}

// knownNames finds the seats and parliaments that the name finder passed over.
func (s *sentence) knownNames() [][2]int {
	var found [][2]int
	for i := range s.Tokens {
		if !s.capital(i) || !s.mentionless(i) {
			continue
		}
		for n := 2; n > 0; n-- {
			if last := i + n - 1; last < len(s.Tokens) && s.mentionless(last) && lexicon.Seats().Has(s.phrase(i, last)) {
				found = append(found, [2]int{i, last})
				break
			}
		}
	}
	return found
}

// links are the little words inside titles.
var links = map[string]bool{"of": true, "for": true, "and": true, "the": true, "-": true, "&": true, "former": true, "acting": true, "deputy": true}

// titleAt returns how many tokens from i on are a title or an honorific, up to last.
func (s *sentence) titleAt(i, last int) int {
	for n := min(4, last-i+1); n > 0; n-- {
		p := s.phrase(i, i+n-1)
		if (p == "sheikh" || p == "king" || p == "queen") && last-i < 2 {
			return 0 // Sheikh Hasina
		}
		if lexicon.Honorifics().Has(p) || lexicon.Titles().Has(p) {
			return n
		}
	}
	return 0
}

// personTitle reports whether the token at i ends a title, so that a person's name follows.
func (s *sentence) personTitle(i int) bool {
	w := s.word(i)
	return lexicon.Titles().Has(w) || lexicon.Honorifics().Has(w)
}
