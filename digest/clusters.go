package digest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/readout-bot/readout/digest/lexicon"
)

// clusters say which names name the same entity.
type clusters struct {
	of      map[string]*entity // folded name, or state, to entity
	persons shelf              // by their words
	orgs    shelf              // by the first and the last word, and the acronym
}

// A cluster is a full name and its entity.
type cluster struct {
	words  []string // as written
	plain  []string // as they are compared
	entity *entity
}

// A shelf holds clusters in the order in which they came, and finds those that share a
// word with a name, so that the cost of a text of names grows with the names alone.
type shelf struct {
	all []cluster
	by  map[string][]int // indexes in all, ascending
}

// alike is how many clusters with one word are kept in view: a text with more is a list.
const alike = 200

func (s *shelf) put(c cluster, words ...string) {
	if s.by == nil {
		s.by = map[string][]int{}
	}
	n := len(s.all)
	for _, w := range words {
		if at := s.by[w]; len(at) < alike && (len(at) == 0 || at[len(at)-1] != n) {
			s.by[w] = append(at, n)
		}
	}
	s.all = append(s.all, c)
}

// first returns the entity of the first cluster under one of the words that fits, or nil.
func (s *shelf) first(fits func(c *cluster) bool, words ...string) *entity {
	found := -1
	for _, w := range words {
		for _, i := range s.by[w] {
			if found >= 0 && i >= found {
				break
			}
			if fits(&s.all[i]) {
				found = i
			}
		}
	}
	if found < 0 {
		return nil
	}
	return s.all[found].entity
}

// newClusters groups the names: full names first, so that short ones find their owner.
func newClusters(names []named) *clusters {
	c := &clusters{of: map[string]*entity{}}
	byLength := make([]*named, len(names))
	for i := range names {
		byLength[i] = &names[i]
	}
	slices.SortStableFunc(byLength, func(a, b *named) int { return len(b.words) - len(a.words) })
	for _, n := range byLength {
		if n.sort == aPerson || n.sort == anOrg && len(n.words) > 1 {
			c.place(*n)
		}
	}
	for _, n := range names {
		c.place(n)
	}
	return c
}

// entityOf returns the entity of a name that has been placed.
func (c *clusters) entityOf(n named) *entity { return c.of[n.key] }

func key(n named) string {
	if n.sort == aState {
		return "state " + n.state.Name
	}
	k := strings.TrimPrefix(strings.Join(n.words, " "), "the ")
	if n.sort == aPeople {
		return strings.TrimSuffix(k, "s")
	}
	return k
}

func (c *clusters) place(n named) {
	k := n.key
	if c.of[k] != nil {
		return
	}
	words := strings.Fields(k)
	if len(words) == 0 {
		return
	}
	switch n.sort {
	case aState:
		c.of[k] = &entity{kind: State, sort: aState, state: n.state.Name}
	case aPeople:
		c.of[k] = &entity{kind: Group, sort: aPeople}
	case aPlace, anOutlet:
		if len(words) == 1 { // the name finder's word against a full name's
			if e := cmp.Or(c.person(words), c.org(words)); e != nil {
				c.of[k] = e
				return
			}
		}
		c.of[k] = &entity{kind: Organization, sort: n.sort}
	case aPerson, somePerson:
		e := c.person(words)
		if e == nil {
			e = c.org(words)
		}
		if e == nil {
			e = &entity{kind: Person, sort: aPerson}
			plain := withoutSuffix(words)
			c.persons.put(cluster{words, plain, e}, append(slices.Clone(words), plain...)...)
		}
		c.of[k] = e
	case anOrg:
		e := c.org(words)
		if e == nil && len(words) == 1 {
			e = c.person(words)
		}
		if e == nil {
			e = &entity{kind: Organization, sort: anOrg}
			plain := canonical(words)
			c.orgs.put(cluster{words, plain, e}, plain[0], plain[len(plain)-1], acronym(plain))
		}
		c.of[k] = e
	}
}

// person finds whom a name may shorten: a surname, a first name, or a name with a middle
// name less.
func (c *clusters) person(words []string) *entity {
	short := withoutSuffix(words)
	e := c.persons.first(func(p *cluster) bool { return samePerson(p.plain, short) }, short[len(short)-1])
	if e == nil && len(words) == 1 { // "Xi" for "Xi Jinping"
		e = c.persons.first(func(p *cluster) bool {
			return p.words[0] == words[0] || slices.Contains(p.words, words[0]) && len(words[0]) > 3
		}, words[0])
	}
	return e
}

