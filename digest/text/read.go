package text

import (
	"sort"
	"sync"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/names"
	"github.com/readout-bot/readout/digest/text/internal/split"
	"github.com/readout-bot/readout/digest/text/internal/tagger"
)

// Read splits s into sentences and tokens, tags them and finds the names. It never fails:
// bytes that are no text become tokens of their own. It is deterministic and safe for
// concurrent use.
func Read(s string) *Doc {
	spans := split.Split(s)
	d := &Doc{Text: s, Sentences: make([]Sentence, len(spans))}
	n := 0
	for _, sp := range spans {
		n += len(sp.Tokens)
	}
	tokens := make([]Token, 0, n)
	for i, sp := range spans {
		first := len(tokens)
		for _, t := range sp.Tokens {
			tokens = append(tokens, Token{Start: t.Start, End: t.End, Text: s[t.Start:t.End], Head: -1})
		}
		own := tokens[first:len(tokens):len(tokens)]
		d.Sentences[i] = Sentence{Start: own[0].Start, End: own[len(own)-1].End, Tokens: own}
	}
	r := readers.Get().(*reader)
	if len(tokens) < 1<<16 { // the room for a very long text is not kept
		defer readers.Put(r)
	}
	r.tag(d)
	r.name(d)
	for i, sp := range spans {
		d.Sentences[i].Prose = prose(sp, d.Sentences[i].Tokens, d.SentenceText(i))
	}
	return d
}

// A reader is the working space of one Read.
type reader struct {
	words     []feature.Word // of all sentences
	classes   []uint8        // what the tagger gave each
	sentences []names.Sentence
	tagging   tagger.Scratch
	naming    names.Scratch
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// tag hashes the words of d and tags them.
func (r *reader) tag(d *Doc) {
	r.words, r.classes = r.words[:0], r.classes[:0]
	t, l := tags(), lemmas()
	for i := range d.Sentences {
		toks := d.Sentences[i].Tokens
		first := len(r.words)
		r.words = clusters().Words(r.words, len(toks), func(k int) string { return toks[k].Text })
		for range toks {
			r.classes = append(r.classes, 0)
		}
		classes := r.classes[first:]
		t.Tag(r.words[first:], classes, &r.tagging)
		for k, c := range classes {
			toks[k].Fine, toks[k].Tag = t.Fine[c], Tag(t.Universal[c])
			toks[k].Lemma = l.Of(toks[k].Text, toks[k].Fine)
		}
	}
}

// name finds the names of d, whose words are hashed and tagged.
func (r *reader) name(d *Doc) {
	r.sentences = r.sentences[:0]
	at := 0
	for i := range d.Sentences {
		end := at + len(d.Sentences[i].Tokens)
		r.sentences = append(r.sentences, names.Sentence{Words: r.words[at:end], Tags: r.classes[at:end]})
		at = end
	}
	finder().Find(r.sentences, &r.naming, func(i int, found []names.Name) {
		s := &d.Sentences[i]
		first := len(d.Names)
		for _, n := range found {
			d.Names = append(d.Names, Name{Start: s.Tokens[n.First].Start, End: s.Tokens[n.Last].End,
				First: n.First, Last: n.Last, Kind: Kind(names.Kinds[n.Kind])})
		}
		s.Names = d.Names[first:len(d.Names):len(d.Names)]
	})
}

// SentenceText returns the bytes of sentence i.
func (d *Doc) SentenceText(i int) string {
	return d.Text[d.Sentences[i].Start:d.Sentences[i].End]
}

// SentenceAt returns the index of the sentence that holds byte offset, or -1 if it falls
// between sentences.
func (d *Doc) SentenceAt(offset int) int {
	i := sort.Search(len(d.Sentences), func(i int) bool { return d.Sentences[i].End > offset })
	if i == len(d.Sentences) || d.Sentences[i].Start > offset {
		return -1
	}
	return i
}

// TokenAt returns the index in s.Tokens of the token that holds byte offset, or -1.
func (s *Sentence) TokenAt(offset int) int {
	i := sort.Search(len(s.Tokens), func(i int) bool { return s.Tokens[i].End > offset })
	if i == len(s.Tokens) || s.Tokens[i].Start > offset {
		return -1
	}
	return i
}
