package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/when"
)

// A meeting is a Meeting while it is being put together.
type meeting struct {
	s       *sentence
	at      int    // the token that tells of it
	frame   string // how its parties stand: the frame of its verb, or "noun"
	noun    string // "talks", "visit", "summit"
	event   string // its own name, where it has one
	parties []*entity
	groups  []string // unnamed parties, in own words
	host    *entity
	place   string
	time    When
	status  MeetingStatus
	purpose string
	trip    bool // a journey to several places, of which the stops are the meetings
	told    []int
}

// findMeetings finds the encounters that are still ahead, each once.
func (r *reading) findMeetings() []*meeting {
	var all []*meeting
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		found := r.meetingsIn(s)
		if len(found) == 0 {
			found = r.stopIn(s, all)
		}
		all = append(all, found...)
	}
	return r.merge(all)
}

// meetingsIn finds what one sentence says is ahead.
func (r *reading) meetingsIn(s *sentence) []*meeting {
	var found []*meeting
	for _, v := range s.verbs {
		if m := r.speechAt(s, v); m != nil {
			found = append(found, m)
			continue
		}
		frame := s.class(v.at, lexicon.MeetingVerbs())
		if frame == "" {
			continue
		}
		plan := r.planned(s, v)
		if plan == "" {
			continue
		}
		m := &meeting{s: s, at: v.at, frame: frame, status: plan, told: []int{s.index}}
		if r.fill(m, v) {
			found = append(found, m)
		}
	}
	for i := range s.Tokens {
		if m := r.meetingByNoun(s, i, found); m != nil {
			found = append(found, m)
		}
	}
	for _, m := range found {
		r.locate(m, found)
	}
	for _, m := range found {
		if m.noun == "visit" {
			r.trips = append(r.trips, m)
		}
		r.addHostState(m)
	}
	return foldVisits(found)
}

// addHostState makes the state that a meeting with unnamed officials takes place in its
// party.
func (r *reading) addHostState(m *meeting) {
	if len(m.groups) == 0 || m.place == "" || len(m.parties) != 1 {
		return
	}
	for _, w := range strings.Fields(m.groups[0]) {
		if !lexicon.Organs().Has(w) && w != "leaders" && w != "ministers" {
			continue
		}
		for _, x := range m.s.mentions {
			if x.entity.sort == aState && strings.Contains(m.place, r.slice(m.s, x.first, x.last)) {
				m.parties = appendOnce(m.parties, x.entity)
			}
		}
	}
}

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

// planned says how firmly the verb's act is planned, or "" if it is not ahead.
func (r *reading) planned(s *sentence, v verb) MeetingStatus {
	if v.negated || s.conditional(v) {
		return ""
	}
	switch {
	case v.due && v.tense == past:
		if p, ok := r.timeNear(s, v.at, 0, len(s.Tokens)); ok && when.Day(p.From).Equal(r.day()) {
			return Expected // on the day itself
		}
		return ""
	case v.tense == future && v.would:
		if s.reported(v) {
			return Confirmed
		}
		if !r.ahead(s, v.at) {
			return "" // a habit or a supposition
		}
		return v.plan
	case v.tense == future:
		return v.plan
	case v.tense == present && r.ahead(s, v.at):
		return Confirmed
	}
	return ""
}

// conditional reports whether the verb stands in an if-clause.
func (s *sentence) conditional(v verb) bool {
	for k := v.first - 1; k >= 0; k-- {
		switch s.word(k) {
		case "if", "unless", "whether", "wherever", "whenever":
			return true
		case ",", ";", ":", "that":
			return false
		}
	}
	return false
}

// reported reports whether an act of speech governs the verb.
func (s *sentence) reported(v verb) bool {
	for _, g := range s.verbs {
		if g.at < v.first && g.tense == past && s.is(g.at, lexicon.Reporting()) {
			return true
		}
	}
	return false
}

// ahead reports whether a time phrase near token i lies on or after the day of publishing.
func (r *reading) ahead(s *sentence, i int) bool {
	p, ok := r.timeNear(s, i, 0, len(s.Tokens))
	return ok && !p.From.IsZero() && p.From.After(when.Day(r.article.Published))
}

// fill reads the parties of a meeting told by a verb. It reports whether they make one.
func (r *reading) fill(m *meeting, v verb) bool {
	s := m.s
	subjects := entitiesOf(s.subjects(v))
	if v.passive {
		return r.fillPassive(m, v, subjects)
	}
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
		return len(subjects) > 0 && !subjectsAreThings(subjects) && s.goes(v.at) && r.fillVisit(m, v.at, subjects)
	case "attend", "hold":
		return r.fillEvent(m, v, subjects)
	case "speak":
		objects := entitiesOf(s.objects(v.at, "with", "to"))
		m.noun, m.parties = "talks", append(subjects, objects...)
		return len(subjects) > 0 && len(objects) > 0 && s.speaksWith(v.at) && subjects[0].kind == Person
	case "hear":
		m.noun = "hearing"
		m.parties = append(subjects, entitiesOf(s.objects(v.at, "from"))...)
		return len(subjects) > 0 && subjects[0].sort == anOrg && s.hearsCase(v.at)
	case "testify":
		m.noun = "testimony"
		objects := entitiesOf(s.objects(v.at, "before", "to"))
		m.parties = append(subjects, objects...)
		return len(subjects) > 0 && len(objects) > 0 && (s.lemma(v.at) == "testify" || s.word(v.at+1) == "before")
	}
	return false
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

