package bot

import (
	"slices"
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
// no digit. What is neither letter nor digit parts words, save an apostrophe and the stop
// inside an abbreviation of single letters.
func Fold(s string) string {
	if !ascii(s) {
		s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	}
	var b strings.Builder
	b.Grow(len(s) + 1)
	n, abbreviation := 0, false // the letters of the word at hand, and whether it is one like U.S.
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteByte(byte(r))
			n++
		case 'A' <= r && r <= 'Z':
			b.WriteByte(byte(r) | 0x20)
			n++
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
			n++
		case r == '\'' || r == '’' || r == 'ʼ' || r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r):
		case r == '.' && (abbreviation || n == 1):
			abbreviation = true
		default:
			if n > 0 {
				b.WriteByte(' ')
			}
			n, abbreviation = 0, false
		}
	}
	return withoutMarks(strings.TrimSuffix(b.String(), " "))
}

// NameKeys returns what a name is found by, folded: the whole and each of its ends, so
// that "Marco Rubio" is found by "rubio". The whole comes first.
func NameKeys(name string) []string {
	whole := Fold(name)
	if whole == "" {
		return nil
	}
	keys := []string{whole}
	for i := range len(whole) {
		if whole[i] == ' ' {
			keys = append(keys, whole[i+1:])
		}
	}
	return slices.Delete(keys, 1, max(1, len(keys)-maxNameWords))
}

// SoundKey returns what a name is found by in another spelling: its last word as it sounds,
// with a mark that no other key has. Empty for a name that folds to nothing.
func SoundKey(name string) string {
	last := lastWord(Fold(name))
	if last == "" {
		return ""
	}
	return "~" + sounds.Replace(last)
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
func Stems(s string) []string { return stemsOf(foldedWords(s)) }

// stemsOf returns the stems of folded words in order of first appearance, each once.
func stemsOf(words []string) []string { return make(stemmer).all(words) }

// A stemmer knows the stems of the words that it met, since stemming is what takes the
// time.
type stemmer map[string]string

// all returns the stems of folded words in order of first appearance, each once.
func (m stemmer) all(words []string) []string {
	var stems []string
	seen := make(map[string]bool, len(words))
	for _, word := range words {
		if stem := m.stem(word); !seen[stem] {
			seen[stem] = true
			stems = append(stems, stem)
		}
	}
	return stems
}

func (m stemmer) stem(word string) string {
	stem, ok := m[word]
	if !ok {
		if stem = english.Stem(word, true); len(stem) > maxStem {
			stem = strings.ToValidUTF8(stem[:maxStem], "")
		}
		m[word] = stem
	}
	return stem
}

// foldedWords returns the words of s folded.
func foldedWords(s string) []string { return strings.Fields(Fold(s)) }

// withoutMarks replaces the letters that people type without their marks.
func withoutMarks(folded string) string {
	if ascii(folded) {
		return folded
	}
	return letters.Replace(folded)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
