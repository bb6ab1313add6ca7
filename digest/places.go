package digest

import (
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/text"
)

// placeInName returns the capital or state that the name of an event begins with: "Paris
// Peace Forum".
func (s *sentence) placeInName(event string) string {
	first, rest, ok := strings.Cut(event, " ")
	st, known := lexicon.LookupState(first)
	if !ok || !known || st.Form == lexicon.ByPeople || strings.HasPrefix(rest, "-") || first == strings.ToUpper(first) {
		return ""
	}
	return first
}

// A goal is where someone goes.
type goal struct {
	text   string
	states []*entity
	region bool
}

// destination reads where the verb at i leads: "visit Baku, Azerbaijan", "travel to
// Azerbaijan, Georgia, and Armenia".
func (r *reading) destination(s *sentence, i int) goal {
	k := i + 1
	for k < len(s.Tokens) && k < i+10 && !s.placeAt(k) {
		if s.startsClause(k) || s.word(k) == "," || s.word(k) == "from" || s.tag(k) == "VERB" {
			return goal{}
		}
		k++
	}
	if k >= len(s.Tokens) || !s.placeAt(k) {
		return goal{}
	}
	first, last := k, k
	var g goal
	for k < len(s.Tokens) {
		n := s.placeEnd(k)
		if n < 0 && s.capital(k) && s.tag(k) == "PROPN" && s.word(k-1) == "and" && !s.isTimeToken(k) {
			n = k // a town that the name finder does not know
		}
		if n < 0 {
			break
		}
		if m := s.mentionAt(k); m != nil && m.entity.sort == aState {
			g.states = appendOnce(g.states, m.entity)
		} else if lexicon.Places()[""].Has(strings.TrimPrefix(s.phrase(k, n), "the ")) {
			g.region = true
		}
		last, k = n, n+1
		for k < len(s.Tokens) && (s.word(k) == "," || s.word(k) == "and" || s.word(k) == "the") {
			k++
		}
	}
	// "with stops in A, B and C"
	for j := last + 1; j < len(s.Tokens); j++ {
		if w := s.word(j); w == "stops" || w == "including" || w == "visiting" {
			for _, m := range s.mentions {
				if m.first > j && m.entity.sort == aState && !m.people {
					g.states = appendOnce(g.states, m.entity)
				}
			}
			break
		}
	}
	g.text = r.words(s, first, last)
	return g
}

func appendOnce(es []*entity, e *entity) []*entity {
	for _, x := range es {
		if x == e {
			return es
		}
	}
	return append(es, e)
}

// placeAt reports whether a name of a place begins at token i.
func (s *sentence) placeAt(i int) bool { return s.placeEnd(i) >= 0 }

// placeEnd returns the last token of the place name that begins at i, or -1.
func (s *sentence) placeEnd(i int) int {
	if m := s.mentionAt(i); m != nil && m.first <= i { // not the title of "in Brussels President Biden"
		if m.first < i || m.form != byName || m.people {
			return -1
		}
		if m.entity.sort == aState || m.entity.sort == aPlace || lexicon.Seats().Has(s.phrase(m.first, m.last)) {
			return m.last
		}
	}
	for _, n := range s.Names {
		if n.First == i && n.Kind == text.Location {
			return n.Last
		}
	}
	return -1
}

// placeNear returns where an event told at token i takes place: "in Budapest, Hungary",
// "at the White House", behind it or at the head of the sentence.
func (r *reading) placeNear(s *sentence, i, limit int) string {
	for k := i + 1; k < limit; k++ {
		if p := r.placePhrase(s, k); p != "" {
			return p
		}
		if w := s.word(k); w == "where" || w == ";" {
			break
		}
	}
	for k := i - 1; k >= 0; k-- {
		if p := r.placePhrase(s, k); p != "" && (!s.verbBetween(k, i-1) || s.heads(k, i)) {
			return p
		}
	}
	return ""
}

// heads reports whether the place at k opens the sentence, and nobody's words stand between
// it and what is told at i: "While in Brussels, she will attend the summit".
func (s *sentence) heads(k, i int) bool {
	if k > 0 && (k > 1 || s.word(0) != "while") {
		return false
	}
	for _, v := range s.verbs {
		if v.at < i && (v.tense != future || s.is(v.at, lexicon.Reporting())) {
			return false
		}
	}
	return true
}

// journeyTo returns where the journey leads that is made for what is told at i: "will travel
// to Luanda to meet with the president".
func (r *reading) journeyTo(s *sentence, i int) string {
	for k := len(s.verbs) - 1; k > 0; k-- {
		if v := s.verbs[k]; v.at <= i {
			if c := s.class(s.verbs[k-1].at, lexicon.MeetingVerbs()); s.word(v.first) == "to" && (c == "travel" || c == "visit") {
				return r.destination(s, s.verbs[k-1].at).text
			}
			break
		}
	}
	return ""
}

// placePhrase reads "in X, Y" or "at the X" where the preposition stands at k.
func (r *reading) placePhrase(s *sentence, k int) string {
	if w := s.word(k); w != "in" && w != "at" && w != "on" {
		return ""
	}
	first := k + 1
	if s.word(first) == "the" {
		first++
	}
	last := s.placeEnd(first)
	if last < 0 || s.isPossessive(last+1) {
		return ""
	}
	if s.word(k) == "on" && lexiconState(s.phrase(first, last)) {
		return "" // sanctions on Russia
	}
	for s.word(last+1) == "," || s.word(last+1) == "and" {
		n := s.placeEnd(last + 2)
		if n < 0 {
			break
		}
		last = n
	}
	return r.words(s, first, last)
}

func lexiconState(p string) bool {
	_, ok := lexicon.LookupState(p)
	return ok
}
