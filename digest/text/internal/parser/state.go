package parser

import "github.com/readout-bot/readout/digest/text/internal/feature"

// A State is a configuration of the arc-hybrid system (Kuhlmann, Gómez-Rodríguez and
// Satta 2011): a stack, a buffer and the arcs made. Word 0 is the root above the
// sentence; the words of the sentence count from 1.
type State struct {
	words []feature.Word // word i stands at i-1
	tags  []uint8
	n     int
	stack []int
	next  int // first word of the buffer; n+1 when it is empty
	nodes []node
	open  []int // marks that wait for their other half
}

// A node is what is known of a word.
type node struct {
	head                int // -1 while unknown
	rel                 int
	left, left2         int // its first and second leftmost dependents, 0 if none
	right, right2       int
	leftCount           uint8
	rightCount          uint8
	leftRels, rightRels uint64 // sets of relations
}

// Reset starts a sentence.
func (s *State) Reset(words []feature.Word, tags []uint8) {
	s.words, s.tags, s.n = words, tags, len(words)
	s.clear()
}

// clear goes back to the start of a sentence of n words.
func (s *State) clear() {
	s.stack = append(s.stack[:0], 0)
	s.next = 1
	if cap(s.nodes) < s.n+1 {
		s.nodes = make([]node, s.n+1, (s.n+1)*3/2)
	}
	s.nodes = s.nodes[:s.n+1]
	for i := range s.nodes {
		s.nodes[i] = node{head: -1}
	}
}

// Done reports whether every word has a head.
func (s *State) Done() bool { return s.next > s.n && len(s.stack) == 1 }

// Arc returns the head of word i, 0 for the root, and the relation.
func (s *State) Arc(i int) (head, rel int) { return s.nodes[i].head, s.nodes[i].rel }

// Moves.
const (
	Shift = iota // the next word goes on the stack
	Left         // the top of the stack depends on the next word
	Right        // the top of the stack depends on the word under it
	Moves
)

// Allowed reports whether a move can be made. Only the last word left may hang from the
// root, so that there is one root.
func (s *State) Allowed(move int) bool {
	switch move {
	case Shift:
		return s.next <= s.n
	case Left:
		return s.next <= s.n && len(s.stack) > 1
	}
	return len(s.stack) > 2 || len(s.stack) == 2 && s.next > s.n
}

// ToRoot reports whether Right would hang the top of the stack from the root.
func (s *State) ToRoot() bool { return len(s.stack) == 2 }

// Apply makes a move, with relation rel if it makes an arc.
func (s *State) Apply(move, rel int) {
	if move == Shift {
		s.stack = append(s.stack, s.next)
		s.next++
		return
	}
	top := s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	head := s.next
	if move == Right {
		head = s.stack[len(s.stack)-1]
	}
	s.nodes[top].head, s.nodes[top].rel = head, rel
	h := &s.nodes[head]
	if move == Left {
		h.left, h.left2 = top, h.left
		h.leftCount++
		h.leftRels |= 1 << (rel & 63)
		return
	}
	h.right, h.right2 = top, h.right
	h.rightCount++
	h.rightRels |= 1 << (rel & 63)
}

// Cost returns how many arcs of the gold tree can no longer be made after move, of those
// that could before (Goldberg and Nivre 2013). heads[i] is the gold head of word i.
func (s *State) Cost(move int, heads []int) int {
	cost := 0
	lost := func(yes bool) {
		if yes {
			cost++
		}
	}
	if move == Shift {
		b := s.next
		for k, x := range s.stack {
			lost(heads[b] == x && k < len(s.stack)-1)
			lost(x > 0 && heads[x] == b)
		}
		return cost
	}
	top := s.stack[len(s.stack)-1]
	under := 0
	if len(s.stack) > 1 {
		under = s.stack[len(s.stack)-2]
	}
	for d := s.next; d <= s.n; d++ {
		lost(heads[d] == top)
	}
	if move == Left {
		lost(heads[top] > s.next || heads[top] == under)
		return cost
	}
	lost(heads[top] >= s.next)
	return cost
}

// GoldRel returns the relation that rels gives to the word that an arc would attach now.
func (s *State) GoldRel(rels []int) int {
	return rels[s.stack[len(s.stack)-1]]
}
