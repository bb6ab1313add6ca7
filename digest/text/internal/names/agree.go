package names

import "github.com/readout-bot/readout/digest/text/internal/feature"

// An agreement carries names over a document: who is "Anna Keller" once is meant by
// "Keller" elsewhere, "Alder" stands for "Alder Foods Corporation", and what was found in
// one sentence is a name in the others, of the kind that it is most often.
type agreement struct {
	lexicon *Lexicon
	short   map[feature.Hash]int                 // kind of each; -1 where the text has it both ways
	whole   map[feature.Hash][location + 1]uint8 // how often each name was found as each kind
	family  map[feature.Hash]bool                // family names with particles, in lower case: "de wit"
}

func newAgreement(l *Lexicon) agreement {
	return agreement{l, map[feature.Hash]int{}, map[feature.Hash][location + 1]uint8{}, map[feature.Hash]bool{}}
}

// Places in Kinds.
const (
	person       = 0
	organization = 1
	location     = 2
)

// company holds words that end the name of a company whose first word stands for it.
var company = hashes("Corporation", "Corp", "Corp.", "Inc", "Inc.", "Ltd", "Ltd.", "Limited", "PLC", "Company", "Co", "Co.",
	"Group", "Holdings", "Holding", "Industries", "Motors", "Airlines", "Airways", "Foods", "Energy", "Technologies",
	"Technology", "Pharmaceuticals", "Partners", "Systems", "Steel", "Shipping", "Telecom", "Media")

// note takes in the names of a sentence.
func (a *agreement) note(words []feature.Word, found []Name) {
	for _, n := range found {
		if n.Kind <= location {
			key := nameKey(words[n.First : n.Last+1])
			votes := a.whole[key]
			bump(&votes[n.Kind])
			a.whole[key] = votes
		}
		if n.First == n.Last {
			continue
		}
		if n.Kind == person {
			a.noteFamily(words[n.First : n.Last+1])
		}
		word := &words[n.Last]
		if n.Kind == organization {
			if !company[words[n.Last].Lower] {
				continue
			}
			word = &words[n.First]
		}
		if n.Kind > organization || word.Runes < 3 || word.Flags&feature.Capital == 0 || a.lexicon.lookup(Phrase(0, word.Key))&^(First|Last|Place) != 0 {
			continue
		}
		if old, ok := a.short[word.Form]; ok && old != n.Kind {
			a.short[word.Form] = -1
			continue
		}
		a.short[word.Form] = n.Kind
	}
}

// noteFamily takes in the family name of a person that begins with a particle. It begins a
// sentence with a capital: "De Wit said" is Pieter de Wit.
func (a *agreement) noteFamily(name []feature.Word) {
	for i := 1; i+1 < len(name); i++ {
		if name[i].Flags&feature.Capital == 0 {
			a.family[lowerKey(name[i:])] = true
			return
		}
	}
}

// lowerKey is the key of a name, however it is written.
func lowerKey(words []feature.Word) feature.Hash {
	var key feature.Hash
	for i := range words {
		key = Phrase(key, words[i].Lower)
	}
	return key
}

// nameKey is the key of a name.
func nameKey(words []feature.Word) feature.Hash {
	var key feature.Hash
	for i := range words {
		key = Phrase(key, words[i].Form)
	}
	return key
}

// apply appends to dst the names of a sentence as the document has them: a name that was not
// found here but elsewhere is one, a short name that stands alone is of the kind of its long
// form, a person's for certain, and a name of several words is of the kind that it is most
// often.
func (a *agreement) apply(dst []Name, words []feature.Word, found []Name, d *Document) []Name {
	next := 0
	for i := 0; i < len(words); i++ {
		end := len(words)
		if next < len(found) {
			end = found[next].First
		}
		switch {
		case i == end:
			dst = append(dst, a.settle(words, found[next], d))
			i = found[next].Last
			next++
		case words[i].Flags&feature.Capital != 0:
			if kind, ok := a.alone(words, i, d); ok {
				dst = append(dst, Name{i, i, kind})
			} else if n, ok := a.repeated(words[:end], i, d); ok && (n.Last+1 == len(words) || words[n.Last+1].Flags&feature.Capital == 0) {
				dst = append(dst, n)
				i = n.Last
			}
		}
	}
	return dst
}

// settle returns n as the document has it.
func (a *agreement) settle(words []feature.Word, n Name, d *Document) Name {
	if n.First == n.Last {
		if kind, ok := a.alone(words, n.First, d); ok && (n.Kind >= location || kind == person) {
			n.Kind = kind
		}
		return n
	}
	if a.family[lowerKey(words[n.First:n.Last+1])] {
		n.Kind = person
	} else if n.Kind <= location {
		n.Kind = most(a.whole[nameKey(words[n.First:n.Last+1])], n.Kind)
	}
	return n
}

// repeated returns the longest name that starts at word i of words, where none was found, and
// was found elsewhere.
func (a *agreement) repeated(words []feature.Word, i int, d *Document) (n Name, ok bool) {
	if i > 0 && words[i-1].Flags&feature.Capital != 0 {
		return n, false
	}
	var key feature.Hash
	for k := i; k < min(len(words), i+maxPhrase); k++ {
		key = Phrase(key, words[k].Form)
		if votes, found := a.whole[key]; found && (k > i || a.acronym(&words[i], d)) {
			n, ok = Name{i, k, most(votes, 0)}, true
		}
	}
	return n, ok
}

// acronym reports whether w is one that stands for nothing but its name.
func (a *agreement) acronym(w *feature.Word, d *Document) bool {
	c := d.seen[w.Lower]
	return w.Flags&feature.AllCaps != 0 && w.Runes > 1 && (c == nil || c[lowerCase] == 0) && a.lexicon.lookup(Phrase(0, w.Key))&(Calendar|Title|NORP|OrgWord|LocWord) == 0
}

// most returns the kind with the most votes, kind where none has more.
func most(votes [location + 1]uint8, kind int) int {
	for k, v := range votes {
		if v > votes[kind] {
			kind = k
		}
	}
	return kind
}

// alone returns the kind of the short name that word i is, with no capital beside it and
// never in lower case in the document.
func (a *agreement) alone(words []feature.Word, i int, d *Document) (kind int, ok bool) {
	kind, ok = a.short[words[i].Form]
	if !ok || kind < 0 || i+1 < len(words) && words[i+1].Flags&feature.Capital != 0 {
		return 0, false
	}
	if i > 1 && words[i-1].Flags&feature.Capital != 0 && a.lexicon.lookup(Phrase(0, words[i-1].Key))&Title == 0 {
		return 0, false
	}
	c := d.seen[words[i].Lower]
	return kind, c == nil || c[lowerCase] == 0
}
