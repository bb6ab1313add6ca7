package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"github.com/readout-bot/readout/digest/lexicon"
)

// A passage is a sentence of an article with what stands around it.
type passage struct {
	in     *readable
	text   string   // to the letter
	folded string   // of text, between spaces
	before string   // the sentence before it, folded
	lead   bool     // it opens the article
	by     []string // whom the digest takes to say or do this
}

// A readable is an entry as answers are looked for in it.
type readable struct {
	Entry
	title string // folded, between spaces
	whole string // title and text, folded
}

// mostReadBytes bounds how much of a text is looked through.
const mostReadBytes = 20_000

func newReadable(e Entry) *readable {
	return &readable{Entry: e, title: e.padded(e.Article.Title), whole: e.whole()}
}

// padded folds s and puts spaces around it, so that whole words can be looked for.
func padded(s string) string { return " " + Fold(s) + " " }

// passages returns the sentences of an article: those that its digest points at, and with
// all the others too.
func (r *readable) passages(all bool) []passage {
	var found []passage
	var known map[string]int // of found, by their text
	if all {
		p := r.prose()
		found, known = slices.Clone(p.passages), p.at
		for i := range found {
			found[i].in = r
		}
	}
	fresh := map[string]int{}
	add := func(text string) int {
		if i, ok := known[text]; ok {
			return i
		}
		i, ok := fresh[text]
		if !ok {
			i = len(found)
			fresh[text] = i
			found = append(found, passage{in: r, text: text, folded: r.padded(text)})
		}
		return i
	}
	for _, a := range r.Digest.Actors {
		for _, s := range a.Statements {
			for _, span := range s.Evidence {
				i := add(span.Text)
				found[i].by = append(append(found[i].by, a.Name), a.Aliases...)
			}
		}
	}
	if !all {
		for _, s := range r.Digest.Summary {
			for _, span := range s.Evidence {
				add(span.Text)
			}
		}
	}
	return found
}

// prose is the text of an article, sentence by sentence: each once, with that before it.
type prose struct {
	passages []passage
	at       map[string]int // in passages, by the text
}

// newProse returns the prose of text as far as it is looked through.
func newProse(text string) prose {
	p := prose{at: make(map[string]int)}
	before := ""
	for s := range splitSentences(clipBytes(text, mostReadBytes)) {
		i, ok := p.at[s]
		if !ok {
			i = len(p.passages)
			p.at[s] = i
			p.passages = append(p.passages, passage{text: s, folded: padded(s), before: before, lead: i == 0})
		}
		before = p.passages[i].folded
	}
	return p
}

// splitSentences yields the sentences of prose, each a slice of it. It is far quicker than
// the reader's own way and errs only in what an answer shows around a fact.
func splitSentences(prose string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(prose, "\n") {
			from := 0
			for i := range len(line) {
				if end := sentenceEnd(line, i); end > 0 {
					if s := strings.TrimSpace(line[from:end]); s != "" && !yield(s) {
						return
					}
					from = end
				}
			}
			if s := strings.TrimSpace(line[from:]); s != "" && !yield(s) {
				return
			}
		}
	}
}

// sentenceEnd returns where the sentence ends whose mark stands at i; 0 if none does.
func sentenceEnd(line string, i int) int {
	if c := line[i]; c != '.' && c != '?' && c != '!' {
		return 0
	}
	end := i + 1
	for end < len(line) {
		r, n := utf8.DecodeRuneInString(line[end:])
		if !strings.ContainsRune(`"”’')]`, r) {
			break
		}
		end += n
	}
	if end >= len(line) || line[end] != ' ' {
		return 0
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(line[end:], " \"“‘'(["))
	if unicode.IsLower(next) || line[i] == '.' && abbreviated(line[:i]) {
		return 0
	}
	return end
}

// abbreviated reports whether the full stop after s belongs to its last word.
func abbreviated(s string) bool {
	w := strings.TrimLeft(s[strings.LastIndexByte(s, ' ')+1:], `"“‘'([`)
	return utf8.RuneCountInString(w) == 1 || strings.Contains(w, ".") || lexicon.Titles().Has(w+".") || shortened[strings.ToLower(w)]
}

var shortened = wordSet("mr mrs ms dr prof gen col lt sgt sen rep gov pres rev hon st jr sr no vs etc inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov dec")

// startsWithPronoun reports whether a sentence begins by pointing at somebody named before.
func startsWithPronoun(s string) bool {
	w, _, _ := strings.Cut(strings.TrimLeft(s, "\"“‘'"), " ")
	return pronouns[strings.ToLower(w)]
}

var pronouns = wordSet("he she they it his her their its")

// A term is a word that is looked for: any of the beginnings of words that stand for it.
type term []string

// kin are words with one meaning that no stem shows.
var kin = kinships(`
meet met meeting talk
win won winner victory
hold held
say said
tell told
leave left
lose lost
sell sold sale
buy bought purchase
pay paid price cost
give gave given grant
rise rose risen raise increase
fall fell drop decline
send sent
begin began start
end over
choose chose chosen pick select
fly flew flown flight airlift
keep kept
lead led leader head chief
make made
see saw seen
know knew known
find found discover
bring brought
draw drew drawn
grow grew grown
hide hid hidden
shake shook shaken
shoot shot gunfire
strike struck
steal stole stolen
withdraw withdrew withdrawn withdrawal
freeze froze frozen
forbid forbade forbidden ban prohibit outlaw
speak spoke
take took taken
write wrote
die death dead kill
cancel calloff
cut lower reduce
visit trip travel
fed federal
marry wedding
resign resignation quit step
arrest detain custody
hurt injure wound
delay postpone defer
fire sack dismiss oust
succeed successor replace
protest demonstrate demonstration
lawsuit sue sued
vaccine vaccinate vaccination jab
impeach impeachment
job layoff employ
firm company
cause reason
suspend suspension
agree agreement deal pact accord
jail prison sentence
election vote poll
minister secretary
happen`)

func kinships(table string) map[string][]string {
	all := make(map[string][]string)
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		for _, w := range words {
			stem := english.Stem(w, true)
			for _, o := range words {
				all[stem] = append(all[stem], stemPrefix(o))
			}
		}
	}
	return all
}

// stemPrefix is what words of the same stem begin with.
func stemPrefix(word string) string {
	stem := english.Stem(word, true)
	if n := len(stem); n > 4 && stem[n-1] == 'i' && !strings.HasPrefix(word, stem) {
		return stem[:n-1] // company, compani
	}
	return stem
}

// newTerm returns what stands for a folded word.
func newTerm(word string) term {
	stem := english.Stem(word, true)
	t := append(term{stemPrefix(word)}, kin[stem]...)
	if len(stem) > 5 && strings.HasSuffix(stem, "er") {
		t = append(t, strings.TrimSuffix(stem, "er")) // docker, dock workers
	}
	if s, ok := lexicon.LookupState(word); ok && s.Form != lexicon.ByProvince {
		t = append(t, Fold(s.Name))
	}
	return t
}

// in reports whether padded has a word that stands for t.
func (t term) in(padded string) bool {
	return slices.ContainsFunc(t, func(prefix string) bool {
		if len(prefix) < 4 {
			return strings.Contains(padded, " "+prefix+" ") || strings.Contains(padded, " "+prefix+"s ")
		}
		return strings.Contains(padded, " "+prefix)
	})
}

// terms returns a term for each word of s that carries meaning.
func terms(s string) []term {
	var all []term
	for w := range strings.FieldsSeq(Fold(s)) {
		if !functionWords[w] {
			all = append(all, newTerm(w))
		}
	}
	return all
}
