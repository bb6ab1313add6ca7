package digest

import (
	"slices"
	"strings"
)

// merge makes one meeting of those that are the same, and drops journeys whose stops are
// told.
func (r *reading) merge(all []*meeting) []*meeting {
	r.sameDay(all)
	var kept []*meeting
	for _, m := range all {
		if same := slices.IndexFunc(kept, func(k *meeting) bool { return sameMeeting(k, m) }); same >= 0 {
			kept[same].absorb(m)
			continue
		}
		kept = append(kept, m)
	}
	kept = r.dropOverviews(kept)
	r.inheritTrip(kept)
	return dropTrips(kept)
}

// sameMeeting reports whether two tellings can be of one meeting.
func sameMeeting(a, b *meeting) bool {
	if !datesMeet(a.time, b.time) || !placesMeet(a.place, b.place) || a.trip != b.trip {
		return false
	}
	if a.event != "" && b.event != "" && !shareWord(a.event, b.event) {
		return false
	}
	common := 0
	for _, e := range a.parties {
		if slices.Contains(b.parties, e) {
			common++
		}
	}
	restA, restB := len(a.parties)-common, len(b.parties)-common
	switch {
	case common == 0:
		return a.event != "" && b.event != "" && shareWord(a.event, b.event)
	case restA > 0 && restB > 0:
		return false
	case a.event != "" && b.event != "":
		return true
	case common > 1:
		return a.event == "" && b.event == "" || a.s == b.s
	case a.event != "" || b.event != "":
		return false
	case a.s == b.s && restA+restB == 1:
		return true // "their fourth meeting this year"
	}
	return restA+restB == 0 && a.noun == b.noun && (a.place != "" || b.place != "" || a.parties[0].kind != Person) && a.time.Start.Equal(b.time.Start) || !a.time.Start.IsZero() && a.time.Start.Equal(b.time.Start) && (a.noun == "visit" || b.noun == "visit")
}

// datesMeet reports whether two times can be the same; an unknown one can be any.
func datesMeet(a, b When) bool {
	if a.Start.IsZero() || b.Start.IsZero() {
		return true
	}
	return !a.End.Before(b.Start) && !b.End.Before(a.Start)
}

func placesMeet(a, b string) bool { return a == "" || b == "" || shareWord(a, b) }

// generic are words that gatherings share without being the same.
var generic = map[string]bool{"summit": true, "meeting": true, "conference": true, "ministerial": true, "forum": true, "dialogue": true,
	"talks": true, "session": true, "hearing": true, "international": true, "world": true, "global": true, "high-level": true, "leaders": true, "president": true, "minister": true, "the": true}

// shareWord reports whether two phrases share a weighty word.
func shareWord(a, b string) bool {
	bw := strings.Fields(strings.ToLower(b))
	for _, w := range strings.Fields(strings.ToLower(a)) {
		if w = strings.Trim(w, ",."); !links[w] && len(w) > 1 && !generic[w] && !lexiconState(w) && slices.ContainsFunc(bw, func(x string) bool { return strings.Trim(x, ",.") == w }) {
			return true
		}
	}
	return false
}

// absorb takes over what another telling of the meeting knows more exactly.
func (m *meeting) absorb(o *meeting) {
	m.told = append(m.told, o.told...)
	m.parties = append(m.parties, without(o.parties, m.parties)...)
	m.groups = append(m.groups, o.groups...)
	if m.time.Start.IsZero() && (!o.time.Start.IsZero() || m.time.Text == "") ||
		!o.time.Start.IsZero() && o.time.End.Sub(o.time.Start) < m.time.End.Sub(m.time.Start) {
		m.time = o.time
	}
	if m.place == "" {
		m.place = o.place
	}
	if m.event == "" {
		m.event = o.event
	}
	if m.purpose == "" {
		m.purpose = o.purpose
	}
	if m.host == nil {
		m.host = o.host
	}
	if o.status == Cancelled || o.status == Postponed {
		m.status = o.status
	}
}

