package digest

import (
	"strings"
	"unicode"
)

// unreadable says in a few words why a text cannot be read, or "" if it can.
func unreadable(s string) string {
	if strings.TrimSpace(s) == "" {
		return "the text is empty"
	}
	words, common, letters, latin := 0, 0, 0, 0
	for _, w := range strings.FieldsFunc(head(s, 6000), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		words++
		if english[strings.ToLower(w)] {
			common++
		}
		for _, r := range w {
			letters++
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
		}
	}
	switch {
	case letters == 0:
		return "the text has no words"
	case latin*2 < letters:
		return "the text is not in English"
	case words >= 25 && common*100 < words*12:
		return "the text is not in English"
	}
	return ""
}

// head returns at most n bytes of s, cut before a rune.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// english are words that make up about a third of any English prose, and little of any
// other language's.
var english = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the of and to that for with was his her has have had not but they which from
		this their were been are who its would will said it he she by on at an as be or after also there than when into`) {
		m[w] = true
	}
	return m
}()
