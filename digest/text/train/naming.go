package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/names"
	"github.com/readout-bot/readout/digest/text/internal/split"
	"github.com/readout-bot/readout/digest/text/internal/tagger"
)

// A reader is what the name finder builds upon.
type reader struct {
	clusters *feature.Clusters
	tagger   *tagger.Tagger
	lexicon  *names.Lexicon
}

// A sentence is one that was split, hashed and tagged.
type sentence struct {
	tokens []split.Token
	words  []feature.Word
	tags   []uint8
}

func (r *reader) read(text string) []sentence {
	var out []sentence
	var s tagger.Scratch
	for _, x := range split.Split(text) {
		words := r.clusters.Words(nil, len(x.Tokens), func(i int) string { return text[x.Tokens[i].Start:x.Tokens[i].End] })
		tags := make([]uint8, len(words))
		r.tagger.Tag(words, tags, &s)
		out = append(out, sentence{x.Tokens, words, tags})
	}
	return out
}

// labels returns the label of each token of s for the spans of names. Spans that do not
// fall on token borders take the tokens that they touch.
func labels(s sentence, spans []span) []int {
	out := make([]int, len(s.tokens))
	for _, n := range spans {
		kind := slices.Index(names.Kinds, n.Kind)
		first, last := -1, -1
		for i, t := range s.tokens {
			if t.Start < n.End && n.Start < t.End {
				if first < 0 {
					first = i
				}
				last = i
			}
		}
		if kind < 0 || first < 0 {
			continue
		}
		if first == last {
			out[first] = names.Label(kind, 4)
			continue
		}
		for i := first; i <= last; i++ {
			out[i] = names.Label(kind, 2)
		}
		out[first], out[last] = names.Label(kind, 1), names.Label(kind, 3)
	}
	return out
}

// interner numbers features.
type interner struct {
	ids    map[uint64]int32
	hashes []uint64
	count  []int32
}

// examples turns annotated articles into training examples.
func (r *reader) examples(as []article, in *interner) []example {
	var out []example
	var scratch names.Scratch
	var hashes []feature.Hash
	for _, a := range as {
		sentences := r.read(a.Text)
		d := names.NewDocument()
		for _, s := range sentences {
			scratch.Prepare(s.words, s.tags, r.lexicon)
			scratch.Note(d)
		}
		for _, s := range sentences {
			scratch.Prepare(s.words, s.tags, r.lexicon)
			e := example{gold: labels(s, a.Names)}
			for i := range s.words {
				hashes = scratch.Extract(hashes[:0], i, d)
				ids := make([]int32, len(hashes))
				for k, h := range hashes {
					id, ok := in.ids[h]
					if !ok {
						id = int32(len(in.hashes))
						in.ids[h] = id
						in.hashes = append(in.hashes, h)
						in.count = append(in.count, 0)
					}
					in.count[id]++
					ids[k] = id
				}
				e.features = append(e.features, ids)
			}
			out = append(out, e)
		}
	}
	return out
}

// prune renumbers the features so that only those seen at least least times are left.
func (in *interner) prune(examples []example, least int32) {
	to := make([]int32, len(in.hashes))
	var kept []uint64
	for id, n := range in.count {
		to[id] = -1
		if n >= least {
			to[id] = int32(len(kept))
			kept = append(kept, in.hashes[id])
		}
	}
	in.hashes = kept
	for _, e := range examples {
		for i, ids := range e.features {
			out := ids[:0]
			for _, id := range ids {
				if to[id] >= 0 {
					out = append(out, to[id])
				}
			}
			e.features[i] = out
		}
	}
}

// trainNames trains a name finder on articles, on those of often several times a round.
func (r *reader) trainNames(as, often []article, settings run) []byte {
	in := &interner{ids: map[uint64]int32{}}
	again := r.examples(often, in)
	examples := append(r.examples(as, in), again...)
	total := len(in.hashes)
	in.prune(examples, 2)
	for range settings.times - 1 {
		examples = append(examples, again...)
	}
	logf("  names: %d sentences, %d features, %d kept", len(examples), total, len(in.hashes))
	c := newChain(names.NumLabels(), len(in.hashes), float32(settings.rate), float32(settings.l1), float32(settings.drop))
	random := rand.New(rand.NewPCG(settings.seed, 2))
	var m mean
	for round := 1; round <= settings.rounds; round++ {
		loss := c.train(examples, random)
		m.add(c)
		logf("  names round %d: loss %.5f", round, loss)
	}
	return fit(make([]string, names.NumLabels()), m.rows(in.hashes), namesSize)
}

const (
	namesSize  = 3_730_000 // caps the model of names, in bytes
	inventions = 8         // sentences made of each pattern of patterns.txt
)

