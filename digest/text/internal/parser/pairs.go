package parser

import "github.com/readout-bot/readout/digest/text/internal/feature"

// closing maps what opens a pair of marks to what closes it. Form knows typographic
// quotation marks as ASCII ones.
var closing = func() map[feature.Hash]feature.Hash {
	m := map[feature.Hash]feature.Hash{}
	for _, p := range [][2]string{{"(", ")"}, {"[", "]"}, {"{", "}"}, {`"`, `"`}, {"'", "'"}} {
		m[feature.Form(p[0])] = feature.Form(p[1])
	}
	return m
}()

// maxPair is how many words apart the marks of a pair may stand.
const maxPair = 100

// pair hangs brackets and quotation marks from the head of what they enclose, where it has
// one, as the guidelines of Universal Dependencies ask
// (https://universaldependencies.org/u/dep/punct.html). An opening mark gets its head
// before the parser has seen what follows. punct is the relation of marks.
func (s *State) pair(punct int) {
	s.open = s.open[:0]
	for i := 1; i <= s.n; i++ {
		if x := &s.nodes[i]; x.rel != punct || x.left != 0 || x.right != 0 {
			continue
		}
		form, k := s.words[i-1].Form, len(s.open)-1
		switch {
		case k >= 0 && closing[s.words[s.open[k]-1].Form] == form:
			if head := s.enclosed(s.open[k], i, punct); head > 0 {
				s.nodes[s.open[k]].head, s.nodes[i].head = head, head
			}
			s.open = s.open[:k]
		case closing[form] != 0:
			s.open = append(s.open, i)
		}
	}
}

// enclosed returns the only word between the marks from and to whose head is not, or 0.
func (s *State) enclosed(from, to, punct int) int {
	only := 0
	if to-from > maxPair {
		return 0
	}
	for i := from + 1; i < to; i++ {
		x := &s.nodes[i]
		if x.rel == punct || x.head > from && x.head < to {
			continue
		}
		if only != 0 {
			return 0
		}
		only = i
	}
	return only
}
