package main

import (
	"github.com/readout-bot/readout/digest/text/internal/linear"
)

// A perceptron is an averaged multi-class perceptron over hashed features, sparse in the
// classes of a feature: only those that an update ever touched take room.
type perceptron struct {
	classes []string
	ids     index
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
	return &perceptron{classes: classes, grow: true}
}

// id returns the number of feature h; -1 for one that is unknown and may not be added.
func (p *perceptron) id(h uint64) int32 {
	if id := p.ids.find(h); id >= 0 {
		if p.grow {
			p.seen[id]++
		}
		return id
	}
	if !p.grow {
		return -1
	}
	id := int32(len(p.rows))
	p.ids.add(h, id)
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
	var clip float32
	for _, r := range rows {
		for _, w := range r.Weights {
			clip = max(clip, w.Weight, -w.Weight)
		}
	}
	low, high := float32(0), clip // of the weight to drop under
	for range 24 {
		if linear.Size(rows, low, clip) <= size {
			break
		}
		middle := (low + high) / 2
		if linear.Size(rows, middle, clip) > size {
			low = middle
		} else {
			high = middle
		}
		if high-low < clip/1e5 {
			low = high
		}
	}
	if linear.Size(rows, low, clip) > size {
		low = high
	}
	return linear.Build(classes, rows, low, clip)
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

// An index numbers hashes. It does one thing of what a map does, at twice the speed, and
// most of the training is that.
type index struct {
	slots []slot
	n     int
}

type slot struct {
	hash uint64
	id   int32 // counted from 1; 0 marks a free slot
}

// find returns the number of h, or -1.
func (x *index) find(h uint64) int32 {
	if len(x.slots) == 0 {
		return -1
	}
	mask := uint64(len(x.slots) - 1)
	for i := h >> 7 & mask; ; i = (i + 1) & mask {
		switch s := &x.slots[i]; {
		case s.id == 0:
			return -1
		case s.hash == h:
			return s.id - 1
		}
	}
}

// add numbers h, which is new.
func (x *index) add(h uint64, id int32) {
	if 2*x.n >= len(x.slots) {
		old := x.slots
		x.slots, x.n = make([]slot, max(1<<16, 2*len(old))), 0
		for _, s := range old {
			if s.id != 0 {
				x.add(s.hash, s.id-1)
			}
		}
	}
	mask := uint64(len(x.slots) - 1)
	i := h >> 7 & mask
	for x.slots[i].id != 0 {
		i = (i + 1) & mask
	}
	x.slots[i] = slot{h, id + 1}
	x.n++
}
