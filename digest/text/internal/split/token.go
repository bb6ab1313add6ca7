package split

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxToken caps a token in bytes; text in a script without spaces is cut there.
const maxToken = 200

// tokenize appends the tokens of s[i:end] to dst.
func tokenize(dst []Token, s string, i, end int) []Token {
	for i < end {
		if w := spaceWidth(s, i); w > 0 {
			i += w
			continue
		}
		// A chunk is what stands between white space.
		stop := i
		for stop < end && spaceWidth(s, stop) == 0 {
			_, w := utf8.DecodeRuneInString(s[stop:end])
			stop += w
		}
		dst = chunk(dst, s, i, stop)
		i = stop
	}
	return dst
}

// spaceWidth returns how many bytes the white space at i takes; 0 if there is none. The
// zero-width space and the byte order mark part words as a space does.
func spaceWidth(s string, i int) int {
	switch c := s[i]; {
	case c > ' ' && c < 0x7F:
		return 0
	case c <= ' ' || c == 0x7F: // C0 controls too: they are never part of a word
		return 1
	}
	r, w := utf8.DecodeRuneInString(s[i:])
	if unicode.IsSpace(r) || r == '\u200B' || r == '\uFEFF' || r == '\u2060' || r == '\u200E' || r == '\u200F' ||
		(r >= '\u202A' && r <= '\u202E') {
		return w
	}
	return 0
}

// chunk appends the tokens of the chunk s[i:end], which holds no white space.
func chunk(dst []Token, s string, i, end int) []Token {
	if n := addressEnd(s[i:end]); n > 0 {
		dst = append(dst, Token{i, i + n})
		i += n
	}
	for i < end {
		n := tokenEnd(s, i, end)
		if n-i > maxToken {
			n = i + maxToken
			for n > i+1 && !utf8.RuneStart(s[n]) {
				n--
			}
		}
		if isWordByte(s[i]) {
			dst, n = words(dst, s, i, n)
		} else {
			dst = append(dst, Token{i, n})
		}
		i = n
	}
	return dst
}

// addressEnd returns the length of the URL, mail address, handle or hash tag that c
// starts with; 0 if there is none.
func addressEnd(c string) int {
	if len(c) < 4 {
		return 0
	}
	url := strings.Contains(c, "://") && !strings.HasPrefix(c, "://") || strings.HasPrefix(c, "www.")
	at := strings.IndexByte(c, '@')
	switch {
	case url:
		if !isWordByte(c[0]) {
			return 0
		}
		return len(strings.TrimRight(c, ".,;:!?)]}\"'>*"))
	case at > 0 && isWordByte(c[0]) && strings.IndexByte(c[at:], '.') > 0:
		return len(strings.TrimRight(c, ".,;:!?)]}\"'>*"))
	case c[0] == '@' || c[0] == '#':
		n := 1
		for n < len(c) && (isWordByte(c[n]) || c[n] == '_') {
			n++
		}
		if n > 2 {
			return n
		}
	}
	return 0
}

// isWordByte reports whether a token that starts with c may be a word: an ASCII letter
// or digit, or the start of a longer rune.
func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isWord reports whether r belongs inside a word. Marks and joiners do; a byte that is
// not UTF-8 does not.
func isWord(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return isWordByte(byte(r))
	case r == utf8.RuneError:
		return false
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '\u200D' || r == '\u200C' || r == '\u00AD'
}

// tokenEnd returns the end of the raw token at i: a word with the marks inside it, a run
// of equal marks, or one rune.
func tokenEnd(s string, i, end int) int {
	r, w := utf8.DecodeRuneInString(s[i:end])
	if isWord(r) {
		return wordEnd(s, i, end)
	}
	n := i + w
	switch {
	case r == '\'' || r == '’':
		return apostropheEnd(s, n, end)
	case r == '.' && n < end && isDigit(s[n]) && (i == 0 || !isDigit(s[i-1])): // ".22"
		return wordEnd(s, n, end)
	case r == '.' || r == '-' || r == '*' || r == '_' || r == '=' || r == '`':
		for n < end && s[n] == byte(r) {
			n++
		}
	case r == '!' || r == '?':
		for n < end && (s[n] == '!' || s[n] == '?') {
			n++
		}
	case r == utf8.RuneError: // one token for a run of bytes that are no text
		for n < end {
			if q, k := utf8.DecodeRuneInString(s[n:end]); q != utf8.RuneError {
				break
			} else {
				n += k
			}
		}
	case r > 0x2000: // keep modifiers and joined emoji together
		for n < end {
			q, k := utf8.DecodeRuneInString(s[n:end])
			if q != '\u200D' && q != '\uFE0F' && !(q >= 0x1F3FB && q <= 0x1F3FF) && !unicode.Is(unicode.Mn, q) {
				break
			}
			n += k
			if q == '\u200D' && n < end {
				if q, k := utf8.DecodeRuneInString(s[n:end]); q > 0x2000 {
					n += k
				}
			}
		}
	}
	return n
}

