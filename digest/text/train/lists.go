package main

import (
	_ "embed"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/names"
	"github.com/readout-bot/readout/digest/text/internal/split"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

//go:embed lexicon.txt
var lexiconText string

// lists returns the marks of all entries of the word lists.
func lists() map[string]names.Mark {
	out := map[string]names.Mark{}
	var mark names.Mark
	for line := range strings.Lines(lexiconText) {
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

// buildLexicon writes the lists as a table of phrases.
func buildLexicon(entries map[string]names.Mark) []byte {
	out := map[uint64][]byte{}
	for phrase, mark := range entries {
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
	return table.Build(out, 2)
}
