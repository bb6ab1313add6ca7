package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// English reports whether s reads as English: its letters are Latin, and its small words
// are those of English rather than of another language. Names alone are no English; text
// of a few words is given the benefit of the doubt.
func English(s string) bool {
	const (
		sample = 2000 // words looked at; more would not change the answer
		few    = 12
		share  = 14 // in long text at least one word in so many is one of ours
	)
	var words, latin, letters, own, foreign int
	for i := 0; i < len(s) && words < sample; {
		r, w := utf8.DecodeRuneInString(s[i:])
		if !letter(r) {
			i += w
			continue
		}
		start := i
		var key small
		for i < len(s) {
			r, w = utf8.DecodeRuneInString(s[i:])
			if !letter(r) && (r < utf8.RuneSelf || !unicode.IsMark(r)) {
				break
			}
			letters++
			if r < utf8.RuneSelf || unicode.Is(unicode.Latin, r) {
				latin++
			}
			key = key.and(r)
			i += w
		}
		words++
		if i-start > longestSmall {
			continue
		}
		if english, ok := smallWords[key]; ok && english {
			own++
		} else if ok {
			foreign++
		}
	}
	switch {
	case words == 0 || latin*10 < letters*7 || foreign > own:
		return false
	case words < few:
		return true
	}
	return own*share >= words
}

// A small is a small word in lower case, as a number.
type small uint64

// longestSmall is how many bytes a small word has at most.
const longestSmall = 6

// and returns w with r behind it.
func (w small) and(r rune) small {
	switch {
	case r >= utf8.RuneSelf:
		r = unicode.ToLower(r)
	case r >= 'A' && r <= 'Z':
		r += 'a' - 'A'
	}
	return w<<10 + small(r)
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r)
}

// smallWords are the most frequent words of English news that few other languages share,
// which are true, and those of Spanish, French, Portuguese, Italian, German, Dutch, the
// Scandinavian languages, Polish, Turkish, Indonesian, Romanian and Swahili that English
// does not have.
var smallWords = func() map[small]bool {
	m := map[small]bool{}
	add := func(english bool, list string) {
		for w := range strings.FieldsSeq(list) {
			var key small
			for _, r := range w {
				key = key.and(r)
			}
			m[key] = english
		}
	}
	add(false, `de la le les des du et est une un dans pour que qui sur pas au aux el los las y en del por con
		una su lo para como mas os um uma da do dos das na nos em ao não com foi il di che è per sono della nel gli der die das
		und ist nicht mit von den dem ein eine zu auf im sich auch het een van niet dat voor zijn op te och att det som på är
		för av og af til ikke er på nie się w z na że jest ve bir bu için ile da dan yang di ini itu untuk pada și la în pe nu
		ya wa kwa katika na ni ang ng mga sa că`)
	add(true, `the of and to that for was with from is it its said has have are by be which this they will
		would in on at as his her he she an or not but who we were been had after about their more than over`)
	return m
}()
