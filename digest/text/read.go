package text

import (
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/jdkato/prose/v3/tag"

	"github.com/readout-bot/readout/digest/text/internal/split"
)

// Read splits s into sentences and tokens, tags them and finds the names. It never fails:
// bytes that are no text become tokens of their own.
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
		tagSentence(own)
		d.Sentences[i].Prose = prose(sp, own)
	}
	d.findNames()
	return d
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

var proseTagger = sync.OnceValue(func() *tag.Tagger {
	t, err := tag.New()
	if err != nil {
		panic(err) // the model is part of the binary
	}
	return t
})

func tagSentence(toks []Token) {
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Text
	}
	for i, t := range proseTagger().Tag(words) {
		toks[i].Fine = t.Tag
		toks[i].Tag = universal(t.Tag, strings.ToLower(toks[i].Text))
		toks[i].Lemma = lemma(toks[i].Text, t.Tag)
	}
}

// universal maps a Penn tag to the universal part of speech.
func universal(fine, word string) Tag {
	switch {
	case fine == "MD" || strings.HasPrefix(fine, "VB") && auxiliary[word]:
		return "AUX"
	case strings.HasPrefix(fine, "VB"):
		return "VERB"
	case strings.HasPrefix(fine, "NNP"):
		return "PROPN"
	case strings.HasPrefix(fine, "NN"):
		return "NOUN"
	case strings.HasPrefix(fine, "JJ") || fine == "AFX":
		return "ADJ"
	}
	switch fine {
	case "RB", "RBR", "RBS", "WRB":
		if word == "not" || word == "n't" || word == "n’t" {
			return "PART"
		}
		return "ADV"
	case "IN", "RP":
		if subordinator[word] {
			return "SCONJ"
		}
		return "ADP"
	case "TO", "POS":
		return "PART"
	case "DT", "PDT", "WDT":
		return "DET"
	case "PRP", "PRP$", "WP", "WP$", "EX":
		return "PRON"
	case "CC":
		return "CCONJ"
	case "CD":
		return "NUM"
	case "UH":
		return "INTJ"
	case "$", "SYM", "#":
		return "SYM"
	}
	if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) {
		return "X"
	}
	return "PUNCT"
}

var auxiliary = words(`be am is are was were been being 's 're 'm ’s ’re ’m have has had 've 'd ’ve ’d do does did`)
var subordinator = words(`that if because although though while whereas whether unless since until`)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// prose reports whether a sentence is running text: it ends as sentences do, or is long.
func prose(sp split.Sentence, toks []Token) bool {
	if sp.Label {
		return false
	}
	letters := 0
	for _, t := range toks {
		if r, _ := utf8.DecodeRuneInString(t.Text); unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 2 && (sp.Ended || letters >= 15)
}