// samePerson reports whether short is a way to write full, both without suffix: the last
// words agree, and what stands before them is left out or abbreviated.
func samePerson(full, short []string) bool {
	if len(full) < len(short) || full[len(full)-1] != short[len(short)-1] {
		return len(short) > 1 && subsequence(full, short)
	}
	if len(short) == 1 || slices.Equal(full[len(full)-len(short):], short) {
		return true
	}
	a, b := full[0], short[0]
	return a == b || initial(a) && a[0] == b[0] || initial(b) && a[0] == b[0]
}

func initial(w string) bool { return len(w) == 1 || len(w) == 2 && w[1] == '.' }

func withoutSuffix(words []string) []string {
	for len(words) > 1 {
		switch strings.TrimSuffix(words[len(words)-1], ".") {
		case "jr", "sr", "ii", "iii", ",":
			words = words[:len(words)-1]
			continue
		}
		break
	}
	if n := len(words); n > 1 {
		words = slices.Clone(words)
		for i := range words {
			words[i] = strings.TrimSuffix(words[i], ",")
		}
	}
	return words
}

// subsequence reports whether the words of short stand in full in the same order.
func subsequence(full, short []string) bool {
	i := 0
	for _, w := range full {
		if i < len(short) && w == short[i] {
			i++
		}
	}
	return i == len(short)
}

// org finds the organisation that a name may shorten: by its acronym, its last words, or
// its name without "Corporation".
func (c *clusters) org(words []string) *entity {
	short := canonical(words)
	return c.orgs.first(func(o *cluster) bool { return sameOrg(o.plain, short) },
		short[0], short[len(short)-1], strings.ReplaceAll(short[0], ".", ""))
}

// sameOrg reports whether short is a way to write full, both canonical.
func sameOrg(full, short []string) bool {
	if slices.Equal(full, short) {
		return true
	}
	if len(short) == 1 && len(full) > 1 && acronym(full) == strings.ReplaceAll(short[0], ".", "") && len(short[0]) > 1 {
		return true
	}
	if len(short) == 1 && len(full) == 1 || len(full) <= len(short) {
		return false
	}
	if lexicon.Seats().Has(strings.Join(full, " ")) {
		return false
	}
	if rest := len(full) - len(short); slices.Equal(full[rest:], short) {
		return qualifies(full[:rest])
	}
	if slices.Equal(full[:len(short)], short) {
		return isTail(full[len(short):])
	}
	return false
}

// canonical writes the states in a name in one way: "u.s. congress" is "united states
// congress".
func canonical(words []string) []string {
	var out []string
	for _, w := range words {
		if st, ok := lexicon.LookupState(w); ok && st.Form == lexicon.ByName && len(w) < 5 {
			out = append(out, strings.Fields(strings.ToLower(st.Name))...)
			continue
		}
		out = append(out, w)
	}
	return out
}

// qualifies reports whether words before a name only say whose it is or which: "United
// States" Congress, "116th" Congress, "House" Oversight Committee.
func qualifies(words []string) bool {
	if _, ok := lexicon.LookupState(strings.Join(words, " ")); ok {
		return true
	}
	for _, w := range words {
		if _, ok := lexicon.LookupState(w); ok || unicode.IsDigit(rune(w[0])) || prefixes[w] {
			continue
		}
		return false
	}
	return true
}

var prefixes = map[string]bool{"united": true, "states": true, "federal": true, "national": true, "royal": true, "the": true,
	"house": true, "senate": true, "of": true, "state": true, "full": true, "supreme": true, "u.s.": true, "us": true, "european": true}

// isTail reports whether words after a name only say what it is: "Motor Company",
// "of Representatives".
func isTail(words []string) bool {
	if words[0] == "of" {
		return len(words) > 1 && (words[1] == "representatives" || words[1] == "the" || qualifies(words[1:]))
	}
	return corporate[words[len(words)-1]] && len(words) <= 2
}

// corporate are last words that add nothing to which organisation it is.
var corporate = map[string]bool{"inc": true, "inc.": true, "corp": true, "corp.": true, "corporation": true, "ltd": true, "ltd.": true,
	"limited": true, "llc": true, "plc": true, "co": true, "co.": true, "company": true, "group": true, "holdings": true, "ag": true,
	"sa": true, "se": true, "nv": true, "party": true, "incorporated": true, "industries": true, "motors": true, "organization": true,
	"organisation": true, "council": true, "administration": true, "foods": true, "systems": true, "technologies": true, "energy": true,
	"air": true, "airlines": true, "airways": true, "lines": true, "bank": true, "resources": true, "pharmaceuticals": true, "metals": true,
	"mining": true, "capital": true, "shipping": true, "electronics": true, "logistics": true, "leasing": true, "telecom": true, "petroleum": true}

// acronym returns the initials of the weighty words: "european union" is "eu".
func acronym(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if !links[w] && w != "in" && w != "on" {
			b.WriteByte(w[0])
		}
	}
	return b.String()
}
