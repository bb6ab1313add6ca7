// Package tagger gives every word of a sentence its part of speech, from left to right,
// with a linear model over the word, its neighbours and the tags already given.
package tagger

import (
	"math"
	"strings"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/linear"
	"github.com/readout-bot/readout/digest/text/internal/table"
)

// None is the tag before the first word.
const None = 255

// A Tagger is immutable and safe for concurrent use.
type Tagger struct {
	Fine      []string // Penn tag of each class
	Universal []string // universal part of speech of each class
	model     *linear.Model
	sure      int32       // as a score
	known     table.Table // frequent words that have but one or two classes
	class     map[[2]string]uint8
}

// Open reads what the trainer wrote: a model, whose classes read "NNP PROPN", and the
// table of frequent words with the one or two classes that they have.
func Open(data string) (*Tagger, error) {
	m, rest, err := linear.Open(data)
	if err != nil {
		return nil, err
	}
	t := &Tagger{model: m, sure: int32(sure / m.Scale)}
	if t.known, _, err = table.Open(rest, 2); err != nil {
		return nil, err
	}
	t.class = make(map[[2]string]uint8, len(m.Classes))
	for i, c := range m.Classes {
		fine, universal, _ := strings.Cut(c, " ")
		t.Fine = append(t.Fine, fine)
		t.Universal = append(t.Universal, universal)
		t.class[[2]string{fine, universal}] = uint8(i)
	}
	return t, nil
}

// Class returns the class of a pair of tags, None for a pair that is never given.
func (t *Tagger) Class(fine, universal string) uint8 {
	if c, ok := t.class[[2]string{fine, universal}]; ok {
		return c
	}
	return None
}

// A Scratch is working space, to be used again by the same goroutine and Tagger.
type Scratch struct {
	tally linear.Tally
}

// Tag writes the class of each word to tags, which is as long as words.
func (t *Tagger) Tag(words []feature.Word, tags []uint8, s *Scratch) {
	p1, p2 := uint8(None), uint8(None)
	for i := range words {
		known := t.known.Lookup(words[i].Form)
		if known != "" && known[0] == known[1] {
			tags[i] = known[0]
			p1, p2 = known[0], p1
			continue
		}
		best := t.choose(words, i, p1, p2, known, s)
		tags[i] = uint8(best)
		p1, p2 = uint8(best), p1
	}
}

// sure is the weight by which a class must lead at one of the stages of choose, so that
// what is left need not be weighed: it would change the class of 3 words in 10,000 of the
// news, for better or worse.
const sure = 30

// choose returns the class of word i after the tags p1 and p2. The classes of a familiar
// word are known. It weighs the features that come in groups, then the others that do not
// hang on tags, then those that do, and stops when it is sure.
func (t *Tagger) choose(words []feature.Word, i int, p1, p2 uint8, known string, s *Scratch) int {
	t.model.Start(&s.tally)
	var keys [groups]feature.Hash
	for g := range keys {
		keys[g] = key(g, words, i, p1, p2)
	}
	t.model.Expect(&s.tally, keys[:]...)
	for g, k := range keys {
		t.model.Group(&s.tally, k, func(dst []feature.Hash) []feature.Hash {
			return group(dst, g, words, i, p1, p2)
		})
	}
	t.model.Total(&s.tally)
	best, lead := t.best(known, s)
	for _, more := range [...]func([]feature.Hash) []feature.Hash{
		func(dst []feature.Hash) []feature.Hash { return pairs(dst, words, i) },
		func(dst []feature.Hash) []feature.Hash { return after(dst, words, i, p1, p2) },
	} {
		if lead >= t.sure {
			break
		}
		s.tally.Add(more)
		t.model.More(&s.tally)
		best, lead = t.best(known, s)
	}
	return best
}

// best returns the class with the highest score, of those known if there are any, and by
// how much it leads.
func (t *Tagger) best(known string, s *Scratch) (class int, lead int32) {
	scores := &s.tally.Scores
	if known != "" {
		a, b := known[0], known[1]
		if scores[b] > scores[a] {
			a, b = b, a
		}
		return int(a), scores[a] - scores[b]
	}
	// A score and its class as one number, so that the loop has no branch to foretell.
	top, next := int64(math.MinInt64), int64(math.MinInt64)
	for c, x := range scores[:len(t.Fine)] {
		v := int64(x)<<8 | int64(0xFF-c)
		next = max(next, min(top, v))
		top = max(top, v)
	}
	return 0xFF - int(top&0xFF), int32(top>>8 - next>>8)
}

var edge = func() (w feature.Word) {
	w.Set("<edge>")
	return w
}()

func at(words []feature.Word, i int) *feature.Word {
	if i < 0 || i >= len(words) {
		return &edge
	}
	return &words[i]
}

// The features of a word fall into groups that hang on so little that they come up again
// and again, and others.
const (
	own    = iota // the word
	left          // the word before
	right         // the word after
	right2        // the one after that
	shapes        // how the word and the next are written
	tags          // the two tags before, and how the word is written
	groups
)