// sameDay gives an undated meeting the day of the one told just before it in the same
// paragraph, where it is told as coming next or takes place there too.
func (r *reading) sameDay(ms []*meeting) {
	for i, m := range ms {
		if i == 0 || !m.time.Start.IsZero() {
			continue
		}
		p := ms[i-1]
		if p.time.Start.IsZero() || len(p.parties) == 0 || !slices.Contains(m.parties, p.parties[0]) || m.s.index-p.s.index > 2 || m.s.index <= p.s.index ||
			strings.Contains(r.doc.Text[p.s.End:m.s.Start], "\n") {
			continue
		}
		if m.place != "" && p.place != "" && shareWord(m.place, p.place) || slices.Contains(m.s.low, "then") {
			m.time = p.time
		}
	}
}

// mergeDecisions makes one decision of those that ask the same of the same. Of requests that
// are parts of one it asks for the part that the title names.
func (r *reading) mergeDecisions(all []*decision) []*decision {
	var kept []*decision
	title := weighty(r.article.Title)
	for _, d := range all {
		i := slices.IndexFunc(kept, func(k *decision) bool { return sameDecision(k, d) })
		if i < 0 && (d.vague || d.guessed) {
			i = meantBy(kept, d)
		}
		if i < 0 {
			kept = append(kept, d)
			continue
		}
		k := kept[i]
		if !d.vague && k.asksAlike(d) && inCommon(title, d.question) > inCommon(title, k.question) {
			k.question = d.question
		}
		k.told = append(k.told, d.told...)
		k.positions = append(k.positions, d.positions...)
		if !d.reply && !d.guessed {
			k.deciders = append(k.deciders, without(d.deciders, k.deciders)...)
		}
		if k.deadline == nil {
			k.deadline = d.deadline
		}
	}
	return kept
}

// meantBy returns which of the decisions told shortly before a vague one means: one that
// is the same decider's.
func meantBy(kept []*decision, d *decision) int {
	for i := len(kept) - 1; i >= 0; i-- {
		k := kept[i]
		if d.s.index-k.told[len(k.told)-1] > 4 {
			return -1
		}
		if (d.reply || d.guessed) && k.status == Requested && d.s.index-k.told[len(k.told)-1] < 3 {
			return i
		}
		if !d.vague {
			continue
		}
		if slices.ContainsFunc(d.deciders, func(e *entity) bool { return slices.Contains(k.deciders, e) }) {
			return i
		}
	}
	return -1
}

func sameDecision(a, b *decision) bool {
	common := 0
	for _, e := range a.deciders {
		if slices.Contains(b.deciders, e) {
			common++
		}
	}
	if a.s == b.s && a.status == Awaiting && b.status == Awaiting && strings.HasSuffix(a.question, " it") && strings.HasSuffix(b.question, " it") {
		return true
	}
	if a.deciders[0].isChamber() && b.deciders[0].isChamber() && wordsShared(a.question, b.question) >= 0.6 {
		return true // "the Althing", "Iceland's parliament"
	}
	if common > 0 && a.asksAlike(b) {
		return true
	}
	return common > 0 && (a.s == b.s && (a.at == b.at || a.question == b.question) || wordsShared(a.question, b.question) >= 0.5)
}

// asksAlike reports whether two requests to the same decider are parts of one: all that a
// chamber is asked for in an article, and what anybody is asked for in one breath.
func (d *decision) asksAlike(o *decision) bool {
	if d.status != Requested || o.status != Requested {
		return false
	}
	return d.deciders[0].isChamber() && o.deciders[0].isChamber() || o.s.index-d.told[len(d.told)-1] <= 1
}

// inCommon counts the weighty words of the question among the words.
func inCommon(words map[string]bool, question string) int {
	n := 0
	for w := range weighty(question) {
		if words[w] {
			n++
		}
	}
	return n
}

// wordsShared is the share of the shorter question's weighty words that the other has too.
func wordsShared(a, b string) float64 {
	x, y := weighty(a), weighty(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	n := 0
	for w := range x {
		if y[w] {
			n++
		}
	}
	return float64(n) / float64(min(len(x), len(y)))
}

func weighty(q string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(q)) {
		if w = strings.Trim(w, ".,;:“”\"'"); len(w) > 3 && w != "whether" && w != "with" && w != "that" && w != "their" && w != "this" {
			m[strings.TrimSuffix(w, "s")] = true
		}
	}
	return m
}
