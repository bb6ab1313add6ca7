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

// findAuthor learns who speaks outside quotation marks: the person in a title such as
// "Statement by …" or in a byline with an office.
func (r *reading) findAuthor() {
	title := lexicon.Fold(r.article.Title)
	statement := strings.Contains(title, "statement") || strings.Contains(title, "remarks") || strings.Contains(title, "message")
	for _, s := range r.sentences[:min(2, len(r.sentences))] {
		if len(s.mentions) > 0 && len(s.Tokens) < 14 && len(s.verbs) == 0 {
			if e := s.mentions[0].entity; e.kind == Person && len(e.roles) > 0 && s.mentions[0].np < 3 {
				r.author = e
			}
		}
	}
	if r.author == nil && statement {
		r.author = r.titlePerson()
	}
	for _, e := range r.entities {
		if e.state == "United States" && r.author != nil {
			r.issuer = e
		}
	}
}

// titlePerson returns the first person that the title names, adding one that the text
// itself only means by "I".
func (r *reading) titlePerson() *entity {
	for _, e := range r.titled {
		if e.kind == Person {
			return e
		}
	}
	return nil
}

// resolve finds the pronouns and the noun phrases that mean someone named before.
func (r *reading) resolve() {
	var memory memory
	for n, s := range r.sentences {
		if s.caption {
			continue
		}
		if n > 0 && s.Start > 0 && strings.Contains(r.doc.Text[r.sentences[n-1].End:s.Start], "\n") {
			memory.paragraph()
		}
		named := slices.Clone(s.mentions)
		for i := range s.Tokens {
			for len(named) > 0 && named[0].first <= i {
				memory.note(named[0])
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

// dealt are prepositions that make what follows a party of the act.
var dealt = map[string]bool{"with": true, "between": true, "by": true, "before": true, "against": true}

// acting returns the mentions that are the subject of a verb.
func (s *sentence) acting() map[*mention]bool {
	set := map[*mention]bool{}
	for _, v := range s.verbs {
		for _, m := range s.subjects(v) {
			if !m.people {
				set[m] = true
			}
		}
	}
	return set
}

// inList reports whether only what joins a list stands between the tokens a and b.
func (s *sentence) inList(a, b int) bool {
	for k := a + 1; k < b; k++ {
		switch s.word(k) {
		case ",", "and", "the", "&", ";", "of", "with":
		default:
			return false
		}
	}
	return b-a <= 5 && b > a+1
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
			return last, memory.government(s, the)
		}
		return last, memory.byOrgWord(head, last == the+1)
	}
	return last, nil
}

// acts reports whether the mention does something or is dealt with, so that its entity is
// more than a backdrop.
func (s *sentence) acts(m *mention) bool {
	if m.form == byPronoun {
		return true
	}
	if m.inRole {
		return false
	}
	if (m.people || m.entity.sort == aState || m.entity.sort == aPeople) && !s.nounUse(m) {
		return s.partyNoun(m.last+1) && !s.staffOf(m)
	}
	if m.form == byName && m.entity.sort == aState && s.byCapital(m) {
		return s.capitalActs(m)
	}
	before := s.word(m.np - 1)
	if before == "the" {
		before = s.word(m.np - 2)
	}
	switch before {
	case "in", "at", "near", "from", "across", "outside", "inside", "around", "into", "within", "via", "throughout", "through", ",":
		if before == "," && s.listed(m) {
			return true
		}
		if before != "," || m.entity.sort == aState {
			return s.isPossessive(m.last+1) && before != "," && before != "in"
		}
	}
	return true
}

// listed reports whether the mention stands in a list of three or more, rather than behind
// the name of a town: "Egypt, France, Jordan and Iraq".
func (s *sentence) listed(m *mention) bool {
	n := 0
	for i, x := range s.mentions {
		if i > 0 && s.inList(s.mentions[i-1].last, x.np) && s.mentions[i-1].entity.sort != aPlace {
			n++
			if x == m && n > 1 {
				return true
			}
			continue
		}
		n = 0
	}
	return false
}

// byCapital reports whether the mention names a state by its capital.
func (s *sentence) byCapital(m *mention) bool {
	st, ok := lexicon.LookupState(s.phrase(m.first, m.last))
	return ok && st.Form == lexicon.ByCapital
}

// capitalActs reports whether a capital stands for its state rather than for the city.
func (s *sentence) capitalActs(m *mention) bool {
	switch s.word(m.first - 1) {
	case "with", "between", "against", "by", "urge", "urged", "urging", "push", "told", "accused":
		return true
	case "in", "at", "near", "from", "to", "of", "into", "around", "outside", "for", ",", "and", "on":
		return s.isPossessive(m.last+1) && s.word(m.first-1) != "in" && s.word(m.first-1) != "of"
	}
	t := s.tag(m.last + 1)
	return t == "VERB" || t == "AUX" || t == "ADV" || s.isPossessive(m.last+1)
}

// A memory is who has been spoken of lately.
type memory struct {
	recent  []*mention // of this sentence and the ones before, newest last
	subject *entity    // the person who was the last subject
	since   int        // where in recent this sentence begins
	also    []*entity  // whom a plural means beside the first
	group   []*entity  // the last subject that was more than one, or a body
}

func (m *memory) note(x *mention) { m.recent = append(m.recent, x) }

func (m *memory) paragraph() {}

func (m *memory) endSentence(s *sentence) {
	for _, v := range s.verbs {
		if v.tense == timeless || v.bare {
			continue
		}
		ms := s.subjects(v)
		if es := entitiesOf(ms); len(es) > 1 || len(es) == 1 && es[0].kind != Person {
			m.group = es
		}
		for _, x := range ms {
			if x.entity.kind == Person {
				m.subject = x.entity
				m.since = len(m.recent)
				return
			}
		}
	}
	m.since = len(m.recent)
}

// person finds whom he or she means: the first person named earlier in this sentence,
// else the last subject, else the last person named.
func (m *memory) person(s *sentence, i int) *entity {
	for _, x := range s.mentions {
		if x.first < i && x.entity.kind == Person && !s.isPossessive(x.last+1) && !prepositions[s.word(x.np-1)] {
			return x.entity
		}
	}
	if m.subject != nil {
		return m.subject
	}
	for k := len(m.recent) - 1; k >= 0; k-- {
		if m.recent[k].entity.kind == Person {
			return m.recent[k].entity
		}
	}
	return nil
}

// other finds whom him or her means: the person named last in this sentence who is not
// its subject, else as for he and she.
func (m *memory) other(s *sentence, i int) *entity {
	first := true
	var found *entity
	for _, x := range s.mentions {
		if x.first < i && x.entity.kind == Person && x.form == byName && !s.quoted[x.first] {
			if !first || prepositions[s.word(x.np-1)] || x.first > 3 {
				found = x.entity
			}
			first = false
		}
	}
	if found != nil {
		return found
	}
	return m.person(s, i)
}

// byTitle finds the person whose role holds all the weighty words of the phrase, the last
// one named first.
func (m *memory) byTitle(r *reading, s *sentence, first, last int) *entity {
	var want []string
	for k := first; k <= last; k++ {
		w := s.word(k)
		if st, ok := lexicon.LookupState(w); ok {
			w = st.Name
		}
		if w != "leader" && !links[w] {
			want = append(want, w)
		}
	}
	for k := len(m.recent) - 1; k >= 0; k-- {
		if e := m.recent[k].entity; e.kind == Person && e.fits(want) {
			return e
		}
	}
	return nil
}

// byTitles finds the persons whom a plural title means: "the foreign ministers". They must
// be two at least.
func (m *memory) byTitles(r *reading, s *sentence, first, last int) *entity {
	var want []string
	for k := first; k <= last; k++ {
		if w := strings.TrimSuffix(s.word(k), "s"); !links[w] {
			want = append(want, w)
		}
	}
	var found []*entity
	for _, x := range m.recent {
		if e := x.entity; e.kind == Person && e.fits(want) && !slices.Contains(found, e) {
			found = append(found, e)
		}
	}
	if len(found) < 2 {
		return nil
	}
	m.also = found[1:]
	return found[0]
}

// fits reports whether the roles of e hold every wanted word; nothing wanted fits anyone
// with a role.
func (e *entity) fits(want []string) bool {
	if len(e.roles) == 0 {
		return false
	}
	have := map[string]bool{}
	for _, role := range e.roles {
		for _, w := range strings.Fields(lexicon.Fold(role)) {
			have[w] = true
			if st, ok := lexicon.LookupState(w); ok {
				have[st.Name] = true
			}
		}
	}
	for _, w := range want {
		if !have[w] {
			return false
		}
	}
	return true
}

// governments are heads of noun phrases that mean a state's government.
var governments = map[string]bool{"government": true, "authorities": true, "regime": true, "junta": true}

// localGovernment are words before "government" that make it not the state's.
var localGovernment = map[string]bool{"local": true, "state": true, "city": true, "provincial": true, "regional": true, "municipal": true}

// chambers are those who sit in a body, by words that its name may have.
var chambers = map[string][]string{
	"lawmakers":   {"parliament", "congress", "assembly", "legislature", "house", "senate", "knesset", "duma", "bundestag", "diet"},
	"legislators": {"parliament", "congress", "assembly", "legislature", "council", "house", "senate"},
	"mps":         {"parliament", "commons", "assembly", "knesset", "bundestag"},
	"senators":    {"senate"},
	"justices":    {"court"},
	"judges":      {"court"},
}

// chamber returns the body last named that has one of the words in its name.
func (m *memory) chamber(words []string) *entity {
	for k := len(m.recent) - 1; k >= 0; k-- {
		e := m.recent[k].entity
		if e.sort != anOrg {
			continue
		}
		for _, w := range words {
			if containsWord(lexicon.Fold(e.order[0]), w) {
				return e
			}
		}
	}
	return nil
}

// government returns the state whose government is meant: the one that opens the sentence
// ("In Guinea, …"), else the one spoken of most.
func (m *memory) government(s *sentence, i int) *entity {
	if len(s.mentions) > 0 && s.mentions[0].first < 3 && s.mentions[0].last < i && s.mentions[0].entity.sort == aState && s.word(s.mentions[0].np-1) == "in" {
		return s.mentions[0].entity
	}
	count := map[*entity]int{}
	var best *entity
	for _, x := range m.recent {
		if x.entity.sort == aState {
			if count[x.entity]++; best == nil || count[x.entity] > count[best] {
				best = x.entity
			}
		}
	}
	return best
}

// byOrgWord finds the organisation that a common noun means: one that has the noun in its
// name, else, for the word alone, the last organisation that acted.
func (m *memory) byOrgWord(head string, alone bool) *entity {
	for k := len(m.recent) - 1; k >= 0; k-- {
		e := m.recent[k].entity
		if e.sort == anOrg && slices.Contains(strings.Fields(lexicon.Fold(e.order[0])), head) {
			return e
		}
	}
	switch head {
	case "bloc", "alliance", "regulator", "watchdog", "lender", "giant", "union", "bank", "maker", "company", "firm", "carrier", "airline", "manufacturer", "network", "retailer", "corporation", "broadcaster", "group", "party", "agency", "team":
	default:
		return nil
	}
	for k := len(m.recent) - 1; k >= 0 && alone; k-- {
		if e := m.recent[k].entity; e.sort == anOrg {
			return e
		}
	}
	return nil
}
