package main

import (
	"slices"

	"github.com/readout-bot/readout/digest/text/internal/linear"
)

// A perceptron is an averaged multi-class perceptron over hashed features, sparse in the
// classes of a feature: only those that an update ever touched take room.
type perceptron struct {
	classes []string
	ids     map[uint64]int32
	hashes  []uint64
	seen    []int32 // how often each feature was asked for while growing
	rows    [][]cell
	step    int32
	grow    bool
}

type cell struct {
	class    int32
	last     int32
	w, total float32
}

func newPerceptron(classes []string) *perceptron {
	return &perceptron{classes: classes, ids: map[uint64]int32{}, grow: true}
}

// id returns the number of feature h; -1 for one that is unknown and may not be added.
func (p *perceptron) id(h uint64) int32 {
	if id, ok := p.ids[h]; ok {
		if p.grow {
			p.seen[id]++
		}
		return id
	}
	if !p.grow {
		return -1
	}
	id := int32(len(p.rows))
	p.ids[h] = id
	p.hashes = append(p.hashes, h)
	p.seen = append(p.seen, 1)
	p.rows = append(p.rows, nil)
	return id
}

// score adds the weights of the features to scores.
func (p *perceptron) score(features []int32, scores []float32) {
	for _, id := range features {
		if id < 0 {
			continue
		}
		for i := range p.rows[id] {
			c := &p.rows[id][i]
			scores[c.class] += c.w
		}
	}
}

// update moves the features towards class right and away from class wrong.
func (p *perceptron) update(features []int32, right, wrong int) {
	for _, id := range features {
		if id >= 0 {
			p.add(id, int32(right), 1)
			p.add(id, int32(wrong), -1)
		}
	}
}

func (p *perceptron) add(id, class int32, by float32) {
	row := p.rows[id]
	for i := range row {
		if c := &row[i]; c.class == class {
			c.total += float32(p.step-c.last) * c.w
			c.last = p.step
			c.w += by
			return
		}
	}
	p.rows[id] = append(row, cell{class: class, last: p.step, w: by})
}

// averaged returns the mean weights over all steps of the features seen at least least
// times.
func (p *perceptron) averaged(least int32) []linear.Row {
	var out []linear.Row
	for id, row := range p.rows {
		if p.seen[id] < least || len(row) == 0 {
			continue
		}
		r := linear.Row{Feature: p.hashes[id]}
		for _, c := range row {
			mean := (c.total + float32(p.step-c.last)*c.w) / float32(max(p.step, 1))
			r.Weights = append(r.Weights, linear.Weight{Class: int(c.class), Weight: mean})
		}
		out = append(out, r)
	}
	return out
}

// fit builds the largest model of rows that takes at most size bytes, dropping the
// smallest weights first.
func fit(classes []string, rows []linear.Row, size int) []byte {
	var weights []float32
	for _, r := range rows {
		for _, w := range r.Weights {
			weights = append(weights, max(w.Weight, -w.Weight))
		}
	}
	slices.Sort(weights)
	clip := weights[len(weights)-1]
	drop := float32(0)
	for share := 0.0; ; share += 0.05 {
		drop = weights[min(len(weights)-1, int(share*float64(len(weights))))]
		if m := linear.Build(classes, rows, drop, clip); len(m) <= size || share > 0.97 {
			return m
		}
	}
}

func best(scores []float32) int {
	b := 0
	for i, s := range scores {
		if s > scores[b] {
			b = i
		}
	}
	return b
}
