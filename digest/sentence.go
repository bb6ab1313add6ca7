package digest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest/lexicon"
	"github.com/readout-bot/readout/digest/text"
	"github.com/readout-bot/readout/digest/when"
)

// A sentence is a sentence of the article with what the reader knows about it. Positions
// in it are indexes of its tokens.
type sentence struct {
	*text.Sentence
	index    int
	low      []string // the tokens, folded
	quoted   []bool   // whether a token stands inside quotation marks
	mentions []*mention
	times    []when.Phrase
	verbs    []verb
	parsed   func(verb int) int // the subject that the parse gives a verb, or -1; nil until everybody is known
	caption  bool               // a caption, credit or navigation line: nothing is claimed in it
}

// A mention is a place in a sentence where an entity is named or meant.
type mention struct {
	first, last int // tokens, both inclusive, without title
	np          int // first token of the noun phrase, title included
	form        form
	entity      *entity
	also        []*entity // the others whom a plural means
	inRole      bool      // inside the title of a person
	voiced      bool      // "I" or "we" in a quotation
	people      bool      // by the adjective or the people of a state: "Russian"
}

// A form says in which way a mention means its entity.
type form int

const (
	byName form = iota
	byRole      // "the Russian leader", "the company"
	byPronoun
)

func newSentence(index int, s *text.Sentence) *sentence {
	v := &sentence{Sentence: s, index: index, low: make([]string, len(s.Tokens)), quoted: make([]bool, len(s.Tokens))}
	for i, t := range s.Tokens {
		v.low[i] = strings.ToLower(strings.ReplaceAll(t.Text, "’", "'"))
	}
	v.caption = v.isCaption()
	return v
}

// isCaption recognises picture credits and pointers to other pages, which look like
// sentences and say nothing.
func (s *sentence) isCaption() bool {
	for i, w := range s.low {
		switch w {
		case "image", "photo", "photograph", "credit", "picture", "file":
			if i+1 < len(s.low) && (s.low[i+1] == ":" || s.low[i+1] == "by") {
				return true
			}
		}
	}
	return len(s.low) > 1 && (s.low[0] == "read" && s.low[1] == "more" || s.low[0] == "related" && s.low[1] == ":")
}

// word returns the folded token at i, or "" outside the sentence.
func (s *sentence) word(i int) string {
	if i < 0 || i >= len(s.low) {
		return ""
	}
	return s.low[i]
}

// fine returns the Penn tag at i, or "" outside the sentence.
func (s *sentence) fine(i int) string {
	if i < 0 || i >= len(s.Tokens) {
		return ""
	}
	return s.Tokens[i].Fine
}

func (s *sentence) tag(i int) text.Tag {
	if i < 0 || i >= len(s.Tokens) {
		return ""
	}
	return s.Tokens[i].Tag
}

// lemma returns the base form at i.
func (s *sentence) lemma(i int) string {
	if i < 0 || i >= len(s.Tokens) {
		return ""
	}
	return s.Tokens[i].Lemma
}

// capital reports whether the token at i begins with a capital letter.
func (s *sentence) capital(i int) bool {
	if i < 0 || i >= len(s.Tokens) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.Tokens[i].Text)
	return unicode.IsUpper(r)
}

// phrase returns the folded tokens from first to last, joined by single spaces, with
// possessive endings and full stops kept at their words.
func (s *sentence) phrase(first, last int) string {
	low := s.low[max(first, 0):min(last+1, len(s.low))]
	if len(low) == 1 {
		return low[0]
	}
	return strings.Join(low, " ")
}

// slice returns the article's own bytes from token first to token last, both inclusive.
func (r *reading) slice(s *sentence, first, last int) string {
	return r.doc.Text[s.Tokens[first].Start:s.Tokens[last].End]
}

// words returns the own words from first to last with line breaks folded away.
func (r *reading) words(s *sentence, first, last int) string {
	return unbroken(r.slice(s, first, last))
}

