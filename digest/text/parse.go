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
	toks := s.Tokens
	w.words = clusters().Words(w.words[:0], len(toks), func(k int) string { return toks[k].Text })
	w.classes = w.classes[:0]
	t := tags()
	for k := range toks {
		w.classes = append(w.classes, t.Class(toks[k].Fine, string(toks[k].Tag)))
	}
	p := trees()
	p.Parse(w.words, w.classes, &w.scratch)
	for k := range toks {
		head, rel := w.scratch.Arc(k + 1)
		toks[k].Head, toks[k].Rel = head-1, p.Rels[rel]
	}
	s.Parsed = true
}

// A parsing is the working space of one Parse.
type parsing struct {
	words   []feature.Word
	classes []uint8
	scratch parser.Scratch
}

var parsers = sync.Pool{New: func() any { return new(parsing) }}
