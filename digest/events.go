package digest

import (
	"strings"
	"sync"

	"github.com/readout-bot/readout/digest/lexicon"
)

// An event is a noun that names an encounter, with its noun phrase.
type event struct {
	ok          bool
	at          int // the noun
	first, last int // its phrase, without article
	noun        string
	name        string // own words, where it has a name of its own
	parties     []*mention
}

// eventNoun reports whether the noun at i names an encounter, and whether firmly so.
func (s *sentence) eventNoun(i int) (ok, firm bool) {
	if t := s.tag(i); t != "NOUN" && t != "PROPN" && !(t == "VERB" && s.word(i) == "meeting") && !(s.word(i) == "meet" && (s.tag(i-1) == "ADJ" || planWords[s.word(i-1)] != "")) {
		return false, false
	}
	if s.fine(i) == "VBG" && s.word(i-1) != "the" && s.tag(i-1) != "ADJ" && s.tag(i-1) != "NOUN" {
		return false, false
	}
	words := encounterWords()
	for _, w := range [...]string{s.word(i), s.lemma(i)} {
		switch is := words[w]; {
		case is&firmly != 0, is&ifCapital != 0 && s.capital(i):
			return true, true
		case is&loosely != 0:
			ok = true
		}
	}
	return ok, false
}

// How a noun may name an encounter: always, as part of a name, or where the rest speaks for
// it.
const (
	firmly = 1 << iota
	ifCapital
	loosely
)

var encounterWords = sync.OnceValue(func() map[string]uint8 {
	words := map[string]uint8{}
	for label, how := range map[string]uint8{"firm": firmly, "event": ifCapital, "loose": loosely} {
		for w := range lexicon.MeetingNouns()[label] {
			words[w] |= how
		}
	}
	return words
})

// eventAfter finds the first event in the object of the verb at i.
func (r *reading) eventAfter(s *sentence, i int) event {
	for k := i + 1; k < len(s.Tokens) && k < i+16; k++ {
		if ok, _ := s.eventNoun(k); ok {
			return r.eventAt(s, k)
		}
		w := s.word(k)
		if s.startsClause(k) || w == "," && k > i+9 || w == ";" || w == "that" || w == "who" || w == "where" {
			break
		}
	}
	return event{}
}

// eventBefore finds the event that is the subject of the verb group that begins at i.
func (r *reading) eventBefore(s *sentence, i int) event {
	for k := i - 1; k >= 0 && k > i-16; k-- {
		if ok, _ := s.eventNoun(k); ok {
			return r.eventAt(s, k)
		}
		if s.verbOf(k) != nil {
			break
		}
	}
	return event{}
}

// eventAt reads the phrase round the noun at i: its name, and the parties in it and
// behind it ("between A and B", "with C").
func (r *reading) eventAt(s *sentence, i int) event {
	e := event{ok: true, at: i, first: i, last: i, noun: s.word(i)}
	for s.nextIsEvent(e.last) {
		e.last++
		e.at, e.noun = e.last, s.word(e.last)
	}
	for e.first > 0 && s.inEventName(e.first-1) {
		e.first--
	}
	for _, n := range s.Names {
		if n.First <= e.at && e.at <= n.Last {
			e.first, e.last = min(e.first, n.First), max(e.last, n.Last)
		}
	}
	for e.first < e.at && (links[s.word(e.first)] && s.word(e.first) != "deputy" || s.isPossessive(e.first)) {
		e.first++
	}
	if s.capital(e.at) && s.tag(e.at) != "VERB" {
		e.name = r.words(s, e.first, s.nameEnd(e.last))
	}
	for _, m := range s.mentions {
		if m.first >= e.first && m.last < e.at && m.entity.kind != Person {
			e.parties = append(e.parties, m)
		}
	}
	k := e.first - 1
	for planWords[s.word(k)] != "" {
		k--
	}
	if s.isPossessive(k) {
		if m := s.mentionAt(k - 1); m != nil {
			e.parties = append(e.parties, s.joinLeft(m)...)
		}
	}
	e.parties = append(e.parties, s.partiesBehind(e.last)...)
	return e
}

// nextIsEvent reports whether the next token carries the name of the event on: "Foreign
// Ministers Meeting".
func (s *sentence) nextIsEvent(i int) bool {
	ok, _ := s.eventNoun(i + 1)
	return ok && (s.capital(i) == s.capital(i+1))
}

func (s *sentence) inEventName(i int) bool {
	switch s.tag(i) {
	case "PROPN", "ADJ", "NOUN", "NUM":
		return !s.isTimeToken(i)
	}
	w := s.word(i)
	return w == "-" || w == "–" || w == "&" || w == "of" && s.capital(i-1) && s.capital(i+1)
}

// isTimeToken reports whether a time phrase covers token i.
func (s *sentence) isTimeToken(i int) bool {
	for _, p := range s.times {
		if p.Start <= s.Tokens[i].Start && s.Tokens[i].End <= p.End {
			return true
		}
	}
	return false
}

// nameEnd extends the name of an event over "on Climate", "for Democracy".
func (s *sentence) nameEnd(i int) int {
	for {
		w := s.word(i + 1)
		switch {
		case (w == "on" || w == "for" || w == "of") && s.capital(i+2) && !s.isTimeToken(i+2):
			i += 2
		case s.capital(i+1) && s.tag(i+1) == "PROPN" && !s.isTimeToken(i+1) && i+1 < len(s.Tokens):
			i++
		default:
			return i
		}
	}
}

// partiesBehind returns the parties that follow an event: "between A and B", "with C", "of
// the foreign ministers of D and E".
func (s *sentence) partiesBehind(i int) []*mention {
	for k := i + 1; k < len(s.Tokens) && k < i+14; k++ {
		switch w := s.word(k); {
		case w == "between" || w == "with" || w == "among" || w == "involving" || w == "including":
			return s.objects(k-1, w)
		case w == ";" || w == "." || w == "that" || w == "who" || w == "where" || s.startsClause(k):
			return nil
		case w == "and" && strings.HasPrefix(s.fine(k+1), "VB"):
			return nil
		}
	}
	return nil
}
