package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/lexicon"
)

// Names of a single word: a surname, an acronym, a company's first word. What one means is
// asked in each article anew.

// A lookup holds what single words may stand for.
type lookup struct {
	people    map[string][]int // by surname, or the family name that stands first
	companies map[string][]int // by the first word of Ford Motor
	initials  map[string][]int
	spelled   map[string][]string
	single    map[string][]int // names that stay a single word, in order of time
}

// attachShort finds, for each name of a single word, whom its article means.
func (g *gathering) attachShort() {
	l := lookup{people: g.surnames(), companies: map[string][]int{}, initials: map[string][]int{}, single: map[string][]int{},
		spelled: g.spelledOuts()}
	for i := range g.nodes {
		n := &g.nodes[i]
		if n.org.key == "" || n.parent != i || n.apart {
			continue
		}
		words := strings.Fields(n.org.key)
		if len(words) == 2 && tradeWords[words[1]] {
			l.companies[words[0]] = append(l.companies[words[0]], i)
		}
		if len(words) > 1 {
			ways := initials(n.org.spelled())
			l.initials[ways[0]] = append(l.initials[ways[0]], i)
			if ways[1] != ways[0] {
				l.initials[ways[1]] = append(l.initials[ways[1]], i)
			}
		}
	}
	isBody := map[string]bool{}
	for _, m := range g.shorts {
		if m.actor.Kind != digest.Person {
			isBody[m.short] = true
		}
	}
	for _, m := range g.shorts {
		to := -1
		switch {
		case g.rules.apart[m.short]:
		case m.actor.Kind != digest.Person:
			to = g.bodyOf(m, l)
		default:
			// A name that is a company's too, and no role to tell: it stays by itself.
			company := isBody[m.short] || len(l.companies[m.short]) > 0
			to = g.personOf(m, l, company && m.actor.Role == "")
		}
		if to < 0 {
			to = g.singleOf(m, l)
		}
		g.note(to, m)
		g.members[m.entry][m.place].node = to
		g.here(m.entry)[to] = true
	}
}

// here returns the roots of those in an article that are known so far.
func (g *gathering) here(entry int) map[int]bool {
	if g.present[entry] == nil {
		g.present[entry] = make(map[int]bool, len(g.members[entry]))
		for _, m := range g.members[entry] {
			if m.node >= 0 {
				g.present[entry][g.root(m.node)] = true
			}
		}
	}
	return g.present[entry]
}

// surnames returns the people that a single word may mean.
func (g *gathering) surnames() map[string][]int {
	called := map[string][]int{}
	seen := map[string]bool{}
	add := func(word string, i int) {
		i = g.root(i)
		if k := word + " " + g.nodes[i].raw; !seen[k] {
			seen[k] = true
			called[word] = append(called[word], i)
		}
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		if !n.fullPerson() || n.apart {
			continue
		}
		add(n.person.soundKey(), i)
		words := strings.Fields(g.fold(n.raw))
		if familyFirst[words[0]] {
			add(words[0], i)
		}
		if k := len(words); k > 2 && particles[words[k-2]] {
			add(sound(words[k-2]+" "+words[k-1], 6), i) // "De Wit", of Marieke de Wit
		}
	}
	return called
}

// personOf returns whom a surname alone means: the one of that name in the article, else
// the only one of it near that time whose role does not speak against it. It is -1 for
// nobody, and where there are several and nothing tells which.
func (g *gathering) personOf(m mention, l lookup, strict bool) int {
	of := l.people[sound(m.short, 6)]
	if len(of) == 0 || len(of) > mostCompared {
		return -1
	}
	if here, _ := parted(of, func(i int) bool { return g.here(m.entry)[i] }); len(here) == 1 {
		return here[0]
	} else if len(here) > 1 {
		return -1
	}
	if strict {
		return -1
	}
	at := g.entries[m.entry].Article.Published
	role := parseOffice(m.actor.Role)
	within := nearTime
	if role.head != "" {
		within = termLength // the office tells, too
	}
	near, _ := parted(of, func(i int) bool { return g.toldNear(i, at, within) })
	fit, _ := parted(near, func(i int) bool {
		if !hasOffice(g.nodes[i].roles) {
			return role.head == "" || g.toldNear(i, at, newTime)
		}
		return role.head == "" || agree([]roleTold{{office: role}}, g.nodes[i].roles)
	})
	if len(fit) > 1 && role.head != "" {
		if sure, _ := parted(fit, func(i int) bool { return hasOffice(g.nodes[i].roles) }); len(sure) > 0 {
			fit = sure
		}
	}
	if len(near) > 1 && len(fit) > 1 || len(near) > 1 && role.head == "" {
		// One of them is commonly called so, and no other ever.
		fit, _ = parted(near, func(i int) bool { return len(g.nodes[i].bare[m.short]) > 0 })
		if len(fit) == 1 && len(g.nodes[fit[0]].bare[m.short]) < usedOften {
			return -1
		}
	}
	if len(fit) != 1 {
		return -1
	}
	return fit[0]
}

// toldNear reports whether an article near a time tells of a node.
func (g *gathering) toldNear(i int, at time.Time, near time.Duration) bool {
	return slices.ContainsFunc(g.nodes[i].told, func(e int) bool { return g.entries[e].Article.Published.Sub(at).Abs() <= near })
}

