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
	model      *linear.Model
	lexicon    *Lexicon
	transition [][]int32 // from, to; the last row is Start
	allowed    [][]uint8 // the labels that may stand before each
}

const never = math.MinInt32 / 4

// New reads a finder from m.
func New(m *linear.Model, l *Lexicon) *Finder {
	n := NumLabels()
	f := &Finder{model: m, lexicon: l, allowed: make([][]uint8, n)}
	for from := range n + 1 {
		row := new(linear.Scores)
		if from == n {
			m.Add(row, Transition(Start))
		} else {
			m.Add(row, Transition(from))
		}
		f.transition = append(f.transition, row[:n])
		for to := range n {
			if from < n && Follows(from, to) {
				f.allowed[to] = append(f.allowed[to], uint8(from))
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
	d := &Document{seen: map[feature.Hash]*[clues]uint8{}}
	for _, x := range sentences {
		s.Prepare(x.Words, x.Tags, f.lexicon)
		s.Note(d)
	}
	a := agreement{f.lexicon, map[feature.Hash]int{}}
	s.all, s.ends = s.all[:0], s.ends[:0]
	for _, x := range sentences {
		own := f.find(x, d, s)
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

// A Scratch is working space, to be used again by the same goroutine.
type Scratch struct {
	sentence
	features []feature.Hash
	emit     linear.Scores
	score    []int32 // word by label
	back     []uint8
	names    []Name
	all      []Name // of all sentences
	ends     []int  // where in all those of each sentence end
}

// find returns the names of a sentence, which stay valid until the next call with s.
func (f *Finder) find(x Sentence, d *Document, s *Scratch) []Name {
	s.Prepare(x.Words, x.Tags, f.lexicon)
	n, labels := len(x.Words), NumLabels()
	s.score = resize(s.score, n*labels)
	s.back = resize(s.back, n*labels)
	for i := range n {
		s.features = s.Extract(s.features[:0], i, d)
		clear(s.emit[:labels])
		f.model.Add(&s.emit, s.features...)
		copy(s.score[i*labels:(i+1)*labels], s.emit[:labels])
		f.relax(s, i)
	}
	return f.trace(s, n)
}

// relax adds the best way to each label of word i (Viterbi).
func (f *Finder) relax(s *Scratch, i int) {
	labels := NumLabels()
	row := s.score[i*labels : (i+1)*labels]
	for to := range row {
		if i == 0 {
			if Follows(outside, to) {
				row[to] += f.transition[labels][to]
			} else {
				row[to] = never
			}
			continue
		}
		before := s.score[(i-1)*labels : i*labels]
		top, from := int32(math.MinInt32), uint8(0)
		for _, a := range f.allowed[to] {
			if x := before[a] + f.transition[a][to]; x > top {
				top, from = x, a
			}
		}
		row[to] = max(row[to]+top, never)
		s.back[i*labels+to] = from
	}
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