// key stands for all that the features of group g of word i hang on.
func key(g int, words []feature.Word, i int, p1, p2 uint8) feature.Hash {
	switch g {
	case own:
		return feature.Two(g, words[i].Form, opening(i))
	case left:
		return feature.One(g, at(words, i-1).Form)
	case right:
		return feature.One(g, at(words, i+1).Form)
	case right2:
		return feature.One(g, at(words, i+2).Form)
	case shapes:
		return feature.Two(g, at(words, i+1).Shape, feature.Hash(words[i].Flags)<<1|opening(i))
	}
	return feature.Two(g, feature.Hash(p1)<<8|feature.Hash(p2), feature.Hash(words[i].Flags))
}

// group appends the features of group g of word i after the tags p1 and p2.
func group(dst []feature.Hash, g int, words []feature.Word, i int, p1, p2 uint8) []feature.Hash {
	switch w := &words[i]; g {
	case own:
		first := opening(i)
		return append(dst,
			feature.One(0, w.Form),
			feature.One(1, w.Lower),
			feature.Two(2, w.Shape, first),
			feature.One(3, w.Suffix[0]),
			feature.One(4, w.Suffix[1]),
			feature.One(5, w.Suffix[2]),
			feature.One(6, w.Suffix[3]),
			feature.One(7, w.Prefix[0]),
			feature.One(8, w.Prefix[1]),
			feature.One(9, w.Prefix[2]),
			feature.Two(10, w.Suffix[2], feature.Hash(w.Flags)<<1|first),
			feature.One(19, feature.Hash(w.Cluster[1])),
		)
	case left:
		x := at(words, i-1)
		return append(dst, feature.One(11, x.Lower), feature.One(18, x.Suffix[2]), feature.One(20, feature.Hash(x.Cluster[1])))
	case right:
		x := at(words, i+1)
		return append(dst, feature.One(13, x.Lower), feature.One(17, x.Suffix[2]), feature.One(21, feature.Hash(x.Cluster[1])))
	case right2:
		x := at(words, i+2)
		return append(dst, feature.One(14, x.Lower), feature.One(22, feature.Hash(x.Cluster[1])))
	case shapes:
		return append(dst, feature.Two(25, at(words, i+1).Shape, feature.Hash(w.Flags)<<1|opening(i)))
	}
	t1, t12 := feature.Hash(p1), feature.Hash(p1)<<8|feature.Hash(p2)
	return append(dst, feature.One(40, t1), feature.One(41, t12), feature.Two(47, t1, feature.Hash(words[i].Flags)))
}

// opening is 1 for the first word of a sentence.
func opening(i int) feature.Hash {
	if i == 0 {
		return 1
	}
	return 0
}

// pairs appends the other features that do not hang on tags.
func pairs(dst []feature.Hash, words []feature.Word, i int) []feature.Hash {
	w, l1, r1 := &words[i], at(words, i-1), at(words, i+1)
	return append(dst,
		feature.One(12, at(words, i-2).Lower),
		feature.Two(15, l1.Lower, w.Lower),
		feature.Two(16, w.Lower, r1.Lower),
		feature.Two(23, feature.Hash(w.Cluster[1]), feature.Hash(r1.Cluster[1])),
		feature.Two(24, feature.Hash(l1.Cluster[1]), feature.Hash(w.Cluster[1])),
		feature.Two(26, w.Lower, feature.Hash(r1.Cluster[0])),
		feature.Two(27, w.Suffix[1], feature.Hash(r1.Cluster[0])),
		feature.Three(28, l1.Lower, r1.Lower, 0),
	)
}

// after appends the other features that do.
func after(dst []feature.Hash, words []feature.Word, i int, p1, p2 uint8) []feature.Hash {
	w, r1 := &words[i], at(words, i+1)
	t1, t12 := feature.Hash(p1), feature.Hash(p1)<<8|feature.Hash(p2)
	return append(dst,
		feature.Two(42, t1, w.Lower),
		feature.Two(43, t12, w.Lower),
		feature.Two(44, t1, w.Suffix[2]),
		feature.Two(45, t1, r1.Lower),
		feature.Three(46, t1, feature.Hash(w.Cluster[1]), feature.Hash(r1.Cluster[0])),
		feature.Two(48, t12, feature.Hash(w.Cluster[0])),
	)
}

// Static appends the features of word i that do not hang on the tags before it.
func Static(dst []feature.Hash, words []feature.Word, i int) []feature.Hash {
	for g := range tags {
		dst = group(dst, g, words, i, None, None)
	}
	return pairs(dst, words, i)
}

// Dynamic appends the features of word i that hang on the tags p1 before it and p2
// before that.
func Dynamic(dst []feature.Hash, words []feature.Word, i int, p1, p2 uint8) []feature.Hash {
	return after(group(dst, tags, words, i, p1, p2), words, i, p1, p2)
}
