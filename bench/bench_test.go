// Package bench measures Readout's reader against its peers, in a module of its own so that
// they never become dependencies of the product.
//
//	cd bench && go test -bench . -benchtime 3s
//
// prints MB/s for each on the same text in the same run, and the ratio of the whole reader to
// its nearest peer, which is what counts, since machines differ.
package bench

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jdkato/prose/v3"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/text"
)

// news is the demo's invented week, without its headers: some 6 kB of news text.
func news(b *testing.B) string {
	b.Helper()
	raw, err := os.ReadFile("../cmd/readout/demo/story.txtar")
	if err != nil {
		b.Fatal(err)
	}
	var prose []string
	for p := range strings.SplitSeq(string(raw), "\n\n") {
		if !strings.Contains(p, "-- ") && !strings.Contains(p, "Source: ") {
			prose = append(prose, strings.NewReplacer("{{weekday 2}}", "Tuesday", "{{", "", "}}", "").Replace(strings.TrimSpace(p)))
		}
	}
	return strings.Join(prose, "\n\n")
}

// BenchmarkBuild is the whole reader: sentences, tags, names, parse, times, actors,
// meetings, decisions, summary.
func BenchmarkBuild(b *testing.B) {
	a := digest.Article{Title: "An invented week", Published: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), Text: news(b)}
	digest.Build(a) // loads the model
	b.SetBytes(int64(len(a.Text)))
	b.ReportAllocs()
	for b.Loop() {
		digest.Build(a)
	}
}

// BenchmarkRatio says how many times as long prose v3 takes to find names as the whole reader
// takes, in turn and over again, so that what else the machine does falls on both alike. The
// metric is the median.
func BenchmarkRatio(b *testing.B) {
	a := digest.Article{Title: "An invented week", Published: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), Text: news(b)}
	names := func() {
		if _, err := prose.NewDocument(a.Text); err != nil {
			b.Fatal(err)
		}
	}
	digest.Build(a)
	names()
	var ratios []float64
	for b.Loop() {
		const builds = 10
		start := time.Now()
		for range builds {
			digest.Build(a)
		}
		ours := time.Since(start)
		start = time.Now()
		names()
		ratios = append(ratios, builds*float64(time.Since(start))/float64(ours))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "times")
}

// BenchmarkRead is the language core alone: sentences, tags and names.
func BenchmarkRead(b *testing.B) {
	s := news(b)
	text.Read(s)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		text.Read(s)
	}
}

// BenchmarkProseNames is prose v3 with names, its model loaded once.
func BenchmarkProseNames(b *testing.B) {
	benchProse(b)
}

// BenchmarkProseTags is prose v3 without names.
func BenchmarkProseTags(b *testing.B) {
	benchProse(b, prose.WithExtraction(false))
}

func benchProse(b *testing.B, o ...prose.Option) {
	b.Helper()
	s := news(b)
	if _, err := prose.NewDocument(s, o...); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := prose.NewDocument(s, o...); err != nil {
			b.Fatal(err)
		}
	}
}
