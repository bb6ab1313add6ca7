package names

import (
	"strings"
	"testing"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

func TestCouples(t *testing.T) {
	entries := map[uint64][]byte{
		Phrase(0, feature.Key("Ministry")): {byte(OrgWord), 0},
		Phrase(Phrase(Phrase(0, feature.Key("Bosnia")), feature.Key("and")), feature.Key("Herzegovina")): {byte(Country), 0},
	}
	lexicon, err := OpenLexicon(string(table.Build(entries, 2)))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"firms Straitline and Coastal Link":          true,
		"then Kuipers and De Wit agreed":             true,
		"in Bosnia and Herzegovina today":            false, // listed
		"the Ministry Roads and Works said":          false, // says what it is
		"Centers for Disease Control and Prevention": false,
		"Islamic State of Iraq and Syria":            false,
		"Anna Keller and others":                     false,
	} {
		var s sentence
		at := -1
		var words []feature.Word
		for i, f := range strings.Fields(text) {
			var w feature.Word
			w.Set(f)
			words = append(words, w)
			if f == "and" {
				at = i
			}
		}
		s.Prepare(words, make([]uint8, len(words)), lexicon)
		if got := s.couples(at); got != want {
			t.Errorf("%q: two names are %v, want %v", text, got, want)
		}
	}
}
