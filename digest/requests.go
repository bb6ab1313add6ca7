package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// request reads "A urged B to do X", "A called on B to do X".
func (r *reading) request(s *sentence, v verb) *decision {
	if v.negated || v.tense == past && (r.longAgo(s) || s.word(v.first) == "to") || s.byLaw(v) || s.episode(v) {
		return nil
	}
	through := []string{}
	if !v.passive && (s.lemma(v.at) == "call" || s.lemma(v.at) == "appeal") {
		through = []string{"on", "upon", "to", "for"}
		if w := s.word(v.at + 1); w != "on" && w != "upon" && w != "for" && !(w == "to" && s.lemma(v.at) == "appeal") {
			return nil
		}
	}
	if l := s.lemma(v.at); l == "demand" || l == "request" {
		through = append(through, "from")
	}
	to := s.infinitiveAfter(v.at)
	if to < 0 || s.answered(to+2) || s.idle(to+1) || asksOn[s.lemma(to+1)] || s.exhorts(to+1) {
		return nil
	}
	asked := within(s.requested(v.at, through...), to)
	if v.passive && v.tense != timeless {
		asked = s.subjects(v)
	}
	if s.word(v.at+1) == "for" && len(asked) > 0 && asked[0].np != v.at+2 && asked[0].np != v.at+3 {
		return nil
	}
	if len(asked) == 0 || s.everyone(v.at, asked[0].np) || s.word(asked[len(asked)-1].last+1) == "for" && s.lemma(v.at) == "ask" {
		return nil // asked for a thing
	}
	if e := asked[0].entity; e.sort == aBody && e.kind == Group && s.crowd(asked[0]) || s.lemma(to+1) == "comment" {
		return nil // residents are asked to boil their water
	}
	if m := asked[0]; v.tense == future && m.entity.sort == aBody && (s.word(m.np) == "a" || s.word(m.np) == "an") {
		return nil // will ask some court or other
	}
	d := &decision{at: v.at, deciders: actors(asked), status: Requested, question: r.whetherTo(s, to+1)}
	if !v.passive {
		r.addAskers(d, s, v)
	}
	return d
}

// addAskers notes who does what the verb of asking says as being for what is asked.
func (r *reading) addAskers(d *decision, s *sentence, v verb) {
	for _, e := range without(entitiesOf(s.subjects(v)), d.deciders) {
		d.positions = append(d.positions, position{e, For, s.index})
	}
}

// crowd reports whether the mention is of people at large, who do not decide together.
func (s *sentence) crowd(m *mention) bool { return lexicon.Deciders()["crowd"].Has(s.word(m.last)) }

// asksOn are verbs by which one who is asked would only ask another.
var asksOn = setOf("push press pressure persuade convince urge ask tell encourage")

// byLaw reports whether the request is a standing one of a law: "has authorized and
// requested the President to issue annually".
func (s *sentence) byLaw(v verb) bool {
	for k := v.at - 1; k >= 0 && k > v.at-4; k-- {
		if l := s.lemma(k); l == "authorize" || l == "direct" {
			return true
		}
	}
	return slices.Contains(s.low, "annually") || slices.Contains(s.low, "hereby")
}

// episode reports whether the verb tells of a step of what is over: in the past behind
// "when" or "after" in a sentence whose other verbs are in the past, "had asked" or
// "tried to pressure".
func (s *sentence) episode(v verb) bool {
	if s.word(v.at-1) == "to" && s.lemma(v.at-2) == "try" && s.fine(v.at-2) == "VBD" {
		return true
	}
	if v.tense != past {
		return false
	}
	if s.word(v.first) == "had" && v.first != v.at {
		return !s.reported(v)
	}
	for k := v.first - 1; k >= 0 && k > v.first-7; k-- {
		switch w := s.word(k); {
		case w == "when" || w == "after":
			return slices.ContainsFunc(s.verbs, func(g verb) bool { return g.at < k && g.tense == past })
		case w == "," || w == ";" || w == "that" || s.verbOf(k) != nil:
			return false
		}
	}
	return false
}

// idle reports whether the verb at i is of being and having, which nobody is asked to do.
func (s *sentence) idle(i int) bool { return s.lemma(i) == "be" || s.lemma(i) == "have" }

// from reads "A sought an apology from B", "A called for the resignation of B".
func (r *reading) asksFrom(s *sentence, v verb) *decision {
	switch s.lemma(v.at) {
	case "request", "demand", "want", "call", "ask":
	case "seek":
		if v.tense == past && s.lemma(v.first) != "have" && s.fine(v.at) != "VBG" {
			return nil
		}
	default:
		return nil
	}
	if v.passive || v.negated || v.tense == future && v.plan == "" || v.tense == timeless && !v.gerund || r.longAgo(s) {
		return nil
	}
	k := v.at + 1
	if s.lemma(v.at) == "call" || s.lemma(v.at) == "ask" {
		if s.word(k) != "for" {
			return nil
		}
		k++
	}
	for j := k; j < k+9; j++ {
		var by []*mention
		question := ""
		switch {
		case stepsDown[s.lemma(j)] && s.tag(j) == "NOUN":
			by, question = s.objects(j, "of"), "whether to resign"
			if s.isPossessive(j - 1) {
				by = []*mention{s.mentionAt(j - 2)}
			}
			if m := s.mentionAt(j - 1); m != nil && m.last == j-1 {
				by = []*mention{m} // "his resignation"
			}
		case s.word(j) == "from" && j > k && s.tag(j-1) == "NOUN" && !consents[s.lemma(j-1)] && deeds[s.lemma(j-1)] == "" && !parted[s.lemma(j-1)]:
			by, question = s.objects(j-1, "from"), "whether to give "+r.words(s, k, j-1)
		case s.tag(j) == "VERB" || s.tag(j) == "PUNCT" || s.word(j) == "to":
			return nil
		}
		if by = slices.DeleteFunc(by, func(m *mention) bool { return m == nil || s.atLarge(m) }); len(by) == 0 || question == "" {
			continue
		}
		if question != "whether to resign" && by[0].entity.kind == Person && by[0].form == byPronoun {
			return nil
		}
		d := &decision{at: v.at, deciders: actors(by[:1]), status: Requested, question: question}
		r.addAskers(d, s, v)
		return d
	}
	return nil
}

