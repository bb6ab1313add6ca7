// Command train trains the models of digest/text from openly licensed corpora and prints
// how well they do on the development parts, which it does not learn from. It takes about
// ten minutes on one quiet core and is deterministic: the same corpora and seed give the
// same bytes. The models in digest/text/model were made by
//
//	go run ./digest/text/train -final
//
// The steps, each of which reads what the ones before it wrote to -out:
//
//	clusters  sorts words into classes of words used alike
//	lemmas    lists the base forms that the rules get wrong
//	tagger    averaged perceptron over words, classes and the tags before
//	names     conditional random field, with word lists (lexicon.txt) and invented
//	          sentences (patterns.txt) beside the corpora; 4 rounds, dropout
//	parser    arc-hybrid transitions, dynamic oracle, averaged perceptron, on tags given
//	          by taggers that have not seen the sentence
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/split"
	"github.com/readout-bot/readout/digest/text/internal/tagger"
)

var started = time.Now()

func logf(format string, args ...any) {
	fmt.Printf("%6.1fs  %s\n", time.Since(started).Seconds(), fmt.Sprintf(format, args...))
}

// A run is what the steps of the training share.
type run struct {
	corpora, eval, out   string
	seed                 uint64
	final                bool
	rounds, parserRounds int
	rate, l1, drop       float64
	times                int
}

func main() {
	var r run
	only := flag.String("only", "clusters,lemmas,tagger,names,parser", "the steps to run; the others' models are read from -out")
	flag.StringVar(&r.corpora, "corpora", "../shared/corpora", "folder of the corpora")
	flag.StringVar(&r.eval, "eval", "../shared/eval", "folder of the development sets")
	flag.StringVar(&r.out, "out", "digest/text/model", "folder to write the models to")
	flag.Uint64Var(&r.seed, "seed", 1, "seed of every shuffle")
	flag.BoolVar(&r.final, "final", false, "train the name finder on the held-out articles and on the sets of names that it is measured on, where they may be used")
	flag.IntVar(&r.rounds, "rounds", 4, "rounds over the names")
	flag.IntVar(&r.parserRounds, "parser-rounds", 4, "rounds over the trees")
	flag.Float64Var(&r.rate, "rate", 0.03, "learning rate of the name finder")
	flag.Float64Var(&r.l1, "l1", 0.02, "L1 penalty of the name finder")
	flag.Float64Var(&r.drop, "drop", 0.4, "share of features that the name finder's training leaves out")
	flag.IntVar(&r.times, "times", 3, "how often a round over the names reads the items of wire.txt and world.txt")
	flag.Parse()
	steps := map[string]func() error{"clusters": r.clusters, "lemmas": r.lemmas, "tagger": r.tagger, "names": r.names, "parser": r.parser}
	for _, name := range []string{"clusters", "lemmas", "tagger", "names", "parser"} {
		if !strings.Contains(","+*only+",", ","+name+",") {
			continue
		}
		if err := steps[name](); err != nil {
			fmt.Fprintf(os.Stderr, "train %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

func (r run) write(name string, data []byte) error {
	logf("%s: %d bytes", name, len(data))
	return os.WriteFile(filepath.Join(r.out, name), data, 0o644)
}

// clusters sorts the words of all corpora into classes.
func (r run) clusters() error {
	var sentences [][]feature.Hash
	for _, name := range []string{"news-raw", "readout-names"} {
		as, err := articles(filepath.Join(r.corpora, name+".jsonl.gz"))
		if err != nil {
			return err
		}
		for _, a := range as {
			text := a.Title + "\n" + a.Text
			for _, s := range split.Split(text) {
				words := make([]string, len(s.Tokens))
				for i, t := range s.Tokens {
					words[i] = text[t.Start:t.End]
				}
				sentences = append(sentences, forms(words))
			}
		}
	}
	trees, err := treebank(r.corpora, "gum-train", "ewt-train")
	if err != nil {
		return err
	}
	for _, t := range trees {
		sentences = append(sentences, forms(t.words))
	}
	logf("clusters: %d sentences", len(sentences))
	return r.write("clusters.bin", buildClusters(clusters(sentences, []int{64, 400}, 5), 2))
}

func (r run) readClusters() (*feature.Clusters, error) {
	b, err := os.ReadFile(filepath.Join(r.out, "clusters.bin"))
	if err != nil {
		return nil, err
	}
	return feature.OpenClusters(string(b))
}

func (r run) readTagger() (*tagger.Tagger, error) {
	b, err := os.ReadFile(filepath.Join(r.out, "tagger.bin"))
	if err != nil {
		return nil, err
	}
	return mustTagger(b), nil
}

// tagger trains the part-of-speech tagger.
func (r run) tagger() error {
	clusters, err := r.readClusters()
	if err != nil {
		return err
	}
	train, err := treebank(r.corpora, "gum-train", "ewt-train")
	if err != nil {
		return err
	}
	model := trainTagger(train, clusters, 8, 2_600_000, r.seed)
	for _, dev := range []string{"gum-dev", "ewt-dev"} {
		trees, err := treebank(r.corpora, dev)
		if err != nil {
			return err
		}
		logf("tagger on %s: %s", dev, scoreTagger(mustTagger(model), clusters, trees))
	}
	return r.write("tagger.bin", model)
}
