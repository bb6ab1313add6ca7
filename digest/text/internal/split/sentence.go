package split

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// starters are words that, capitalised after an abbreviation, open a sentence: no name
// begins with them.
var starters = set(`the a an this that these those he she it they we i you his her its their our my there here
	in on at by for from with after before during since until under over as if when while where why
	how what who which but and or so yet however although though because despite both some many most
	all no not now then also meanwhile still only even one two three several few each every another
	such according asked last next earlier later yesterday today nobody nothing it's he's that's there's`)

// sentences appends the sentences of the paragraph that toks are. toks is not empty.
func sentences(out []Sentence, s string, toks []Token, line int) []Sentence {
	if n := label(s, toks); n > 0 && n < len(toks) {
		out = append(out, Sentence{Tokens: toks[:n:n], Line: line, Label: true})
		toks = toks[n:]
	}
	first := 0
	add := func(end int, ended bool) {
		for end-first > maxTokens {
			k := cut(s, toks, first)
			out = append(out, Sentence{Tokens: toks[first:k:k], Line: line})
			first = k
		}
		if end > first {
			out = append(out, Sentence{Tokens: toks[first:end:end], Line: line, Ended: ended})
		}
		first = end
	}
	for i := 0; i < len(toks); i++ {
		if !terminal(s, toks[i]) {
			continue
		}
		k := closers(s, toks, i)
		if k == len(toks) || ends(s, toks, first, i, k) {
			add(k, true)
			i = k - 1
		}
	}
	add(len(toks), false)
	return out
}

// terminal reports whether t ends in a mark that may end a sentence.
func terminal(s string, t Token) bool {
	switch s[t.End-1] {
	case '.', '!', '?':
		return true
	case 0xA6, 0x82: // … and 。
		return s[t.Start:t.End] == "…" || s[t.Start:t.End] == "。"
	}
	return false
}

// closers returns the index after the quotation marks and brackets that close right
// after token i.
func closers(s string, toks []Token, i int) int {
	k := i + 1
	for k < len(toks) && toks[k].Start == toks[k-1].End {
		switch s[toks[k].Start:toks[k].End] {
		case `"`, "'", "''", "”", "’", "’’", ")", "]", "»", "}":
			k++
			continue
		}
		break
	}
	return k
}

// ends reports whether the sentence that began at token first ends with the terminal i
// and its closers, token k being the next.
func ends(s string, toks []Token, first, i, k int) bool {
	mark := s[toks[i].Start:toks[i].End]
	next := k
	for next < len(toks)-1 && opens(s[toks[next].Start:toks[next].End]) {
		next++
	}
	word := s[toks[next].Start:toks[next].End]
	r, _ := utf8.DecodeRuneInString(word)
	lower := unicode.IsLower(r)
	attached := toks[k].Start == toks[k-1].End

	switch {
	case mark == "." && k > i+1: // ." he said
		return !lower
	case mark == ".":
		if attached { // "end.The"
			return unicode.IsUpper(r)
		}
		if lower || strings.ContainsAny(word[:1], ",;") {
			return toks[i].Start-toks[i-min(i, 1)].Start > 4 && lower && !strings.Contains("eigx", word[:1])
		}
		return !(first == i-1 && digits(s[toks[first].Start:toks[first].End])) // "1. Item"
	case mark[0] == '.' || mark == "…":
		return !lower && !attached && i > first && unicode.IsUpper(r)
	case mark[0] == '!' || mark[0] == '?':
		return !lower && !strings.ContainsAny(word[:1], ",;:.-") && word != "—" && word != "–" && !attached
	case mark == "。":
		return true
	}
	return abbreviationEnds(s, toks, i, k, word)
}

// abbreviationEnds reports whether the sentence ends with the abbreviation i, before word.
func abbreviationEnds(s string, toks []Token, i, k int, word string) bool {
	stem := s[toks[i].Start : toks[i].End-1]
	r, _ := utf8.DecodeRuneInString(word)
	if len(stem) == 0 || !unicode.IsUpper(r) {
		return k > i+1 && !unicode.IsLower(r) && !unicode.IsDigit(r) && k < len(toks)
	}
	starts := starters[strings.ToLower(word)]
	switch kind := abbreviationOf(stem); {
	case kind == leading || kind == numbering:
		return false
	case k > i+1: // "... the U.S." Then
		return true
	case kind == noAbbreviation && !strings.Contains(stem, "."): // an initial
		return starts && (i == 0 || !capital(s, toks[i-1]))
	case starts:
		return true
	case isClock(stem):
		return !zone(word)
	}
	// "Inc. Chief Executive" goes on; a number would follow a month that does.
	stem = strings.ToLower(stem)
	return stem == "etc" || months[stem]
}

