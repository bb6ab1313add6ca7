package digest

import (
	"cmp"
	"slices"

	"github.com/readout-bot/readout/digest/lexicon"
)

// findUnnamed makes mentions of those who can decide and are not called by a name: "the
// city council", "a federal judge", "lawmakers". Where the phrase belongs to somebody
// named ("the board of Halden Shipping", "his lawyers"), or somebody named fits it, it
// means that one; else it stays as it is worded.
func (r *reading) findUnnamed() {
	u := unnamed{reading: r, worded: map[string]*entity{}}
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		for i := range s.Tokens {
			if p, ok := s.bodyPhrase(i); ok {
				u.add(s, p)
			} else if i > 1 && speaking[s.word(i)] && s.mentionAt(i) == nil {
				u.addIt(s, i)
			}
		}
		u.addStrangers(s)
		u.addSpeaker(s)
	}
}

// unnamed keeps who has been met by which words.
type unnamed struct {
	*reading
	worded map[string]*entity
}

// A bodyPhrase is a noun phrase for those who decide.
type bodyPhrase struct {
	label       string   // of lexicon.Deciders
	det         int      // the determiner, or first
	first, head int      // without determiner
	whole       *mention // whose it is, where that is said beside it
	whose       string   // "his", "its", "their"
}

// bodyPhrase reads the phrase whose head is token i.
func (s *sentence) bodyPhrase(i int) (bodyPhrase, bool) {
	p := bodyPhrase{first: i, head: i}
	if s.mentionAt(i) != nil || s.tag(i) != "NOUN" && s.tag(i) != "PROPN" || s.capital(i) && i > 0 && s.word(i-1) != "the" && s.word(i-2) != "the" ||
		s.tag(i+1) == "NOUN" || s.tag(i+1) == "PROPN" && s.mentionAt(i+1) == nil || s.word(i+1) == "-" {
		return p, false
	}
	for p.first > 0 && i-p.first < 4 && s.describes(p.first-1) {
		p.first--
	}
	p.label = s.deciderLabel(p.first, i)
	if p.label == "" || p.label == "crowd" && s.isPossessive(i+1) {
		return p, false
	}
	return p, s.determine(&p)
}

// describes reports whether token i can stand between the determiner and the head.
func (s *sentence) describes(i int) bool {
	switch s.tag(i) {
	case "ADJ", "NOUN", "NUM":
		return s.mentionAt(i) == nil && !s.isTimeToken(i)
	}
	return s.word(i) == "-" && s.joined(i-1)
}

// deciderLabel returns the label of the head at i, whose phrase begins at first.
func (s *sentence) deciderLabel(first, i int) string {
	for _, label := range [...]string{"one", "office", "many", "those", "crowd"} {
		set := lexicon.Deciders()[label]
		if set.Has(s.word(i)) || i > first && set.Has(s.phrase(i-1, i)) {
			return label
		}
	}
	if lexicon.Deciders()["part"].Has(s.word(i)) {
		return "part"
	}
	return ""
}

// determine reads what stands round the phrase: an article, whose it is. It reports
// whether the phrase can mean somebody.
func (s *sentence) determine(p *bodyPhrase) bool {
	p.det = p.first
	k := p.first - 1
	if w := s.word(p.head + 1); w == "of" || w == "in" {
		if m := s.mentionFrom(p.head + 2); m != nil && m.entity.sort != aPlace && (w == "of" || m.entity.sort == anOrg) {
			p.whole = m
		}
	}
	switch w := s.word(k); {
	case w == "the" || w == "this" || w == "these" || w == "that" || w == "a" || w == "an":
		p.det = k
	case w == "his" || w == "her" || w == "its" || w == "their":
		p.det, p.whose = k, w
	case s.isPossessive(k):
		if m := s.mentionAt(k - 1); m != nil {
			p.whole = m
		}
		return p.whole != nil
	case s.mentionAt(k) != nil && s.mentionAt(k).last == k:
		p.whole = s.mentionAt(k)
		return p.whole.people || p.label != "one" && p.label != "office" || lexicon.Deciders()["part"].Has(s.word(p.head))
	case w == "no" || w == "any" || w == "all" || w == "every" || w == "each" || w == "other" || w == "most" || w == "many" || w == "some" || w == "by" && p.label == "one":
		return false
	default:
		return p.label == "many" || p.label == "crowd" || p.first == p.head && bareBodies[s.word(p.head)]
	}
	return p.label != "part" || p.whole != nil || p.whose != ""
}

// bareBodies are called without an article: "parliament will vote".
var bareBodies = setOf("parliament congress")

