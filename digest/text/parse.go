package text

import (
	"sync"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/parser"
)

// Parse sets Head and Rel of the tokens of sentence i: a tree of Universal Dependencies
// with one root. The second call for a sentence does nothing. Parse changes d: calls for
// one Doc must not run at the same time.
func (d *Doc) Parse(i int) {
	s := &d.Sentences[i]
	if s.Parsed {
		return
	}
	w := parsers.Get().(*parsing)
	defer parsers.Put(w)
	w.prepare(s.Tokens)
	p := trees()
	p.Parse(w.words, w.classes, &w.scratch)
	for k := range s.Tokens {
		head, rel := w.scratch.Arc(k + 1)
		s.Tokens[k].Head, s.Tokens[k].Rel = head-1, p.Rels[rel]
	}
	s.Parsed = true
}

// Subject returns the first token of sentence i that depends on token k as its subject, as
// Parse would have it, or -1. It parses the sentence no further than that takes, leaves
// Head and Rel alone, and goes on from there when it is asked again. It changes d as Parse
// does.
func (d *Doc) Subject(i, k int) int {
	s := &d.Sentences[i]
	w := parsers.Get().(*parsing)
	defer parsers.Put(w)
	var found int
	found, s.track = trees().Subject(len(s.Tokens), k+1, s.track, func() ([]feature.Word, []uint8) { return w.prepare(s.Tokens) }, &w.scratch)
	return found - 1
}

// A parsing is the working space of one Parse.
type parsing struct {
	words   []feature.Word
	classes []uint8
	scratch parser.Scratch
}

// prepare hashes the words of a sentence and numbers their tags.
func (w *parsing) prepare(toks []Token) ([]feature.Word, []uint8) {
	w.words = clusters().Words(w.words[:0], len(toks), func(k int) string { return toks[k].Text })
	w.classes = w.classes[:0]
	t := tags()
	for k := range toks {
		w.classes = append(w.classes, t.Class(toks[k].Fine, string(toks[k].Tag)))
	}
	return w.words, w.classes
}

var parsers = sync.Pool{New: func() any { return new(parsing) }}
