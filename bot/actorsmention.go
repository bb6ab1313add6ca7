package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/lexicon"
)

// Names that stand in an article's text without being among the actors of its digest: a
// digest lists who acts, a view over many articles also wants who is spoken of.

// besideWithin is how near in time two articles must be for a surname in the text of one
// to mean whom the other names in full.
const besideWithin = 45 * 24 * time.Hour

// ActorsInText is Actors for views of a whole library: an article also tells of the people
// and organisations that are known from others and named in its text. It reads every text.
func ActorsInText(entries []Entry, rules []Rule) *Registry {
	g := gathered(entries, rules)
	g.readTexts()
	g.obey()
	return g.registry()
}

// A spelledName is a full name of a known actor.
type spelledName struct {
	words  []string // folded
	node   int      // a root; -1 where several go by it
	person bool
}

// readTexts adds to the articles those known actors that their texts name.
func (g *gathering) readTexts() {
	full, called := g.fullNames(), g.calledByLast()
	var words []textWord
	var found []mention // noted at the end, so that no guess rests on another
	for i := range g.entries {
		a := &g.entries[i].Article
		here, seen := g.formsHere(i), map[int]bool{}
		for _, text := range []string{a.Title, a.Text} {
			words = wordsOf(text, words[:0])
			for at := 0; at < len(words); {
				n, node := 1, -1
				if words[at].capital {
					if n, node = fullAt(words, at, full); node < 0 {
						n, node = 1, g.calledAt(i, words, at, called, here)
					}
				}
				if node >= 0 && !seen[node] && !g.here(i)[node] {
					seen[node] = true
					form := text[words[at].from:words[at+n-1].to]
					found = append(found, mention{entry: i, node: node, actor: digest.Actor{Name: form, Kind: g.nodes[node].kind}})
				}
				at += n
			}
		}
	}
	for _, m := range found {
		m.place = len(g.members[m.entry])
		g.members[m.entry] = append(g.members[m.entry], m)
		g.here(m.entry)[m.node] = true
		g.nodes[m.node].told = append(g.nodes[m.node].told, m.entry)
	}
}

// fullNames returns the names of more than one word of people and of bodies that only one
// state has, by their first word, the longest first.
func (g *gathering) fullNames() map[string][]spelledName {
	by := map[string]int{}
	for i := range g.nodes {
		root := g.root(i)
		n := &g.nodes[i]
		if n.kind == digest.State || n.kind == digest.Person && !n.fullPerson() || n.kind != digest.Person && n.org.common() && leagues[g.fold(n.org.owner)] == "" {
			continue
		}
		for form := range n.forms {
			f := g.fold(form)
			if !strings.Contains(f, " ") || g.rules.apart[f] || n.kind != digest.Person && g.org(form).common() && g.org(form).owner == "" {
				continue
			}
			if other, known := by[f]; known && other != root {
				root = -1
			}
			by[f] = root
		}
	}
	all := map[string][]spelledName{}
	for f, node := range by {
		words := strings.Fields(f)
		all[words[0]] = append(all[words[0]], spelledName{words, node, node >= 0 && g.nodes[node].kind == digest.Person})
	}
	for _, names := range all {
		slices.SortFunc(names, func(a, b spelledName) int {
			return cmp.Or(cmp.Compare(len(b.words), len(a.words)), slices.Compare(a.words, b.words))
		})
	}
	return all
}

// fullAt returns the node whose full name stands at a place, and of how many words; -1 for
// none.
func fullAt(words []textWord, at int, full map[string][]spelledName) (n, node int) {
	for _, name := range full[words[at].fold()] {
		n := len(name.words)
		if n > len(words)-at {
			continue
		}
		same := true
		for k := 1; k < n && same; k++ {
			same = words[at+k].joined && words[at+k].fold() == name.words[k]
		}
		if same && name.node >= 0 && (!name.person || !goesOn(words, at+n) && !endOfTitle(words, at)) {
			return n, name.node
		}
	}
	return 1, -1
}

