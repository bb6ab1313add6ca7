package bot

import (
	"cmp"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/lexicon"
)

// Whose a body is that goes by a name which every state may have one of: "Congress", "the
// Supreme Court", "Security Council". It is told by what its article speaks of, title and
// text, and by whose such a body other articles name in full.

const (
	// inTitle, acting and inText are what a state's name counts for by where it stands.
	inTitle, acting, inText = 4, 2, 1
	// leastNamed is how often a body must be named with its state to be that state's in an
	// article that speaks of no state.
	leastNamed = 3
	// plainly is how many times as often as the next an article speaks of the state whose
	// body it means, where two that have one are spoken of.
	plainly = 2
)

// A spokenOf is a state or league with how much an article speaks of it.
type spokenOf struct {
	name  string
	times int
}

// spoken returns the states and leagues that an article speaks of, the most spoken of first.
func (g *gathering) spoken(entry int) []spokenOf {
	if g.about[entry] == nil {
		e := g.entries[entry]
		counts := map[string]int{}
		countStates(counts, e.Article.Title, inTitle)
		countStates(counts, e.Article.Text, inText)
		for _, s := range g.statesIn(e.Digest) {
			counts[s] += acting
		}
		list := make([]spokenOf, 0, len(counts))
		for name, n := range counts {
			list = append(list, spokenOf{name, n})
		}
		slices.SortFunc(list, func(a, b spokenOf) int { return cmp.Or(cmp.Compare(b.times, a.times), cmp.Compare(a.name, b.name)) })
		g.about[entry] = list
	}
	return g.about[entry]
}

// dottedStates are written with stops, which part words.
var dottedStates = strings.NewReplacer("U.S.", "US", "U.K.", "UK", "U.N.", "UN", "E.U.", "EU")

// countStates adds to counts the states and leagues that text names, by n each time.
func countStates(counts map[string]int, text string, n int) {
	words := wordsOf(dottedStates.Replace(text), nil)
	for at := 0; at < len(words); {
		long := 1
		if words[at].capital {
			for k := min(mostStateWords, len(words)-at); k > 0; k-- {
				if name := stateAt(words[at : at+k]); name != "" {
					counts[name] += n
					long = k
					break
				}
			}
		}
		at += long
	}
}

// mostStateWords is the length of "United Arab Emirates".
const mostStateWords = 3

// stateAt returns the state or league that a run of words is the name of; empty for none.
func stateAt(words []textWord) string {
	var phrase strings.Builder
	for i, w := range words {
		if i > 0 && !w.joined {
			return ""
		}
		if i > 0 {
			phrase.WriteByte(' ')
		}
		phrase.WriteString(w.fold())
	}
	p := phrase.String()
	if len(words) == 1 && len(p) < 3 && strings.ToUpper(words[0].text) != words[0].text {
		return "" // "Us" is nobody's
	}
	if league, ok := leagues[p]; ok {
		return league
	}
	if s, ok := lexicon.LookupState(p); ok && s.Form != lexicon.ByProvince {
		return s.Name
	}
	return ""
}

// stateNamesakes are the states that have the name of another's province, each with words that
// stand in what is told of the state.
var stateNamesakes = map[string]map[string]bool{
	"Georgia": wordSet("georgian georgians tbilisi caucasus abkhazia ossetia batumi"),
}

// isProvince reports whether an article means the province that has the name of a state:
// it speaks of the United States and has no word of the state.
func (g *gathering) isProvince(name string, entry int) bool {
	marks, ok := stateNamesakes[name]
	if !ok || !slices.ContainsFunc(g.spoken(entry), func(s spokenOf) bool { return s.name == "United States" }) {
		return false
	}
	return !slices.ContainsFunc(foldedWords(g.entries[entry].Article.Text), func(w string) bool { return marks[w] })
}

// leagues have bodies as states have: the UN Security Council.
var leagues = map[string]string{"un": "United Nations", "united nations": "United Nations", "eu": "European Union",
	"european union": "European Union", "au": "African Union", "african union": "African Union"}

// owner returns the state or league whose body a common name means in an article: the one
// spoken of that is known to have one, or the one most spoken of where none is. It is empty
// where there are several and nothing tells which.
func (g *gathering) owner(name string, entry int) string {
	about, with := g.spoken(entry), g.owned[name]
	var known []spokenOf
	for _, s := range about {
		if with[s.name] > 0 {
			known = append(known, s)
		}
	}
	switch {
	case len(known) == 1, len(known) > 1 && known[0].times >= plainly*known[1].times:
		return known[0].name
	case len(known) > 1:
		return ""
	case len(about) > 0 && leagues[g.fold(about[0].name)] == "":
		return about[0].name
	case len(with) == 1:
		for s, n := range with {
			if n >= leastNamed {
				return s
			}
		}
	}
	return ""
}
