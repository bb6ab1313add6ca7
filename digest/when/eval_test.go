package when

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/readout-bot/readout/digest/text"
)

var dump = flag.String("dump", "", "write predictions as SET.pred.jsonl, in the form of readout inspect, into this folder")

// shared is where the annotated time phrases lie, beside the repository.
const shared = "../../../shared/eval/when"

// A goldCase is a text with its annotated phrases; the folder's README says how it reads.
type goldCase struct {
	ID        string    `json:"id"`
	Text      string    `json:"text"`
	Published time.Time `json:"published"`
	Times     []struct {
		Start, End int
		Text       string
		Kind       string
		Accept     [][2]string
	} `json:"times"`
}

// A score counts what score_spans.py counts.
type score struct{ dates, datesRight, ranges, rangesRight, made, spurious, quiet, fired int }

func (s score) String() string {
	return fmt.Sprintf("dates %.1f %%  ranges %.1f %%  both %.1f %%  spurious %d of %d  fired on %d of %d",
		percent(s.datesRight, s.dates), percent(s.rangesRight, s.ranges), s.both(), s.spurious, s.made, s.fired, s.quiet)
}

// both is the share of dates and ranges that are right.
func (s score) both() float64 { return percent(s.datesRight+s.rangesRight, s.dates+s.ranges) }

func percent(a, b int) float64 { return 100 * float64(a) / float64(max(b, 1)) }

// TestRatchet keeps the scores on the annotated sets from falling unseen, and the floors
// from falling behind: raise a floor when the score has risen. The band of three points is
// for the tagger, which moves the score a little with every training.
func TestRatchet(t *testing.T) {
	const band = 3
	for _, c := range []struct {
		set   string
		floor float64
	}{
		{"suite", 79},
		{"news", 88},
	} {
		t.Run(c.set, func(t *testing.T) {
			cases := loadGold(t, filepath.Join(shared, c.set+".jsonl"))
			var s score
			for _, g := range cases {
				s.count(t, g, Find(text.Read(g.Text), g.Published))
			}
			t.Logf("%s: %s", c.set, s)
			if got := s.both(); got < c.floor || got > c.floor+band {
				t.Errorf("%s: got %.1f, want %.1f to %.1f", c.set, got, c.floor, c.floor+band)
			}
			if s.spurious > 4 {
				t.Errorf("%s: %d phrases where none is, want 4 at most", c.set, s.spurious)
			}
			if *dump != "" {
				writePredictions(t, filepath.Join(*dump, c.set+".pred.jsonl"), cases)
			}
		})
	}
}

func (s *score) count(t *testing.T, g goldCase, found []Phrase) {
	var days []Phrase
	for _, f := range found {
		if !f.From.IsZero() {
			days = append(days, f)
		}
	}
	s.made += len(days)
	for _, f := range days {
		hit := false
		for _, x := range g.Times {
			hit = hit || f.Start < x.End && x.Start < f.End
		}
		if !hit {
			s.spurious++
			t.Logf("extra %s: %q %s %s..%s | %.120q", g.ID, g.Text[f.Start:f.End], f.Precision, f.From.Format(time.DateOnly), f.To.Format(time.DateOnly), g.Text)
		}
	}
	if len(g.Times) == 0 {
		s.quiet++
		if len(days) > 0 {
			s.fired++
		}
	}
	for _, x := range g.Times {
		if x.Kind == "other" {
			continue
		}
		right, said := false, ""
		for _, f := range days {
			if f.Start >= x.End || x.Start >= f.End {
				continue
			}
			from, to := f.From.Format(time.DateOnly), f.To.Format(time.DateOnly)
			said += fmt.Sprintf("%q %s..%s ", g.Text[f.Start:f.End], from, to)
			for _, a := range x.Accept {
				right = right || a == [2]string{from, to}
			}
		}
		switch x.Kind {
		case "date":
			s.dates++
			if right {
				s.datesRight++
			}
		case "range":
			s.ranges++
			if right {
				s.rangesRight++
			}
		}
		if !right {
			lo, hi := max(0, x.Start-60), min(len(g.Text), x.End+40)
			t.Logf("miss %s %s: %q want %v got %s | %s | %q", g.ID, x.Kind, x.Text, x.Accept, said, g.Published.Format("2006-01-02 Mon"), g.Text[lo:hi])
		}
	}
}

func loadGold(t *testing.T, path string) []goldCase {
	t.Helper()
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skipf("annotated phrases are not here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []goldCase
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var g goldCase
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		cases = append(cases, g)
	}
	return cases
}

func writePredictions(t *testing.T, path string, cases []goldCase) {
	t.Helper()
	type span struct {
		Start     int       `json:"start"`
		End       int       `json:"end"`
		From      string    `json:"from,omitempty"`
		To        string    `json:"to,omitempty"`
		Precision Precision `json:"precision"`
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := json.NewEncoder(f)
	for _, g := range cases {
		line := struct {
			ID    string `json:"id"`
			Times []span `json:"times"`
		}{ID: g.ID, Times: []span{}}
		for _, p := range Find(text.Read(g.Text), g.Published) {
			s := span{Start: p.Start, End: p.End, Precision: p.Precision}
			if !p.From.IsZero() {
				s.From, s.To = p.From.Format(time.DateOnly), p.To.Format(time.DateOnly)
			}
			line.Times = append(line.Times, s)
		}
		if err := out.Encode(line); err != nil {
			t.Fatal(err)
		}
	}
}
