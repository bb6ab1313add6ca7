package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"

	"github.com/readout-bot/readout/digest"
)

// How names and words are compared, in the library and everywhere else: these functions
// are what "folded" and "by stem" mean in Query.

// maxNameWords bounds the keys of a name that is not one.
const maxNameWords = 12

// maxStem is the longest stem that is kept, in bytes; what is longer is cut, not lost.
const maxStem = 64

// letters are those that Unicode does not decompose and people type without.
var letters = strings.NewReplacer("ø", "o", "đ", "d", "ł", "l", "ß", "ss", "æ", "ae", "œ", "oe",
	"ı", "i", "þ", "th", "ð", "d", "ħ", "h", "ŧ", "t")

// Fold returns the form in which names are compared: lower case, without accents, marks
// and needless space, "U.S." as "us" and "Orbán" as "orban". Empty if s has no letter and
// no digit.
func Fold(s string) string { return strings.Join(foldedWords(s), " ") }

// NameKeys returns what a name is found by, folded: the whole and each of its ends, so
// that "Marco Rubio" is found by "rubio". The whole comes first.
func NameKeys(name string) []string {
	words := foldedWords(name)
	if len(words) == 0 {
		return nil
	}
	keys := []string{strings.Join(words, " ")}
	for i := max(1, len(words)-maxNameWords); i < len(words); i++ {
		keys = append(keys, strings.Join(words[i:], " "))
	}
	return keys
}

// NamesIn returns the names of the actors and parties of d, their aliases too: those that
// Query.Actor is compared with.
func NamesIn(d digest.Digest) []string {
	var all []string
	for _, a := range d.Actors {
		all = append(append(all, a.Name), a.Aliases...)
	}
	for _, m := range d.Meetings {
		all = append(append(all, m.Host), m.Participants...)
	}
	for _, o := range d.Outcomes {
		all = append(all, o.Actors...)
	}
	for _, c := range d.Decisions {
		all = append(all, c.Deciders...)
		for _, p := range c.Positions {
			all = append(all, p.Actor)
		}
	}
	return all
}

// Stems returns the stems of the words of s in order of first appearance, each once.
func Stems(s string) []string {
	var stems []string
	seen := make(map[string]bool)
	known := make(map[string]bool) // words, since stemming is what takes the time
	for _, word := range foldedWords(s) {
		if known[word] {
			continue
		}
		known[word] = true
		stem := english.Stem(word, true)
		if len(stem) > maxStem {
			stem = strings.ToValidUTF8(stem[:maxStem], "")
		}
		if !seen[stem] {
			seen[stem] = true
			stems = append(stems, stem)
		}
	}
	return stems
}

// foldedWords splits s at what is neither letter nor digit. An apostrophe does not part a
// word, nor does the stop inside an abbreviation of single letters.
func foldedWords(s string) []string {
	var words []string
	var word strings.Builder
	abbreviation := false
	end := func() {
		if word.Len() > 0 {
			words = append(words, withoutMarks(word.String()))
			word.Reset()
		}
		abbreviation = false
	}
	if !ascii(s) {
		s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	}
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == 'ʼ':
		case r == '.' && (abbreviation || utf8.RuneCountInString(word.String()) == 1):
			abbreviation = true
		default:
			end()
		}
	}
	end()
	return words
}

// withoutMarks replaces the letters that people type without their marks.
func withoutMarks(word string) string {
	if ascii(word) {
		return word
	}
	return letters.Replace(word)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
