package bot

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest"
)

// Marks are what an article is compared by.
type marks struct {
	actors    vector
	named     map[int]string // the actors by their number
	words     vector         // stems of the title and the first sentences
	print     uint64         // SimHash of the text; zero for one too short to tell
	meetings  []digest.Meeting
	decisions []digest.Decision
}

// A vector holds weights by number, in order of number, with length 1 or, for an article of
// which little is known, less.
type vector []weight

type weight struct {
	key int
	w   float64
}

// newVector makes a vector of length 1, or less where the weights come to less than least.
func newVector(weights map[int]float64, least float64) vector {
	v := make(vector, 0, len(weights))
	sum := 0.0
	for k, w := range weights {
		v = append(v, weight{k, w})
	}
	slices.SortFunc(v, func(a, b weight) int { return cmp.Compare(a.key, b.key) })
	for _, x := range v {
		sum += x.w * x.w
	}
	length := max(math.Sqrt(sum), least)
	for i := range v {
		v[i].w /= length
	}
	return v
}

// cosine is the product of two vectors of length 1.
func (v vector) cosine(u vector) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(v) && j < len(u); {
		switch {
		case v[i].key < u[j].key:
			i++
		case v[i].key > u[j].key:
			j++
		default:
			sum += v[i].w * u[j].w
			i, j = i+1, j+1
		}
	}
	return sum
}

// common returns up to n keys that both vectors have, those that weigh most first.
func (v vector) common(u vector, n int) []int {
	var both []weight
	for i, j := 0, 0; i < len(v) && j < len(u); {
		switch {
		case v[i].key < u[j].key:
			i++
		case v[i].key > u[j].key:
			j++
		default:
			both = append(both, weight{v[i].key, v[i].w * u[j].w})
			i, j = i+1, j+1
		}
	}
	slices.SortStableFunc(both, func(a, b weight) int { return cmp.Compare(b.w, a.w) })
	var keys []int
	for _, x := range both[:min(n, len(both))] {
		keys = append(keys, x.key)
	}
	return keys
}

// leadBytes is how much of a text says what it is about.
const leadBytes = 1000

func newSorting(entries []Entry, r *Registry) *sorting {
	s := &sorting{entries: inOrder(entries)}
	s.marks = make([]marks, len(s.entries))
	number := map[string]int{} // of a stem
	stems, actors := make([][]int, len(s.entries)), make([][]int, len(s.entries))
	stemIn, actorIn := map[int]int{}, map[int]int{} // in how many articles
	for i, e := range s.entries {
		for _, stem := range contentStems(e.Article.Title + "\n" + clipBytes(e.Article.Text, leadBytes)) {
			n, ok := number[stem]
			if !ok {
				n = len(number)
				number[stem] = n
			}
			stems[i] = append(stems[i], n)
			stemIn[n]++
		}
		actors[i] = r.members(e)
		for _, n := range actors[i] {
			actorIn[n]++
		}
	}
	for i, e := range s.entries {
		m := &s.marks[i]
		d := r.resolve(e)
		m.meetings, m.decisions = d.Meetings, d.Decisions
		m.print = simHash(foldedWords(e.Article.Text))
		m.named = map[int]string{}
		weights := map[int]float64{}
		for k, n := range actors[i] {
			// The first actors of a digest are those that the article is about.
			weights[n] = rarity(actorIn[n], len(s.entries)) / (1 + float64(k)/5)
			if r.actors[n].Kind == digest.State {
				weights[n] *= stateWeight
			}
			m.named[n] = r.actors[n].Name
		}
		m.actors = newVector(weights, rarity(1, len(s.entries)))
		title := len(contentStems(e.Article.Title))
		weights = map[int]float64{}
		for k, n := range stems[i] {
			weights[n] = rarity(stemIn[n], len(s.entries))
			if k < title {
				weights[n] *= 1.5
			}
		}
		m.words = newVector(weights, 1)
	}
	return s
}

const (
	// stateWeight is what a state counts for beside a person: states are in every article.
	stateWeight = 0.6
	// fewEntries is below what number of articles it says little how many have something.
	fewEntries = 60
)

// rarity is how much it says that an article has what n of all have.
func rarity(n, all int) float64 {
	return math.Log(1.05 * float64(max(all, fewEntries)) / float64(n))
}

// groups returns the articles that may have much in common, in order of time: those with
// an actor or a word that few others have, or a part of the fingerprint.
func (s *sorting) groups() [][]int {
	type key struct {
		sort byte
		of   int
	}
	by := map[key][]int{}
	for i := range s.marks {
		m := &s.marks[i]
		for _, w := range heaviest(m.actors, 8) {
			by[key{'a', w.key}] = append(by[key{'a', w.key}], i)
		}
		for _, w := range heaviest(m.words, 12) {
			by[key{'w', w.key}] = append(by[key{'w', w.key}], i)
		}
		if m.print != 0 {
			for b := range 4 {
				k := key{'0' + byte(b), int(m.print >> (16 * b) & 0xffff)}
				by[k] = append(by[k], i)
			}
		}
	}
	keys := make([]key, 0, len(by))
	for k, g := range by {
		if len(g) > 1 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.sort, b.sort), cmp.Compare(a.of, b.of)) })
	var all [][]int
	for _, k := range keys {
		all = append(all, by[k])
	}
	return all
}

// heaviest returns the n entries of v that weigh most.
func heaviest(v vector, n int) vector {
	v = slices.Clone(v)
	slices.SortStableFunc(v, func(a, b weight) int { return cmp.Compare(b.w, a.w) })
	return v[:min(n, len(v))]
}

const (
	shingle   = 3  // words
	leastText = 40 // words of a text whose fingerprint tells something
)

// simHash is the fingerprint of a text: texts that have most of their runs of three words
// in common differ in few of its bits (Charikar, Similarity estimation techniques from
// rounding algorithms, STOC 2002).
func simHash(words []string) uint64 {
	if len(words) < leastText {
		return 0
	}
	var sums [64]int
	for i := range len(words) - shingle + 1 {
		h := fnv.New64a()
		h.Write([]byte(strings.Join(words[i:i+shingle], " "))) // never fails
		sum := h.Sum64()
		for b := range sums {
			sums[b] += int(sum>>b&1)*2 - 1
		}
	}
	var print uint64
	for b, n := range sums {
		if n > 0 {
			print |= 1 << b
		}
	}
	return print
}
