package digest

import (
	"strings"

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
	nouns := lexicon.MeetingNouns()
	for _, w := range [...]string{s.word(i), s.lemma(i)} {
		if nouns["firm"].Has(w) {
			return true, true
		}
		if nouns["event"].Has(w) && s.capital(i) {
			return true, true
		}
		if nouns["loose"].Has(w) {
			ok = true
		}
	}
	return ok, false
}

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

// meetingByNoun finds an encounter told by a noun alone: "their planned meeting on April
// 6", "agreed to a future meet", "talks scheduled for Monday".
func (r *reading) meetingByNoun(s *sentence, i int, found []*meeting) *meeting {
	ok, firm := s.eventNoun(i)
	if !ok || s.word(i-1) == "(" {
		return nil
	}
	if next, _ := s.eventNoun(i + 1); next {
		return nil
	}
	for _, m := range found {
		if m.at == i || m.frame != "noun" && m.at < i && i-m.at < 4 {
			return nil
		}
	}
	e := r.eventAt(s, i)
	plan, over := r.calledOff(s, e)
	if over {
		return nil
	}
	if plan == "" {
		plan = r.nounPlan(s, e, firm)
	}
	if plan == "" {
		return nil
	}
	m := &meeting{s: s, at: i, frame: "noun", noun: e.noun, event: e.name, status: plan, told: []int{s.index}}
	m.parties = entitiesOf(e.parties)
	if len(m.parties) < 2 {
		for k := len(s.verbs) - 1; k >= 0; k-- {
			if v := s.verbs[k]; v.at < e.first && e.first-v.at < 16 {
				if !v.passive && (e.first-v.at < 6 || s.class(v.at, lexicon.MeetingVerbs()) != "") {
					m.parties = append(entitiesOf(s.subjects(v)), without(m.parties, entitiesOf(s.subjects(v)))...)
				}
				break
			}
		}
	}
	if len(m.parties) == 1 && m.parties[0].kind == Person {
		for _, x := range s.mentions {
			if x.last < e.first && x.entity.kind == Person && !prepositions[s.word(x.np-1)] && !s.isPossessive(x.last+1) {
				m.parties = appendOnce([]*entity{x.entity}, m.parties[0])
				break
			}
		}
	}
	if len(m.parties) == 0 && e.name != "" && r.timeIsAhead(s, e) {
		return m
	}
	if len(m.parties) == 0 || len(m.parties) == 1 && e.name == "" && m.parties[0].kind == State {
		return nil
	}
	return m
}

// calledOff says whether the sentence calls the event off or moves it: "has been
// postponed", "A cancelled a meeting with B". What was called off for a day that has
// passed, or is only recalled, is over.
func (r *reading) calledOff(s *sentence, e event) (status MeetingStatus, over bool) {
	for _, v := range s.verbs {
		status = ""
		for _, c := range [...]MeetingStatus{Cancelled, Postponed} {
			if s.is(v.at, lexicon.CallOff()[string(c)]) {
				status = c
			}
		}
		if s.lemma(v.at) == "call" && (s.word(v.at+1) == "off") {
			status = Cancelled
		}
		done := v.passive && v.first > e.last && !s.verbBetween(e.last, v.first) && v.tense != timeless
		does := !v.passive && v.at < e.first && e.first-v.at < 6 && v.tense != timeless
		if status == "" || v.negated || !done && !does {
			continue
		}
		if w := s.word(v.first - 1); done && (w == "which" || w == "that") {
			return "", true
		}
		for _, p := range s.times {
			if at := s.TokenAt(p.Start); !p.To.IsZero() && p.To.Before(r.day()) && !s.timesSpeech(at, -1) {
				return "", true
			}
		}
		return status, false
	}
	return "", false
}

// planWords before a noun say that what it names is ahead.
var planWords = map[string]MeetingStatus{"upcoming": Confirmed, "planned": Confirmed, "scheduled": Confirmed, "forthcoming": Confirmed,
	"future": Confirmed, "coming": Confirmed, "expected": Expected, "anticipated": Expected, "proposed": Proposed, "possible": Proposed,
	"potential": Proposed, "prospective": Proposed}

// nounPlan says how firmly the event is planned, or "" if it is not ahead.
func (r *reading) nounPlan(s *sentence, e event, firm bool) MeetingStatus {
	for k := max(0, e.first-2); k < e.at; k++ {
		if p, ok := planWords[s.word(k)]; ok && s.fine(k) != "VBD" {
			return p
		}
	}
	for k := e.last + 1; k < len(s.Tokens) && k < e.last+8; k++ {
		switch s.word(k) {
		case "scheduled", "planned", "slated", "set":
			if w := s.word(k + 1); w == "for" || w == "to" || w == "on" {
				if s.lemma(k-1) != "be" || s.fine(k-1) != "VBD" {
					return Confirmed
				}
			}
		}
	}
	if !firm {
		return ""
	}
	for _, v := range s.verbs {
		if v.first > e.last && v.first-e.last < 10 && v.tense == future && !v.negated && happens[s.lemma(v.at)] {
			return v.plan
		}
		if v.first > e.last && v.tense != timeless {
			break
		}
	}
	for _, v := range s.verbs {
		if v.at < e.first && e.first-v.at < 6 {
			switch l := s.lemma(v.at); {
			case l == "agree" && s.word(v.at+1) == "to" && s.fine(v.at+2) != "VB" && v.tense != timeless && !v.negated:
				return Confirmed
			case (l == "propose" || l == "propos" || l == "offer" || l == "suggest") && v.tense != timeless && !v.negated && !v.passive:
				return Proposed
			case (l == "arrange" || l == "arrang" || l == "broker") && s.fine(v.at) == "VBD":
				return Expected
			case (l == "announce" || l == "announc" || l == "schedule" || l == "call") && v.tense == past && r.timeIsAhead(s, e):
				return Confirmed
			}
		}
	}
	if r.timeIsAhead(s, e) {
		return Confirmed
	}
	return ""
}

// happens are verbs that say an event takes place.
var happens = map[string]bool{"take": true, "be": true, "begin": true, "start": true, "happen": true, "occur": true, "open": true,
	"focus": true, "center": true, "centre": true, "cover": true, "follow": true, "resume": true, "proceed": true, "bring": true,
	"include": true, "run": true, "last": true, "convene": true, "discuss": true, "address": true, "hold": true, "go": true}

// timeIsAhead reports whether a day after publishing stands close to the event.
func (r *reading) timeIsAhead(s *sentence, e event) bool {
	for _, p := range s.times {
		if p.From.IsZero() || !p.From.After(r.day()) {
			continue
		}
		at := s.TokenAt(p.Start)
		end := s.TokenAt(p.End - 1)
		if at > e.last && at-e.last <= 7 && !s.verbBetween(e.last, at) || end < e.first && e.first-end <= 3 {
			return true
		}
	}
	return false
}

// verbBetween reports whether a finite verb stands between the tokens a and b.
func (s *sentence) verbBetween(a, b int) bool {
	for _, v := range s.verbs {
		if v.at > a && v.at < b && v.tense != timeless && !v.bare {
			return true
		}
	}
	return false
}
