package digest

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A memory is who has been spoken of lately.
type memory struct {
	recent  []*mention // of this sentence and the ones before, newest last
	acting  []*mention // those of them that are more than a backdrop
	subject *entity    // the person who was the last subject
	also    []*entity  // whom a plural means beside the first
	group   []*entity  // the last subject that was more than one, or a body
}

// reach is how many mentions are remembered at least: more than an article of the longest
// sort has, so that the cost of a book grows with its length.
const reach = 1000

func (m *memory) note(s *sentence, x *mention) {
	if len(m.recent) == 2*reach {
		m.recent = append(m.recent[:0], m.recent[reach:]...)
	}
	if len(m.acting) == 2*reach {
		m.acting = append(m.acting[:0], m.acting[reach:]...)
	}
	m.recent = append(m.recent, x)
	if s.acts(x) {
		m.acting = append(m.acting, x)
	}
}

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
				return
			}
		}
	}
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
	if e.titles == nil {
		e.titles = map[string]bool{}
	}
	for ; e.listed < len(e.roles); e.listed++ {
		for _, w := range strings.Fields(lexicon.Fold(e.roles[e.listed])) {
			e.titles[w] = true
			if st, ok := lexicon.LookupState(w); ok {
				e.titles[st.Name] = true
			}
		}
	}
	for _, w := range want {
		if !e.titles[w] {
			return false
		}
	}
	return true
}

// governments are heads of noun phrases that mean a state's government.
var governments = setOf("government authorities regime junta country kingdom republic nation")

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
// ("In Guinea, …"), else the one that stands out among those named so far. Where none
// does, the government stays without a name.
func (m *memory) government(s *sentence, i int, titled []*entity) *entity {
	if len(s.mentions) > 0 && s.mentions[0].first < 3 && s.mentions[0].last < i && s.mentions[0].entity.sort == aState && s.word(s.mentions[0].np-1) == "in" {
		return s.mentions[0].entity
	}
	weights, named := map[*entity]int{}, map[*entity]bool{}
	var best, second int
	var found *entity
	var states []*entity // in text order, so that the answer is the same each time
	for _, e := range titled {
		if e.sort == aState {
			states, named[e] = append(states, e), true
			weights[e] += 2
		}
	}
	for _, x := range m.recent {
		e := x.entity
		if e.sort != aState {
			continue
		}
		states = append(states, e)
		weights[e]++
		if x.inRole || !x.people {
			weights[e]++ // "the Kenyan president", "Kenya" rather than "Kenyan tea"
			named[e] = true
		}
	}
	for _, e := range states {
		switch w := weights[e]; {
		case !named[e] || e == found:
		case w > best:
			best, second, found = w, best, e
		case w > second:
			second = w
		}
	}
	if best == second {
		return nil
	}
	return found
}

// sides finds the two that "both sides" or "the two presidents" means: the last subject
// that was two, else the two of the right kind that were named last.
func (m *memory) sides(fits func(*entity) bool) []*entity {
	if len(m.group) == 2 && fits(m.group[0]) && fits(m.group[1]) {
		return m.group
	}
	var found []*entity
	for k := len(m.acting) - 1; k >= 0 && len(found) < 2; k-- {
		if e := m.acting[k].entity; fits(e) && !slices.Contains(found, e) {
			found = append([]*entity{e}, found...)
		}
	}
	if len(found) < 2 {
		return nil
	}
	return found
}

// pairs are plural nouns behind "both" or "the two", with whom they can mean.
var pairs = map[string]func(*entity) bool{"sides": isParty, "parties": isParty, "countries": isState, "nations": isState, "states": isState,
	"governments": isState, "neighbours": isState, "neighbors": isState, "companies": isOrg, "firms": isOrg, "leaders": isPerson,
	"presidents": isPerson, "ministers": isPerson, "men": isPerson, "women": isPerson}

func isParty(e *entity) bool  { return e.sort == aState || e.sort == anOrg }
func isState(e *entity) bool  { return e.sort == aState }
func isOrg(e *entity) bool    { return e.sort == anOrg }
func isPerson(e *entity) bool { return e.kind == Person }

// byOrgWord finds the organisation that a common noun means: one that has the noun in its
// name, the last subject first, else, for the word alone, the last organisation that acted.
func (m *memory) byOrgWord(head string, alone bool) *entity {
	for _, e := range m.group {
		if e.sort == anOrg && slices.Contains(e.firstWords(), head) {
			return e
		}
	}
	for k := len(m.recent) - 1; k >= 0; k-- {
		e := m.recent[k].entity
		if e.sort == anOrg && slices.Contains(e.firstWords(), head) {
			return e
		}
	}
	switch head {
	case "bloc", "alliance", "regulator", "watchdog", "lender", "giant", "union", "bank", "maker", "automaker", "carmaker", "planemaker", "drugmaker", "chipmaker", "brewer", "miner", "operator", "developer", "company", "firm", "carrier", "airline", "manufacturer", "network", "retailer", "corporation", "broadcaster", "group", "party", "agency", "team":
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
