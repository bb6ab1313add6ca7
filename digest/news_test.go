package digest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/score"
)

// newsFile holds news articles that are no part of the repository.
const newsFile = "../../shared/corpora/news-raw.jsonl.gz"

// A newsLabel says which decisions a news article leaves open: the article by its address,
// the evidence by its bytes.
type newsLabel struct {
	Source    string
	Actors    []score.GoldActor
	Decisions []struct {
		digest.Decision
		Optional bool
		Evidence [][2]int `json:"evidence"` // first byte, byte behind the last
	}
}

// TestNewsDecisions is a ratchet over the open decisions of news articles that the
// repository labels without holding them.
func TestNewsDecisions(t *testing.T) {
	articles := newsArticles(t)
	labels, err := os.ReadFile("testdata/news-decisions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var cases []score.Case
	for line := range bytes.Lines(labels) {
		var l newsLabel
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		a, ok := articles[l.Source]
		if !ok {
			t.Fatalf("no article %s", l.Source)
		}
		gold := score.Gold{Actors: l.Actors}
		for _, d := range l.Decisions {
			g := score.GoldDecision{Decision: d.Decision, Optional: d.Optional}
			for _, e := range d.Evidence {
				g.Decision.Evidence = append(g.Decision.Evidence, digest.Span{Start: e[0], End: e[1], Text: a.Text[e[0]:e[1]]})
			}
			gold.Decisions = append(gold.Decisions, g)
		}
		d := digest.Build(a)
		check(t, a, d)
		d.Actors, d.Meetings = nil, nil // not labelled
		cases = append(cases, score.Case{Name: l.Source, Article: a, Gold: gold, Digest: &d})
	}
	r := score.Score(cases)
	var b strings.Builder
	fmt.Fprintf(&b, "decisions precision %.3f recall %.3f F1 %.3f\n", r.Decisions.Precision(), r.Decisions.Recall(), r.Decisions.F1())
	for _, d := range r.Decisions.Details {
		fmt.Fprintf(&b, "decisions %s %.3f\n", d.Name, d.Value())
	}
	fmt.Fprintf(&b, "decisions claimed in %d of %d articles without one\n", r.LoudDecision, r.QuietDecisions)
	ratchet(t, "testdata/news-scores.txt", b.String())
}

// newsArticles reads the articles beside the repository, by address.
func newsArticles(t *testing.T) map[string]digest.Article {
	t.Helper()
	f, err := os.Open(newsFile)
	if err != nil {
		t.Skip("no news articles beside the repository:", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	articles := map[string]digest.Article{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var head struct{ Source, Published string }
		var a digest.Article
		if err := json.Unmarshal(lines.Bytes(), &head); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err == nil { // a few have no date
			articles[head.Source] = a
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return articles
}
