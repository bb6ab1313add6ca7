package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

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
		x := s.stopOf(trip)
		if x == nil {
			continue
		}
		for _, v := range s.verbs {
			if v.tense != future || v.plan != Confirmed || v.would || leaves[s.lemma(v.at)] ||
				!slices.Contains(entitiesOf(s.subjects(v)), trip.parties[0]) {
				continue
			}
			m := &meeting{s: s, at: v.at, frame: "visit", noun: "visit", parties: []*entity{trip.parties[0], x.entity},
				place: x.entity.name(), status: Confirmed, told: []int{s.index}}
			if m.time = r.timeOf(s, v.at, 0, len(s.Tokens)); !m.time.Start.IsZero() {
				return []*meeting{m}
			}
		}
	}
	return nil
}

// stopOf returns the first mention of a place or host of the journey.
func (s *sentence) stopOf(trip *meeting) *mention {
	for _, x := range s.mentions {
		if slices.Contains(trip.parties[1:], x.entity) && (!x.people || s.nounUse(x) || x.entity.sort == aState) {
			return x
		}
	}
	return nil
}

// leaves are verbs of which a place on the way is no stop.
var leaves = map[string]bool{"depart": true, "leave": true, "return": true, "announce": true, "say": true}

// dropOverviews leaves out what a journey is for in general: "during her visit, she will
// meet aid workers", with nobody named, nowhere and on no day.
func (r *reading) dropOverviews(ms []*meeting) []*meeting {
	return slices.DeleteFunc(ms, func(m *meeting) bool {
		if len(m.parties) != 1 || m.frame != "meet" || m.event != "" || m.place != "" || !m.time.Start.IsZero() || len(m.told) > 1 {
			return false
		}
		return slices.ContainsFunc(r.trips, func(t *meeting) bool { return slices.Contains(t.parties, m.parties[0]) })
	})
}

// inheritTrip gives the days of a journey to what its traveller does on it without a day
// of its own.
func (r *reading) inheritTrip(ms []*meeting) {
	for _, trip := range r.trips {
		if trip.time.Start.IsZero() {
			continue
		}
		for _, m := range ms {
			if m.time.Start.IsZero() && m.s.index >= trip.s.index && len(m.parties) > 0 && slices.Contains(m.parties, trip.parties[0]) && trip.time.End.After(trip.time.Start) {
				if m.place == "" && !trip.trip && m.s.index > trip.s.index {
					m.place = trip.place
				}
				text := m.time.Text
				m.time = trip.time
				if text != "" {
					m.time.Text = text
				}
			}
		}
	}
}

// dropTrips leaves out a journey to several places where its stops are meetings.
func dropTrips(ms []*meeting) []*meeting {
	var kept []*meeting
	for _, m := range ms {
		if m.trip && slices.ContainsFunc(ms, func(o *meeting) bool {
			return o != m && len(o.parties) > 0 && slices.Contains(o.parties, m.parties[0]) && datesMeet(m.time, o.time)
		}) {
			continue
		}
		kept = append(kept, m)
	}
	return kept
}