// add makes the phrase a mention.
func (u *unnamed) add(s *sentence, p bodyPhrase) {
	e := s.beside(p)
	if e == nil {
		e = u.owner(s, p)
	}
	if e == nil {
		e = u.named(s, p)
	}
	if e == nil && (p.label != "part" || organs[s.word(p.head)] && p.whole == nil && p.whose == "") {
		e = u.asWorded(s, p)
	}
	if e == nil {
		return
	}
	m := &mention{first: p.det, last: p.head, np: p.det, form: byRole, entity: e}
	s.insert(m)
	if s.mentionAt(p.head) == m {
		e.at = append(e.at, place{s, m})
	}
}

// addStrangers makes mentions of those whom a demand addresses by a name that the name
// finder has passed over: "called on Marrakand to open the crossing".
func (u *unnamed) addStrangers(s *sentence) {
	for _, v := range s.verbs {
		frames := s.frames(v.at)
		if frames == nil || v.passive && v.tense != timeless {
			continue
		}
		k := s.skipAdverbsRight(v.at + 1)
		if w := s.word(k); w == "that" || slices.Contains(frames, w) {
			k++
		}
		if s.word(k) == "the" {
			k++
		}
		first, last := k, k-1
		for s.tag(last+1) == "PROPN" && s.capital(last+1) && s.mentionAt(last+1) == nil && !s.isTimeToken(last+1) {
			last++
		}
		for first < last && s.isTitle(first) {
			first++
		}
		if last < first || s.isTitle(first) || s.mentionAt(last+1) != nil || s.isPossessive(last+1) || !s.addressed(last) {
			continue
		}
		e := u.asWorded(s, bodyPhrase{label: "one", det: first, first: first, head: last})
		m := &mention{first: first, last: last, np: k, form: byName, entity: e}
		s.insert(m)
		e.at = append(e.at, place{s, m})
	}
}

// addressed reports whether behind the name that ends at token last stands what is asked of
// it.
func (s *sentence) addressed(last int) bool {
	k := s.skipAdverbsRight(last + 1)
	return s.word(k) == "to" && s.tag(k+1) == "VERB" || s.tag(k) == "VERB" && s.subjunctive(k) || s.word(k) == "should" || s.word(k) == "would" || s.baseForm(k)
}

// speaking are the pronouns by which somebody who is said to say something means himself.
var speaking = setOf("it he she they")

// addIt makes the pronoun at i a mention where it means somebody unnamed: "the council said
// it would".
func (u *unnamed) addIt(s *sentence, i int) {
	k := i - 1
	if s.word(k) == "that" {
		k--
	}
	if !s.is(k, lexicon.Reporting()) || s.tag(k) != "VERB" {
		return
	}
	for j := k - 1; j >= 0 && j > k-4; j-- {
		if o := s.mentionAt(j); o != nil {
			if o.entity.sort == aBody {
				m := &mention{first: i, last: i, np: i, form: byPronoun, entity: o.entity}
				s.insert(m)
				o.entity.at = append(o.entity.at, place{s, m})
			}
			return
		}
	}
}

// addSpeaker makes mentions of "I" and "we" in quotation marks: whoever speaks, and the body
// or state that an office holder speaks for.
func (u *unnamed) addSpeaker(s *sentence) {
	for i, w := range s.low {
		if !s.quoted[i] || w != "we" && (w != "i" || !s.capital(i)) || s.mentionAt(i) != nil {
			continue
		}
		e := s.speaker()
		if e == nil {
			e = u.speakerBefore(s)
		}
		if e == nil {
			return
		}
		if w == "we" && e.kind == Person {
			if e = cmp.Or(u.represents(e), u.titledOrg()); e == nil {
				return
			}
		}
		m := &mention{first: i, last: i, np: i, form: byPronoun, entity: e, voiced: true}
		s.insert(m)
		e.at = append(e.at, place{s, m})
	}
}

// represents returns the body or state in the title of the person, if there is one.
func (u *unnamed) represents(e *entity) *entity {
	for _, p := range e.at {
		for _, m := range p.s.mentions {
			if m.inRole && m.np >= p.m.np && m.last < p.m.last+12 && (m.entity.sort == anOrg || m.entity.sort == aState) && e.governs() {
				return m.entity
			}
		}
	}
	return nil
}

