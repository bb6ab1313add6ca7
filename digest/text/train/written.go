package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/text/internal/names"
)

// News as agencies (wire.txt) and papers of many countries (world.txt) print it, written and
// annotated for Readout. The head of wire.txt says how.
var (
	//go:embed wire.txt
	wireText string
	//go:embed world.txt
	worldText string
)

var written = regexp.MustCompile(`\[([A-Z]+) ([^\[\]\n]+)\]`)

// items reads a file of annotated items, parted by blank lines; lines that begin with "#" are
// about the file.
func items(file, text string) ([]article, error) {
	var out []article
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			kept.WriteString(strings.TrimSpace(line) + "\n")
		}
	}
	for block := range strings.SplitSeq(kept.String(), "\n\n") {
		block = strings.TrimSpace(block)
		if block == "" {
			continue
		}
		a := article{ID: fmt.Sprintf("%s:%d", file, len(out)+1)}
		var b strings.Builder
		at := 0
		for _, m := range written.FindAllStringSubmatchIndex(block, -1) {
			b.WriteString(block[at:m[0]])
			s := span{Start: b.Len(), Kind: block[m[2]:m[3]]}
			b.WriteString(block[m[4]:m[5]])
			s.End, at = b.Len(), m[1]
			if !slices.Contains(names.Kinds, s.Kind) {
				return nil, fmt.Errorf("%s: no kind of names: %q", a.ID, block[m[0]:m[1]])
			}
			a.Names = append(a.Names, s)
		}
		b.WriteString(block[at:])
		if a.Text = b.String(); strings.ContainsAny(a.Text, "[]") {
			return nil, fmt.Errorf("%s: a bracket that opens or closes no name: %q", a.ID, a.Text)
		}
		out = append(out, a)
	}
	return out, nil
}

// apart splits items into those to learn from and those to measure on: every fifth ten, so
// that most countries and kinds of news of the latter are not among the former.
func apart(as []article) (train, held []article) {
	for i, a := range as {
		if i/10%5 == 3 {
			held = append(held, a)
		} else {
			train = append(train, a)
		}
	}
	return train, held
}
