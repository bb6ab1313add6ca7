package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/linear"
	"github.com/readout-bot/readout/digest/text/internal/parser"
	"github.com/readout-bot/readout/digest/text/internal/tagger"
)

// A sapling is a tree made ready to train the parser on.
type sapling struct {
	words []feature.Word
	tags  []uint8
	heads []int // of word i at i, counted from 1; 0 is the root
	rels  []int
}

// jackknife tags trees with taggers that were trained on the other parts, so that the
// parser learns to live with the tagger's mistakes.
func jackknife(trees []tree, clusters *feature.Clusters, t *tagger.Tagger, parts int, seed uint64) []sapling {
	number := map[string]uint8{}
	for i := range t.Fine {
		number[t.Fine[i]+" "+t.Universal[i]] = uint8(i)
	}
	out := make([]sapling, len(trees))
	for part := range parts {
		var rest []tree
		for i, x := range trees {
			if i/20%parts != part {
				rest = append(rest, x)
			}
		}
		other := mustTagger(trainTagger(rest, clusters, 3, 3_000_000, seed))
		var s tagger.Scratch
		for i, x := range trees {
			if i/20%parts != part {
				continue
			}
			out[i] = plant(x, clusters, other, &s)
			for k, c := range out[i].tags {
				out[i].tags[k] = number[other.Fine[c]+" "+other.Universal[c]]
			}
		}
	}
	return out
}

// plant readies x, tagged by t.
func plant(x tree, clusters *feature.Clusters, t *tagger.Tagger, s *tagger.Scratch) sapling {
	words := clusters.Words(nil, len(x.words), func(k int) string { return x.words[k] })
	out := sapling{words: words, tags: make([]uint8, len(words)), heads: []int{-1}, rels: []int{-1}}
	t.Tag(words, out.tags, s)
	for _, h := range x.heads {
		out.heads = append(out.heads, h+1)
		out.rels = append(out.rels, -1)
	}
	return out
}

// parserClasses lists the moves with their relations that the trees need.
func parserClasses(trees []tree) []string {
	count := map[string]int{}
	for _, t := range trees {
		for i, h := range t.heads {
			if h > i {
				count["left "+t.rels[i]]++
			} else {
				count["right "+t.rels[i]]++
			}
		}
	}
	out := []string{"shift"}
	for c, n := range count {
		if n >= 5 {
			out = append(out, c)
		}
	}
	slices.Sort(out[1:])
	return out
}

// dropped is the share of features that a step of the parser's training leaves out, so that
// none learns to lean on another.
const dropped = 0.2

// trainParser trains on the trees, made ready, with a dynamic oracle and returns the mean
// weights.
func trainParser(names []string, ready []sapling, rounds int, seed uint64) []linear.Row {
	classes, _ := parser.Classes(names)
	p := newPerceptron(names)
	random := rand.New(rand.NewPCG(seed, 3))
	scores := make([]float32, len(classes))
	var state parser.State
	var hashes []feature.Hash
	var ids []int32
	for round := 1; round <= rounds; round++ {
		wrong, n := 0, 0
		for _, i := range random.Perm(len(ready)) {
			x := &ready[i]
			if len(x.words) > 200 {
				continue
			}
			state.Reset(x.words, x.tags)
			for !state.Done() {
				p.step++
				p.grow = false
				hashes = state.Features(hashes[:0])
				ids = ids[:0]
				for k := len(hashes) - 1; k >= 0; k-- {
					if round > 1 && random.Float32() < dropped {
						hashes[k] = hashes[len(hashes)-1]
						hashes = hashes[:len(hashes)-1]
					}
				}
				for _, h := range hashes {
					ids = append(ids, p.id(h))
				}
				clear(scores)
				p.score(ids, scores)
				right, guess := oracle(&state, x, classes, scores)
				n++
				if right != guess && !good(&state, x, classes[guess], classes[right]) {
					wrong++
					p.grow = true
					for k, h := range hashes {
						ids[k] = p.id(h)
					}
					p.update(ids, right, guess)
				}
				follow := guess
				if round == 1 || random.IntN(10) == 0 {
					follow = right
				}
				state.Apply(classes[follow].Move, classes[follow].Rel)
			}
		}
		logf("  parser round %d: %.2f %% wrong, %d features", round, 100*float64(wrong)/float64(n), len(p.rows))
	}
	return p.averaged(2)
}

// number gives the relations of the trees their numbers in the classes.
func number(trees []tree, ready []sapling, names []string) {
	_, rels := parser.Classes(names)
	for i, t := range trees {
		for k, r := range t.rels {
			ready[i].rels[k+1] = slices.Index(rels, r)
		}
	}
}

