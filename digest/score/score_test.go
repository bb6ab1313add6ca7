package score

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/readout-bot/readout/digest"
)

const evalDir = "../../../shared/eval"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"President Volodymyr Zelenskyy": "volodymyr zelenskyy",
		"the U.S.":                      "u s",
		"Viktor Orbán’s":                "viktor orban",
		"King":                          "king",
		"What's'sup":                    "what sup",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMatchPrefersBetterFit(t *testing.T) {
	fits := [][]float64{{0.5, 1}, {0, 0.7}}
	m := match(2, 2, func(i, j int) float64 { return fits[i][j] })
	if m.gold[0] != 1 || m.gold[1] != -1 || m.pred[0] != -1 {
		t.Errorf("match = %v, want gold 0 with found 1 and the others alone", m)
	}
}

// TestAgreesWithScript holds the numbers against the script that the annotations came
// with, on digests that are partly wrong.
func TestAgreesWithScript(t *testing.T) {
	script := filepath.Join(evalDir, "score.py")
	if _, err := os.Stat(script); err != nil {
		t.Skip("no annotated articles beside the repository:", err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the script:", err)
	}
	cases, lines := readCases(t), new(bytes.Buffer)
	for i := range cases {
		d := garble(cases[i], i)
		cases[i].Digest = &d
		if err := json.NewEncoder(lines).Encode(d); err != nil {
			t.Fatal(err)
		}
	}
	pred := filepath.Join(t.TempDir(), "pred.jsonl")
	if err := os.WriteFile(pred, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, script, filepath.Join(evalDir, "dev"), pred, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]json.RawMessage
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	r := Score(cases)
	for name, l := range map[string]List{"actors": r.Actors, "meetings": r.Meetings, "decisions": r.Decisions} {
		var w map[string]float64
		if err := json.Unmarshal(want[name], &w); err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{"precision": l.Precision(), "recall": l.Recall(), "f1": l.F1(), "gold": float64(l.Gold())}
		for _, d := range l.Details {
			got[d.Name] = d.Value()
		}
		for k, v := range w {
			if math.Abs(got[k]-v) > 1e-9 {
				t.Errorf("%s %s = %v, script says %v", name, k, got[k], v)
			}
		}
	}
	var grounded float64
	if err := json.Unmarshal(want["grounded"], &grounded); err != nil || math.Abs(r.Grounded()-grounded) > 1e-9 {
		t.Errorf("grounded = %v, script says %v (%v)", r.Grounded(), grounded, err)
	}
}

// garble makes a digest from the annotation that is right in parts: items dropped, names
// swapped for aliases, evidence moved, statuses changed.
func garble(c Case, n int) digest.Digest {
	d := digest.Digest{Schema: digest.SchemaID, Article: digest.Article{ID: c.Name},
		Actors: []digest.Actor{}, Meetings: []digest.Meeting{}, Decisions: []digest.Decision{}}
	for i, a := range c.Gold.Actors {
		switch (i + n) % 5 {
		case 0:
			continue
		case 1:
			if len(a.Aliases) > 0 {
				a.Name, a.Aliases = a.Aliases[0], []string{"nobody"}
			}
		case 2:
			a.Kind, a.Role, a.Name = digest.Group, "President of it", a.Name+"’s"
		case 3:
			a.Evidence = []digest.Span{{Start: 0, End: 5, Text: "wrong"}}
		}
		d.Actors = append(d.Actors, a.Actor)
	}
	for i, m := range c.Gold.Meetings {
		if (i+n)%4 == 0 {
			m.Evidence, m.Status = c.Gold.Actors[0].Evidence, digest.Uncertain
		}
		if (i+n)%3 == 1 {
			m.Title, m.Participants, m.When = "some other summits", m.Participants[:1], digest.When{}
		}
		d.Meetings = append(d.Meetings, m.Meeting)
	}
	for i, x := range c.Gold.Decisions {
		if (i+n)%4 == 0 {
			x.Deciders, x.Status = []string{"Nobody"}, digest.Debating
		}
		if (i+n)%3 == 2 {
			x.Question = "whether to do something else"
		}
		d.Decisions = append(d.Decisions, x.Decision)
	}
	return d
}

func readCases(t *testing.T) []Case {
	t.Helper()
	golds, err := filepath.Glob(filepath.Join(evalDir, "dev", "*.gold.json"))
	if err != nil || len(golds) == 0 {
		t.Fatalf("no annotations in %s: %v", evalDir, err)
	}
	var cases []Case
	for _, path := range golds {
		gold, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(path, ".gold.json")
		article, err := os.ReadFile(base + ".json")
		if err != nil {
			t.Fatal(err)
		}
		c, err := ParseCase(filepath.Base(base), article, gold)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}
