package digest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/readout-bot/readout/digest"
	"github.com/readout-bot/readout/digest/score"
)

// evalDir holds annotated articles that are no part of the repository.
const evalDir = "../../shared/eval"

func annotated(t *testing.T) []score.Case {
	t.Helper()
	golds, err := filepath.Glob(filepath.Join(evalDir, "dev", "*.gold.json"))
	if err != nil || len(golds) == 0 {
		t.Skip("no annotated articles beside the repository")
	}
	var cases []score.Case
	for _, path := range golds {
		base := strings.TrimSuffix(path, ".gold.json")
		gold, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		article, err := os.ReadFile(base + ".json")
		if err != nil {
			t.Fatal(err)
		}
		c, err := score.ParseCase(filepath.Base(base), article, gold)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

// TestScores is a ratchet over annotated articles: a score that falls is a fault, one that
// rises is written down with -update.
func TestScores(t *testing.T) {
	cases := annotated(t)
	for i := range cases {
		d := digest.Build(cases[i].Article)
		check(t, cases[i].Article, d)
		cases[i].Digest = &d
	}
	r := score.Score(cases)
	if r.Grounded() != 1 {
		t.Errorf("grounded = %.3f, want 1", r.Grounded())
	}
	var b strings.Builder
	for _, l := range []struct {
		name string
		score.List
	}{{"actors", r.Actors}, {"meetings", r.Meetings}, {"decisions", r.Decisions}} {
		fmt.Fprintf(&b, "%s precision %.3f recall %.3f F1 %.3f\n", l.name, l.Precision(), l.Recall(), l.F1())
		for _, d := range l.Details {
			fmt.Fprintf(&b, "%s %s %.3f\n", l.name, d.Name, d.Value())
		}
	}
	fmt.Fprintf(&b, "meetings claimed in %d of %d articles without one\n", r.LoudMeetings, r.QuietMeetings)
	fmt.Fprintf(&b, "decisions claimed in %d of %d articles without one\n", r.LoudDecision, r.QuietDecisions)
	ratchet(t, "testdata/scores.txt", b.String())
}

// ratchet holds scores against those in a file, in both directions.
func ratchet(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: scores moved; if for the better, run with -update (-want +got):\n%s", file, diff)
	}
}

// TestSchema holds the JSON form against the schema that readers of it rely on.
func TestSchema(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(evalDir, "digest.schema.json"))
	if err != nil {
		t.Skip("no schema beside the repository:", err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	schema.ID = "https://readout.invalid/" + schema.ID // the resolver wants an absolute one
	valid, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stories(t) {
		b, err := json.Marshal(digest.Build(s.article))
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		if err := valid.Validate(v); err != nil {
			t.Errorf("%s: %v", s.path, err)
		}
	}
}

// TestInspect holds an inspection's spans against the text.
func TestInspect(t *testing.T) {
	for _, s := range stories(t) {
		text := s.article.Text
		in := digest.Inspect(s.article)
		if len(in.Sentences) == 0 || len(in.Names) == 0 || len(in.Times) == 0 {
			t.Errorf("%s: %d sentences, %d names, %d times, want some of each", s.path, len(in.Sentences), len(in.Names), len(in.Times))
		}
		for _, x := range in.Sentences {
			for _, k := range x.Tokens {
				if k.Start < x.Start || k.End > x.End || text[k.Start:k.End] != k.Text {
					t.Errorf("%s: token %q at %d:%d is not the text's", s.path, k.Text, k.Start, k.End)
				}
			}
		}
		for _, x := range in.Names {
			if text[x.Start:x.End] != x.Text {
				t.Errorf("%s: name %q at %d:%d is not the text's", s.path, x.Text, x.Start, x.End)
			}
		}
		for _, x := range in.Times {
			if text[x.Start:x.End] != x.Text || (x.From == "") != (x.To == "") {
				t.Errorf("%s: time %q at %d:%d from %q to %q", s.path, x.Text, x.Start, x.End, x.From, x.To)
			}
		}
	}
}
