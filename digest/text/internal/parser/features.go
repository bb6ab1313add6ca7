package parser

import "github.com/readout-bot/readout/digest/text/internal/feature"

// A view is a word as the templates see it.
type view struct {
	word, tag, both, cluster feature.Hash
}

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

// Features appends the features of the configuration. The templates follow Zhang and
// Nivre (2011), with classes of words added.
func (s *State) Features(dst []feature.Hash) []feature.Hash {
	i0, i1, i2 := -1, -1, -1
	if n := len(s.stack); n > 0 {
		i0 = s.stack[n-1]
		if n > 1 {
			i1 = s.stack[n-2]
		}
		if n > 2 {
			i2 = s.stack[n-3]
		}
	}
	b := s.next
	s0, s1, s2, b0, b1, b2 := s.view(i0), s.view(i1), s.view(i2), s.view(b), s.view(b+1), s.view(b+2)
	dst = append(dst,
		feature.One(0, s0.both), feature.One(1, s0.word), feature.One(2, s0.tag), feature.One(3, s0.cluster),
		feature.One(4, s1.both), feature.One(5, s1.word), feature.One(6, s1.tag), feature.One(7, s1.cluster),
		feature.One(8, b0.both), feature.One(9, b0.word), feature.One(10, b0.tag), feature.One(11, b0.cluster),
		feature.One(12, b1.both), feature.One(13, b1.word), feature.One(14, b1.tag), feature.One(15, b2.tag), feature.One(16, b2.word),
		feature.One(17, s2.tag), feature.One(18, s2.word), feature.One(19, b1.cluster),

		feature.Two(20, s0.both, b0.both), feature.Two(21, s0.both, b0.word), feature.Two(22, s0.word, b0.both),
		feature.Two(23, s0.both, b0.tag), feature.Two(24, s0.tag, b0.both), feature.Two(25, s0.word, b0.word),
		feature.Two(26, s0.tag, b0.tag), feature.Two(27, b0.tag, b1.tag), feature.Two(28, s1.tag, s0.tag),
		feature.Two(29, s1.both, s0.tag), feature.Two(30, s1.tag, s0.both), feature.Two(31, s1.word, s0.word),
		feature.Two(32, s1.word, b0.word), feature.Two(33, s1.tag, b0.tag), feature.Two(34, b0.both, b1.tag),
		feature.Two(35, s0.cluster, b0.cluster), feature.Two(36, s0.cluster, b0.tag), feature.Two(37, s0.tag, b0.cluster),
		feature.Two(38, s1.cluster, s0.cluster), feature.Two(39, s1.tag, s0.cluster),

		feature.Three(40, b0.tag, b1.tag, b2.tag), feature.Three(41, s0.tag, b0.tag, b1.tag), feature.Three(42, s1.tag, s0.tag, b0.tag),
		feature.Three(43, s2.tag, s1.tag, s0.tag), feature.Three(44, s0.word, b0.tag, b1.tag), feature.Three(45, s0.tag, b0.word, b1.tag),
		feature.Three(46, s1.tag, s0.word, b0.tag), feature.Three(47, s1.word, s0.tag, b0.tag), feature.Three(48, s1.tag, s0.tag, b0.word),
		feature.Three(49, s1.cluster, s0.tag, b0.cluster),
	)
	return s.structure(dst, i0, i1, s0, s1, b0)
}

// structure appends the features of distances and of the arcs already made.
func (s *State) structure(dst []feature.Hash, i0, i1 int, s0, s1, b0 view) []feature.Hash {
	d := distance(i0, s.next)
	d1 := distance(i1, i0)
	dst = append(dst,
		feature.Two(50, s0.word, d), feature.Two(51, s0.tag, d), feature.Two(52, b0.word, d), feature.Two(53, b0.tag, d),
		feature.Three(54, s0.tag, b0.tag, d), feature.Three(55, s1.tag, s0.tag, d1), feature.Two(56, s0.word, d1),
	)
	if i0 >= 0 {
		x := &s.nodes[i0]
		lt, lr := s.dependent(x.left)
		rt, rr := s.dependent(x.right)
		l2, lr2 := s.dependent(x.left2)
		r2, rr2 := s.dependent(x.right2)
		dst = append(dst,
			feature.Two(60, s0.word, feature.Hash(x.leftCount)), feature.Two(61, s0.tag, feature.Hash(x.leftCount)),
			feature.Two(62, s0.word, feature.Hash(x.rightCount)), feature.Two(63, s0.tag, feature.Hash(x.rightCount)),
			feature.Two(64, s0.word, x.leftRels), feature.Two(65, s0.tag, x.leftRels),
			feature.Two(66, s0.word, x.rightRels), feature.Two(67, s0.tag, x.rightRels),
			feature.Three(68, s0.tag, lt, b0.tag), feature.Three(69, s0.tag, rt, b0.tag),
			feature.Two(70, lt, lr), feature.Two(71, rt, rr), feature.Three(72, s0.tag, lr, b0.tag), feature.Three(73, s0.tag, rr, b0.tag),
			feature.Three(74, s0.tag, lt, l2), feature.Three(75, s0.tag, rt, r2), feature.Two(76, lr, lr2), feature.Two(77, rr, rr2),
			feature.Three(78, s1.tag, s0.tag, lt), feature.Three(79, s1.tag, s0.tag, rt),
		)
		if x.left > 0 {
			dst = append(dst, feature.One(80, s.words[x.left-1].Lower), feature.Two(81, s.words[x.left-1].Lower, s0.tag))
		}
		if x.right > 0 {
			dst = append(dst, feature.One(82, s.words[x.right-1].Lower))
		}
	}
	if i1 >= 0 {
		x := &s.nodes[i1]
		lt, lr := s.dependent(x.left)
		rt, rr := s.dependent(x.right)
		dst = append(dst,
			feature.Two(85, s1.word, feature.Hash(x.rightCount)), feature.Two(86, s1.tag, feature.Hash(x.rightCount)),
			feature.Two(87, s1.tag, x.rightRels), feature.Two(88, s1.tag, x.leftRels), feature.Two(89, s1.word, x.rightRels),
			feature.Three(90, s1.tag, rt, s0.tag), feature.Three(91, s1.tag, lt, s0.tag),
			feature.Three(92, s1.tag, rr, s0.tag), feature.Three(93, s1.tag, lr, s0.both),
		)
	}
	if s.next <= s.n {
		x := &s.nodes[s.next]
		lt, lr := s.dependent(x.left)
		l2, _ := s.dependent(x.left2)
		dst = append(dst,
			feature.Two(95, b0.word, feature.Hash(x.leftCount)), feature.Two(96, b0.tag, feature.Hash(x.leftCount)),
			feature.Two(97, b0.tag, x.leftRels), feature.Two(98, b0.word, x.leftRels),
			feature.Three(99, s0.tag, b0.tag, lt), feature.Three(100, s0.tag, b0.tag, lr), feature.Three(101, b0.tag, lt, l2),
			feature.Three(102, s0.word, b0.tag, lt),
		)
	}
	return dst
}