// unbroken returns s with its words parted by single spaces.
func unbroken(s string) string {
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		// No byte but these opens a space beyond ASCII (https://pkg.go.dev/unicode#IsSpace).
		if c < ' ' || c == ' ' && before == ' ' || c == 0xC2 || c >= 0xE1 && c <= 0xE3 {
			return strings.Join(strings.Fields(s), " ")
		}
		before = c
	}
	return strings.TrimSuffix(s, " ")
}

// span is the evidence that sentence s gives.
func (r *reading) span(s *sentence) Span {
	return Span{s.Start, s.End, r.doc.Text[s.Start:s.End]}
}

// evidence returns the spans of the sentences, in text order, each once.
func (r *reading) evidence(sentences ...int) []Span {
	sentences = slices.Clone(sentences)
	slices.Sort(sentences)
	var spans []Span
	for _, i := range slices.Compact(sentences) {
		if i >= 0 && i < len(r.sentences) {
			spans = append(spans, r.span(r.sentences[i]))
		}
	}
	return spans
}

// mentionAt returns the mention that covers token i, or nil: where a title holds another
// name, the one whose own name it is.
func (s *sentence) mentionAt(i int) *mention {
	var found *mention
	for _, m := range s.mentions {
		if m.first <= i && i <= m.last {
			return m
		}
		if m.np <= i && i <= m.last && found == nil {
			found = m
		}
	}
	return found
}

// markCaptions marks whole lines in which a credit stands: "Children. Image: A. Knight."
func (r *reading) markCaptions() {
	for i, s := range r.sentences {
		if !s.caption {
			continue
		}
		for _, step := range [...]int{-1, 1} {
			for k := i + step; k >= 0 && k < len(r.sentences); k += step {
				a, b := r.sentences[min(k, k-step)], r.sentences[max(k, k-step)]
				if strings.Contains(r.doc.Text[a.End:b.Start], "\n") || len(r.sentences[k].Tokens) > 25 {
					break
				}
				r.sentences[k].caption = true
			}
		}
	}
}

// mentionFrom returns the mention that covers token i, or the one behind it, past an
// article.
func (s *sentence) mentionFrom(i int) *mention {
	if m := s.mentionAt(i); m != nil {
		return m
	}
	return s.mentionAt(i + 1)
}

// insert adds m to the mentions of s, keeping their order, unless it overlaps one.
func (s *sentence) insert(m *mention) {
	at := len(s.mentions)
	for i, o := range s.mentions {
		if m.np <= o.last && o.np <= m.last {
			return
		}
		if o.first > m.first {
			at = i
			break
		}
	}
	s.mentions = append(s.mentions[:at], append([]*mention{m}, s.mentions[at:]...)...)
}

// markQuotes finds which tokens stand inside quotation marks. A quotation may run over
// several sentences; it ends with its paragraph when it is never closed.
func (r *reading) markQuotes() {
	open := ""
	for n, s := range r.sentences {
		if n > 0 && strings.Contains(r.doc.Text[r.sentences[n-1].End:s.Start], "\n") {
			open = ""
		}
		for i, w := range s.low {
			switch {
			case open == "" && (w == "“" || w == "\"" || w == "``" || w == "«" || w == "„"):
				open = w
			case open != "" && (w == "”" || w == "\"" || w == "''" || w == "»" || w == "“" && open == "„"):
				open = ""
			default:
				s.quoted[i] = open != ""
			}
		}
	}
}

// containsWord reports whether w is one of the words of the phrase.
func containsWord(phrase, w string) bool {
	return slices.Contains(strings.Fields(phrase), w)
}

// isPossessive reports whether token i is the ending 's or '.
func (s *sentence) isPossessive(i int) bool {
	w := s.word(i)
	return w == "'s" || w == "'"
}

// class looks the base form of the verb or noun at i up in a table, forgiving a lost
// final e.
func (s *sentence) class(i int, table map[string]string) string {
	l := s.lemma(i)
	if c, ok := table[l]; ok {
		return c
	}
	return table[l+"e"]
}

// is reports whether the base form at i is one of the set.
func (s *sentence) is(i int, set lexicon.Set) bool {
	l := s.lemma(i)
	return set.Has(l) || set.Has(l+"e") || strings.HasSuffix(l, "ll") && set.Has(l[:len(l)-1])
}