var (
	stepsDown = setOf("resignation ouster departure")
	parted    = setOf("release exit withdrawal return transfer removal exemption departure independence protection support") // their "from" is of place
)

// everyone reports whether the words from a to b make the asked no party but people at
// large: "call upon all the people of the United States".
func (s *sentence) everyone(a, b int) bool {
	for k := a + 1; k < b; k++ {
		switch s.word(k) {
		case "people", "citizens", "all", "everyone", "americans", "anyone", "those", "public", "users", "owners":
			return true
		}
	}
	return false
}

// requested returns those whom the verb of asking at i asks. A people counts with its
// officials: "Turkish authorities".
func (s *sentence) requested(i int, through ...string) []*mention {
	ms := slices.DeleteFunc(s.objects(i, through...), s.atLarge)
	for _, m := range s.mentions {
		if m.first > i && m.np <= i+3 && !slices.Contains(ms, m) && m.people && s.partyNoun(m.last+1) {
			ms = append(ms, m)
		}
	}
	return ms
}

// atLarge reports whether the mention is of no party in particular: "governments",
// "Americans".
func (s *sentence) atLarge(m *mention) bool {
	switch m.entity.sort {
	case aBody:
		w := s.word(m.np)
		return m.entity.kind == Group && w != "the" && w != "these" && w != "its" && w != "their" && !lexicon.Deciders()["many"].Has(s.word(m.last))
	case aState:
		return m.people && m.form == byName && s.nounUse(m) && strings.HasSuffix(s.word(m.last), "s")
	}
	return false
}

func within(ms []*mention, limit int) []*mention {
	var kept []*mention
	for _, m := range ms {
		if m.last < limit {
			kept = append(kept, m)
		}
	}
	return kept
}

// infinitiveAfter returns the first "to" with a verb behind it that belongs to the verb at
// i, or -1.
func (s *sentence) infinitiveAfter(i int) int {
	for k := i + 1; k < len(s.Tokens)-1 && k < i+24; k++ {
		w := s.word(k)
		if w == "to" && s.mentionAt(k-1) == nil && s.tag(k-1) == "VERB" && k-1 > i {
			return -1
		}
		if w == "to" && (s.fine(k+1) == "VB" || s.fine(k+1) == "VBP" || s.verbal(k+1) || (s.fine(k+1) == "RB" || s.word(k+1) == "please") && strings.HasPrefix(s.fine(k+2), "VB")) {
			return k
		}
		if w == "," {
			if to := s.pastAside(k); to > 0 {
				return to
			}
		}
		if w == "that" || w == "who" || w == ";" || w == "which" || s.startsClause(k) && s.fine(k) != "VBN" {
			return -1
		}
	}
	return -1
}

// verbal reports whether the word at k is the base form of a verb of deciding or doing, which
// the tagger can take for a noun or a preposition: "asked to grant clemency".
func (s *sentence) verbal(k int) bool {
	w := s.word(k)
	if s.capital(k) || s.isTimeToken(k) || s.word(k+1) == "of" {
		return false
	}
	return settlers[w] || formal[w] || drops[w] || choices[w] || bringsAbout[w] || consenting[w] || lexicon.DecisionVerbs()[w] != ""
}

// pastAside returns the "to" behind an aside that the comma at k opens: "urged the mayor, if
// he cannot govern, to step down". It returns -1 where there is none.
func (s *sentence) pastAside(k int) int {
	switch s.word(k + 1) {
	case "if", "when", "while", "as", "should", "who", "despite", "after", "before", "in", "and":
	default:
		return -1
	}
	for j := k + 2; j < len(s.Tokens)-1 && j < k+36; j++ {
		if s.word(j) == "," && s.word(j+1) == "to" {
			return j + 1
		}
		if s.word(j) == ";" || s.word(j) == "”" {
			break
		}
	}
	return -1
}

// answered reports whether the rest of the sentence tells the answer.
func (s *sentence) answered(i int) bool {
	for k := i; k < len(s.Tokens); k++ {
		switch s.lemma(k) {
		case "refuse", "refus", "reject", "decline", "declin", "comply", "oblige", "agreed":
			return true
		}
	}
	return false
}

// longAgo reports whether the sentence tells of a day more than six weeks before the
// article.
func (r *reading) longAgo(s *sentence) bool {
	for _, p := range s.times {
		if !p.To.IsZero() && p.To.Before(r.day().AddDate(0, 0, -42)) {
			return true
		}
	}
	return false
}