// apostropheEnd returns the end of the token whose first mark, an apostrophe, ends at n:
// a clitic that stands alone ('s), a clipped year ('90s), a closing ” typed as two, or
// the mark itself.
func apostropheEnd(s string, n, end int) int {
	if n < end && s[n] == '\'' && s[n-1] == '\'' {
		return n + 1
	}
	if k := clitic(s[n:end]); k > 0 {
		return n + k
	}
	if n+2 <= end && isDigit(s[n]) && n+1 < end && isDigit(s[n+1]) {
		k := n + 2
		if k < end && s[k] == 's' {
			k++
		}
		if k == end || !isWordByte(s[k]) {
			return k
		}
	}
	return n
}

// clitic returns the length of the clitic that rest, the text after an apostrophe, is
// or starts with when nothing of the word follows: s, re, ve, ll, d, m.
func clitic(rest string) int {
	n := 0
	for n < len(rest) && n < 3 && (rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z') {
		n++
	}
	switch strings.ToLower(rest[:n]) {
	case "s", "d", "m", "re", "ve", "ll":
		if n == len(rest) {
			return n
		}
		if r, _ := utf8.DecodeRuneInString(rest[n:]); !isWord(r) {
			return n
		}
	}
	return 0
}

// wordEnd returns the end of the word at i, with the full stops, commas, hyphens,
// apostrophes and ampersands that belong to it.
func wordEnd(s string, i, end int) int {
	n := i
	for n < end {
		r, w := utf8.DecodeRuneInString(s[n:end])
		if isWord(r) {
			n += w
			continue
		}
		if !joins(s, i, n, n+w, end, r) {
			break
		}
		n += w
		if r == '$' { // "US$" ends a word
			return n
		}
	}
	return n
}

// joins reports whether the mark r at s[n:m], after the word s[i:n], belongs to the word.
func joins(s string, i, n, m, end int, r rune) bool {
	if r == '.' {
		return stopJoins(s, i, n, end)
	}
	if r == '$' {
		return n-i <= 2 && upper(s[i:n])
	}
	if m >= end {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[m:end])
	if !isWord(next) {
		return false
	}
	before, after := s[n-1], s[m]
	switch r {
	case ',', ':':
		return isDigit(before) && isDigit(after)
	case '/':
		return isDigit(before) && isDigit(after)
	case '&':
		return n-i <= 3 && upper(s[i:n]) && after >= 'A' && after <= 'Z'
	case '_', '@':
		return true
	case '\'', '’':
		if clitic(s[m:end]) > 0 || contracted(s[i:n], s[m:end]) {
			return false
		}
		return !isDigit(before)
	case '-':
		if isDigit(before) && isDigit(after) {
			return telephone(s[i:end], n-i)
		}
		return prefixes[strings.ToLower(s[i:n])] && !isDigit(after)
	}
	return false
}

// contracted reports whether word and rest are the halves of "n't".
func contracted(word, rest string) bool {
	last := word[len(word)-1] | 0x20
	return last == 'n' && len(word) > 1 && len(rest) > 0 && rest[0]|0x20 == 't' && (len(rest) == 1 || !isWordByte(rest[1]))
}

// telephone reports whether the hyphen at c[n], between digits, is one of at least two in
// a number such as 713-853-3989; a range of years has one.
func telephone(c string, n int) bool {
	hyphens := 0
	for k := 0; k < len(c) && (isDigit(c[k]) || c[k] == '-'); k++ {
		if c[k] == '-' {
			hyphens++
		}
	}
	return hyphens >= 2
}

func upper(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

// words appends the words of the raw token s[i:n], which the treebanks may split:
// "cannot", "10pm", and "don't", whose apostrophe ended the raw token. It returns the
// end of what it took.
func words(dst []Token, s string, i, n int) ([]Token, int) {
	if m := afterApostrophe(s, n); m > n && contracted(s[i:n], s[m:]) {
		return append(dst, Token{i, n - 1}, Token{n - 1, m + 1}), m + 1
	}
	if k := fused(s[i:n]); k > 0 {
		return append(dst, Token{i, i + k}, Token{i + k, n}), n
	}
	return append(dst, Token{i, n}), n
}

// afterApostrophe returns the offset after the apostrophe at n, or n if there is none.
func afterApostrophe(s string, n int) int {
	switch {
	case n < len(s) && s[n] == '\'':
		return n + 1
	case strings.HasPrefix(s[n:], "’"):
		return n + len("’")
	}
	return n
}

// fused returns where w falls into two words, 0 if it does not.
func fused(w string) int {
	switch len(w) {
	case 5:
		if l := strings.ToLower(w); l == "gonna" || l == "gotta" || l == "wanna" {
			return 3
		}
	case 6:
		if strings.EqualFold(w, "cannot") {
			return 3
		}
	}
	k := 0
	for k < len(w) && (isDigit(w[k]) || w[k] == ':' || w[k] == '.') {
		k++
	}
	if k > 0 && isDigit(w[k-1]) {
		switch strings.ToLower(w[k:]) {
		case "am", "pm", "a.m.", "p.m.", "a.m", "p.m":
			return k
		}
	}
	return 0
}
