package main

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/names"
	"github.com/readout-bot/readout/digest/text/internal/split"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

var (
	//go:embed lexicon.txt
	lexiconText string
	//go:embed places.txt
	placesText string
	//go:embed people.txt
	peopleText string
)

// lists returns the marks of all entries of the word lists. Those with accents are in them
// without, too, as many papers print them.
func lists() map[string]names.Mark {
	out := map[string]names.Mark{}
	var mark names.Mark
	for line := range strings.Lines(lexiconText + placesText + peopleText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			mark = 1 << slices.Index(names.ListNames, strings.Trim(line, "[]"))
			continue
		}
		for w := range strings.SplitSeq(line, ";") {
			if w = strings.TrimSpace(w); w != "" {
				out[w] |= mark
				out[bare(w)] |= mark
			}
		}
	}
	regions := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if r, err := language.ParseRegion(string([]rune{a, b})); err == nil && r.IsCountry() {
				if name := regions.Name(r); name != "" && !strings.ContainsAny(name, "()") {
					out[name] |= names.Country
				}
			}
		}
	}
	return out
}

// bare returns w without accents.
func bare(w string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(w))
}

// buildLexicon writes the lists as a table of phrases. Places are in it in capitals, too, as
// they open reports; those of long words are found by their small form.
func buildLexicon(entries map[string]names.Mark) []byte {
	out := map[uint64][]byte{}
	add := func(phrase string, mark names.Mark) {
		var key feature.Hash
		for _, s := range split.Split(phrase) {
			for _, t := range s.Tokens {
				key = names.Phrase(key, feature.Key(phrase[t.Start:t.End]))
			}
		}
		if old := out[key]; old != nil {
			mark |= names.Mark(old[0]) | names.Mark(old[1])<<8
		}
		out[key] = []byte{byte(mark), byte(mark >> 8)}
	}
	for phrase, mark := range entries {
		add(phrase, mark)
		if places := mark & (names.Country | names.City | names.Region | names.Place); places != 0 && strings.ContainsAny(phrase, " -") {
			add(strings.ToUpper(phrase), places)
		}
	}
	return table.Build(out, 2)
}
