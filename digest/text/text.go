// Package text splits English news text into sentences and tokens, tags them, finds
// names and parses sentences. Everything it returns knows its bytes in the text it was
// given: nothing is normalised away and no offset is ever guessed back.
//
// It says what the words are, never what they mean: who acts and what is decided is for
// package digest. It has no clock, network, disk or log. Its models are statistical, part
// of the binary, and made by "go run ./digest/text/train" (model/ATTRIBUTION.md says from
// what).
//
//	d := text.Read("Keller will meet Okafor in Geneva.")
//	d.Names[1].Kind // PER
//	d.Parse(0)
//	d.Sentences[0].Tokens[0].Rel // nsubj, of Tokens[0].Head
package text

import "github.com/readout-bot/readout/digest/text/internal/parser"

// A Doc is a text as the language core sees it.
type Doc struct {
	Text      string
	Sentences []Sentence // in text order, never overlapping
	Names     []Name     // in text order, never overlapping
}

// A Sentence is one sentence of a Doc. Headlines, list items and bylines that stand on a
// line of their own are sentences too; Prose tells them from running text.
type Sentence struct {
	Start, End int // bytes of Doc.Text, without surrounding space
	Tokens     []Token
	Names      []Name // those of Doc.Names inside this sentence, by token index
	// Prose is false for bylines, captions, headlines, "Read more", initials at the foot,
	// and for datelines ("PARIS, Nov 3 —") and speaker labels ("Q:"), which are sentences
	// of their own.
	Prose  bool
	Parsed bool // whether Head and Rel of the tokens are set

	track parser.Track // how far Subject has parsed
}

// A Token is a word, number or mark, as the English treebanks of Universal Dependencies
// cut them: "did n't", "Keller 's", "Franco - German", "$ 13", "U.S.", "10 pm".
type Token struct {
	Start, End int    // bytes of Doc.Text
	Text       string // Doc.Text[Start:End]
	Lemma      string // lower-case base form; the folded word itself where none is known
	Tag        Tag    // universal part of speech
	Fine       string // Penn Treebank tag: VBD, NNS, ...; tells tense and number
	// Head is the index in Sentence.Tokens of the word this one depends on, -1 for the
	// root. Rel is the Universal Dependencies relation to it. Until Sentence.Parsed is
	// true, Head is -1 and Rel empty everywhere.
	Head int
	Rel  string
}

// A Tag is a Universal Dependencies part of speech: "NOUN", "PROPN", "VERB", ...
type Tag string

// Kind is what sort of thing a name names.
type Kind string

// The kinds of names.
const (
	Person       Kind = "PER"
	Organization Kind = "ORG"
	Location     Kind = "LOC"
	NORP         Kind = "NORP" // nationalities, religious and political groups: "Russian"
	Misc         Kind = "MISC" // laws, events, weapons, works
)

// A Name is a named thing in the text.
type Name struct {
	Start, End  int // bytes of Doc.Text
	First, Last int // token indexes in the sentence, both inclusive
	Kind        Kind
}
