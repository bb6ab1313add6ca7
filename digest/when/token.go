package when

import (
	"unicode"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest/text"
)

// A token is a run of letters, a run of digits, a mark or the end of a line. It is finer
// than a text.Token: "Nov.9–11" is five of them.
type token struct {
	start, end int32
	val        int32
	kind       kind
	flags      flags
	form       form    // what the Penn tag says of a verb
	lex        *lexeme // nil for what the vocabulary does not have
}

// flags tell what stands around a token and how it is written.
type flags uint8

const (
	gap         flags = 1 << iota // space or a line's end stands before it
	capital                       // begins with an upper-case letter
	shout                         // is written in capitals
	opens                         // begins a sentence
	noun                          // tagged as a noun or a name
	name                          // tagged as a name
	superlative                   // tagged as a superlative
)

func (t token) is(f flags) bool { return t.flags&f != 0 }

// size is the number of bytes.
func (t token) size() int { return int(t.end - t.start) }

// digits is the number of digits of a kNumber.
func (t token) digits() int { return int(t.end - t.start) }

// longestWord bounds the words that are looked up; the vocabulary has none longer.
const longestWord = 16

// scan cuts the text of d into tokens.
func scan(d *text.Doc) []token {
	s := d.Text
	toks := make([]token, 0, len(s)/4+8)
	spaced := true
	for i := 0; i < len(s); {
		t, size := lex(s, i)
		if size == 0 { // space
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			spaced = true
			continue
		}
		t.start, t.end = int32(i), int32(i+size)
		if spaced {
			t.flags |= gap
		}
		spaced = t.kind == kBreak
		i += size
		toks = append(toks, t)
	}
	tag(toks, d)
	return toks
}

// lex reads the token at s[i:]; its size is 0 for space.
func lex(s string, i int) (token, int) {
	c := s[i]
	switch {
	case c >= '0' && c <= '9':
		return lexNumber(s, i)
	case c >= utf8.RuneSelf:
		return lexRune(s, i)
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		return lexWord(s, i)
	case c == '\n':
		return token{kind: kBreak}, 1
	case c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f':
		return token{}, 0
	}
	return token{kind: markKind(rune(c))}, 1
}

func markKind(r rune) kind {
	switch r {
	case ',':
		return kComma
	case '.':
		return kDot
	case '-', '–', '—', '−', '‐', '‑', '~':
		return kDash
	case '/':
		return kSlash
	case ':':
		return kColon
	case '\'', '’', '‘', '`':
		return kApostrophe
	case '(':
		return kOpen
	case ')':
		return kClose
	case '$', '€', '£', '¥', '#':
		return kMoney
	case '%':
		return kPercent
	}
	return kMark
}

func lexRune(s string, i int) (token, int) {
	r, size := utf8.DecodeRuneInString(s[i:])
	switch {
	case unicode.IsLetter(r):
		return lexWord(s, i)
	case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
		return token{}, 0
	}
	return token{kind: markKind(r)}, size
}

// lexNumber reads digits, with the commas of thousands.
func lexNumber(s string, i int) (token, int) {
	j, val := i, 0
	for j < len(s) && '0' <= s[j] && s[j] <= '9' {
		if j-i < 9 {
			val = val*10 + int(s[j]-'0')
		}
		j++
	}
	if j-i > 8 {
		val = -1
	}
	for j+3 < len(s) && s[j] == ',' && isDigits(s[j+1:j+4]) && (j+4 == len(s) || !isDigits(s[j+4:j+5])) {
		j, val = j+4, -1
	}
	return token{kind: kNumber, val: int32(val)}, j - i
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// lexWord reads a run of letters and looks it up, folded to lower case.
func lexWord(s string, i int) (token, int) {
	var folded [longestWord]byte
	j, n, upper, ascii := i, 0, 0, true
	for j < len(s) {
		c := s[j]
		if c < utf8.RuneSelf {
			low := c | 0x20
			if low < 'a' || low > 'z' {
				break
			}
			if c != low {
				upper++
			}
			if n < longestWord {
				folded[n] = low
			}
			n++
			j++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[j:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		if n == 0 && unicode.IsUpper(r) {
			upper++
		}
		ascii = false
		n++
		j += size
	}
	t := token{}
	if upper > 0 && (s[i] < 'a' || s[i] > 'z') {
		t.flags |= capital
		if upper == n && n > 1 {
			t.flags |= shout
		}
	}
	if ascii && n <= longestWord {
		if entry := words[string(folded[:n])]; entry != nil {
			t.kind, t.val, t.lex = entry.kind, int32(entry.val), entry
		}
	}
	return t, j - i
}

// tag copies sentence borders and Penn tags from d's tokens, which may be coarser, to ours.
func tag(toks []token, d *text.Doc) {
	i := 0
	for si := range d.Sentences {
		s := &d.Sentences[si]
		for i < len(toks) && int(toks[i].start) < s.Start {
			i++
		}
		if i < len(toks) {
			toks[i].flags |= opens
		}
		for wi := range s.Tokens {
			w := &s.Tokens[wi]
			for i < len(toks) && int(toks[i].start) < w.Start {
				i++
			}
			if i < len(toks) && int(toks[i].end) <= w.End {
				toks[i].apply(w.Fine)
			}
			for i < len(toks) && int(toks[i].end) <= w.End {
				i++
			}
		}
	}
}

// apply records what a Penn tag says.
func (t *token) apply(fine string) {
	t.form = forms[fine]
	switch fine {
	case "NNP", "NNPS":
		t.flags |= noun | name
	case "NN", "NNS":
		t.flags |= noun
	case "JJS", "RBS":
		t.flags |= superlative
	}
}
