package bot

import (
	"cmp"
	"slices"
	"strings"
)

// What the diary and the ledger share: the order of articles, and when two names or two
// wordings mean the same.

// latestFirst returns the entries in order of publishing, the latest first. Of those of
// one instant the address decides, so that the order in which they came does not.
func latestFirst(entries []Entry) []Entry {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(b.Article.Published.Compare(a.Article.Published), cmp.Compare(b.Article.URL, a.Article.URL), cmp.Compare(b.Article.ID, a.Article.ID), cmp.Compare(b.ID, a.ID))
	})
	return entries
}

// sameName reports whether two names name the same actor, as far as their forms tell:
// equal when folded, or one the end of the other.
func sameName(a, b string) bool {
	if endApart(a, b) {
		return false
	}
	fa, fb := Fold(a), Fold(b)
	if fa == "" || fb == "" {
		return false
	}
	return fa == fb || strings.HasSuffix(fa, " "+fb) || strings.HasSuffix(fb, " "+fa)
}

// endApart reports whether two names end in different words, as most pairs do, as far as
// that is seen without folding them.
func endApart(a, b string) bool {
	x, y := lastWord(a), lastWord(b)
	return plain(x) && plain(y) && !strings.EqualFold(x, y)
}

// lastWord returns what follows the last space of s.
func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// plain reports whether s is letters of ASCII and nothing else.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// hasName reports whether names hold one that is the same as name.
func hasName(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return sameName(n, name) })
}

// overlap is the share of the shorter list that is in the longer; 0 for lists that say
// too little to tell.
func overlap(a, b []string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 {
		if len(a) == 1 && len(b) == 1 && a[0] == b[0] {
			return 1
		}
		return 0
	}
	n := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// contentStems are the stems of the words of s that carry its meaning.
func contentStems(s string) []string {
	var kept []string
	for _, w := range strings.Fields(Fold(s)) {
		if !functionWords[w] {
			kept = append(kept, w)
		}
	}
	return stemsOf(kept)
}
