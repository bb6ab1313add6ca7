// Package split cuts text into sentences and tokens. Every one is a stretch of bytes of
// the text it was given; nothing is copied, changed or dropped but white space.
//
// Tokens follow the English treebanks of Universal Dependencies: "did n't", "Trump 's",
// "Franco - German", "$ 13", "U.S.", "10 a.m.".
package split

// A Token is a word, number or mark: bytes [Start, End) of the text.
type Token struct {
	Start, End int
}

// A Sentence is a run of tokens. It never crosses the end of a paragraph.
type Sentence struct {
	Tokens []Token
	// Line is the number of the paragraph it stands in, from 0; blank lines do not count.
	Line int
	// Ended reports that the sentence closes with a mark that ends sentences.
	Ended bool
	// Label reports that it is a dateline ("PARIS, Nov 3 —") or a speaker label ("Q:")
	// cut from the front of the sentence that follows it on the same line.
	Label bool
}

// maxTokens caps a sentence, so that every later stage is linear in the text whatever it
// looks like. The longest sentence of the training corpora has 230 tokens.
const maxTokens = 320

// Split cuts s into sentences. It never panics, whatever the bytes are.
func Split(s string) []Sentence {
	var (
		tokens = make([]Token, 0, len(s)/5+8)
		out    = make([]Sentence, 0, len(s)/110+4)
		line   int
	)
	for p := range paragraphs(s) {
		first := len(tokens)
		tokens = tokenize(tokens, s, p.Start, p.End)
		if len(tokens) == first {
			continue
		}
		out = sentences(out, s, tokens[first:len(tokens):len(tokens)], line)
		line++
	}
	return out
}
