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
}

// New reads a parser from m.
func New(m *linear.Model) *Parser {
	p := &Parser{model: m, punct: -1}
	p.classes, p.Rels = Classes(m.Classes)
	for i, r := range p.Rels {
		switch r {
		case Root:
			p.root = i
		case "punct":
			p.punct = i
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

// next returns the best class for the state of s.
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
	p.model.Start(&s.tally)
	c := s.config()
	c.features(&sink{model: p.model, tally: &s.tally})
	p.model.Total(&s.tally)
	top, best := int32(math.MinInt32), Class{}
	for i, c := range p.classes {
		if x := s.tally.Scores[i]; x > top && allowed[c.Move] && (c.Move == Shift || c.Rel != p.root) {
			top, best = x, c
		}
	}
	return best
}
