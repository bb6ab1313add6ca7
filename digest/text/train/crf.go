package main

import (
	"math"
	"math/rand/v2"

	"github.com/readout-bot/readout/digest/text/internal/linear"
	"github.com/readout-bot/readout/digest/text/internal/names"
)

// A chain is a linear-chain conditional random field (Lafferty, McCallum and Pereira
// 2001) trained with AdaGrad (Duchi, Hazan and Singer 2011) and a truncating L1 penalty.
type chain struct {
	labels     int
	weight     [][]float32 // feature, label
	square     [][]float32 // sum of squared gradients
	transition [][]float64 // from (the last is the start), to
	tsquare    [][]float64
	rate, l1   float32
	drop       float32 // share of the features of a word that a step leaves out
}

// A mean is the average of a chain's weights after several rounds, which generalises
// better than those after the last one.
type mean struct {
	chain
	rounds int
}

// add takes the present weights of c into m.
func (m *mean) add(c *chain) {
	if m.rounds == 0 {
		m.chain = *newChain(c.labels, len(c.weight), 0, 0, 0)
	}
	m.rounds++
	part := 1 / float32(m.rounds)
	for f, row := range c.weight {
		for l, x := range row {
			m.weight[f][l] += part * (x - m.weight[f][l])
		}
	}
	for from, row := range c.transition {
		for to, x := range row {
			m.transition[from][to] += float64(part) * (x - m.transition[from][to])
		}
	}
}

// An example is a sentence: features and label of each word.
type example struct {
	features [][]int32
	gold     []int
}

func newChain(labels, features int, rate, l1, drop float32) *chain {
	c := &chain{labels: labels, rate: rate, l1: l1, drop: drop}
	flat, flat2 := make([]float32, labels*features), make([]float32, labels*features)
	for i := range features {
		c.weight = append(c.weight, flat[i*labels:(i+1)*labels])
		c.square = append(c.square, flat2[i*labels:(i+1)*labels])
	}
	for range labels + 1 {
		c.transition = append(c.transition, make([]float64, labels))
		c.tsquare = append(c.tsquare, make([]float64, labels))
	}
	return c
}

// train goes over the examples once, in random order, and returns the mean loss per word.
func (c *chain) train(examples []example, random *rand.Rand) float64 {
	var loss float64
	words := 0
	var w lattice
	for _, i := range random.Perm(len(examples)) {
		e := &examples[i]
		if len(e.gold) == 0 {
			continue
		}
		loss += c.step(c.thin(e, random, &w), &w)
		words += len(e.gold)
	}
	return loss / float64(max(words, 1))
}

// A lattice is the working space of forward and backward sums, as logarithms.
type lattice struct {
	emit, fore, back, tmp []float64
	thin                  example
	left                  []int32
}

// thin returns e with a random share of its features left out, so that no feature learns
// to lean on another (dropout; Srivastava et al. 2014).
func (c *chain) thin(e *example, random *rand.Rand, w *lattice) *example {
	if c.drop == 0 {
		return e
	}
	w.left = w.left[:0]
	w.thin.gold, w.thin.features = e.gold, w.thin.features[:0]
	n := 0
	for _, f := range e.features {
		n += len(f)
	}
	if cap(w.left) < n {
		w.left = make([]int32, 0, n)
	}
	for _, f := range e.features {
		first := len(w.left)
		for _, id := range f {
			if len(f) == 1 || random.Float32() >= c.drop {
				w.left = append(w.left, id)
			}
		}
		w.thin.features = append(w.thin.features, w.left[first:])
	}
	return &w.thin
}

// step updates the weights by one example and returns its loss.
func (c *chain) step(e *example, w *lattice) float64 {
	n, k := len(e.gold), c.labels
	grow := func(s *[]float64) {
		if cap(*s) < n*k {
			*s = make([]float64, n*k)
		}
		*s = (*s)[:n*k]
	}
	grow(&w.emit)
	grow(&w.fore)
	grow(&w.back)
	clear(w.emit)
	for i, features := range e.features {
		var sum [32]float32
		for _, f := range features {
			for l, x := range c.weight[f] {
				sum[l&31] += x
			}
		}
		scale := float64(1 / (1 - c.drop))
		if len(features) == 1 {
			scale = 1
		}
		for l := range k {
			w.emit[i*k+l] = float64(sum[l]) * scale
		}
	}
	z := c.sums(n, w)
	var gold float64
	for i, g := range e.gold {
		from := k
		if i > 0 {
			from = e.gold[i-1]
		}
		gold += w.emit[i*k+g] + c.transition[from][g]
	}
	for i := range n {
		for l := range k {
			p := math.Exp(w.fore[i*k+l] + w.back[i*k+l] - z)
			d := -p
			if l == e.gold[i] {
				d++
			}
			if d > 1e-3 || d < -1e-3 {
				for _, f := range e.features[i] {
					c.move(f, l, float32(d))
				}
			}
		}
		c.moveTransitions(e, w, i, z)
	}
	return z - gold
}

