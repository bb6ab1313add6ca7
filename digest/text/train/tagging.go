package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/linear"
	"github.com/readout-bot/readout/digest/text/internal/table"
	"github.com/readout-bot/readout/digest/text/internal/tagger"
)

// tagClasses lists the pairs of tags in trees.
func tagClasses(trees []tree) []string {
	count := map[string]int{}
	for _, t := range trees {
		for i := range t.words {
			count[t.fine[i]+" "+t.universal[i]]++
		}
	}
	var out []string
	for c, n := range count {
		if n >= 3 {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// trainTagger trains on trees for the given number of rounds and returns a model of at
// most size bytes.
func trainTagger(trees []tree, clusters *feature.Clusters, rounds, size int, seed uint64) []byte {
	classes := tagClasses(trees)
	number := map[string]int{}
	for i, c := range classes {
		number[c] = i
	}
	p := newPerceptron(classes)
	words := make([][]feature.Word, len(trees))
	static := make([][][]int32, len(trees))
	gold := make([][]int, len(trees))
	for i, t := range trees {
		words[i] = clusters.Words(nil, len(t.words), func(k int) string { return t.words[k] })
		for k := range t.words {
			var ids []int32
			for _, h := range tagger.Static(nil, words[i], k) {
				ids = append(ids, p.id(h))
			}
			static[i] = append(static[i], ids)
			c, ok := number[t.fine[k]+" "+t.universal[k]]
			if !ok {
				c = -1
			}
			gold[i] = append(gold[i], c)
		}
	}
	known := familiar(words, gold)
	seen := slices.Clone(p.seen)
	for _, sentence := range static { // what was seen once teaches nothing
		for _, ids := range sentence {
			for k, id := range ids {
				if seen[id] < 2 {
					ids[k] = -1
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(seed, 1))
	order := random.Perm(len(trees))
	scores := make([]float32, len(classes))
	var hashes []feature.Hash
	var ids []int32
	for round := range rounds {
		random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		wrong, n := 0, 0
		for _, i := range order {
			p1, p2 := uint8(tagger.None), uint8(tagger.None)
			for k := range words[i] {
				pair, listed := known[words[i][k].Form]
				if listed && pair[0] == pair[1] {
					p1, p2 = pair[0], p1
					continue
				}
				p.step++
				ids = append(ids[:0], static[i][k]...)
				hashes = tagger.Dynamic(hashes[:0], words[i], k, p1, p2)
				for _, h := range hashes {
					ids = append(ids, p.id(h))
				}
				clear(scores)
				p.score(ids, scores)
				guess := best(scores)
				if listed {
					guess = int(pair[0])
					if scores[pair[1]] > scores[guess] {
						guess = int(pair[1])
					}
				}
				if g := gold[i][k]; g >= 0 && g != guess {
					p.update(ids, g, guess)
					wrong++
				}
				n++
				p1, p2 = uint8(guess), p1
			}
		}
		logf("  tagger round %d: %.2f %% wrong", round+1, 100*float64(wrong)/float64(n))
	}
	dictionary := map[uint64][]byte{}
	for w, c := range known {
		dictionary[w] = c[:]
	}
	return append(fit(classes, p.averaged(2), size), table.Build(dictionary, 2)...)
}

// familiar returns the classes of the frequent words that have but one, given twice, or two.
func familiar(words [][]feature.Word, gold [][]int) map[feature.Hash][2]uint8 {
	const least = 12
	counts := map[feature.Hash]map[int]int{}
	for i := range words {
		for k, w := range words[i] {
			if counts[w.Form] == nil {
				counts[w.Form] = map[int]int{}
			}
			counts[w.Form][gold[i][k]]++
		}
	}
	out := map[feature.Hash][2]uint8{}
	for w, classes := range counts {
		total, first, second := 0, -1, -1
		for c, n := range classes {
			total += n
			if c < 0 {
				continue
			}
			more := func(than int) bool {
				return than < 0 || n > classes[than] || n == classes[than] && c < than
			}
			switch {
			case more(first):
				first, second = c, first
			case more(second):
				second = c
			}
		}
		enough := func(n int) bool { return n*300 >= total*299 }
		switch {
		case total < least || first < 0:
		case enough(classes[first]):
			out[w] = [2]uint8{uint8(first), uint8(first)}
		case second >= 0 && enough(classes[first]+classes[second]):
			out[w] = [2]uint8{uint8(first), uint8(second)}
		}
	}
	return out
}

// tagTrees returns trees with the tags that t gives.
func tagTrees(t *tagger.Tagger, clusters *feature.Clusters, trees []tree) []tree {
	var s tagger.Scratch
	out := slices.Clone(trees)
	for i := range out {
		x := &out[i]
		words := clusters.Words(nil, len(x.words), func(k int) string { return x.words[k] })
		tags := make([]uint8, len(words))
		t.Tag(words, tags, &s)
		x.fine, x.universal = make([]string, len(tags)), make([]string, len(tags))
		for k, c := range tags {
			x.fine[k], x.universal[k] = t.Fine[c], t.Universal[c]
		}
	}
	return out
}

// scoreTagger says how many tags of trees t gets right.
func scoreTagger(t *tagger.Tagger, clusters *feature.Clusters, trees []tree) string {
	var n, fine, universal int
	for i, got := range tagTrees(t, clusters, trees) {
		for k := range got.words {
			n++
			if got.fine[k] == trees[i].fine[k] {
				fine++
			}
			if got.universal[k] == trees[i].universal[k] {
				universal++
			}
		}
	}
	return fmt.Sprintf("UPOS %.4f  XPOS %.4f", float64(universal)/float64(n), float64(fine)/float64(n))
}

func mustTagger(data []byte) *tagger.Tagger {
	t, err := tagger.Open(string(data))
	if err != nil {
		panic(err)
	}
	return t
}

func mustModel(data []byte) *linear.Model {
	m, _, err := linear.Open(string(data))
	if err != nil {
		panic(err)
	}
	return m
}
