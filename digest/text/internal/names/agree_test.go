package names

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

// TestAgreement has sentences with the names that the model found in them, "word/KIND", as
// one word each ("_" joins several), and the names that the document makes of them.
func TestAgreement(t *testing.T) {
	for name, c := range map[string]struct{ found, want []string }{
		"surname":              {[]string{"Anna_Keller/PER spoke", "then Keller left"}, []string{"Anna_Keller/PER", "Keller/PER"}},
		"surname as a firm":    {[]string{"Anna_Keller/PER spoke", "then Keller/ORG left"}, []string{"Anna_Keller/PER", "Keller/PER"}},
		"company":              {[]string{"Alder_Foods_Corporation/ORG fell", "and Alder/LOC rose"}, []string{"Alder_Foods_Corporation/ORG", "Alder/ORG"}},
		"found once":           {[]string{"the Halden_Marine/ORG boat", "for Halden Marine"}, []string{"Halden_Marine/ORG", "Halden_Marine/ORG"}},
		"part of a longer one": {[]string{"the Halden_Marine/ORG boat", "for Halden Marine Museum", "for New Halden Marine"}, []string{"Halden_Marine/ORG"}},
		"most often":           {[]string{"Port_Vale/ORG won", "Port_Vale/ORG lost", "at Port_Vale/LOC"}, []string{"Port_Vale/ORG", "Port_Vale/ORG", "Port_Vale/ORG"}},
		"as often":             {[]string{"Port_Vale/ORG won", "at Port_Vale/LOC"}, []string{"Port_Vale/ORG", "Port_Vale/LOC"}},
		"acronym":              {[]string{"the KPC/ORG said", "then KPC fell"}, []string{"KPC/ORG", "KPC/ORG"}},
		"acronym of a word":    {[]string{"the AID/ORG said", "then AID for aid"}, []string{"AID/ORG"}},
		"particle":             {[]string{"Pieter_de_Wit/PER spoke", "De_Wit/ORG said"}, []string{"Pieter_de_Wit/PER", "De_Wit/PER"}},
		"one word":             {[]string{"the Target/ORG shops", "then Target fell"}, []string{"Target/ORG"}},
	} {
		t.Run(name, func(t *testing.T) {
			lexicon, err := OpenLexicon(string(table.Build(map[uint64][]byte{1: {0, 0}}, 2)))
			if err != nil {
				t.Fatal(err)
			}
			a, d := newAgreement(lexicon), NewDocument()
			words, found := make([][]feature.Word, len(c.found)), make([][]Name, len(c.found))
			tokens := make([][]string, len(c.found))
			for i, text := range c.found {
				tokens[i], found[i] = marked(text)
				for _, w := range tokens[i] {
					var x feature.Word
					x.Set(w)
					words[i] = append(words[i], x)
				}
				var s sentence
				s.Prepare(words[i], make([]uint8, len(words[i])), lexicon)
				s.Note(d)
				a.note(words[i], found[i])
			}
			var got []string
			for i := range words {
				for _, n := range a.apply(nil, words[i], found[i], d) {
					got = append(got, strings.Join(tokens[i][n.First:n.Last+1], "_")+"/"+Kinds[n.Kind])
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("names (-want +got):\n%s", diff)
			}
		})
	}
}

// marked returns the words of text and the names that it marks.
func marked(text string) (words []string, found []Name) {
	for f := range strings.FieldsSeq(text) {
		f, kind, ok := strings.Cut(f, "/")
		first := len(words)
		words = append(words, strings.Split(f, "_")...)
		for k, name := range Kinds {
			if ok && name == kind {
				found = append(found, Name{first, len(words) - 1, k})
			}
		}
	}
	return words, found
}