func isClock(stem string) bool {
	l := strings.ToLower(stem)
	return strings.HasSuffix(l, "a.m") || strings.HasSuffix(l, "p.m")
}

// zone reports whether word goes on after "10 a.m.": a time zone, a weekday or a month.
func zone(word string) bool {
	if len(word) <= 4 && upper(word) {
		return true
	}
	switch word {
	case "Eastern", "Central", "Pacific", "Mountain", "Greenwich", "Moscow", "Beijing", "Paris", "London",
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February",
		"March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		"Sept.", "Oct.", "Nov.", "Dec.", "Jan.", "Feb.", "Aug.":
		return true
	}
	return false
}

func opens(word string) bool {
	switch word {
	case `"`, "“", "‘", "'", "(", "[", "``", "«", "—", "–", "-", "*", "•":
		return true
	}
	return false
}

func capital(s string, t Token) bool {
	r, _ := utf8.DecodeRuneInString(s[t.Start:t.End])
	return unicode.IsUpper(r)
}

func digits(w string) bool {
	for i := 0; i < len(w); i++ {
		if !isDigit(w[i]) {
			return false
		}
	}
	return len(w) <= 2
}

// cut returns where to cut the overlong sentence that starts at token first: after the
// last mark or before the last "and" near the cap, else at the cap.
func cut(s string, toks []Token, first int) int {
	for k := first + maxTokens; k > first+maxTokens*3/4; k-- {
		switch s[toks[k-1].Start:toks[k-1].End] {
		case ";", ",", ":", "—", "–", "|", ")":
			return k
		}
	}
	return first + maxTokens
}

// label returns how many of toks, a paragraph, are a dateline or a speaker label at its
// front; 0 if there is neither.
func label(s string, toks []Token) int {
	if n := dateline(s, toks); n > 0 {
		return n
	}
	const longest = 6 // "MR. VAN DER BERG:" and "Senator Jane Roe:"
	for n := 1; n < min(len(toks), longest); n++ {
		if s[toks[n].Start:toks[n].End] == ":" {
			return speaker(s, toks[:n+1])
		}
	}
	return 0
}

// speaker returns len(toks) if they, the last of which is a colon, are a speaker label:
// "Q:", "QUESTION:", "MR. PRICE:". Title case is left alone: "Warning: ..." is prose.
func speaker(s string, toks []Token) int {
	for _, t := range toks[:len(toks)-1] {
		w := s[t.Start:t.End]
		if !strings.ContainsAny(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || strings.ToUpper(w) != w {
			return 0
		}
	}
	return len(toks)
}

// dateline returns the number of tokens of a dateline with its dash: "BRUSSELS, Nov 3 —",
// "WASHINGTON (AP) —", "Paris, France –".
func dateline(s string, toks []Token) int {
	const longest = 14
	var shouted, dash int
	for n := 0; n < min(len(toks)-1, longest); n++ {
		w := s[toks[n].Start:toks[n].End]
		switch {
		case w == "—" || w == "–" || w == "--" || w == "-":
			if toks[n].Start == toks[n-min(n, 1)].End && w == "-" {
				return 0 // a hyphen
			}
			dash = n
		case w == "," || w == "(" || w == ")" || w == "/" || w == "." || isDigit(w[0]):
		case strings.ToUpper(w) == w && len(w) > 2:
			shouted++
		case capital(s, toks[n]) && (n > 0 || s[toks[1].Start:toks[1].End] == "," || s[toks[1].Start:toks[1].End] == "("):
		default:
			return 0
		}
		if dash > 0 {
			break
		}
	}
	inside := s[toks[0].Start:toks[dash].End]
	if dash > 0 && dash+3 < len(toks) && (shouted > 0 || strings.ContainsAny(inside, "(0123456789")) && strings.ToUpper(s[toks[0].Start:toks[0].End]) == s[toks[0].Start:toks[0].End] {
		return dash + 1
	}
	return 0
}
