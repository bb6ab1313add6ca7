package digest

import (
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
			}
		}
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
	if s.mentionAt(i) != nil || s.tag(i) != "NOUN" && s.tag(i) != "PROPN" || s.capital(i) && i > 0 ||
		s.tag(i+1) == "NOUN" || s.tag(i+1) == "PROPN" && s.mentionAt(i+1) == nil || s.word(i+1) == "-" {
		return p, false
	}
	for p.first > 0 && i-p.first < 4 && s.describes(p.first-1) {
		p.first--
	}
	if p.label = s.deciderLabel(p.first, i); p.label == "" {
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
	case w == "the" || w == "this" || w == "that" || w == "a" || w == "an":
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
		return p.whole.people || p.label != "one" && p.label != "office"
	case w == "no" || w == "any" || w == "all" || w == "every" || w == "each" || w == "other" || w == "most" || w == "many" || w == "some" || w == "by" && p.label == "one":
		return false
	default:
		return p.label == "many" || p.label == "crowd"
	}
	return p.label != "part" || p.whole != nil || p.whose != ""
}

// add makes the phrase a mention.
func (u *unnamed) add(s *sentence, p bodyPhrase) {
	e := u.owner(s, p)
	if e == nil {
		e = u.named(s, p)
	}
	if e == nil && p.label != "part" {
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
	person := p.whose == "his" || p.whose == "her"
	for i := len(s.mentions) - 1; i >= 0; i-- {
		if m := s.mentions[i]; m.last < p.det && m.entity.sort != aPlace && (p.whose == "their" || person == (m.entity.kind == Person)) {
			return m.entity
		}
	}
	return nil
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

// entitiesOf returns the named entities of the mentions, each once.
func entitiesOf(ms []*mention) []*entity {
	return slices.DeleteFunc(actors(ms), func(e *entity) bool { return e.sort == aBody })
}
