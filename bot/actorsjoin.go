package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// Which names are one actor's. Each rule looks only within a bucket of names that have
// something in common, so that many names cost no more than each by itself.

const (
	// nearTime is how long after somebody was told of a surname alone still means them.
	nearTime = 180 * 24 * time.Hour
	// newTime is how long somebody may be told of without the office that a surname comes with.
	newTime = 14 * 24 * time.Hour
	// nearMononym is how near single names must be to be one actor where no full name is known.
	nearMononym = 60 * 24 * time.Hour
	// usedOften is how often a surname alone must have meant one of several of that name.
	usedOften = 3
	// mostBeside is how many articles of each of two bodies are compared.
	mostBeside = 12
	// mostCompared bounds the comparisons for one name; only a made-up text has more.
	mostCompared = 50
)

// buckets groups the roots for which key is not empty.
func (g *gathering) buckets(key func(*node) string) [][]int {
	all := map[string][]int{}
	for i := range g.nodes {
		if g.nodes[i].parent != i {
			continue
		}
		if k := key(&g.nodes[i]); k != "" {
			all[k] = append(all[k], i)
		}
	}
	var some [][]int
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if len(all[k]) > 1 {
			some = append(some, all[k])
		}
	}
	return some
}

func (n *node) fullPerson() bool { return n.kind == digest.Person && n.person.surname != "" }

// joinPeople joins the full names that are one person's.
func (g *gathering) joinPeople() {
	same := func(n *node) string {
		if !n.fullPerson() {
			return ""
		}
		return n.person.given + " " + n.person.soundKey()
	}
	for _, b := range g.buckets(same) {
		g.joinMiddles(b)
	}
	// "J. Smith" where one Smith's given name begins so.
	initial := func(n *node) string {
		if !n.fullPerson() {
			return ""
		}
		return n.person.given[:1] + " " + n.person.soundKey()
	}
	for _, b := range g.buckets(initial) {
		short, long := parted(b, func(i int) bool { return len(g.nodes[i].person.given) == 1 })
		if len(long) == 1 {
			for _, i := range short {
				if g.akin(i, long[0]) {
					g.join(i, long[0])
				}
			}
		}
	}
	// Another vowel in the surname, or another name in front of a long one: one person if
	// their roles agree.
	vowels := func(n *node) string {
		f := frame(n.person.surname)
		if !n.fullPerson() || f == "" {
			return ""
		}
		return n.person.given + " " + f
	}
	long := func(n *node) string {
		if !n.fullPerson() {
			return ""
		}
		return g.nameTail(n)
	}
	g.joinAlike(vowels, spelledAlike)
	g.joinAlike(long, oneIsTail)
}

// joinAlike joins those of one bucket that are alike and whose roles agree.
func (g *gathering) joinAlike(key func(*node) string, alike func(a, b *node) bool) {
	for _, b := range g.buckets(key) {
		for i, x := range b {
			for _, y := range b[i+1 : min(len(b), i+1+mostCompared)] {
				if alike(&g.nodes[x], &g.nodes[y]) && g.sameWork(x, y) {
					g.join(x, y)
				}
			}
		}
	}
}

// nameTail is the last two words of a name of three or more, and the whole of one of two:
// "Andrés Manuel López Obrador" is López Obrador.
func (g *gathering) nameTail(n *node) string {
	words := strings.Fields(g.fold(n.raw))
	if len(words) < 2 {
		return ""
	}
	return strings.Join(words[len(words)-2:], " ")
}

// spelledAlike reports whether two names that sound alike do not contradict each other.
func spelledAlike(a, b *node) bool {
	return a.person.suffix == b.person.suffix && sameMiddle(a.person.middle, b.person.middle)
}

// oneIsTail reports whether of two names that end alike one is no more than that end:
// Mohammed and Abdullah bin Zayed Al Nahyan are two.
func oneIsTail(a, b *node) bool {
	return min(strings.Count(a.raw, " "), strings.Count(b.raw, " ")) == 1
}

// parted splits nodes by whether they fit.
func parted(nodes []int, fits func(int) bool) (yes, no []int) {
	for _, i := range nodes {
		if fits(i) {
			yes = append(yes, i)
		} else {
			no = append(no, i)
		}
	}
	return yes, no
}

