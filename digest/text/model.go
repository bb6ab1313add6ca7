package text

import (
	_ "embed"
	"sync"

	"github.com/readout-bot/readout/digest/text/internal/feature"
	"github.com/readout-bot/readout/digest/text/internal/lemma"
	"github.com/readout-bot/readout/digest/text/internal/linear"
	"github.com/readout-bot/readout/digest/text/internal/names"
	"github.com/readout-bot/readout/digest/text/internal/parser"
	"github.com/readout-bot/readout/digest/text/internal/tagger"
)

// The models are read in place from the binary: opening them costs microseconds, and
// only the pages that a text touches are ever loaded. "go run ./digest/text/train" makes
// them.
var (
	//go:embed model/clusters.bin
	clustersData string
	//go:embed model/tagger.bin
	taggerData string
	//go:embed model/lemmas.txt
	lemmasData string
	//go:embed model/lexicon.bin
	lexiconData string
	//go:embed model/names.bin
	namesData string
	//go:embed model/parser.bin
	parserData string
)

var (
	clusters = sync.OnceValue(func() *feature.Clusters { return must(feature.OpenClusters(clustersData)) })
	tags     = sync.OnceValue(func() *tagger.Tagger { return must(tagger.Open(taggerData)) })
	lemmas   = sync.OnceValue(func() *lemma.Table { return must(lemma.Open(lemmasData)) })
	finder   = sync.OnceValue(func() *names.Finder {
		return names.New(model(namesData), must(names.OpenLexicon(lexiconData)))
	})
	trees = sync.OnceValue(func() *parser.Parser { return parser.New(model(parserData)) })
)

func model(data string) *linear.Model {
	m, _, err := linear.Open(data)
	return must(m, err)
}

// must panics on an error: the models are part of the binary, and a test reads them all.
func must[T any](v T, err error) T {
	if err != nil {
		panic("digest/text: embedded model: " + err.Error())
	}
	return v
}
