package digest

import (
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// speechAt reads "will give remarks at the Ports Conference".
func (r *reading) speechAt(s *sentence, v verb) *meeting {
	switch s.lemma(v.at) {
	case "give", "deliver", "make", "speak", "keynote", "moderate":
	default:
		return nil
	}
	if v.tense != future || v.plan == "" || v.would || v.negated || v.passive {
		return nil
	}
	e := r.eventAfter(s, v.at)
	subjects := entitiesOf(s.subjects(v))
	if !e.ok || e.name == "" || len(subjects) == 0 || s.word(e.first-1) != "at" && s.word(e.first-2) != "at" {
		return nil
	}
	m := &meeting{s: s, at: e.at, frame: "attend", noun: e.noun, event: e.name, status: v.plan, told: []int{s.index}}
	m.parties = append(subjects, without(entitiesOf(e.parties), subjects)...)
	return m
}

// fill reads the parties of a meeting told by a verb. It reports whether they make one.
func (r *reading) fill(m *meeting, v verb) bool {
	s := m.s
	if v.passive {
		return r.fillPassive(m, v)
	}
	if !r.told(m, v) {
		return false
	}
	subjects := entitiesOf(s.subjects(v)) // may ask for a parse
	switch m.frame {
	case "meet":
		return r.fillMeet(m, v, subjects)
	case "gather":
		m.noun, m.parties = "meeting", append(subjects, entitiesOf(s.objects(v.at, "with"))...)
		return len(subjects) > 0 && (len(m.parties) > 1 || m.parties[0].kind != Person) && v.plan != ""
	case "host":
		return r.fillHost(m, v, subjects)
	case "visit":
		m.noun = "visit"
		return len(subjects) > 0 && r.fillVisit(m, v.at, subjects)
	case "travel":
		m.noun = "visit"
		return len(subjects) > 0 && !subjectsAreThings(subjects) && r.fillVisit(m, v.at, subjects)
	case "attend", "hold":
		return r.fillEvent(m, v, subjects)
	case "speak":
		objects := entitiesOf(s.objects(v.at, "with", "to"))
		m.noun, m.parties = "talks", append(subjects, objects...)
		return len(subjects) > 0 && len(objects) > 0 && subjects[0].kind == Person
	case "hear":
		m.noun = "hearing"
		objects := entitiesOf(s.objects(v.at, "from"))
		m.parties = append(subjects, without(objects, subjects)...)
		person := s.lemma(v.at) != "hear" && len(objects) > 0 && objects[0].kind == Person
		return len(subjects) > 0 && subjects[0].sort == anOrg && (person || s.lemma(v.at) == "hear" && s.hearsCase(v.at))
	case "testify":
		m.noun = "testimony"
		objects := entitiesOf(s.objects(v.at, "before", "to"))
		m.parties = append(subjects, objects...)
		return len(subjects) > 0 && len(objects) > 0
	}
	return false
}

// told reports whether what stands round the verb can tell of an encounter, whoever has it.
func (r *reading) told(m *meeting, v verb) bool {
	s := m.s
	switch m.frame {
	case "meet":
		return !s.fulfils(v.at)
	case "travel":
		return s.goes(v.at)
	case "attend", "hold":
		return r.eventAfter(s, v.at).ok
	case "speak":
		return s.speaksWith(v.at)
	case "testify":
		return s.lemma(v.at) == "testify" || s.word(v.at+1) == "before"
	}
	return true
}

// hearsCase reports whether what is heard at i is a matter before a court or committee.
func (s *sentence) hearsCase(i int) bool {
	for k := i + 1; k < i+7; k++ {
		switch s.lemma(k) {
		case "case", "argument", "petition", "appeal", "testimony", "evidence", "witness", "plea", "challenge", "lawsuit", "from", "motion":
			return true
		}
	}
	return false
}

func subjectsAreThings(es []*entity) bool {
	return es[0].kind != Person && es[0].kind != Group && es[0].sort != anOrg && es[0].sort != aState
}

// speaksWith reports whether the verb of speech at i is a conversation with someone, not a
// speech to a crowd or about something.
func (s *sentence) speaksWith(i int) bool {
	for k := i + 1; k < i+5; k++ {
		if w := s.word(k); w == "with" {
			return true
		} else if w == "to" {
			return s.lemma(i) == "speak" || s.lemma(i) == "talk"
		}
	}
	return false
}

// fillMeet reads "A will meet (with) B", "A and B will meet", "Parliament will meet".
func (r *reading) fillMeet(m *meeting, v verb, subjects []*entity) bool {
	s := m.s
	m.noun = "meeting"
	objects := entitiesOf(s.objects(v.at, "with"))
	m.groups = s.groupsAfter(v.at)
	m.parties = append(slices.Clone(subjects), without(objects, subjects)...)
	if s.word(v.at+1) == "the" || s.word(v.at+1) == "a" || s.word(v.at+1) == "all" || s.word(v.at+1) == "our" || s.word(v.at+1) == "its" {
		if len(objects) == 0 && len(m.groups) == 0 {
			return false // meet the deadline
		}
	}
	switch {
	case len(m.parties) == 0:
		return false
	case len(m.parties) > 1, len(m.groups) > 0:
		return true
	}
	return subjects != nil && (m.parties[0].sort == anOrg || s.word(v.first-1) == "they" || r.ahead(s, v.at)) &&
		(len(objects) > 0 || m.parties[0].kind != Person || s.word(v.at+1) == "with")
}

// fulfils reports whether what is met at i is a standard, not a person.
func (s *sentence) fulfils(i int) bool {
	for k := i + 1; k < len(s.Tokens) && k < i+10; k++ {
		if measures[s.lemma(k)] {
			return true
		}
		if t := s.tag(k); t == "ADP" || t == "PUNCT" || t == "SCONJ" || t == "PRON" {
			return false
		}
	}
	return false
}

// measures are things that are met without being met with.
var measures = map[string]bool{"standard": true, "requirement": true, "need": true, "target": true, "goal": true, "deadline": true,
	"demand": true, "criterion": true, "criteria": true, "obligation": true, "expectation": true, "challenge": true, "threshold": true,
	"condition": true, "commitment": true, "definition": true, "benchmark": true, "objective": true, "threat": true, "test": true,
	"fate": true, "end": true, "resistance": true, "opposition": true, "moment": true, "quota": true, "promise": true}

// groupsAfter returns the unnamed parties behind the verb: "U.S. service members".
func (s *sentence) groupsAfter(i int) []string {
	start := i + 1
	if s.word(start) == "with" {
		start++
	}
	for k := start; k < len(s.Tokens) && k < start+8; k++ {
		if partyNouns.Has(s.word(k)) {
			return []string{s.phrase(start, k)}
		}
		if t := s.tag(k); t == "VERB" || t == "ADP" && s.word(k) != "of" || t == "PUNCT" {
			return nil
		}
	}
	return nil
}

// fillHost reads "A will host B at C", "A will host a summit".
func (r *reading) fillHost(m *meeting, v verb, subjects []*entity) bool {
	s := m.s
	objects := s.objects(v.at)
	m.noun = "meeting"
	e := r.eventAfter(s, v.at)
	if !e.ok && len(objects) == 0 {
		e = r.eventBefore(s, v.first-1)
	}
	if e.ok {
		m.noun, m.event = e.noun, e.name
		m.parties = without(entitiesOf(e.parties), subjects)
	}
	m.parties = append(m.parties, without(actorsOnly(entitiesOf(objects)), m.parties)...)
	m.parties = append(slices.Clone(subjects), without(m.parties, subjects)...)
	if len(subjects) > 0 {
		m.host = subjects[0]
	}
	if s.lemma(v.at) == "welcome" || s.lemma(v.at) == "receive" || s.lemma(v.at) == "entertain" {
		return len(subjects) > 0 && len(objects) > 0 && objects[0].entity.kind == Person &&
			(r.ahead(s, v.at) || r.placeNear(s, v.at, len(s.Tokens)) != "" || slices.Contains(s.low[v.at:], "to"))
	}
	if !e.ok && !slices.ContainsFunc(objects, func(o *mention) bool { return o.entity.kind == Person || s.partyNoun(o.last+1) }) {
		return false // host a fair, host a company
	}
	return len(subjects) > 0 && (len(m.parties) > 1 || m.event != "" || m.noun != "meeting")
}

// fillEvent reads "A will attend the G7 Summit", "A will hold talks with B".
func (r *reading) fillEvent(m *meeting, v verb, subjects []*entity) bool {
	e := r.eventAfter(m.s, v.at)
	if !e.ok {
		return false
	}
	m.noun, m.event, m.at = e.noun, e.name, e.at
	m.parties = append(slices.Clone(subjects), without(entitiesOf(e.parties), subjects)...)
	if l := m.s.lemma(v.at); m.frame == "attend" && l == "address" && m.event == "" {
		return false
	}
	if m.frame == "hold" && len(m.parties) < 2 && m.event == "" {
		return len(m.parties) == 1 && m.parties[0].sort == anOrg && lexicon.MeetingNouns()["firm"].Has(m.noun)
	}
	return len(m.parties) > 0
}

// fillPassive reads "talks will be held in Geneva", "the summit will be hosted by A".
func (r *reading) fillPassive(m *meeting, v verb) bool {
	if m.frame != "hold" && m.frame != "host" && m.frame != "attend" {
		return false
	}
	e := r.eventBefore(m.s, v.first)
	if !e.ok {
		return false
	}
	by := entitiesOf(m.s.agents(v.at))
	m.noun, m.event, m.at = e.noun, e.name, e.at
	m.parties = append(entitiesOf(e.parties), by...)
	if m.frame == "host" && len(by) > 0 {
		m.host = by[0]
	}
	return len(m.parties) > 0
}
