package digest_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/digest"
)

// TestOutcomes reads each sentence of testdata/outcomes.txt as an article of its own.
func TestOutcomes(t *testing.T) {
	const path = "testdata/outcomes.txt"
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		got.WriteString(line)
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		a := digest.Article{Published: published, Text: strings.TrimSpace(line)}
		d := digest.Build(a)
		check(t, a, d)
		for _, o := range d.Outcomes {
			if len(o.Evidence) != 1 || o.Evidence[0].Text != a.Text[o.Evidence[0].Start:o.Evidence[0].End] {
				t.Errorf("%q: evidence %+v is not the sentence", o.About, o.Evidence)
			}
			fmt.Fprintf(&got, "\t%s: %s | %s | %s | %s\n", o.Kind, strings.Join(o.Actors, ", "), o.About, moment(o.When), o.Place)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(file), got.String()); diff != "" {
		t.Errorf("outcomes differ (-want +got):\n%s", diff)
	}
}
