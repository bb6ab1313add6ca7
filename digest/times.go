package digest

import (
	"strings"
	"time"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/when"
)

// day is the day of publishing.
func (r *reading) day() time.Time { return when.Day(r.article.Published) }

// timeNear returns the time phrase that belongs to token i: the nearest behind it and
// before the token limit, else the nearest before it, among those that are not over.
func (r *reading) timeNear(s *sentence, i, from, limit int) (when.Phrase, bool) {
	best, bestCost := when.Phrase{}, 1<<30
	for _, p := range s.times {
		if !p.To.IsZero() && when.Day(p.To).Before(r.day()) {
			continue
		}
		at := s.TokenAt(p.Start)
		if at > i && s.subordinated(i, at) || at >= 0 && s.timesSpeech(at, i) {
			continue
		}
		cost := at - i
		switch {
		case at < 0:
			continue
		case at > i && at < limit:
		case at > i:
			cost = 100 + at - i
		case at >= from:
			cost = 30 + i - at
		default:
			cost = 60 + i - at
		}
		switch days := p.To.Sub(p.From).Hours() / 24; {
		case p.From.IsZero():
			cost += 200
		case days > 400:
			continue // an age, not a date
		case days > 40:
			cost += 50
		}
		if cost < bestCost {
			best, bestCost = p, cost
		}
	}
	return best, bestCost < 1<<30
}

// timesSpeech reports whether the time at token i says when something was said, unless the
// trigger is that saying: "said on Wednesday", "told reporters Tuesday".
func (s *sentence) timesSpeech(i, trigger int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if k == trigger || s.word(k) == "," || s.word(k) == ";" {
			return false
		}
		if f := s.fine(k); (f == "VBD" || f == "VBN" || f == "VBZ") && s.is(k, lexicon.Reporting()) {
			return s.verbEnds(k, i)
		}
	}
	return false
}

// verbEnds reports whether nothing but an addressee or a preposition stands between the
// verb at a and token b.
func (s *sentence) verbEnds(a, b int) bool {
	for k := a + 1; k < b; k++ {
		switch w := s.word(k); {
		case w == "on" || w == "late" || w == "early" || w == "in" || w == "reporters" || w == "journalists" || w == "parliament" || w == "lawmakers":
		case s.mentionAt(k) != nil:
		default:
			return false
		}
	}
	return true
}

// subordinated reports whether a clause that tells of something else begins between the
// tokens a and b.
func (s *sentence) subordinated(a, b int) bool {
	for k := a + 1; k < b; k++ {
		switch s.word(k) {
		case "as", "because", "since", "while", "who", "that", "although", "though":
			if s.verbBetween(k, b) {
				return true
			}
		}
	}
	return false
}

// timeOf is timeNear as a When.
func (r *reading) timeOf(s *sentence, i, from, limit int) When {
	p, ok := r.timeNear(s, i, from, limit)
	if !ok {
		return When{Precision: when.Unknown}
	}
	return r.moment(p)
}

func (r *reading) moment(p when.Phrase) When {
	w := When{Text: strings.Join(strings.Fields(r.doc.Text[p.Start:p.End]), " "), Start: p.From, End: p.To, Precision: p.Precision}
	if w.Start.IsZero() || w.End.IsZero() {
		w.Start, w.End, w.Precision = time.Time{}, time.Time{}, when.Unknown
	}
	if w.Precision == "" {
		w.Precision = when.Unknown
	}
	return w
}

// locate gives the meeting its time, place and purpose, taking what stands nearer to
// another meeting of the sentence from that one only when nothing else is there.
func (r *reading) locate(m *meeting, all []*meeting) {
	s := m.s
	from, limit := 0, len(s.Tokens)
	for _, o := range all {
		if o.at < m.at {
			from = max(from, o.at)
		}
		if o.at > m.at {
			limit = min(limit, o.at)
		}
	}
	m.time = r.timeOf(s, m.at, from, limit)
	if m.place == "" {
		m.place = r.journeyTo(s, m.at)
	}
	if m.place == "" {
		m.place = r.placeNear(s, m.at, limit)
	}
	if m.place == "" && (m.noun == "visit" || m.noun == "trip" || m.noun == "tour") {
		m.place = r.destination(s, m.at).text
	}
	if m.place == "" && m.event != "" {
		m.place = s.placeInName(m.event)
	}
	m.purpose = r.purposeAfter(s, m.at, limit)
}