// joinMiddles joins those of one given name and surname whose middle names and
// generations do not contradict. Where there are two George W. and George H. W., a George
// without is neither.
func (g *gathering) joinMiddles(b []int) {
	younger, elder := parted(b, func(i int) bool { return g.nodes[i].person.suffix != "" })
	var groups [][]int
	plain, middled := parted(elder, func(i int) bool { return g.nodes[i].person.middle == "" })
	for _, i := range middled {
		at := slices.IndexFunc(groups[:min(len(groups), mostCompared)], func(group []int) bool {
			return sameMiddle(g.nodes[group[0]].person.middle, g.nodes[i].person.middle)
		})
		if at < 0 {
			groups = append(groups, []int{i})
			continue
		}
		groups[at] = append(groups[at], i)
		g.join(groups[at][0], i)
	}
	for _, i := range plain {
		if len(groups) == 1 && g.akin(groups[0][0], i) {
			g.join(groups[0][0], i)
		} else {
			g.join(plain[0], i)
		}
	}
	for k, i := range younger {
		for _, j := range younger[:min(k, mostCompared)] {
			x, y := g.nodes[i].person, g.nodes[j].person
			if generation(x.suffix) == generation(y.suffix) && sameMiddle(x.middle, y.middle) {
				g.join(i, j)
			}
		}
		for _, j := range elder[:min(len(elder), mostCompared)] {
			if sameMiddle(g.nodes[i].person.middle, g.nodes[j].person.middle) && g.sameWork(i, j) {
				g.join(i, j)
			}
		}
	}
}

func generation(suffix string) string {
	switch suffix {
	case "junior":
		return "jr"
	case "senior":
		return "sr"
	}
	return suffix
}

// akin reports whether no role of one speaks against the other's.
func (g *gathering) akin(a, b int) bool {
	x, y := g.nodes[g.root(a)].roles, g.nodes[g.root(b)].roles
	return !hasOffice(x) || !hasOffice(y) || agree(x, y)
}

// sameWork reports whether a role of one agrees with one of the other's.
func (g *gathering) sameWork(a, b int) bool {
	return agree(g.nodes[g.root(a)].roles, g.nodes[g.root(b)].roles)
}

func hasOffice(roles []roleTold) bool {
	return slices.ContainsFunc(roles, func(t roleTold) bool { return t.head != "" })
}

func agree(x, y []roleTold) bool {
	for _, s := range x[:min(len(x), mostCompared)] {
		if slices.ContainsFunc(y[:min(len(y), mostCompared)], func(t roleTold) bool { return s.agrees(t.office) }) {
			return true
		}
	}
	return false
}

// joinBodies joins a body with a common name, of which its article does not tell whose it
// is, with the only one of that name of which some article tells that has another actor or
// a rare name in common with that one.
func (g *gathering) joinBodies() {
	var rare rareNames
	named := map[string][]int{}
	for i := range g.nodes {
		if n := &g.nodes[i]; n.org.key != "" && n.kind != digest.State && n.org.common() {
			named[n.org.key] = append(named[n.org.key], i)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(named)) {
		same := named[key][:min(len(named[key]), mostCompared)]
		for k, i := range same {
			if g.nodes[i].org.owner != "" {
				continue
			}
			akin, _ := parted(same, func(j int) bool { return i != j && g.beside(i, j, &rare) })
			owned, loose := parted(akin, func(j int) bool { return g.nodes[j].org.owner != "" })
			switch {
			case len(owned) == 1:
				g.join(i, owned[0])
			case len(owned) == 0:
				for _, j := range loose {
					if slices.Index(same, j) < k {
						g.join(i, j)
					}
				}
			}
		}
	}
	clear(g.present) // whose roots are others now
}

// beside reports whether two actors are told of in articles that have another actor or a
// rare name in common.
func (g *gathering) beside(a, b int, rare *rareNames) bool {
	x, y := g.nodes[a].told, g.nodes[b].told
	for _, i := range x[:min(len(x), mostBeside)] {
		for _, j := range y[:min(len(y), mostBeside)] {
			if g.inCommon(i, j) > 0 || rare.common(g, i, j) {
				return true
			}
		}
	}
	return false
}

// rareNames are the proper names of articles that few others have, found when first asked
// for.
type rareNames struct{ in []map[string]bool }

// fewHave is how many articles at most, or which share of all, have a rare name.
const fewHave, fewShare = 6, 20

func (r *rareNames) common(g *gathering, a, b int) bool {
	if r.in == nil {
		r.find(g)
	}
	for name := range r.in[a] {
		if r.in[b][name] {
			return true
		}
	}
	return false
}

func (r *rareNames) find(g *gathering) {
	r.in = make([]map[string]bool, len(g.entries))
	counts, has := map[string]*nameCount{}, map[string]int{}
	all := make([]map[string]int, len(g.entries))
	var words []textWord
	for i := range g.entries {
		words = wordsOf(g.entries[i].Article.Text, words[:0])
		countNames(counts, words)
		all[i] = capitals(words)
	}
	for i := range all {
		keepNames(all[i], counts)
		for name := range all[i] {
			has[name]++
		}
	}
	for i := range all {
		r.in[i] = map[string]bool{}
		for name := range all[i] {
			if has[name] <= max(fewHave, len(g.entries)/fewShare) && !commonWords[name] && g.state(name) == "" {
				r.in[i][name] = true
			}
		}
	}
}
