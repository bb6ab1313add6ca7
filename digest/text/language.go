package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/readout-bot/readout/digest/text/internal/feature"
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
		if !unicode.IsLetter(r) {
			i += w
			continue
		}
		start := i
		for i < len(s) {
			r, w = utf8.DecodeRuneInString(s[i:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				break
			}
			letters++
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
			i += w
		}
		words++
		if i-start > 6 {
			continue
		}
		h := feature.Lower(s[start:i])
		switch {
		case smallWords[h]:
			own++
		case foreignWords[h]:
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

// The most frequent words of English news that few other languages share, and those of
// Spanish, French, Portuguese, Italian, German, Dutch, the Scandinavian languages,
// Polish, Turkish, Indonesian, Romanian and Swahili that English does not have.
var (
	smallWords = hashed(`the of and to that for was with from is it its said has have are by be which this they will
		would in on at as his her he she an or not but who we were been had after about their more than over`)
	foreignWords = hashed(`de la le les des du et est une un dans pour que qui sur pas au aux el los las y en del por con
		una su lo para como mas os um uma da do dos das na nos em ao não com foi il di che è per sono della nel gli der die das
		und ist nicht mit von den dem ein eine zu auf im sich auch het een van niet dat voor zijn op te och att det som på är
		för av og af til ikke er på nie się w z na że jest ve bir bu için ile da dan yang di ini itu untuk pada și la în pe nu
		ya wa kwa katika na ni ang ng mga sa că`)
)

func hashed(list string) map[feature.Hash]bool {
	m := map[feature.Hash]bool{}
	for w := range strings.FieldsSeq(list) {
		m[feature.Lower(w)] = true
	}
	return m
}
