package bot

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest"
)

// Marks are what an article is compared by.
type marks struct {
	actors  vector
	named   map[int]string // the actors by their number
	words   vector         // stems of its subject and the first sentences
	subject vector         // stems of its subject by how rare they are; their sum is 1
	print   uint64         // SimHash of the text; zero for one too short to tell
	threads []int          // the meetings and decisions that it tells of, in order
	names   vector         // proper names in it
	titled  vector         // those in its title, by how rare they are
	events  []string       // the events that its title names, such as a storm
}

// subjectIn is how much of the subject is in the words of another article, from 0 to 1.
func (m *marks) subjectIn(other *marks) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(m.subject) && j < len(other.words); {
		switch {
		case m.subject[i].key < other.words[j].key:
			i++
		case m.subject[i].key > other.words[j].key:
			j++
		default:
			sum += m.subject[i].w
			i, j = i+1, j+1
		}
	}
	return sum
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
	v, sum := newWeights(weights), 0.0
	for _, x := range v {
		sum += x.w * x.w
	}
	length := max(math.Sqrt(sum), least)
	for i := range v {
		v[i].w /= length
	}
	return v
}

// newWeights puts weights in order of number, at their own length.
func newWeights(weights map[int]float64) vector {
	v := make(vector, 0, len(weights))
	for k, w := range weights {
		v = append(v, weight{k, w})
	}
	slices.SortFunc(v, func(a, b weight) int { return cmp.Compare(a.key, b.key) })
	return v
}

// without parts the sum of the weights of v into that of the keys that u does not have and
// that of those it has.
func (v vector) without(u vector) (missing, has float64) {
	j := 0
	for _, x := range v {
		for j < len(u) && u[j].key < x.key {
			j++
		}
		if j < len(u) && u[j].key == x.key {
			has += x.w
		} else {
			missing += x.w
		}
	}
	return missing, has
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
	s.markActors(r)
	s.markWords(s.markNames())
	s.markThreads(r)
	for i, e := range s.entries {
		s.marks[i].print = simHash(foldedWords(e.Article.Text))
	}
	return s
}

// markWords weighs the words by which the articles are compared, the proper names that they
// have less than others: those count by themselves.
func (s *sorting) markWords(proper []map[string]int) {
	number := map[string]int{} // of a stem
	stems, titled := make([][]int, len(s.entries)), make([]int, len(s.entries))
	in := map[int]int{} // in how many articles
	stemmed := make(stemmer)
	for i, e := range s.entries {
		subject := subjectOf(e)
		titled[i] = len(topicStems(subject))
		for _, stem := range topicStems(subject + "\n" + clipBytes(e.Article.Text, leadBytes)) {
			n, ok := number[stem]
			if !ok {
				n = len(number)
				number[stem] = n
			}
			stems[i] = append(stems[i], n)
			in[n]++
		}
	}
	for i := range s.marks {
		words, subject, sum := map[int]float64{}, map[int]float64{}, 0.0
		names := map[int]bool{}
		for name := range proper[i] {
			if n, ok := number[stemmed.stem(name)]; ok {
				names[n] = true
			}
		}
		for k, n := range stems[i] {
			words[n] = rarity(in[n], len(s.entries))
			if names[n] {
				words[n] *= nameWeight
			}
			if k < titled[i] { // those of the subject come first
				subject[n] = words[n]
				sum += words[n]
				words[n] *= 1.5
			}
		}
		s.marks[i].words = newVector(words, 1)
		s.marks[i].subject = newVector(subject, 0)
		for k, x := range s.marks[i].subject {
			s.marks[i].subject[k].w = subject[x.key] / sum
		}
	}
}

// subjectOf is what an article is about in few words: its title, what is met for and what
// is decided.
func subjectOf(e Entry) string {
	about := []string{e.Article.Title}
	for _, m := range e.Digest.Meetings[:min(len(e.Digest.Meetings), mostSubjects)] {
		about = append(about, m.Purpose)
	}
	for _, d := range e.Digest.Decisions[:min(len(e.Digest.Decisions), mostSubjects)] {
		about = append(about, d.Question)
	}
	for _, o := range e.Digest.Outcomes[:min(len(e.Digest.Outcomes), mostSubjects)] {
		about = append(about, o.About)
	}
	return strings.Join(about, "\n")
}

// topicStems are contentStems without numbers, which tell little of what a text is about.
func topicStems(s string) []string {
	return slices.DeleteFunc(contentStems(s), func(stem string) bool { return strings.Trim(stem, "0123456789") == "" })
}

// markActors weighs the actors by which the articles are compared.
func (s *sorting) markActors(r *Registry) {
	in := map[int]int{} // in how many articles
	for _, e := range s.entries {
		for _, n := range r.members(e) {
			in[n]++
		}
	}
	for i, e := range s.entries {
		m := &s.marks[i]
		m.named = map[int]string{}
		weights := map[int]float64{}
		for k, n := range r.members(e) {
			// The first actors of a digest are those that the article is about.
			weights[n] = rarity(in[n], len(s.entries)) / (1 + float64(k)/5)
			if r.actors[n].Kind == digest.State {
				weights[n] *= stateWeight
			}
			m.named[n] = r.actors[n].Name
		}
		m.actors = newVector(weights, rarity(1, len(s.entries)))
	}
}

// markThreads notes which articles tell of one meeting of the diary or one decision of the
// ledger.
func (s *sorting) markThreads(r *Registry) {
	at := map[entryKey]int{}
	for i, e := range s.entries {
		at[keyOf(e)] = i
	}
	note := func(reason string, told []Entry) {
		if len(told) < 2 {
			return
		}
		for _, e := range told {
			m := &s.marks[at[keyOf(e)]]
			m.threads = append(m.threads, len(s.threads))
		}
		s.threads = append(s.threads, reason)
	}
	resolved := r.Resolved(s.entries)
	for _, d := range AllMeetings(resolved) {
		note("the same meeting: "+meetingTitle(d.Meeting), d.Told)
	}
	for _, d := range AllDecisions(resolved, time.Time{}) {
		note("the same decision: "+strings.Join(nonEmpty(list(d.Deciders), d.Question), ", "), d.Told)
	}
}

const (
	// stateWeight is what a state counts for beside a person: states are in every article.
	stateWeight = 0.6
	// mostSubjects is how many meetings or decisions say what an article is about.
	mostSubjects = 2
	// nameWeight is what a name counts for among the words: it counts among the names.
	nameWeight = 0.3
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
		for _, t := range m.threads {
			by[key{'t', t}] = append(by[key{'t', t}], i)
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
