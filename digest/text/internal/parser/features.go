package parser

import (
	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/linear"
)

// A view is a word as the templates see it.
type view struct {
	word, tag, both, cluster feature.Hash
}

// key stands for the features of v whose first template is t.
func (v *view) key(t int) feature.Hash { return feature.Three(t, v.word, v.tag, v.cluster) }

var (
	noView   = view{1, 300, 301, 500}
	rootView = view{2, 302, 303, 501}
)

func (s *State) view(i int) view {
	switch {
	case i < 0 || i > s.n:
		return noView
	case i == 0:
		return rootView
	}
	w := &s.words[i-1]
	t := feature.Hash(s.tags[i-1])
	return view{w.Lower, t, feature.Two(900, w.Lower, t), feature.Hash(w.Cluster[1])}
}

// dependent returns the tag of dependent i, 0 meaning there is none, and its relation.
func (s *State) dependent(i int) (tag, rel feature.Hash) {
	if i == 0 {
		return 310, 310
	}
	return feature.Hash(s.tags[i-1]), feature.Hash(s.nodes[i].rel)
}

func distance(a, b int) feature.Hash {
	d := b - a
	switch {
	case d < 0:
		return 0
	case d > 10:
		return 12
	case d > 5:
		return 11
	}
	return feature.Hash(d)
}

// A config is a State with the words that its features look at.
type config struct {
	*State
	i0, i1                 int // the top of the stack and the word under it, -1 if there is none
	s0, s1, s2, b0, b1, b2 view
}

func (s *State) config() config {
	c := config{State: s, i0: -1, i1: -1}
	i2 := -1
	if n := len(s.stack); n > 0 {
		c.i0 = s.stack[n-1]
		if n > 1 {
			c.i1 = s.stack[n-2]
		}
		if n > 2 {
			i2 = s.stack[n-3]
		}
	}
	c.s0, c.s1, c.s2 = s.view(c.i0), s.view(c.i1), s.view(i2)
	c.b0, c.b1, c.b2 = s.view(s.next), s.view(s.next+1), s.view(s.next+2)
	return c
}

// Features appends the features of the configuration. The templates follow Zhang and
// Nivre (2011), with classes of words added.
func (s *State) Features(dst []feature.Hash) []feature.Hash {
	w := sink{list: dst}
	c := s.config()
	c.features(&w)
	return w.list
}

// A sink takes features: into a list, or, where it has a model, into a tally. Those that
// hang on so little that they come up again and again arrive in groups, with a key that
// stands for all that they hang on. A tally takes the groups first, then the single ones.
type sink struct {
	list   []feature.Hash
	model  *linear.Model
	tally  *linear.Tally
	single bool
}

func (w *sink) group(key feature.Hash, list func(dst []feature.Hash) []feature.Hash) {
	switch {
	case w.model == nil:
		w.list = list(w.list)
	case !w.single:
		w.model.Group(w.tally, key, list)
	}
}

func (w *sink) add(list func(dst []feature.Hash) []feature.Hash) {
	switch {
	case w.model == nil:
		w.list = list(w.list)
	case w.single:
		w.tally.Add(list)
	}
}

// view sends the first n features of a word: with template t the word and tag, then the
// word, the tag, and the class.
func (w *sink) view(t, n int, v *view) {
	w.group(v.key(t), func(dst []feature.Hash) []feature.Hash {
		all := [4]feature.Hash{feature.One(t, v.both), feature.One(t+1, v.word), feature.One(t+2, v.tag), feature.One(t+3, v.cluster)}
		return append(dst, all[:n]...)
	})
}

// features sends the features of c to w. The order of the templates is that in which the
// training meets them.
func (c *config) features(w *sink) {
	c.views(w)
	c.pairs(w)
	c.arcs(w)
}