// endOfTitle reports whether the name at a place ends that of a body or an office: what one
// article takes for a person called Homeland Security is a department in others.
func endOfTitle(words []textWord, at int) bool {
	return at > 1 && words[at].joined && words[at-1].joined && words[at-1].text == "of" && words[at-2].capital
}

// goesOn reports whether a name goes on with the word at a place: George Washington Bridge.
func goesOn(words []textWord, at int) bool {
	return at < len(words) && words[at].capital && words[at].joined
}

// calledByLast returns the people that have a full name, by their surname.
func (g *gathering) calledByLast() map[string][]int {
	by := map[string][]int{}
	for i := range g.nodes {
		n := &g.nodes[i]
		if !n.fullPerson() || n.apart {
			continue
		}
		if root := g.root(i); !slices.Contains(by[n.person.surname], root) {
			by[n.person.surname] = append(by[n.person.surname], root)
		}
	}
	return by
}

// calledAt returns whom a capital word means that stands by itself: the only one of that
// surname who is told of near that time, in an article that has somebody in common with
// this one. It is -1 for nobody.
func (g *gathering) calledAt(entry int, words []textWord, at int, called map[string][]int, here map[string]bool) int {
	word := words[at].fold()
	of := called[word]
	if len(of) == 0 || len(of) > mostCompared || len(word) < 3 || here[word] || functionWords[word] || g.state(word) != "" {
		return -1
	}
	if at > 0 && words[at].joined && words[at-1].capital {
		if before := words[at-1].fold(); !functionWords[before] && !lexicon.Titles().Has(before) && !honorific(before) {
			return -1 // the end of another name
		}
	}
	if goesOn(words, at+1) {
		return -1 // the beginning of one
	}
	when := g.entries[entry].Article.Published
	near, _ := parted(of, func(i int) bool { return g.toldNear(i, when, nearTime) })
	if len(near) != 1 {
		return -1
	}
	for _, e := range g.nodes[near[0]].told {
		if g.entries[e].Article.Published.Sub(when).Abs() <= besideWithin && g.inCommon(entry, e) > 0 {
			return near[0]
		}
	}
	return -1
}

// formsHere are the single words by which the digest of an article calls its actors.
func (g *gathering) formsHere(entry int) map[string]bool {
	here := map[string]bool{}
	for _, m := range g.members[entry] {
		for _, form := range append([]string{m.actor.Name}, m.actor.Aliases...) {
			here[lastWord(g.fold(form))] = true
		}
	}
	return here
}

// A textWord is a run of letters and digits in a text.
type textWord struct {
	text     string
	from, to int
	capital  bool
	joined   bool // nothing but a space or a hyphen parts it from the word before
}

// fold is Fold for one word, quick for plain ones.
func (w textWord) fold() string {
	if ascii(w.text) {
		return strings.ToLower(strings.ReplaceAll(w.text, "'", ""))
	}
	return Fold(w.text)
}

// wordsOf appends the words of text to words. A possessive ending is a word of its own.
func wordsOf(text string, words []textWord) []textWord {
	for i, last := 0, 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		from := i
		for i < len(text) {
			r, n = utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) && !((r == '\'' || r == '’') && insideWord(text[i+n:])) {
				break
			}
			i += n
		}
		first, _ := utf8.DecodeRuneInString(text[from:])
		gap := text[last:from]
		initial := gap == ". " && len(words) > 0 && len(words[len(words)-1].text) == 1
		words = append(words, textWord{text[from:i], from, i, unicode.IsUpper(first), gap == " " || gap == "-" || initial})
		last = i
	}
	return words
}

// insideWord reports whether what follows an apostrophe goes on with the word: O'Brien, not
// Leland's.
func insideWord(rest string) bool {
	r, n := utf8.DecodeRuneInString(rest)
	if !wordRune(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[n:])
	return r != 's' || wordRune(next)
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}
