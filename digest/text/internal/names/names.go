// Package names finds names and their kinds: a linear-chain model (conditional random
// field) over words, shapes, tags, word lists, classes of words, and what the rest of the
// document says about the same word.
package names

import (
	"math"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/linear"
)

// Kinds of names; labels are made of them.
var Kinds = []string{"PER", "ORG", "LOC", "NORP", "MISC"}

// Labels: O, then for each kind the begin, inside, last and unit-length word of a name
// (Ratinov and Roth 2009).
const (
	outside = 0
	begin   = 1
	inside  = 2
	last    = 3
	unit    = 4
)

// Label returns the label of a position (1 begin, 2 inside, 3 last, 4 unit) in a name.
func Label(kind, position int) int { return 4*kind + position }

// NumLabels is the number of labels.
func NumLabels() int { return 4*len(Kinds) + 1 }

// Follows reports whether label b may stand after label a.
func Follows(a, b int) bool {
	if a != outside && ((a-1)%4+1 == begin || (a-1)%4+1 == inside) {
		return b != outside && (b-1)/4 == (a-1)/4 && ((b-1)%4+1 == inside || (b-1)%4+1 == last)
	}
	return b == outside || (b-1)%4+1 == begin || (b-1)%4+1 == unit
}

// Transition is the feature of the label before; Start that of the first word.
func Transition(from int) feature.Hash { return feature.One(2000, feature.Hash(from)) }

// Start stands for the label before the first word.
const Start = 99

// A Name is a run of words of a sentence.
type Name struct {
	First, Last int // both inclusive
	Kind        int // index in Kinds
}

// A Finder is immutable and safe for concurrent use.
type Finder struct {
	model   *linear.Model
	lexicon *Lexicon
	cold    []int32  // scores of a word that is far from any capital letter
	start   []int32  // what each label weighs at the first word
	steps   [][]step // that lead to each label
	leave   []int32  // what each label weighs after a word outside names
}

// A step leads from a label to the next; weight is what the model gives it.
type step struct {
	from   uint8
	weight int32
}

const never = math.MinInt32 / 4

// New reads a finder from m.
func New(m *linear.Model, l *Lexicon) *Finder {
	n := NumLabels()
	weights := func(h feature.Hash) []int32 {
		row := new(linear.Scores)
		m.Add(row, h)
		return row[:n]
	}
	follow := func(from int, h feature.Hash) []int32 {
		ways := weights(h)
		for to := range ways {
			if !Follows(from, to) {
				ways[to] = never
			}
		}
		return ways
	}
	f := &Finder{model: m, lexicon: l, cold: weights(cold), steps: make([][]step, n),
		start: follow(outside, Transition(Start)), leave: follow(outside, Transition(outside))}
	for from := range n {
		for to, w := range follow(from, Transition(from)) {
			if w != never {
				f.steps[to] = append(f.steps[to], step{uint8(from), w})
			}
		}
	}
	return f
}

// A Sentence is what Find reads: words, and the classes that the tagger gave them.
type Sentence struct {
	Words []feature.Word
	Tags  []uint8
}

// Find calls found with the names of each sentence of a document, in order. They are valid
// during the call only.
func (f *Finder) Find(sentences []Sentence, s *Scratch, found func(i int, names []Name)) {
	d := NewDocument()
	for len(s.prepared) < len(sentences) {
		s.prepared = append(s.prepared, sentence{})
	}
	for i, x := range sentences {
		s.prepared[i].Prepare(x.Words, x.Tags, f.lexicon)
		s.prepared[i].Note(d)
	}
	a := newAgreement(f.lexicon)
	s.all, s.ends = s.all[:0], s.ends[:0]
	for i, x := range sentences {
		own := f.find(&s.prepared[i], d, s)
		a.note(x.Words, own)
		s.all = append(s.all, own...)
		s.ends = append(s.ends, len(s.all))
	}
	first := 0
	for i, x := range sentences {
		s.names = a.apply(s.names[:0], x.Words, s.all[first:s.ends[i]], d)
		found(i, s.names)
		first = s.ends[i]
	}
}

// A Scratch is working space, to be used again by the same goroutine and Finder.
type Scratch struct {
	sentence
	prepared []sentence
	tally    linear.Tally
	score    []int32 // word by label
	back     []uint8
	names    []Name
	all      []Name // of all sentences
	ends     []int  // where in all those of each sentence end
}

