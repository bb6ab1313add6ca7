package main

import (
	"math"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

// clusters sorts the words of sentences into classes of words that stand between the same
// neighbours: the exchange algorithm (Martin, Liermann and Ney 1998) with the words to
// the left and to the right as the contexts, so as to maximise the mutual information
// of class and context. It returns a table from word forms to one class number for each
// size, in two bytes.
func clusters(sentences [][]feature.Hash, sizes []int, least int) map[uint64][]byte {
	vocabulary, contexts := countContexts(sentences, least)
	out := map[uint64][]byte{}
	for _, size := range sizes {
		for w, c := range exchange(contexts, len(vocabulary), size, 8) {
			out[vocabulary[w]] = append(out[vocabulary[w]], byte(c+1), byte((c+1)>>8))
		}
	}
	return out
}

type context struct {
	id    int32 // of the neighbour: 2*word for one on the left, 2*word+1 on the right
	count int32
}

// countContexts numbers the words that occur at least least times, the most frequent
// first, and counts their neighbours. Rarer neighbours share the last number.
func countContexts(sentences [][]feature.Hash, least int) ([]feature.Hash, [][]context) {
	freq := map[feature.Hash]int{}
	for _, s := range sentences {
		for _, w := range s {
			freq[w]++
		}
	}
	var vocabulary []feature.Hash
	for w, n := range freq {
		if n >= least {
			vocabulary = append(vocabulary, w)
		}
	}
	slices.SortFunc(vocabulary, func(a, b feature.Hash) int {
		if d := freq[b] - freq[a]; d != 0 {
			return d
		}
		if a < b {
			return -1
		}
		return 1
	})
	ids := make(map[feature.Hash]int32, len(vocabulary))
	for i, w := range vocabulary {
		ids[w] = int32(i)
	}
	rare, edge := int32(len(vocabulary)), int32(len(vocabulary)+1)
	counts := make([]map[int32]int32, len(vocabulary))
	for i := range counts {
		counts[i] = map[int32]int32{}
	}
	id := func(s []feature.Hash, i int) int32 {
		if i < 0 || i >= len(s) {
			return edge
		}
		if n, ok := ids[s[i]]; ok {
			return n
		}
		return rare
	}
	for _, s := range sentences {
		for i := range s {
			if w := id(s, i); w != rare {
				counts[w][2*id(s, i-1)]++
				counts[w][2*id(s, i+1)+1]++
			}
		}
	}
	contexts := make([][]context, len(vocabulary))
	for w, m := range counts {
		for c, n := range m {
			contexts[w] = append(contexts[w], context{c, n})
		}
		slices.SortFunc(contexts[w], func(a, b context) int { return int(a.id - b.id) })
	}
	return vocabulary, contexts
}

// exchange returns the class of each of n words after the given number of rounds.
func exchange(contexts [][]context, n, size, rounds int) []int {
	class := make([]int, n)
	joint := make([]int32, (2*n+4)*size) // context by class
	total := make([]int64, size)
	logs := make([]float64, 1<<16)
	for i := range logs {
		logs[i] = xlogx(float64(i))
	}
	f := func(x int32) float64 {
		if int(x) < len(logs) {
			return logs[x]
		}
		return xlogx(float64(x))
	}
	shift := func(w, c int, sign int32) {
		for _, x := range contexts[w] {
			joint[int(x.id)*size+c] += sign * x.count
			total[c] += int64(sign * x.count)
		}
	}
	for w := range class {
		class[w] = w % size
		shift(w, class[w], 1)
	}
	gain := make([]float64, size)
	for range rounds {
		moved := 0
		for w := range class {
			shift(w, class[w], -1)
			clear(gain)
			var mass float64
			for _, x := range contexts[w] {
				mass += float64(x.count)
				row := joint[int(x.id)*size : int(x.id+1)*size]
				alone := f(x.count)
				for c, k := range row {
					if k == 0 {
						gain[c] += alone
					} else {
						gain[c] += f(k+x.count) - f(k)
					}
				}
			}
			b := class[w]
			for c := range gain {
				gain[c] -= xlogx(float64(total[c])+mass) - xlogx(float64(total[c]))
				if gain[c] > gain[b]+1e-9 {
					b = c
				}
			}
			if b != class[w] {
				class[w] = b
				moved++
			}
			shift(w, b, 1)
		}
		if moved*200 < n {
			break
		}
	}
	return class
}

func xlogx(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x * math.Log(x)
}

// forms hashes words as they are written.
func forms(words []string) []feature.Hash {
	out := make([]feature.Hash, len(words))
	for i, w := range words {
		out[i] = feature.Form(strings.TrimSpace(w))
	}
	return out
}

func buildClusters(entries map[uint64][]byte, sizes int) []byte { return table.Build(entries, 2*sizes) }