// goes reports whether the verb of motion at i is followed by where to.
func (s *sentence) goes(i int) bool {
	for k := i + 1; k <= i+6; k++ {
		switch s.word(k) {
		case "to", "for", "at":
			return s.capital(k+1) || s.word(k+1) == "the" && s.capital(k+2)
		case "in":
			if s.lemma(i) == "arrive" {
				return s.capital(k + 1)
			}
		case "on", "from", "back":
		default:
			if s.tag(k) == "VERB" {
				return false
			}
		}
	}
	return false
}

// fillMeet reads "A will meet (with) B", "A and B will meet", "Parliament will meet".
func (r *reading) fillMeet(m *meeting, v verb, subjects []*entity) bool {
	s := m.s
	if s.fulfils(v.at) {
		return false
	}
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

// fillVisit reads "A will visit B": a place, and the state that receives.
func (r *reading) fillVisit(m *meeting, at int, subjects []*entity) bool {
	p := r.destination(m.s, at)
	if p.text == "" {
		return false
	}
	m.place = p.text
	m.parties = slices.Clone(subjects)
	m.parties = append(m.parties, without(p.states, subjects)...)
	m.trip = len(p.states) > 1 || p.region
	return true
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
func (r *reading) fillPassive(m *meeting, v verb, subjects []*entity) bool {
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

// entitiesOf returns the entities of the mentions, each once.
func entitiesOf(ms []*mention) []*entity {
	var es []*entity
	for _, m := range ms {
		for _, e := range append([]*entity{m.entity}, m.also...) {
			if !slices.Contains(es, e) && e.sort != aPlace && e.sort != anOutlet {
				es = append(es, e)
			}
		}
	}
	return es
}

// actorsOnly leaves out states, which behind a person are where, not who.
func actorsOnly(es []*entity) []*entity {
	people := slices.ContainsFunc(es, func(e *entity) bool { return e.kind == Person })
	var kept []*entity
	for _, e := range es {
		if !people || e.sort != aState {
			kept = append(kept, e)
		}
	}
	return kept
}

// without returns those of es that are not in drop.
func without(es, drop []*entity) []*entity {
	var kept []*entity
	for _, e := range es {
		if !slices.Contains(drop, e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// foldVisits joins a visit with the meetings that its sentence says it is for: "will visit
// Baku, where she will meet President Aliyev" is one meeting, in Baku.
func foldVisits(found []*meeting) []*meeting {
	var kept []*meeting
	for i, m := range found {
		folded := false
		for _, o := range found[i+1:] {
			if m.noun == "visit" && o.noun != "visit" && len(o.parties) > 0 && len(m.parties) > 0 && slices.Contains(o.parties, m.parties[0]) {
				folded = true
				if o.place == "" {
					o.place = m.place
				}
				if o.time.Start.IsZero() {
					o.time = m.time
				}
			}
		}
		if !folded {
			kept = append(kept, m)
		}
	}
	return kept
}

// stopIn finds a stop of a journey told before: a sentence about what the traveller will
// do in one of its places on one of its days.
func (r *reading) stopIn(s *sentence, before []*meeting) []*meeting {
	for _, trip := range before {
		if !trip.trip || len(trip.parties) == 0 {
			continue
		}
		for _, v := range s.verbs {
			if v.tense != future || v.plan != Confirmed || v.would || leaves[s.lemma(v.at)] ||
				!slices.Contains(entitiesOf(s.subjects(v)), trip.parties[0]) {
				continue
			}
			for _, x := range s.mentions {
				if !slices.Contains(trip.parties[1:], x.entity) || x.people && !s.nounUse(x) && x.entity.sort != aState {
					continue
				}
				m := &meeting{s: s, at: v.at, frame: "visit", noun: "visit", parties: []*entity{trip.parties[0], x.entity},
					place: x.entity.name(), status: Confirmed, told: []int{s.index}}
				m.time = r.timeOf(s, v.at, 0, len(s.Tokens))
				if m.time.Start.IsZero() {
					continue
				}
				return []*meeting{m}
			}
		}
	}
	return nil
}

// leaves are verbs of which a place on the way is no stop.
var leaves = map[string]bool{"depart": true, "leave": true, "return": true, "announce": true, "say": true}

// title words the meeting for a list: its own name, or who meets whom.
func (m *meeting) title() string {
	var names []string
	for _, e := range m.parties {
		names = append(names, e.short())
	}
	switch {
	case m.event != "":
		return m.event
	case m.noun == "visit" && len(names) > 0 && m.place != "":
		return names[0] + ": visit to " + m.place
	case len(names) == 0:
		return m.noun
	case len(names) > 4:
		return strings.Join(names[:3], ", ") + " and others: " + m.noun
	case len(names) == 1 && len(m.groups) > 0:
		return names[0] + " – " + m.groups[0] + ": " + m.noun
	}
	return strings.Join(names, " – ") + ": " + m.noun
}

// short is the form of the name that the article uses once it has been introduced.
func (e *entity) short() string {
	name := e.name()
	if e.kind != Person {
		return name
	}
	best := name
	for _, f := range e.order {
		if len(f) < len(best) && strings.HasSuffix(name, f) {
			best = f
		}
	}
	return best
}

// meetingList gives the meetings their outward form.
func (r *reading) meetingList(ms []*meeting) []Meeting {
	list := []Meeting{}
	for _, m := range ms {
		out := Meeting{Title: m.title(), Participants: []string{}, Place: m.place, When: m.time, Status: m.status, Purpose: m.purpose, Evidence: r.evidence(m.told...)}
		for _, e := range m.parties {
			out.Participants = append(out.Participants, e.name())
		}
		if m.host != nil {
			out.Host = m.host.name()
		}
		list = append(list, out)
	}
	return list
}
