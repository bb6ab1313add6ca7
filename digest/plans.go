package digest

import "github.com/readout-bot/readout/digest/lexicon"

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
	m.parties = s.nounParties(e)
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

// nounParties returns who meets at the event: those in and behind its phrase, and who does
// what the verb before it says.
func (s *sentence) nounParties(e event) []*entity {
	parties := entitiesOf(e.parties)
	if len(parties) < 2 || s.word(e.last+1) == "with" {
		for k := len(s.verbs) - 1; k >= 0; k-- {
			if v := s.verbs[k]; v.at < e.first && e.first-v.at < 16 {
				if !v.passive && (e.first-v.at < 6 || s.class(v.at, lexicon.MeetingVerbs()) != "") {
					parties = append(entitiesOf(s.subjects(v)), without(parties, entitiesOf(s.subjects(v)))...)
				}
				break
			}
		}
	}
	if len(parties) == 1 && parties[0].kind == Person {
		for _, x := range s.mentions {
			if x.last < e.first && x.entity.kind == Person && !prepositions[s.word(x.np-1)] && !s.isPossessive(x.last+1) {
				parties = appendOnce([]*entity{x.entity}, parties[0])
				break
			}
		}
	}
	return parties
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
