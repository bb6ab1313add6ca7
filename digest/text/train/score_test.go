package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/digest/text/internal/names"
	"github.com/readout-bot/readout/digest/text/internal/parser"
)

var update = flag.Bool("update", false, "rewrite testdata/scores.txt")

// TestScores keeps the scores of the embedded models on the development sets: they may
// neither fall nor rise without testdata/scores.txt saying so. The models were made with
// -final, which learns from web-dev: its line only guards against change. What a name
// finder that has not seen it reaches, training without -final prints.
func TestScores(t *testing.T) {
	const shared = "../../../../shared"
	r := run{corpora: filepath.Join(shared, "corpora"), eval: filepath.Join(shared, "eval"), out: "../model"}
	if _, err := os.Stat(r.corpora); err != nil {
		t.Skip("the corpora are not here: ", err)
	}
	clusters, err := r.readClusters()
	if err != nil {
		t.Fatal(err)
	}
	tags, err := r.readTagger()
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	trees := parser.New(mustModel([]byte(read("parser.bin"))))
	lexicon, err := names.OpenLexicon(read("lexicon.bin"))
	if err != nil {
		t.Fatal(err)
	}
	finder := names.New(mustModel([]byte(read("names.bin"))), lexicon)

	var got strings.Builder
	for _, dev := range []string{"gum-dev", "ewt-dev"} {
		bank, err := treebank(r.corpora, dev)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s %s  %s\n", dev, scoreTagger(tags, clusters, bank), scoreParser(trees, tags, clusters, bank))
	}
	rd := &reader{clusters, tags, lexicon}
	for _, dev := range []string{"politics-dev", "web-dev"} {
		as, err := articles(filepath.Join(r.eval, "names", dev+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s %s\n", dev, rd.scoreNames(finder, as))
	}

	const file = "testdata/scores.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
}
