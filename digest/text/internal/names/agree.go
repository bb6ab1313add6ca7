package names

import "github.com/readout-bot/readout/digest/text/internal/feature"

// An agreement carries short names over a document: who is "Anna Keller" once is meant by
// "Keller" elsewhere, and "Alder" stands for "Alder Foods Corporation".
type agreement struct {
	lexicon *Lexicon
	short   map[feature.Hash]int // kind of each; -1 where the text has it both ways
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
		if n.First == n.Last {
			continue
		}
		word := &words[n.Last]
		if n.Kind == organization {
			if !company[words[n.Last].Lower] {
				continue
			}
			word = &words[n.First]
		}
		if n.Kind > organization || word.Runes < 3 || word.Flags&feature.Capital == 0 || a.lexicon.lookup(Phrase(0, word.Key))&^(First|Last) != 0 {
			continue
		}
		if old, ok := a.short[word.Form]; ok && old != n.Kind {
			a.short[word.Form] = -1
			continue
		}
		a.short[word.Form] = n.Kind
	}
}

// apply appends to dst the names of a sentence as the document has them: a short name that
// stands alone and was not found, or was taken for a place or a work, becomes one of its
// kind.
func (a *agreement) apply(dst []Name, words []feature.Word, found []Name, d *Document) []Name {
	next := 0
	for i := 0; i < len(words); i++ {
		if next < len(found) && found[next].First == i {
			n := found[next]
			if kind, ok := a.alone(words, i, d); ok && n.Last == i && n.Kind >= location {
				n.Kind = kind
			}
			dst = append(dst, n)
			i = n.Last
			next++
			continue
		}
		if kind, ok := a.alone(words, i, d); ok {
			dst = append(dst, Name{i, i, kind})
		}
	}
	return dst
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
