package linear

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestBuild reads back what was built: each weight to within half a step of its code,
// nothing for features that were dropped or never put in.
func TestBuild(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	classes := []string{"a", "b", "c", "d"}
	var rows []Row
	for range 5000 {
		r := Row{Feature: random.Uint64()}
		for c := range classes {
			if random.IntN(2) == 0 {
				r.Weights = append(r.Weights, Weight{c, float32(random.NormFloat64())})
			}
		}
		rows = append(rows, r)
	}
	const drop, clip = 0.05, 3
	data := Build(classes, rows, drop, clip)
	m, rest, err := Open(string(data) + "rest")
	if err != nil || rest != "rest" {
		t.Fatalf("Open: %q after the model, %v", rest, err)
	}
	if size := Size(rows, drop, clip); math.Abs(float64(size-len(data))) > 100 {
		t.Errorf("Size is %d, the model has %d bytes", size, len(data))
	}
	for _, r := range rows {
		var scores Scores
		m.Add(&scores, r.Feature)
		want := make([]float64, len(classes))
		for _, w := range r.Weights {
			if w.Weight >= drop || w.Weight <= -drop {
				want[w.Class] = max(-clip, min(clip, float64(w.Weight)))
			}
		}
		for c := range classes {
			if got := float64(scores[c]) * float64(m.Scale); math.Abs(got-want[c]) > math.Sqrt(math.Abs(want[c])*float64(m.Scale))+float64(m.Scale) {
				t.Fatalf("feature %x class %d weighs %v, want %v", r.Feature, c, got, want[c])
			}
		}
	}
	found := 0
	for range 10000 {
		var scores Scores
		m.Add(&scores, random.Uint64())
		for _, s := range scores {
			if s != 0 {
				found++
				break
			}
		}
	}
	if found > 20 {
		t.Errorf("%d of 10000 unknown features were found", found)
	}
}

func TestOpenCut(t *testing.T) {
	data := string(Build([]string{"a"}, []Row{{1, []Weight{{0, 1}}}}, 0, 1))
	for n := range len(data) {
		if _, _, err := Open(data[:n]); err == nil {
			t.Fatalf("Open of %d of %d bytes gave no error", n, len(data))
		}
	}
}

// TestTally weighs random groups many times over, with and without remembering them.
func TestTally(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	classes := []string{"a", "b", "c", "d", "e"}
	var rows []Row
	for range 3000 {
		r := Row{Feature: random.Uint64()}
		for c := range classes {
			r.Weights = append(r.Weights, Weight{c, float32(random.NormFloat64())})
		}
		rows = append(rows, r)
	}
	m, _, err := Open(string(Build(classes, rows, 0, 5)))
	if err != nil {
		t.Fatal(err)
	}
	var tally Tally
	for range 20000 {
		m.Start(&tally)
		var want Scores
		for g := range uint64(3) {
			k := random.IntN(len(rows)/10 - 5)
			group := []uint64{rows[k].Feature, rows[k+1].Feature, rows[k+2].Feature}
			m.Add(&want, group...)
			m.Group(&tally, rows[k].Feature+g<<1, func(dst []uint64) []uint64 { return append(dst, group...) })
		}
		single := rows[random.IntN(len(rows))].Feature
		m.Add(&want, single)
		tally.Add(func(dst []uint64) []uint64 { return append(dst, single) })
		if m.Total(&tally); tally.Scores != want {
			t.Fatalf("scores %v, want %v", tally.Scores[:5], want[:5])
		}
	}
	remembered := 0
	for i := 0; i < len(tally.rows); i += m.lanes() + 1 {
		if tally.rows[i] != 0 {
			remembered++
		}
	}
	if remembered < 100 {
		t.Errorf("only %d groups are remembered", remembered)
	}
}

// TestTallyLarge adds a group whose scores are too large to be packed.
func TestTallyLarge(t *testing.T) {
	var rows []Row
	var group []uint64
	for i := range uint64(20) {
		rows = append(rows, Row{Feature: i * 0x9E3779B97F4A7C15, Weights: []Weight{{0, 1}, {1, -1}}})
		group = append(group, rows[i].Feature)
	}
	m, _, err := Open(string(Build([]string{"a", "b"}, rows, 0, 1)))
	if err != nil {
		t.Fatal(err)
	}
	var tally Tally
	for range 3 {
		m.Start(&tally)
		m.Group(&tally, 7, func(dst []uint64) []uint64 { return append(dst, group...) })
		if m.Total(&tally); tally.Scores[0] != 20*127*127 || tally.Scores[1] != -20*127*127 {
			t.Errorf("scores %v", tally.Scores[:2])
		}
	}
}
