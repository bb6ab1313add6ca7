package digest_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/digest"
)

// TestDecisions reads single sentences, those that leave a choice open and those that only
// look so.
func TestDecisions(t *testing.T) {
	const file = "testdata/decisions.txt"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		got.WriteString(line)
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		d := digest.Build(digest.Article{Published: published, Text: line})
		check(t, digest.Article{Text: line}, d)
		for _, c := range d.Decisions {
			fmt.Fprintf(&got, "\t%s: %s | %s", c.Status, strings.Join(c.Deciders, ", "), c.Question)
			if c.Deadline != nil {
				fmt.Fprintf(&got, " | %s", moment(*c.Deadline))
			}
			got.WriteByte('\n')
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(b), got.String()); diff != "" {
		t.Errorf("decisions differ (-want +got):\n%s", diff)
	}
}
