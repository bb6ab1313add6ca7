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
