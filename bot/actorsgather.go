package bot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/lexicon"
)

// A gathering is a Registry in the making: every full name is a node, nodes are joined,
// and then the short names of each article find the node that they mean.
type gathering struct {
	entries []Entry // in order of time
	rules   ruling
	nodes   []node
	byKey   map[string]int
	shorts  []mention // not yet attached

	members [][]mention    // by article, the weightiest first
	present []map[int]bool // by article: whose roots are in it, once names are joined
	// Parsing is what takes the time; each name is parsed once.
	folded  map[string]string
	orgs    map[string]orgName
	offices map[string]office
	people  map[string]personName
	states  map[string]string
	owned   map[string]map[string]int // how often a common name is told with its state
	about   [][]spokenOf              // by article: the states spoken of, once they are asked for
}

// A node is one full name, with all that articles say of whoever goes by it.
type node struct {
	parent int // itself, or the node it was joined to
	kind   digest.Kind
	person personName
	org    orgName
	raw    string                 // one of its forms, as it was written
	forms  map[string]int         // as they were written: how often
	also   map[string]bool        // what articles call it further on
	bare   map[string][]time.Time // single words by which articles call it further on: when
	told   []int                  // articles, in order of time
	roles  []roleTold
	apart  bool // a rule says that nothing is joined to it
}

// A roleTold is a role with the article that gives it.
type roleTold struct {
	role  string
	entry int
	office
}

// A mention is a name in an article.
type mention struct {
	entry, place int // which in its article
	node         int // -1 for a short one that is not attached
	actor        digest.Actor
	short        string // folded; empty for a full name
}

func newGathering(entries []Entry, rules []Rule) *gathering {
	ordered := inOrder(entries)
	return &gathering{entries: ordered, rules: newRuling(rules), byKey: map[string]int{}, folded: map[string]string{},
		orgs: map[string]orgName{}, offices: map[string]office{}, people: map[string]personName{}, states: map[string]string{},
		owned: map[string]map[string]int{}, about: make([][]spokenOf, len(ordered)), members: make([][]mention, len(ordered)), present: make([]map[int]bool, len(ordered))}
}

// fold is Fold, once for each name.
func (g *gathering) fold(s string) string {
	return memo(g.folded, s, Fold)
}

// org is parseOrg, once for each name.
func (g *gathering) org(s string) orgName { return memo(g.orgs, s, parseOrg) }

// office is parseOffice, once for each role.
func (g *gathering) office(s string) office { return memo(g.offices, s, parseOffice) }

// person is parsePerson, once for each name.
func (g *gathering) person(s string) (personName, bool) {
	p := memo(g.people, s, func(s string) personName { p, _ := parsePerson(s); return p })
	return p, p.surname != ""
}

// state is stateName, once for each name.
func (g *gathering) state(s string) string { return memo(g.states, s, stateName) }

// inOrder returns entries in order of time, and those of one time in an order that does
// not depend on how they came.
func inOrder(entries []Entry) []Entry {
	ordered := slices.Clone(entries)
	slices.SortStableFunc(ordered, func(a, b Entry) int {
		return cmp.Or(a.Article.Published.Compare(b.Article.Published), strings.Compare(a.Article.URL, b.Article.URL),
			strings.Compare(a.Article.Title, b.Article.Title), cmp.Compare(a.ID, b.ID))
	})
	return ordered
}

// memo returns f(s), which is called once for each s.
func memo[T any](known map[string]T, s string, f func(string) T) T {
	v, ok := known[s]
	if !ok {
		v = f(s)
		known[s] = v
	}
	return v
}

// gather makes the nodes and the list of short mentions.
func (g *gathering) gather() {
	for _, e := range g.entries {
		for _, a := range e.Digest.Actors {
			if a.Kind == digest.Organization || a.Kind == digest.Group {
				if o := g.org(a.Name); o.owner != "" && o.common() {
					countIn(g.owned, o.key, o.owner)
				}
			}
		}
	}
	for i, e := range g.entries {
		for _, a := range e.Digest.Actors {
			if g.fold(a.Name) != "" {
				g.mention(i, a)
			}
		}
	}
}

func countIn(counts map[string]map[string]int, key, sub string) {
	if counts[key] == nil {
		counts[key] = map[string]int{}
	}
	counts[key][sub]++
}

