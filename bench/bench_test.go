// Package bench measures Readout's reader against its peers, in a module of its own so that
// they never become dependencies of the product.
//
//	cd bench && go test -bench . -benchtime 3s
//
// prints MB/s for each on the same text in the same run; the ratio of two lines is what
// counts, since machines differ.
package bench

import (
	"os"
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