// views sends the features of single words.
func (c *config) views(w *sink) {
	s0, s1, s2, b0, b1, b2 := &c.s0, &c.s1, &c.s2, &c.b0, &c.b1, &c.b2
	if w.model != nil {
		w.model.Expect(w.tally, s0.key(0), s1.key(4), b0.key(8), b1.key(12), b2.key(15), s2.key(17))
	}
	w.view(0, 4, s0)
	w.view(4, 4, s1)
	w.view(8, 4, b0)
	w.view(12, 3, b1)
	w.group(b2.key(15), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.One(15, b2.tag), feature.One(16, b2.word))
	})
	w.group(s2.key(17), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.One(17, s2.tag), feature.One(18, s2.word))
	})
}

// pairs sends the features of words together.
func (c *config) pairs(w *sink) {
	s0, s1, s2, b0, b1, b2 := &c.s0, &c.s1, &c.s2, &c.b0, &c.b1, &c.b2
	w.add(func(dst []feature.Hash) []feature.Hash {
		return append(dst,
			feature.One(19, b1.cluster),
			feature.Two(20, s0.both, b0.both), feature.Two(21, s0.both, b0.word), feature.Two(22, s0.word, b0.both),
			feature.Two(23, s0.both, b0.tag), feature.Two(24, s0.tag, b0.both), feature.Two(25, s0.word, b0.word),
			feature.Two(26, s0.tag, b0.tag), feature.Two(27, b0.tag, b1.tag), feature.Two(28, s1.tag, s0.tag),

			feature.Two(29, s1.both, s0.tag), feature.Two(30, s1.tag, s0.both), feature.Two(31, s1.word, s0.word),
			feature.Two(32, s1.word, b0.word), feature.Two(33, s1.tag, b0.tag), feature.Two(34, b0.both, b1.tag),
			feature.Two(35, s0.cluster, b0.cluster), feature.Two(36, s0.cluster, b0.tag), feature.Two(37, s0.tag, b0.cluster),
			feature.Two(38, s1.cluster, s0.cluster), feature.Two(39, s1.tag, s0.cluster),

			feature.Three(40, b0.tag, b1.tag, b2.tag), feature.Three(41, s0.tag, b0.tag, b1.tag),
			feature.Three(42, s1.tag, s0.tag, b0.tag), feature.Three(43, s2.tag, s1.tag, s0.tag),

			feature.Three(44, s0.word, b0.tag, b1.tag), feature.Three(45, s0.tag, b0.word, b1.tag),
			feature.Three(46, s1.tag, s0.word, b0.tag), feature.Three(47, s1.word, s0.tag, b0.tag), feature.Three(48, s1.tag, s0.tag, b0.word),
			feature.Three(49, s1.cluster, s0.tag, b0.cluster),
		)
	})
}

// arcs sends the features of the distances and of the arcs made so far.
func (c *config) arcs(w *sink) {
	c.distances(w)
	if c.i0 >= 0 {
		c.top(w)
	}
	if c.i1 >= 0 {
		c.under(w)
	}
	if c.next <= c.n {
		c.coming(w)
	}
}

// distances sends the features of how far the words are apart.
func (c *config) distances(w *sink) {
	s0, s1, b0 := &c.s0, &c.s1, &c.b0
	d, d1 := distance(c.i0, c.next), distance(c.i1, c.i0)
	w.add(func(dst []feature.Hash) []feature.Hash {
		return append(dst,
			feature.Two(50, s0.word, d), feature.Two(51, s0.tag, d), feature.Two(52, b0.word, d),
			feature.Two(53, b0.tag, d), feature.Three(54, s0.tag, b0.tag, d), feature.Three(55, s1.tag, s0.tag, d1), feature.Two(56, s0.word, d1),
		)
	})
}

