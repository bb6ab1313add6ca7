// Package parser finds the dependency tree of a tagged sentence: a greedy arc-hybrid
// transition parser. It takes two moves for each word, so its time is linear.
package parser

import (
	"math"
	"strings"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/linear"
)

// A Class is a move with the relation that it gives.
type Class struct {
	Move, Rel int
}

// Root is the name of the relation of the root.
const Root = "root"

// Classes reads the classes of a model, "shift", "left nsubj", "right obj", and the
// relations in them.
func Classes(names []string) (classes []Class, rels []string) {
	number := map[string]int{}
	for _, n := range names {
		move, rel, _ := strings.Cut(n, " ")
		c := Class{}
		switch move {
		case "left":
			c.Move = Left
		case "right":
			c.Move = Right
		}
		if c.Move != Shift {
			k, ok := number[rel]
			if !ok {
				k = len(rels)
				number[rel] = k
				rels = append(rels, rel)
			}
			c.Rel = k
		}
		classes = append(classes, c)
	}
	return classes, rels
}

// A Parser is immutable and safe for concurrent use.
type Parser struct {
	Rels    []string
	model   *linear.Model
	classes []Class
	root    int
	punct   int
	subject []bool // whether a relation is that of a subject
	sure    int32  // as a score
}

// New reads a parser from m.
func New(m *linear.Model) *Parser {
	p := &Parser{model: m, punct: -1, sure: int32(sure / m.Scale)}
	p.classes, p.Rels = Classes(m.Classes)
	p.subject = make([]bool, len(p.Rels))
	for i, r := range p.Rels {
		switch r {
		case Root:
			p.root = i
		case "punct":
			p.punct = i
		case "nsubj", "nsubj:pass":
			p.subject[i] = true
		}
	}
	return p
}

// A Scratch is working space, to be used again by the same goroutine and Parser.
type Scratch struct {
	State
	tally linear.Tally
}

// Parse finds the tree of a sentence; s.Arc tells it until the next call.
func (p *Parser) Parse(words []feature.Word, tags []uint8, s *Scratch) {
	s.Reset(words, tags)
	for !s.Done() {
		c := p.next(s)
		s.Apply(c.Move, c.Rel)
	}
	s.pair(p.punct)
}

// A Track is the moves made for a sentence so far, by which its parse is taken up again.
type Track []Class

// Subject returns the first subject of word k of a sentence, or 0. It parses no further than
// that takes, from where track ends, and returns track with the moves that it made. Words
// count from 1, and it is prepared for words and tags to be asked for only if it must go on.
func (p *Parser) Subject(n, k int, track Track, prepare func() ([]feature.Word, []uint8), s *Scratch) (int, Track) {
	s.words, s.tags, s.n = nil, nil, n
	s.clear()
	for _, c := range track {
		s.Apply(c.Move, c.Rel)
	}
	if !s.settled(k, p) {
		s.words, s.tags = prepare()
	}
	for !s.settled(k, p) {
		c := p.next(s)
		s.Apply(c.Move, c.Rel)
		track = append(track, c)
	}
	return s.subject(k, p), track
}

// settled reports whether no move can change the first subject of word k any more: it has
// one, or can get none.
func (s *Scratch) settled(k int, p *Parser) bool {
	if s.next <= k { // words before k may still come to depend on it
		return false
	}
	x := &s.nodes[k]
	return x.head >= 0 || s.Done() || x.left > 0 && s.subject(k, p) > 0 || x.right > 0 && p.subject[s.nodes[x.right].rel]
}

// subject returns the first word that depends on word k as its subject, or 0.
func (s *Scratch) subject(k int, p *Parser) int {
	for i := 1; i <= s.n; i++ {
		if x := &s.nodes[i]; x.head == k && p.subject[x.rel] {
			return i
		}
	}
	return 0
}

// next returns the best class for the state of s. It weighs the features that come in
// groups, then those of words together, then the others, and stops when it is sure.
func (p *Parser) next(s *Scratch) Class {
	var allowed [Moves]bool
	only, ways := 0, 0
	for m := range allowed {
		if allowed[m] = s.Allowed(m); allowed[m] {
			only = m
			ways++
		}
	}
	switch {
	case ways == 1 && only == Shift:
		return Class{Move: Shift}
	case ways == 1 && only == Right && s.ToRoot():
		return Class{Right, p.root}
	}
	c := s.config()
	w := sink{model: p.model, tally: &s.tally}
	p.model.Start(&s.tally)
	c.views(&w)
	c.arcs(&w)
	p.model.Total(&s.tally)
	best, lead := p.best(allowed, s)
	w.single = true
	if lead < p.sure {
		c.pairs(&w)
		p.model.More(&s.tally)
		best, lead = p.best(allowed, s)
	}
	if lead < p.sure {
		c.arcs(&w)
		p.model.More(&s.tally)
		best, _ = p.best(allowed, s)
	}
	return best
}

// sure is the weight by which a class must lead at one of the stages of next, so that what
// is left need not be weighed: it would change 2 of 10,000 moves.
const sure = 70

// best returns the allowed class with the highest score, and by how much it leads.
func (p *Parser) best(allowed [Moves]bool, s *Scratch) (best Class, lead int32) {
	top, next := int32(math.MinInt32), int32(math.MinInt32)
	for i, c := range p.classes {
		switch x := s.tally.Scores[i]; {
		case x <= next || !allowed[c.Move] || c.Move != Shift && c.Rel == p.root:
		case x > top:
			top, next, best = x, top, c
		default:
			next = x
		}
	}
	return best, top - next
}
