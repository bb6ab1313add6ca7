package bot

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// A joining is that two names, folded, are one actor's.
type joining struct {
	name, other string
	as          string // other as it was given
}

// A ruling is what all rules together say, the later ones over the earlier.
type ruling struct {
	joined []joining         // names that are one actor
	apart  map[string]bool   // folded names that nothing is joined to by itself
	called map[string]string // folded name to the name that a rule chose
	muted  map[string]bool
}

func newRuling(rules []Rule) ruling {
	u := ruling{apart: map[string]bool{}, called: map[string]string{}, muted: map[string]bool{}}
	for _, r := range rules {
		name, other := Fold(r.Name), Fold(r.Other)
		switch r.Kind {
		case Merge, Alias:
			u.joined = append(u.joined, joining{name, other, r.Other})
			u.called[name] = r.Name
			u.called[other] = r.Name
		case Split:
			u.apart[name] = true
			for _, j := range u.joined {
				if j.name == name || j.other == name {
					delete(u.called, j.name)
					delete(u.called, j.other)
				}
			}
			u.joined = slices.DeleteFunc(u.joined, func(p joining) bool { return p.name == name || p.other == name })
		case Mute:
			u.muted[name] = true
		}
	}
	return u
}

// obey joins what the rules join.
func (g *gathering) obey() {
	by := map[string][]int{}
	want := map[string]bool{}
	for _, p := range g.rules.joined {
		want[p.name], want[p.other] = true, true
	}
	if len(want) == 0 {
		return
	}
	for i := range g.nodes {
		for f := range g.nodes[i].forms {
			if k := g.fold(f); want[k] && !slices.Contains(by[k], g.root(i)) {
				by[k] = append(by[k], g.root(i))
			}
		}
	}
	for _, p := range g.rules.joined {
		// A single word is a form of many; those that found an owner are theirs.
		own, others := g.owners(p.name, by[p.name]), g.owners(p.other, by[p.other])
		for _, i := range own {
			for _, j := range others {
				g.unite(i, j)
			}
		}
		if len(own) > 0 && len(others) == 0 {
			g.nodes[g.root(own[0])].forms[p.as] += 0 // an alias that no article has yet
		}
	}
}

// owners are, of the nodes with a folded form, those that are called by it.
func (g *gathering) owners(form string, nodes []int) []int {
	if strings.Contains(form, " ") {
		return nodes
	}
	if own, _ := parted(nodes, func(i int) bool { return g.fold(g.nodes[g.root(i)].raw) == form }); len(own) > 0 {
		return own
	}
	return nodes
}

// registry makes the Registry of what was gathered.
func (g *gathering) registry() *Registry {
	r := &Registry{byForm: map[string][]int{}, in: map[entryKey]map[string]int{}, all: map[entryKey][]int{}, office: map[string][]termOf{}}
	number := map[int]int{} // of a root; -1 for a muted one
	var roots []int
	for i := range g.nodes {
		if g.root(i) == i && len(g.nodes[i].told) > 0 {
			roots = append(roots, i)
		}
	}
	for i := range roots {
		slices.Sort(g.nodes[roots[i]].told)
		g.nodes[roots[i]].told = slices.Compact(g.nodes[roots[i]].told)
	}
	slices.SortStableFunc(roots, func(a, b int) int { return cmp.Compare(len(g.nodes[b].told), len(g.nodes[a].told)) })
	for _, i := range roots {
		if g.muted(i) {
			number[i] = -1
			continue
		}
		number[i] = len(r.actors)
		r.add(g.actor(i))
	}
	for i, e := range g.entries {
		k := keyOf(e)
		here, seen := make(map[string]int, 2*len(g.members[i])), make(map[int]bool, len(g.members[i]))
		for _, m := range g.members[i] {
			n := number[g.root(m.node)]
			if n >= 0 && !seen[n] {
				seen[n] = true
				r.all[k] = append(r.all[k], n)
			}
			for _, form := range append([]string{m.actor.Name}, m.actor.Aliases...) {
				if f := g.fold(form); f != "" {
					if _, taken := here[f]; !taken || form == m.actor.Name {
						here[f] = n
					}
				}
			}
			if o := g.office(m.actor.Role); n >= 0 && o.head != "" && o.state != "" && m.actor.Kind == digest.Person {
				r.office[o.head+" "+o.state] = append(r.office[o.head+" "+o.state], termOf{n, e.Article.Published})
			}
		}
		r.in[k] = here
	}
	return r
}

func (g *gathering) muted(i int) bool {
	for f := range g.nodes[i].forms {
		if g.rules.muted[g.fold(f)] {
			return true
		}
	}
	return false
}

// actor writes a node as it is shown.
func (g *gathering) actor(i int) Actor {
	n := &g.nodes[i]
	a := Actor{Kind: n.kind, Name: g.name(n), Told: make([]*Entry, 0, len(n.told))}
	forms := slices.Sorted(maps.Keys(n.forms))
	for also := range n.also {
		if _, ok := n.forms[also]; !ok && g.fold(also) != "" {
			forms = append(forms, also)
		}
	}
	slices.Sort(forms)
	a.Forms = []string{a.Name}
	for _, f := range forms {
		if f != a.Name {
			a.Forms = append(a.Forms, f)
		}
	}
	slices.SortStableFunc(n.roles, func(x, y roleTold) int { return cmp.Compare(x.entry, y.entry) })
	seen := map[string]bool{}
	for _, t := range n.roles {
		if k := g.fold(t.role); !seen[k] {
			seen[k] = true
			a.Titles = append(a.Titles, Title{t.role, g.entries[t.entry].Article.Published, &g.entries[t.entry]})
		}
	}
	for _, e := range slices.Backward(n.told) {
		a.Told = append(a.Told, &g.entries[e])
	}
	return a
}

// name chooses how an actor is called: as a rule says; a state by its usual name; else by
// the full form that most articles use, the longer of two.
func (g *gathering) name(n *node) string {
	best, most := "", math.MinInt
	for _, f := range slices.Sorted(maps.Keys(n.forms)) {
		folded := g.fold(f)
		if chosen, ok := g.rules.called[folded]; ok {
			return chosen
		}
		score := 4 * n.forms[f]
		if strings.Contains(folded, " ") {
			score += 1 << 20
		} else if n.kind != digest.State && isAcronym(f) {
			score -= 1 << 20
		}
		if n.kind != digest.Person && g.org(f).owner != "" {
			score += 1 << 9 // whose it is belongs to its name
		}
		if strings.ToUpper(f) == f && !isAcronym(f) {
			score -= 1 << 10
		}
		if score > most || score == most && len(f) > len(best) {
			best, most = f, score
		}
	}
	if n.kind == digest.State {
		if s := stateName(best); s != "" {
			return s
		}
	}
	return best
}

// add appends an actor and what it is found by.
func (r *Registry) add(a Actor) {
	i := len(r.actors)
	r.actors = append(r.actors, a)
	for _, f := range a.Forms {
		for _, k := range NameKeys(f) {
			if of := r.byForm[k]; len(of) == 0 || of[len(of)-1] != i {
				r.byForm[k] = append(of, i)
			}
		}
	}
}