// combine returns the mean of the weights of two models.
func combine(a, b []linear.Row) []linear.Row {
	at := make(map[uint64]int, len(a))
	for i, r := range a {
		at[r.Feature] = i
	}
	for _, r := range b {
		i, ok := at[r.Feature]
		if !ok {
			a = append(a, r)
			continue
		}
		row := &a[i]
		for _, w := range r.Weights {
			k := slices.IndexFunc(row.Weights, func(x linear.Weight) bool { return x.Class == w.Class })
			if k < 0 {
				row.Weights = append(row.Weights, w)
			} else {
				row.Weights[k].Weight += w.Weight
			}
		}
	}
	for i := range a {
		for k := range a[i].Weights {
			a[i].Weights[k].Weight /= 2
		}
	}
	return a
}

// oracle returns the best-scored class of those that cost least, and the best-scored of
// all that are allowed.
func oracle(s *parser.State, x *sapling, classes []parser.Class, scores []float32) (right, guess int) {
	var cost [parser.Moves]int
	least := math.MaxInt
	for m := range cost {
		cost[m] = -1
		if s.Allowed(m) {
			cost[m] = s.Cost(m, x.heads)
			least = min(least, cost[m])
		}
	}
	right, guess = -1, -1
	for i, c := range classes {
		if cost[c.Move] < 0 {
			continue
		}
		if guess < 0 || scores[i] > scores[guess] {
			guess = i
		}
		if cost[c.Move] == least && (c.Move == parser.Shift || c.Rel == s.GoldRel(x.rels)) && (right < 0 || scores[i] > scores[right]) {
			right = i
		}
	}
	if right < 0 { // the relation is too rare to have a class of its own
		right = guess
	}
	return right, guess
}

// good reports whether the guess is as right as the oracle's choice.
func good(s *parser.State, x *sapling, guess, right parser.Class) bool {
	return s.Cost(guess.Move, x.heads) == s.Cost(right.Move, x.heads) &&
		(guess.Move == parser.Shift || guess.Rel == s.GoldRel(x.rels))
}

// scoreParser parses trees with predicted tags and counts the heads, and the heads with
// relations, that are right.
func scoreParser(p *parser.Parser, t *tagger.Tagger, clusters *feature.Clusters, trees []tree) string {
	var words, heads, both int
	var ts tagger.Scratch
	var ps parser.Scratch
	for _, x := range trees {
		y := plant(x, clusters, t, &ts)
		p.Parse(y.words, y.tags, &ps)
		for i := range x.words {
			head, rel := ps.Arc(i + 1)
			words++
			if head == x.heads[i]+1 {
				heads++
				if p.Rels[rel] == x.rels[i] {
					both++
				}
			}
		}
	}
	return fmt.Sprintf("UAS %.4f  LAS %.4f", float64(heads)/float64(words), float64(both)/float64(words))
}

// parser trains the parser.
func (r run) parser() error {
	clusters, err := r.readClusters()
	if err != nil {
		return err
	}
	t, err := r.readTagger()
	if err != nil {
		return err
	}
	trees, err := treebank(r.corpora, "gum-train")
	if err != nil {
		return err
	}
	gum := len(trees)
	ewt, err := treebank(r.corpora, "ewt-train")
	if err != nil {
		return err
	}
	trees = append(trees, ewt...)
	dev := map[string][]tree{}
	for _, name := range []string{"gum-dev", "ewt-dev"} {
		if dev[name], err = treebank(r.corpora, name); err != nil {
			return err
		}
	}
	ready := jackknife(trees, clusters, t, 3, r.seed)
	logf("parser: %d trees tagged", len(ready))
	names := parserClasses(trees)
	number(trees, ready, names)
	// GUM is closer to the news than the blogs and reviews of EWT: it counts twice.
	ready = append(ready, ready[:gum]...)
	// Two parsers, trained in different orders, see further as their mean than either.
	var twins [2][]linear.Row
	var both sync.WaitGroup
	for i := range twins {
		both.Go(func() { twins[i] = trainParser(names, ready, r.parserRounds, r.seed+uint64(i)) })
	}
	both.Wait()
	for i, rows := range twins {
		logf("parser %d on gum-dev: %s", i+1, scoreParser(parser.New(mustModel(fit(names, rows, parserSize))), t, clusters, dev["gum-dev"]))
	}
	model := fit(names, combine(twins[0], twins[1]), parserSize)
	for _, name := range []string{"gum-dev", "ewt-dev"} {
		logf("parser on %s: %s", name, scoreParser(parser.New(mustModel(model)), t, clusters, dev[name]))
	}
	return r.write("parser.bin", model)
}

// parserSize caps the model of the parser, in bytes.
const parserSize = 5_200_000