// find returns the names in text.
func (r *reader) find(f *names.Finder, text string) []span {
	var out []span
	var scratch names.Scratch
	sentences := r.read(text)
	in := make([]names.Sentence, len(sentences))
	for i, s := range sentences {
		in[i] = names.Sentence{Words: s.words, Tags: s.tags}
	}
	f.Find(in, &scratch, func(i int, found []names.Name) {
		for _, n := range found {
			t := sentences[i].tokens
			out = append(out, span{t[n.First].Start, t[n.Last].End, names.Kinds[n.Kind]})
		}
	})
	return out
}

// addGroups adds the nationalities and religions of a, from a corpus that does not annotate
// them, by the word list.
func addGroups(a *article, marks map[string]names.Mark) {
	for _, s := range split.Split(a.Text) {
		for _, t := range s.Tokens {
			inside := func(n span) bool { return t.Start < n.End && n.Start < t.End }
			if marks[a.Text[t.Start:t.End]]&names.NORP != 0 && !slices.ContainsFunc(a.Names, inside) {
				a.Names = append(a.Names, span{t.Start, t.End, "NORP"})
			}
		}
	}
}

// scoreNames returns exact-span scores over PER, ORG and LOC.
func (r *reader) scoreNames(f *names.Finder, as []article) string {
	kinds := []string{"PER", "ORG", "LOC"}
	type count struct{ right, found, gold int }
	counts := map[string]*count{"all": {}}
	for _, k := range kinds {
		counts[k] = &count{}
	}
	for _, a := range as {
		gold := map[span]bool{}
		for _, n := range a.Names {
			if c := counts[n.Kind]; c != nil {
				gold[n] = true
				c.gold++
				counts["all"].gold++
			}
		}
		for _, n := range r.find(f, a.Text) {
			if c := counts[n.Kind]; c != nil {
				c.found++
				counts["all"].found++
				if gold[n] {
					c.right++
					counts["all"].right++
				}
			}
		}
	}
	var b strings.Builder
	for _, k := range append(kinds, "all") {
		c := counts[k]
		p, q := float64(c.right)/float64(max(c.found, 1)), float64(c.right)/float64(max(c.gold, 1))
		fmt.Fprintf(&b, "%s P %.3f R %.3f F1 %.3f  ", k, p, q, 2*p*q/max(p+q, 1e-9))
	}
	return b.String()
}

// A schooling is what the name finder learns from and is measured on.
type schooling struct {
	articles, often []article
	dev             map[string][]article
}

// schooling gathers the annotated texts. With -final it learns from all that may be learnt
// from.
func (r run) schooling(marks map[string]names.Mark) (s schooling, err error) {
	all, err := articles(filepath.Join(r.corpora, "readout-names.jsonl.gz"))
	if err != nil {
		return s, err
	}
	wiki, err := tagged(filepath.Join(r.corpora, "wikigold.conll.txt.gz"), 0, 1, 12)
	if err != nil {
		return s, err
	}
	wire, err := items("wire.txt", wireText)
	if err != nil {
		return s, err
	}
	world, err := items("world.txt", worldText)
	if err != nil {
		return s, err
	}
	s.dev = map[string][]article{}
	if r.final {
		s.articles = all
	} else {
		for i, a := range all {
			if i%10 == 7 {
				s.dev["held"] = append(s.dev["held"], a)
			} else {
				s.articles = append(s.articles, a)
			}
		}
		wire, s.dev["wire"] = apart(wire)
		world, s.dev["world"] = apart(world)
	}
	s.often = append(wire, world...)
	s.articles = append(s.articles, wiki...)
	s.articles = append(s.articles, newInventor(r.seed, marks).invent(inventions)...)
	if r.final {
		web, err := tagged(filepath.Join(r.corpora, "uner-ewt-dev.iob2.gz"), 1, 2, 20)
		if err != nil {
			return s, err
		}
		for i := range web {
			addGroups(&web[i], marks)
		}
		s.articles = append(s.articles, web...)
	}
	for _, name := range []string{"politics-dev", "web-dev"} {
		if s.dev[name], err = articles(filepath.Join(r.eval, "names", name+".jsonl")); err != nil {
			return s, err
		}
	}
	return s, nil
}

// names trains the name finder.
func (r run) names() error {
	clusters, err := r.readClusters()
	if err != nil {
		return err
	}
	t, err := r.readTagger()
	if err != nil {
		return err
	}
	marks := lists()
	lexicon := buildLexicon(marks)
	opened, err := names.OpenLexicon(string(lexicon))
	if err != nil {
		return err
	}
	s, err := r.schooling(marks)
	if err != nil {
		return err
	}
	rd := &reader{clusters, t, opened}
	model := rd.trainNames(s.articles, s.often, r)
	finder := names.New(mustModel(model), opened)
	for _, name := range slices.Sorted(maps.Keys(s.dev)) {
		logf("names on %-12s %s", name, rd.scoreNames(finder, s.dev[name]))
	}
	if err := r.write("lexicon.bin", lexicon); err != nil {
		return err
	}
	return r.write("names.bin", model)
}