// top sends the features of the arcs of the top of the stack.
func (c *config) top(w *sink) {
	s0, s1, b0, x := &c.s0, &c.s1, &c.b0, &c.nodes[c.i0]
	lt, lr := c.dependent(x.left)
	rt, rr := c.dependent(x.right)
	l2, lr2 := c.dependent(x.left2)
	r2, rr2 := c.dependent(x.right2)
	w.add(func(dst []feature.Hash) []feature.Hash {
		return append(dst,
			feature.Two(60, s0.word, feature.Hash(x.leftCount)), feature.Two(61, s0.tag, feature.Hash(x.leftCount)),
			feature.Two(62, s0.word, feature.Hash(x.rightCount)), feature.Two(63, s0.tag, feature.Hash(x.rightCount)),
			feature.Two(64, s0.word, x.leftRels), feature.Two(65, s0.tag, x.leftRels),
			feature.Two(66, s0.word, x.rightRels), feature.Two(67, s0.tag, x.rightRels),
			feature.Three(68, s0.tag, lt, b0.tag), feature.Three(69, s0.tag, rt, b0.tag),
		)
	})
	w.group(feature.One(70, lt<<48|lr<<32|rt<<16|rr), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Two(70, lt, lr), feature.Two(71, rt, rr))
	})
	w.add(func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Three(72, s0.tag, lr, b0.tag), feature.Three(73, s0.tag, rr, b0.tag))
	})
	w.group(feature.Three(74, lt<<48|lr<<32|l2<<16|lr2, rt<<48|rr<<32|r2<<16|rr2, s0.tag), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Three(74, s0.tag, lt, l2), feature.Three(75, s0.tag, rt, r2), feature.Two(76, lr, lr2), feature.Two(77, rr, rr2))
	})
	w.add(func(dst []feature.Hash) []feature.Hash {
		dst = append(dst, feature.Three(78, s1.tag, s0.tag, lt), feature.Three(79, s1.tag, s0.tag, rt))
		if x.left > 0 {
			dst = append(dst, feature.One(80, c.words[x.left-1].Lower), feature.Two(81, c.words[x.left-1].Lower, s0.tag))
		}
		if x.right > 0 {
			dst = append(dst, feature.One(82, c.words[x.right-1].Lower))
		}
		return dst
	})
}

// under sends the features of the arcs of the word under the top.
func (c *config) under(w *sink) {
	s0, s1, x := &c.s0, &c.s1, &c.nodes[c.i1]
	lt, lr := c.dependent(x.left)
	rt, rr := c.dependent(x.right)
	count := feature.Hash(x.rightCount)
	w.add(func(dst []feature.Hash) []feature.Hash { return append(dst, feature.Two(85, s1.word, count)) })
	w.group(feature.Three(86, s1.tag<<8|count, x.leftRels, x.rightRels), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Two(86, s1.tag, count), feature.Two(87, s1.tag, x.rightRels), feature.Two(88, s1.tag, x.leftRels))
	})
	w.add(func(dst []feature.Hash) []feature.Hash { return append(dst, feature.Two(89, s1.word, x.rightRels)) })
	w.group(feature.Two(90, lt<<48|lr<<32|rt<<16|rr, s1.tag<<16|s0.tag), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Three(90, s1.tag, rt, s0.tag), feature.Three(91, s1.tag, lt, s0.tag), feature.Three(92, s1.tag, rr, s0.tag))
	})
	w.add(func(dst []feature.Hash) []feature.Hash { return append(dst, feature.Three(93, s1.tag, lr, s0.both)) })
}

// coming sends the features of the arcs of the next word.
func (c *config) coming(w *sink) {
	s0, b0, x := &c.s0, &c.b0, &c.nodes[c.next]
	lt, lr := c.dependent(x.left)
	l2, _ := c.dependent(x.left2)
	count := feature.Hash(x.leftCount)
	w.add(func(dst []feature.Hash) []feature.Hash { return append(dst, feature.Two(95, b0.word, count)) })
	w.group(feature.Two(96, b0.tag<<8|count, x.leftRels), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Two(96, b0.tag, count), feature.Two(97, b0.tag, x.leftRels))
	})
	w.add(func(dst []feature.Hash) []feature.Hash { return append(dst, feature.Two(98, b0.word, x.leftRels)) })
	w.group(feature.Three(99, lt<<32|lr<<16|l2, s0.tag, b0.tag), func(dst []feature.Hash) []feature.Hash {
		return append(dst, feature.Three(99, s0.tag, b0.tag, lt), feature.Three(100, s0.tag, b0.tag, lr), feature.Three(101, b0.tag, lt, l2))
	})
	w.add(func(dst []feature.Hash) []feature.Hash { return append(dst, feature.Three(102, s0.word, b0.tag, lt)) })
}
