package main

import (
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/text/internal/lemma"
)

// lemmas lists the words of the treebanks on which the rules for base forms are wrong.
func (r run) lemmas() error {
	train, err := treebank(r.corpora, "gum-train", "ewt-train")
	if err != nil {
		return err
	}
	var out []string
	counts := map[[2]string]map[string]int{}
	for _, t := range train {
		for i, w := range t.words {
			if l := t.lemmas[i]; t.fine[i][0] == 'V' && strings.HasSuffix(l, "e") && strings.ToLower(l) == l && plain(l) {
				out = append(out, strings.TrimSuffix(l, "e")+" "+lemma.SilentE+" "+l+"\n")
			}
			if strings.HasPrefix(t.fine[i], "NNP") || !plain(w) || !plain(t.lemmas[i]) {
				continue
			}
			k := [2]string{strings.ToLower(w), t.fine[i]}
			if counts[k] == nil {
				counts[k] = map[string]int{}
			}
			counts[k][strings.ToLower(t.lemmas[i])]++
		}
	}
	for k, bases := range counts {
		base, n := "", 0
		for b, c := range bases {
			if c > n || c == n && b < base {
				base, n = b, c
			}
		}
		if base != lemma.Rule(k[0], k[1]) && (n > 1 || k[1][0] == 'V' || k[1] == "NNS") {
			out = append(out, k[0]+" "+k[1]+" "+base+"\n")
			if strings.Contains(k[0], "'") {
				out = append(out, strings.ReplaceAll(k[0], "'", "’")+" "+k[1]+" "+base+"\n")
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	table, err := lemma.Open(strings.Join(out, ""))
	if err != nil {
		return err
	}
	for _, dev := range []string{"gum-dev", "ewt-dev"} {
		trees, err := treebank(r.corpora, dev)
		if err != nil {
			return err
		}
		right, n := 0, 0
		for _, t := range trees {
			for i, w := range t.words {
				n++
				if table.Of(w, t.fine[i]) == strings.ToLower(t.lemmas[i]) {
					right++
				}
			}
		}
		logf("lemmas on %s: %.4f", dev, float64(right)/float64(n))
	}
	return r.write("lemmas.txt", []byte(strings.Join(out, "")))
}

// plain reports whether w is letters, with apostrophes and hyphens.
func plain(w string) bool {
	return w != "" && w != "_" && !strings.ContainsFunc(w, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '\'' || r == '’' || r == '-')
	})
}