// mention notes an actor of an article: with its node, or among the short ones.
func (g *gathering) mention(i int, a digest.Actor) {
	m := mention{entry: i, place: len(g.members[i]), node: -1, actor: a}
	key, n := "", node{kind: a.Kind, raw: a.Name}
	switch a.Kind {
	case digest.State:
		name := cmp.Or(g.state(a.Name), g.fold(a.Name))
		if g.isProvince(name, i) {
			name = "province " + name
		}
		key = "state " + name
	case digest.Person:
		p, full := g.person(a.Name)
		if !full {
			m.short = g.fold(withoutOffice(a.Name))
			break
		}
		n.person = p
		key = "person " + g.fold(a.Name)
	default:
		n.org = g.org(a.Name)
		switch {
		case n.org.governs():
			key, n.kind = "state "+n.org.owner, digest.State
		case isAcronym(a.Name) || a.Kind == digest.Organization && !strings.Contains(n.org.key, " ") && !n.org.common():
			m.short = n.org.key
		default:
			n.org, key = g.bodyIn(n.org, i)
		}
	}
	if key != "" {
		m.node = g.nodeOf(key, n)
		g.note(m.node, m)
	} else {
		g.shorts = append(g.shorts, m)
	}
	g.members[i] = append(g.members[i], m)
}

// bodyIn returns the organisation that a name means in an article, with its key. A common
// name of which nothing tells whose body it is stays the article's own.
func (g *gathering) bodyIn(o orgName, entry int) (orgName, string) {
	if o.owner != "" || !o.common() {
		return o, bodyKey(o)
	}
	if o.owner = g.owner(o.key, entry); o.owner == "" {
		return o, fmt.Sprint(bodyKey(o), " in ", entry)
	}
	return o, bodyKey(o)
}

func bodyKey(o orgName) string { return "body " + o.key + "|" + o.owner }

// nodeOf returns the node of a key, which is n where it is new.
func (g *gathering) nodeOf(key string, n node) int {
	at, ok := g.byKey[key]
	if !ok {
		at = len(g.nodes)
		g.byKey[key] = at
		n.parent, n.forms, n.also, n.bare = at, map[string]int{}, map[string]bool{}, map[string][]time.Time{}
		n.apart = g.rules.apart[g.fold(n.raw)]
		g.nodes = append(g.nodes, n)
	}
	return at
}

// note adds a mention to its node.
func (g *gathering) note(at int, m mention) {
	n, e := &g.nodes[g.root(at)], g.entries[m.entry]
	n.forms[m.actor.Name]++
	if k := len(n.told); k == 0 || n.told[k-1] != m.entry {
		n.told = append(n.told, m.entry)
	}
	if m.actor.Role != "" {
		n.roles = append(n.roles, roleTold{m.actor.Role, m.entry, g.office(m.actor.Role)})
	}
	for _, alias := range m.actor.Aliases {
		n.also[alias] = true
		if f := g.fold(alias); f != "" && !strings.Contains(alias, " ") {
			n.bare[f] = append(n.bare[f], e.Article.Published)
		}
	}
}

// statesIn returns the states that act in d, the weightiest first.
func (g *gathering) statesIn(d digest.Digest) []string {
	var states []string
	for _, a := range d.Actors {
		if a.Kind == digest.State {
			if s := g.state(a.Name); s != "" && !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
	}
	return states
}

// stateName is the usual name of a state, its capital, people or government; empty for
// what is none.
func stateName(name string) string {
	s, ok := lexicon.LookupState(name)
	if !ok {
		s, ok = lexicon.LookupState(Fold(name)) // "U.S.", "United States of AMERICA"
	}
	if !ok {
		if o := parseOrg(name); o.governs() {
			return o.owner
		}
		return ""
	}
	if s.Form == lexicon.ByProvince {
		return "" // the lexicon has no more of it than the name itself
	}
	return s.Name
}

// root returns the node that a node was joined to.
func (g *gathering) root(i int) int {
	for g.nodes[i].parent != i {
		g.nodes[i].parent = g.nodes[g.nodes[i].parent].parent
		i = g.nodes[i].parent
	}
	return i
}

// join makes two nodes one, unless a rule keeps either apart. The smaller number stays, so
// that the order of joins does not matter.
func (g *gathering) join(a, b int) {
	if g.nodes[a].apart || g.nodes[b].apart {
		return
	}
	g.unite(a, b)
}

func (g *gathering) unite(a, b int) {
	a, b = g.root(a), g.root(b)
	if a == b {
		return
	}
	if b < a {
		a, b = b, a
	}
	into, from := &g.nodes[a], &g.nodes[b]
	from.parent = a
	for f, n := range from.forms {
		into.forms[f] += n
	}
	for f, at := range from.bare {
		into.bare[f] = append(into.bare[f], at...)
	}
	maps.Copy(into.also, from.also)
	into.told = append(into.told, from.told...)
	into.roles = append(into.roles, from.roles...)
}