// bodyOf returns which organisation an acronym or a single word means.
func (g *gathering) bodyOf(m mention, l lookup) int {
	e := g.entries[m.entry]
	if !isAcronym(m.actor.Name) {
		of := unique(l.companies[m.short], g.root)
		if here, _ := parted(of, func(i int) bool { return g.here(m.entry)[i] }); len(here) == 1 {
			return here[0]
		}
		if len(of) == 1 && g.toldNear(of[0], e.Article.Published, nearTime) {
			return of[0]
		}
		return -1
	}
	if full, ok := spelledOut(e.Article.Text)[m.short]; ok {
		return g.bodyNamed(full, m.entry)
	}
	for _, a := range m.actor.Aliases {
		if abbreviates(m.actor.Name, a) {
			return g.bodyNamed(a, m.entry)
		}
	}
	if full := l.spelled[m.short]; len(full) == 1 { // as other articles spell it out
		return g.bodyNamed(full[0], m.entry)
	}
	return g.byInitials(m, unique(l.initials[m.short], g.root))
}

// byInitials returns which of the organisations with an acronym's initials it means: one
// that everybody knows, the one in its article, or the only one, if an article on that has
// somebody in common with this.
func (g *gathering) byInitials(m mention, of []int) int {
	if lexicon.Intergov().Has(m.short) {
		if known, _ := parted(of, func(i int) bool { return lexicon.Intergov().Has(g.nodes[i].org.key) }); len(known) == 1 {
			return known[0]
		}
	}
	if len(m.short) < 3 {
		return -1
	}
	if here, _ := parted(of, func(i int) bool { return g.here(m.entry)[i] }); len(here) == 1 {
		return here[0]
	}
	if len(of) != 1 {
		return -1
	}
	told := g.nodes[of[0]].told
	if slices.ContainsFunc(told[:min(len(told), mostCompared)], func(e int) bool { return g.inCommon(m.entry, e) > 0 }) {
		return of[0]
	}
	return -1
}

// spelledOuts returns what the articles spell acronyms out as, in brackets or by calling one
// body both ways; each way once.
func (g *gathering) spelledOuts() map[string][]string {
	all := map[string][]string{}
	seen := map[string]bool{}
	add := func(short, full string) {
		if k := short + " " + bodyKey(g.org(full)); !seen[k] {
			seen[k] = true
			all[short] = append(all[short], full)
		}
	}
	for i := range g.entries {
		brackets := spelledOut(g.entries[i].Article.Text)
		for _, short := range slices.Sorted(maps.Keys(brackets)) {
			add(short, brackets[short])
		}
		for _, m := range g.members[i] {
			for _, alias := range m.actor.Aliases {
				if m.actor.Kind != digest.Person && isAcronym(alias) && len(alias) > 2 && abbreviates(alias, m.actor.Name) {
					add(g.fold(alias), m.actor.Name)
				}
			}
		}
	}
	return all
}

// bodyNamed returns the node that an organisation's full name means in an article.
func (g *gathering) bodyNamed(full string, entry int) int {
	o, key := g.bodyIn(g.org(full), entry)
	return g.root(g.nodeOf(key, node{kind: digest.Organization, raw: full, org: o}))
}

func unique(nodes []int, root func(int) int) []int {
	var some []int
	for _, i := range nodes {
		if r := root(i); !slices.Contains(some, r) && len(some) < mostCompared {
			some = append(some, r)
		}
	}
	return some
}

// singleOf returns the node of a name that stays a single word. One organisation is meant
// by it everywhere. A surname means one person where the roles agree, or where the
// articles are near in time and have two others in common.
func (g *gathering) singleOf(m mention, l lookup) int {
	if m.actor.Kind != digest.Person {
		return g.nodeOf("body "+m.short+"|", node{kind: m.actor.Kind, raw: m.actor.Name, org: orgName{key: m.short}})
	}
	e := g.entries[m.entry]
	role := roleTold{m.actor.Role, m.entry, parseOffice(m.actor.Role)}
	earlier := l.single[m.short]
	if n := len(earlier); n > 0 && g.here(m.entry)[earlier[n-1]] {
		return earlier[n-1] // the same word in the same article
	}
	for _, i := range slices.Backward(earlier[max(0, len(earlier)-mostCompared):]) {
		n := &g.nodes[i]
		last := n.told[len(n.told)-1]
		if e.Article.Published.Sub(g.entries[last].Article.Published) > nearMononym {
			continue
		}
		same := agree([]roleTold{role}, n.roles)
		if !same && (role.head == "" || !hasOffice(n.roles)) {
			same = g.inCommon(m.entry, last) > 1
		}
		if same {
			return i
		}
	}
	// The number tells it from others of its name.
	i := g.nodeOf("single "+m.short+" "+e.Article.URL+" "+e.Article.Title, node{kind: digest.Person, raw: m.actor.Name})
	l.single[m.short] = append(earlier, i)
	return i
}

// inCommon counts the actors of two articles that are the same, but for states and who
// else is in every other article.
func (g *gathering) inCommon(a, b int) int {
	x, y := g.here(a), g.here(b)
	if len(y) < len(x) {
		x, y = y, x
	}
	most := max(20, len(g.entries)/10)
	n := 0
	for i := range x {
		if y[i] && g.nodes[i].kind != digest.State && len(g.nodes[i].told) <= most {
			n++
		}
	}
	return n
}
