package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// partyNouns are plural and collective nouns for people who act for someone.
var partyNouns = func() lexicon.Set {
	s := lexicon.Set{}
	for w := range lexicon.Groups() {
		s[w] = struct{}{}
	}
	for w := range lexicon.Organs() {
		s[w] = struct{}{}
	}
	for _, w := range []string{"members", "counterparts", "counterpart", "colleagues", "representative", "delegation", "leadership", "heads", "executives", "managers", "shareholders", "judges", "councillors"} {
		s[w] = struct{}{}
	}
	return s
}()

// resolve finds the pronouns and the noun phrases that mean someone named before.
func (r *reading) resolve() {
	var memory memory
	for _, s := range r.sentences {
		if s.caption {
			continue
		}
		named := slices.Clone(s.mentions)
		for i := range s.Tokens {
			for len(named) > 0 && named[0].first <= i {
				memory.note(s, named[0])
				named = named[1:]
			}
			if s.mentionAt(i) != nil {
				continue
			}
			r.resolveAt(s, i, &memory)
		}
		memory.endSentence(s)
		acting := s.acting()
		for i, m := range s.mentions {
			if dealt[s.word(m.np-1)] || s.word(m.np-1) == "the" && dealt[s.word(m.np-2)] || s.headsOf(m) ||
				i > 0 && acting[s.mentions[i-1]] && s.inList(s.mentions[i-1].last, m.np) {
				acting[m] = true
			}
			if m.form != byName {
				m.entity.at = append(m.entity.at, place{s, m})
			}
			if len(m.entity.at) > 0 && !slices.Contains(r.entities, m.entity) {
				r.entities = append(r.entities, m.entity)
			}
			if s.acts(m) {
				m.entity.acts++
				if acting[m] {
					m.entity.leads++
				}
			}
		}
	}
}

// resolveAt resolves the pronoun or noun phrase at token i, if there is one.
func (r *reading) resolveAt(s *sentence, i int, memory *memory) {
	put := func(e *entity, first, last int, f form) {
		if e != nil {
			s.insert(&mention{first: first, last: last, np: first, form: f, entity: e})
		}
	}
	w := s.word(i)
	switch {
	case s.quoted[i]:
	case w == "he" || w == "she":
		put(memory.person(s, i), i, i, byPronoun)
	case w == "they" && memory.group != nil:
		put(memory.group[0], i, i, byPronoun)
		if m := s.mentionAt(i); m != nil && m.form == byPronoun {
			m.also = memory.group[1:]
		}
	case w == "him" || w == "her" && s.fine(i) == "PRP":
		put(memory.other(s, i), i, i, byPronoun)
	case (w == "i" && s.capital(i)) || w == "me":
		put(r.author, i, i, byPronoun)
	case w == "we" || w == "us" && s.fine(i) == "PRP":
		put(r.issuer, i, i, byPronoun)
	case chambers[w] != nil && s.word(i-1) != "-" && !s.isPossessive(i+1):
		put(memory.chamber(chambers[w]), i, i, byRole)
	case w == "both" || w == "two" && s.word(i-1) == "the":
		fits := pairs[s.word(i+1)]
		if fits == nil {
			break
		}
		if es := memory.sides(fits); es != nil {
			put(es[0], i, i+1, byRole)
			if m := s.mentionAt(i + 1); m != nil && m.form == byRole {
				m.also = es[1:]
			}
		}
	case w == "it" && i > 1:
		put(s.sayer(i), i, i, byPronoun)
	case w == "the":
		last, e := r.definite(s, i, memory)
		put(e, i, last, byRole)
		if m := s.mentionAt(last); m != nil && m.np == i && m.form == byRole {
			m.also = memory.also
		}
		memory.also = nil
	case s.capital(i) && s.isTitle(i) && i == 0:
		last, e := r.definite(s, i-1, memory)
		put(e, i, last, byRole)
	}
}

// sayer returns the organisation or state that "it" at i means in "regulator Ofwat said it
// would announce".
func (s *sentence) sayer(i int) *entity {
	k := i - 1
	if s.word(k) == "that" {
		k--
	}
	if !s.is(k, lexicon.Reporting()) || s.tag(k) != "VERB" {
		return nil
	}
	for j := k - 1; j >= 0 && j > k-4; j-- {
		if m := s.mentionAt(j); m != nil && m.entity.kind != Person && m.entity.sort != aPlace {
			return m.entity
		}
	}
	return nil
}

// definite finds who "the Russian leader" or "the company" is. It returns the last token
// of the phrase.
func (r *reading) definite(s *sentence, the int, memory *memory) (int, *entity) {
	last := the
	for k := the + 1; k < len(s.Tokens) && k <= the+6; k++ {
		if t := s.tag(k); t != "NOUN" && t != "PROPN" && t != "ADJ" && !(s.word(k) == "of" && s.word(k-1) == "secretary") {
			break
		}
		if m := s.mentionAt(k); m != nil && !m.people {
			return last, nil
		}
		last = k
	}
	if last == the {
		return last, nil
	}
	head := s.word(last)
	if lexicon.Titles().Has(head) || head == "state" && s.word(last-2) == "secretary" {
		return last, memory.byTitle(r, s, the+1, last)
	}
	if lexicon.Titles().Has(strings.TrimSuffix(head, "s")) {
		return last, memory.byTitles(r, s, the+1, last)
	}
	if lexicon.OrgWords().Has(head) {
		if governments[head] && !localGovernment[s.word(last-1)] {
			return last, memory.government(s, the, r.titled)
		}
		return last, memory.byOrgWord(head, last == the+1)
	}
	return last, nil
}
