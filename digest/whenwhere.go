package digest

import (
	"strings"
	"time"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/text"
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
		m.place = r.placeNear(s, m.at, limit)
	}
	if m.place == "" && m.event != "" {
		m.place = s.placeInName(m.event)
	}
	m.purpose = r.purposeAfter(s, m.at, limit)
}

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
	if m := s.mentionAt(i); m != nil {
		if m.first != i || m.form != byName || m.people {
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
		if p := r.placePhrase(s, k); p != "" && !s.verbBetween(k, i-1) {
			return p
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

// purposeAfter returns what a meeting is for: what stands behind "to discuss", "on" or
// "about", up to the end of the phrase.
func (r *reading) purposeAfter(s *sentence, i, limit int) string {
	for k := i + 1; k < limit-1; k++ {
		w := s.word(k)
		switch {
		case w == "to" && s.fine(k+1) == "VB" && !s.is(k+1, movers):
			first := k + 1
			if l := s.lemma(first); l == "discuss" || l == "talk" {
				first++
				if s.word(first) == "about" || s.word(first) == "how" {
					first++
				}
			}
			return r.clause(s, first)
		case (w == "about" || w == "regarding" || w == "concerning" || w == "over" || w == "on") && k+1 < len(s.Tokens) && !s.isTimeToken(k+1) && !s.capital(k+1) && s.tag(k+1) != "NUM":
			return r.clause(s, k+1)
		}
	}
	return ""
}

var movers = lexicon.Set{"meet": {}, "attend": {}, "visit": {}, "hold": {}, "travel": {}, "take": {}, "be": {}, "participate": {}}

// clause returns the own words from token i to where the phrase ends, at most thirty.
func (r *reading) clause(s *sentence, i int) string {
	last := i - 1
	for k := i; k < len(s.Tokens) && k < i+30; k++ {
		w := s.word(k)
		if s.opensShort(k) {
			for k++; !closing[s.word(k)]; k++ {
			}
			last = k
			continue
		}
		if w == "." || w == ";" || w == ":" || w == "—" || w == "\"" || w == "”" || w == "“" || w == "," && !s.listComma(k) || w == "where" || w == "while" || w == "although" || w == "but" {
			break
		}
		last = k
	}
	for last >= i && (s.isTimeToken(last) || s.tag(last) == "ADP" || s.word(last) == "and" || s.word(last) == "," || s.word(last) == "or") {
		last--
	}
	if last < i {
		return ""
	}
	return r.words(s, i, last)
}

// opensShort reports whether a quotation of a few words opens at k: the "foreign agents"
// bill.
func (s *sentence) opensShort(k int) bool {
	if w := s.word(k); w != "“" && w != "\"" || s.quoted[k] || k == 0 || s.word(k-1) == "," {
		return false
	}
	for j := k + 1; j < k+6; j++ {
		if closing[s.word(j)] {
			return j > k+1
		}
	}
	return false
}

var closing = map[string]bool{"”": true, "\"": true}

// listComma reports whether the comma at k parts the items of a list that goes on.
func (s *sentence) listComma(k int) bool {
	for j := k + 1; j < len(s.Tokens) && j < k+9; j++ {
		switch w := s.word(j); {
		case w == "and" || w == "or":
			return s.tag(j+1) == s.tag(k+1) || s.tag(j+1) == "NOUN" || s.tag(j+1) == "ADJ" || s.tag(j+1) == "DET"
		case s.tag(j) == "VERB" || s.tag(j) == "AUX" || s.tag(j) == "PRON":
			return false
		}
	}
	return false
}
