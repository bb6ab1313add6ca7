package parser

import (
	"testing"

	"github.com/readout-bot/readout/digest/text/internal/feature"
)

// TestPair hangs both brackets from what they enclose, and leaves alone a bracket without
// its other half.
func TestPair(t *testing.T) {
	const other, punct = 0, 1
	for _, c := range []struct {
		words []string
		head  []int // of each word, before; negative for a mark
		want  []int
	}{
		{[]string{"Rossi", "(", "the", "mayor", ")", "left"}, []int{6, -6, 4, 1, -1, 0}, []int{6, 4, 4, 1, 4, 0}},
		{[]string{"Rossi", "(", "the", "mayor", "left"}, []int{5, -5, 4, 1, 0}, []int{5, 5, 4, 1, 0}},
		{[]string{"he", "“", "led", "and", "left", "”", "it"}, []int{3, -7, 0, 5, 3, -7, 3}, []int{3, 3, 0, 5, 3, 3, 3}},
	} {
		words := make([]feature.Word, len(c.words))
		for i, w := range c.words {
			words[i].Set(w)
		}
		var s State
		s.Reset(words, nil)
		for i, h := range c.head {
			s.nodes[i+1].head, s.nodes[i+1].rel = max(h, -h), other
			if h < 0 {
				s.nodes[i+1].rel = punct
			}
		}
		s.pair(punct)
		for i, want := range c.want {
			if got, _ := s.Arc(i + 1); got != want {
				t.Errorf("%q: head of %q is %d, want %d", c.words, c.words[i], got, want)
			}
		}
	}
}
