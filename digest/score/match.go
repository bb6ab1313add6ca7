package score

import (
	"sort"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/when"
)

// A matching pairs annotated items with found ones; -1 stands for alone.
type matching struct{ gold, pred []int }

// match pairs greedily, best fit first, then in the order of the lists.
func match(golds, preds int, fit func(i, j int) float64) matching {
	type pair struct {
		fit  float64
		i, j int
	}
	var pairs []pair
	for i := range golds {
		for j := range preds {
			if f := fit(i, j); f > 0 {
				pairs = append(pairs, pair{f, i, j})
			}
		}
	}
	sort.SliceStable(pairs, func(a, b int) bool { return pairs[a].fit > pairs[b].fit })
	m := matching{alone(golds), alone(preds)}
	for _, p := range pairs {
		if m.gold[p.i] < 0 && m.pred[p.j] < 0 {
			m.gold[p.i], m.pred[p.j] = p.j, p.i
		}
	}
	return m
}

func alone(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// actorFit is 1 where the names agree, 0.5 where only an alias does.
func actorFit(g, p digest.Actor) float64 {
	names := set{fold(g.Name): {}}
	for _, a := range g.Aliases {
		names[fold(a)] = struct{}{}
	}
	if _, ok := names[fold(p.Name)]; ok {
		return 1
	}
	for _, a := range p.Aliases {
		if _, ok := names[fold(a)]; ok {
			return 0.5
		}
	}
	return 0
}

// A view is what matching looks at in a meeting or a decision.
type view struct {
	evidence []digest.Span
	parties  set
	words    set
	when     [2]string
}

func meetingView(m digest.Meeting, a aliases) view {
	return view{m.Evidence, a.set(m.Participants), content(m.Title + "  " + m.Purpose), days(m.When)}
}

func decisionView(d digest.Decision, a aliases) view {
	return view{evidence: d.Evidence, parties: a.set(d.Deciders), words: content(" " + d.Question + " ")}
}

func (g view) fit(p view) float64 {
	var evidence, dated, parties, about float64
	if overlap(g.evidence, p.evidence) {
		evidence = 1
	}
	if n := g.parties.common(p.parties); n > 0 {
		parties = float64(n) / float64(len(g.parties)+len(p.parties)-n)
	}
	if len(g.words) > 0 && len(p.words) > 0 {
		about = float64(g.words.common(p.words)) / float64(min(len(g.words), len(p.words)))
	}
	if g.when[0] != "" && g.when == p.when {
		dated = 1
	}
	agree := evidence
	if parties > 0 {
		agree++
	}
	if about >= 0.34 || dated > 0 {
		agree++
	}
	if agree < 2 {
		return 0
	}
	return evidence + parties + about + dated*0.5
}

func overlap(a, b []digest.Span) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Start < y.End && y.Start < x.End {
				return true
			}
		}
	}
	return false
}

func days(w digest.When) [2]string {
	if w.Start.IsZero() {
		return [2]string{}
	}
	layout := time.DateOnly
	if w.Precision == when.Time {
		layout = time.RFC3339
	}
	if w.End.IsZero() {
		w.End = w.Start
	}
	return [2]string{w.Start.Format(layout)[:10], w.End.Format(layout)[:10]}
}

// grounded reports whether every span is the article's own and every name occurs in it.
func grounded(text, folded string, evidence []digest.Span, names []string) bool {
	if len(evidence) == 0 {
		return false
	}
	for _, s := range evidence {
		if s.Start < 0 || s.End > len(text) || s.Start > s.End || text[s.Start:s.End] != s.Text {
			return false
		}
	}
	for _, n := range names {
		if !strings.Contains(folded, " "+fold(n)+" ") {
			return false
		}
	}
	return true
}

type set map[string]struct{}

func (s set) common(t set) int {
	n := 0
	for k := range s {
		if _, ok := t[k]; ok {
			n++
		}
	}
	return n
}

func (s set) equal(t set) bool { return len(s) == len(t) && s.common(t) == len(s) }

// aliases maps any form of an annotated actor's name to one key; an unknown name is its
// own.
type aliases map[string]string

func newAliases(actors []GoldActor) aliases {
	a := aliases{}
	for i, g := range actors {
		key := "#" + string(rune('0'+i)) // no folded name holds a mark
		for _, n := range append([]string{g.Name}, g.Aliases...) {
			if _, taken := a[fold(n)]; !taken {
				a[fold(n)] = key
			}
		}
	}
	return a
}

func (a aliases) set(names []string) set {
	s := set{}
	for _, n := range names {
		f := fold(n)
		if key, ok := a[f]; ok {
			f = key
		}
		s[f] = struct{}{}
	}
	return s
}

// similar reports whether two phrases share a word, or are both empty.
func similar(a, b string) bool {
	x, y := words(fold(a)), words(fold(b))
	if len(x) == 0 || len(y) == 0 {
		return len(x) == len(y)
	}
	return x.common(y) > 0
}

func words(folded string) set {
	s := set{}
	for _, w := range strings.Fields(folded) {
		s[w] = struct{}{}
	}
	return s
}

// stop are words that say nothing about what an item is about.
var stop = words("a an the of to in on at for and or whether will with by from its their his her as is be that this it " +
	"meet meeting visit talk summit travel trip call hold host attend session")

func content(phrase string) set {
	s := set{}
	for _, w := range strings.Fields(fold(phrase)) {
		if len(w) > 3 {
			w = strings.TrimSuffix(w, "s")
		}
		if _, ok := stop[w]; !ok {
			s[w] = struct{}{}
		}
	}
	return s
}

// titles are dropped from the start of a name.
var titles = words("mr mrs ms dr sir president prime minister secretary senator rep " +
	"chancellor the king queen prince pope gov governor sen gen general")

// fold brings a name to plain lower-case words: no accents, possessives, marks, titles.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if norm.NFKD.PropertiesString(string(r)).CCC() == 0 {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	s = strings.ReplaceAll(b.String(), "’", "'")
	w := strings.FieldsFunc(dropPossessives(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	for len(w) > 1 {
		if _, ok := titles[w[0]]; !ok {
			break
		}
		w = w[1:]
	}
	return strings.Join(w, " ")
}

// dropPossessives removes every 's that ends a word.
func dropPossessives(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "'s")
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		s = s[i+2:]
		if r := firstRune(s); r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) {
			b.WriteString("'s")
		}
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return ' '
}