// beside returns the person in apposition to the phrase: "Ghana's president, Nana Addo,",
// "Nana Addo, the president,".
func (s *sentence) beside(p bodyPhrase) *entity {
	for _, m := range [...]*mention{s.mentionAt(p.head + 2), s.mentionAt(p.det - 2)} {
		if m == nil || m.entity.kind != Person && p.label == "office" || m.entity.sort == aState || m.entity.sort == aPlace {
			continue
		}
		if s.word(p.head+1) == "," && m.np <= p.head+2 && m.first > p.head && !s.listComma(p.head+1) || s.word(p.det-1) == "," && m.last == p.det-2 && closes(s.word(p.head+1)) {
			return m.entity
		}
	}
	return nil
}

// closes reports whether the token can end an apposition.
func closes(w string) bool { return w == "," || w == "." || w == "of" }

// owner returns the one for whom the phrase decides: "the board of Halden Shipping", "the
// Front's fighters", "her lawyers".
func (u *unnamed) owner(s *sentence, p bodyPhrase) *entity {
	if !lexicon.Deciders()["part"].Has(s.word(p.head)) {
		return nil
	}
	if m := p.whole; m != nil {
		if m.people || m.entity.sort == aPlace || m.entity.sort == aState && s.word(p.head) != "government" && p.label != "part" {
			return nil
		}
		return m.entity
	}
	if p.whose == "" {
		return nil
	}
	for i := s.index; i >= 0 && i > s.index-3; i-- {
		if e := u.sentences[i].possessor(p.whose, p.det, i == s.index); e != nil {
			return e
		}
	}
	return nil
}

// possessor returns whom a possessive at token at, or one in a later sentence, means: the
// first mention that is no backdrop, else, in the same sentence, the last before it.
func (s *sentence) possessor(whose string, at int, same bool) *entity {
	person := whose == "his" || whose == "her"
	var found *entity
	for _, m := range s.mentions {
		if same && m.last >= at || m.entity.sort == aPlace || whose != "their" && person != (m.entity.kind == Person) {
			continue
		}
		if found = m.entity; !prepositions[s.word(m.np-1)] && !s.isPossessive(m.last+1) {
			return found
		}
	}
	if !same {
		return nil
	}
	return found
}

// named returns the one with a name whom a phrase with "the" means: an organisation that
// has the head in its name, the holder of an office.
func (u *unnamed) named(s *sentence, p bodyPhrase) *entity {
	if d := s.word(p.det); d != "the" && d != "this" {
		return nil
	}
	var found *entity
	for _, e := range u.entities {
		switch {
		case len(e.at) == 0:
			continue
		case p.label == "office" && e.kind == Person && e.fits(s.low[p.first:p.head+1]),
			p.label == "one" && p.first == p.head && e.sort == anOrg && containsWord(lexicon.Fold(e.order[0]), s.word(p.head)):
		default:
			continue
		}
		if found == nil || e.titled && !found.titled {
			found = e
		}
	}
	if found == nil && p.first == p.head && organs[s.word(p.head)] {
		return u.titledOrg()
	}
	return found
}

// organs decide for the whole that an article is about: "the board".
var organs = setOf("board committee management leadership directors")

// titledOrg returns the organisation that the title names, if it is only one.
func (u *unnamed) titledOrg() *entity {
	var found *entity
	for _, e := range u.titled {
		if e.sort == anOrg && e != found {
			if found != nil {
				return nil
			}
			found = e
		}
	}
	if found != nil && len(found.at) == 0 {
		return nil
	}
	return found
}

// asWorded returns the entity that goes by the words of the phrase. "The council" is the
// one that "the city council" was.
func (u *unnamed) asWorded(s *sentence, p bodyPhrase) *entity {
	first := p.first
	if p.whole != nil && p.whole.last < first {
		first = p.whole.first
	}
	name := u.words(s, first, p.head)
	key := lexicon.Fold(name)
	e := u.worded[key]
	if e == nil {
		e = &entity{kind: bodyKinds[p.label], sort: aBody}
		u.worded[key] = e
		u.entities = append(u.entities, e)
	}
	if head := s.word(p.head); first < p.head {
		u.worded[head] = e
	}
	e.add(name)
	return e
}

// bodyKinds are the kinds of those who are not named.
var bodyKinds = map[string]Kind{"one": Organization, "office": Person, "many": Group, "those": Group, "crowd": Group}

// actors returns the entities of the mentions that can decide, named or not.
func actors(ms []*mention) []*entity {
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

// entitiesOf returns the named entities of the mentions, each once, without those that
// only a quotation means by "we".
func entitiesOf(ms []*mention) []*entity {
	ms = slices.DeleteFunc(slices.Clone(ms), func(m *mention) bool { return m.voiced })
	return slices.DeleteFunc(actors(ms), func(e *entity) bool { return e.sort == aBody })
}
