// Package lemma finds the base form of a word: by rules, and by a list of the words of the
// treebanks on which the rules are wrong.
package lemma

import (
	"fmt"
	"strings"
)

// A Table lists words that the rules do not fit. It is immutable.
type Table struct {
	base map[key]string
}

type key struct{ word, fine string }

// Open reads lines of a word in lower case, its Penn tag and its base form.
func Open(data string) (*Table, error) {
	t := &Table{base: make(map[key]string, strings.Count(data, "\n"))}
	for line := range strings.Lines(data) {
		line = strings.TrimSuffix(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		fine, base, ok := strings.Cut(rest, " ")
		if !ok {
			return nil, fmt.Errorf("lemmas: line %q", line)
		}
		t.base[key{word, fine}] = base
	}
	return t, nil
}

// Of returns the base form, in lower case, of word as a token of Penn tag fine.
func (t *Table) Of(word, fine string) string {
	w := strings.ToLower(word)
	if strings.HasPrefix(fine, "NNP") {
		return w
	}
	if base, ok := t.base[key{w, fine}]; ok {
		return base
	}
	switch fine { // the past tense and participle of a verb often look alike
	case "VBD":
		if base, ok := t.base[key{w, "VBN"}]; ok {
			return base
		}
	case "VBN":
		if base, ok := t.base[key{w, "VBD"}]; ok {
			return base
		}
	}
	for _, ending := range [...]string{"ing", "ed"} {
		if fine[0] == 'V' && strings.HasSuffix(w, ending) {
			if base, ok := t.base[key{w[:len(w)-len(ending)], SilentE}]; ok {
				return base
			}
		}
	}
	return Rule(w, fine)
}

// SilentE stands in place of a tag beside the verbs that lose an e before -ed and -ing.
const SilentE = "E"

// Rule returns the base form by the rules alone.
func Rule(w, fine string) string {
	switch fine {
	case "NNS":
		return singular(w)
	case "VBZ":
		return singular(w)
	case "VBD", "VBN":
		if strings.HasSuffix(w, "ied") && len(w) > 4 {
			return w[:len(w)-3] + "y"
		}
		if strings.HasSuffix(w, "ed") && len(w) > 3 {
			return stem(w[:len(w)-2])
		}
	case "VBG":
		if strings.HasSuffix(w, "ing") && len(w) > 4 {
			return stem(w[:len(w)-3])
		}
	}
	return w
}

func singular(w string) string {
	switch {
	case len(w) < 4 || strings.HasSuffix(w, "ss"):
		return w
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "zzes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

// stem repairs what is left of a verb when -ed or -ing is cut off: a doubled consonant
// loses one, a silent e comes back.
func stem(w string) string {
	n := len(w)
	if n < 3 {
		return w
	}
	vowel := func(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
	switch last := w[n-1]; {
	case last == w[n-2] && !vowel(last) && last != 'l' && last != 's' && last != 'z' && last != 'f':
		return w[:n-1]
	case last == 'v', last == 'c', last == 'u', last == 'z' && w[n-2] != 'z', last == 's' && vowel(w[n-2]) || last == 's' && w[n-2] == 'n',
		last == 'g' && strings.IndexByte("nrd", w[n-2]) >= 0 && n > 4:
		return w + "e"
	case strings.HasSuffix(w, "at") && n > 3, strings.HasSuffix(w, "ir"), strings.HasSuffix(w, "ur"), strings.HasSuffix(w, "id") && n > 4,
		strings.HasSuffix(w, "os"), strings.HasSuffix(w, "bl"), strings.HasSuffix(w, "pl"), strings.HasSuffix(w, "tl"):
		return w + "e"
	}
	return w
}