// sums fills the forward and backward sums and returns the logarithm of their total.
func (c *chain) sums(n int, w *lattice) float64 {
	k := c.labels
	w.tmp = w.tmp[:0]
	none := math.Inf(-1)
	for i := range n {
		for to := range k {
			if i == 0 {
				w.fore[to] = none
				if names.Follows(0, to) {
					w.fore[to] = c.transition[k][to] + w.emit[to]
				}
				continue
			}
			w.tmp = w.tmp[:0]
			for from := range k {
				if names.Follows(from, to) {
					w.tmp = append(w.tmp, w.fore[(i-1)*k+from]+c.transition[from][to])
				}
			}
			w.fore[i*k+to] = logSum(w.tmp) + w.emit[i*k+to]
		}
	}
	for from := range k {
		w.back[(n-1)*k+from] = none
		if from == 0 || (from-1)%4+1 >= 3 {
			w.back[(n-1)*k+from] = 0
		}
	}
	for i := n - 2; i >= 0; i-- {
		for from := range k {
			w.tmp = w.tmp[:0]
			for to := range k {
				if names.Follows(from, to) {
					w.tmp = append(w.tmp, w.back[(i+1)*k+to]+w.emit[(i+1)*k+to]+c.transition[from][to])
				}
			}
			w.back[i*k+from] = logSum(w.tmp)
		}
	}
	w.tmp = w.tmp[:0]
	for l := range k {
		w.tmp = append(w.tmp, w.fore[(n-1)*k+l]+w.back[(n-1)*k+l])
	}
	return logSum(w.tmp)
}

// moveTransitions updates the weights of the step to word i.
func (c *chain) moveTransitions(e *example, w *lattice, i int, z float64) {
	k := c.labels
	for to := range k {
		tail := w.emit[i*k+to] + w.back[i*k+to] - z
		if i == 0 {
			c.moveTransition(k, to, math.Exp(c.transition[k][to]+tail), to == e.gold[0])
			continue
		}
		for from := range k {
			if names.Follows(from, to) {
				p := math.Exp(w.fore[(i-1)*k+from] + c.transition[from][to] + tail)
				c.moveTransition(from, to, p, from == e.gold[i-1] && to == e.gold[i])
			}
		}
	}
}

func (c *chain) moveTransition(from, to int, p float64, gold bool) {
	d := -p
	if gold {
		d++
	}
	if d < 1e-4 && d > -1e-4 {
		return
	}
	c.tsquare[from][to] += d * d
	c.transition[from][to] += float64(c.rate) * d / math.Sqrt(c.tsquare[from][to])
}

// move shifts one weight by gradient d and then towards 0 by the penalty.
func (c *chain) move(f int32, l int, d float32) {
	s := c.square[f][l] + d*d
	c.square[f][l] = s
	step := c.rate / float32(math.Sqrt(float64(s)+1e-6))
	x := c.weight[f][l] + step*d
	shrink := step * c.l1
	switch {
	case x > shrink:
		x -= shrink
	case x < -shrink:
		x += shrink
	default:
		x = 0
	}
	c.weight[f][l] = x
}

func logSum(xs []float64) float64 {
	top := math.Inf(-1)
	for _, x := range xs {
		top = max(top, x)
	}
	if math.IsInf(top, -1) {
		return top
	}
	var sum float64
	for _, x := range xs {
		if x > top-30 {
			sum += math.Exp(x - top)
		}
	}
	return top + math.Log(sum)
}

// rows returns the weights as rows of a model; hashes names the features.
func (c *chain) rows(hashes []uint64) []linear.Row {
	var out []linear.Row
	add := func(h uint64, n int, at func(int) float32) {
		r := linear.Row{Feature: h}
		for l := range n {
			if x := at(l); x != 0 {
				r.Weights = append(r.Weights, linear.Weight{Class: l, Weight: x})
			}
		}
		if len(r.Weights) > 0 {
			out = append(out, r)
		}
	}
	for f, h := range hashes {
		add(h, c.labels, func(l int) float32 { return c.weight[f][l] })
	}
	for from := range c.transition {
		h := names.Transition(from)
		if from == c.labels {
			h = names.Transition(names.Start)
		}
		add(h, c.labels, func(l int) float32 { return float32(c.transition[from][l]) })
	}
	return out
}