// find returns the names of a prepared sentence, which stay valid until the next call with s.
func (f *Finder) find(x *sentence, d *Document, s *Scratch) []Name {
	n, labels := len(x.words), NumLabels()
	s.score = resize(s.score, n*labels)
	s.back = resize(s.back, n*labels)
	for i := range n {
		row, back := s.score[i*labels:(i+1)*labels], s.back[i*labels:(i+1)*labels]
		var before []int32
		if i > 0 {
			before = s.score[(i-1)*labels : i*labels]
		}
		if x.closed[i] {
			f.close(before, row, back)
			continue
		}
		if x.cold[i] {
			copy(row, f.cold)
		} else {
			f.weigh(x, i, d, s)
			copy(row, s.tally.Scores[:])
		}
		if x.ordinary(i) || x.couples(i) {
			for k := range Kinds {
				row[Label(k, inside)] = never / 2
			}
		}
		switch {
		case i == 0:
			enter(row, f.start, 0)
		case x.closed[i-1]:
			enter(row, f.leave, before[outside]) // back is outside everywhere
		default:
			f.relax(before, row, back)
		}
	}
	found := f.trace(s, n)
	x.tails(found)
	return found
}

// tails lengthens people's names by the small half of a hyphenated one that the model left
// out: "Lee Jun" by "-seok". A common word, as in "Kim Jong-style", is none.
func (s *sentence) tails(found []Name) {
	for k := range found {
		n := &found[k]
		next := len(s.words)
		if k+1 < len(found) {
			next = found[k+1].First
		}
		if n.Kind != person || n.First == n.Last || n.Last+2 >= next || s.words[n.Last+1].Lower != hyphen {
			continue
		}
		if w := &s.words[n.Last+2]; lowerWord(w) && w.Runes <= 5 && w.Cluster[1] == 0 {
			n.Last += 2
		}
	}
}

// weigh scores the labels of word i of x by its features.
func (f *Finder) weigh(x *sentence, i int, d *Document, s *Scratch) {
	f.model.Start(&s.tally)
	var keys [several]feature.Hash
	var filled [several]bool
	for g := range keys {
		keys[g], filled[g] = x.key(g, i, d)
	}
	f.model.Expect(&s.tally, keys[:]...)
	for g, k := range keys {
		if filled[g] {
			f.model.Group(&s.tally, k, func(dst []feature.Hash) []feature.Hash { return x.group(dst, g, i, d) })
		}
	}
	s.tally.Add(func(dst []feature.Hash) []feature.Hash { return x.several(dst, i) })
	f.model.Total(&s.tally)
}

// enter adds to row what the only way to each label weighs: from the start or from outside.
func enter(row, ways []int32, before int32) {
	for to, w := range ways {
		if row[to] += before + w; w == never {
			row[to] = never
		}
	}
}

// close sets row for a word that is in no name.
func (f *Finder) close(before, row []int32, back []uint8) {
	for to := range row {
		row[to] = never
	}
	row[outside] = 0
	if before != nil {
		row[outside], back[outside] = f.best(before, outside)
	}
}

// relax adds to row the best way to each label from those before, and notes it in back
// (Viterbi).
func (f *Finder) relax(before, row []int32, back []uint8) {
	for to := range f.steps {
		var top int32
		top, back[to] = f.best(before, to)
		row[to] = max(row[to]+top, never)
	}
}

// best returns the best way to a label from those before, and where it comes from.
func (f *Finder) best(before []int32, to int) (top int32, from uint8) {
	top = math.MinInt32
	for _, s := range f.steps[to] {
		if x := before[s.from] + s.weight; x > top {
			top, from = x, s.from
		}
	}
	return top, from
}

// trace reads the best labels of n words back.
func (f *Finder) trace(s *Scratch, n int) []Name {
	s.names = s.names[:0]
	if n == 0 {
		return nil
	}
	labels := NumLabels()
	row := s.score[(n-1)*labels : n*labels]
	at := outside
	for l, x := range row {
		p := (l-1)%4 + 1
		if (l == outside || p == last || p == unit) && x > row[at] {
			at = l
		}
	}
	end := 0
	for i := n - 1; i >= 0; i-- {
		switch p := (at-1)%4 + 1; {
		case at == outside:
		case p == unit:
			s.names = append(s.names, Name{i, i, (at - 1) / 4})
		case p == last:
			end = i
		case p == begin:
			s.names = append(s.names, Name{i, end, (at - 1) / 4})
		}
		at = int(s.back[i*labels+at])
	}
	for a, b := 0, len(s.names)-1; a < b; a, b = a+1, b-1 {
		s.names[a], s.names[b] = s.names[b], s.names[a]
	}
	return s.names
}
