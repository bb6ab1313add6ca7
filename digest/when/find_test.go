package when

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/digest/text"
)

var update = flag.Bool("update", false, "rewrite the cases with what Find returns")

// TestFind runs testdata/*.txt. There a line "@ 2025-10-16" sets the reference time, a
// line of text is a case, and the indented lines below it are its phrases:
//
//	The Kremlin said Tuesday the two will meet next week.
//		Tuesday = day 2025-10-14
//		next week = week 2025-10-20..2025-10-26
func TestFind(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := rerun(t, string(b))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			compare(t, file, string(b), got)
		})
	}
}

// rerun returns the case file with the phrases that Find returns now.
func rerun(t *testing.T, file string) string {
	var out strings.Builder
	var ref time.Time
	for line := range strings.Lines(file) {
		switch {
		case strings.HasPrefix(line, "\t"):
			continue
		case strings.HasPrefix(line, "@ "):
			var err error
			if ref, err = parseRef(strings.TrimSpace(line[2:])); err != nil {
				t.Fatal(err)
			}
		}
		out.WriteString(line)
		if strings.HasPrefix(line, "@ ") || strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		s := strings.TrimSuffix(line, "\n")
		for _, f := range Find(text.Read(s), ref) {
			fmt.Fprintf(&out, "\t%s = %s\n", s[f.Start:f.End], show(f))
		}
	}
	return out.String()
}

func parseRef(s string) (time.Time, error) {
	if len(s) == len(time.DateOnly) {
		return time.Parse(time.DateOnly, s)
	}
	return time.Parse(time.RFC3339, s)
}

// show prints a phrase as the case files do.
func show(f Phrase) string {
	layout := time.DateOnly
	if f.Precision == Time {
		layout = "2006-01-02T15:04 MST"
	}
	s := string(f.Precision)
	if !f.From.IsZero() {
		from, to := f.From.Format(layout), f.To.Format(layout)
		s += " " + from
		if to != from {
			s += ".." + to
		}
	}
	if f.Deadline {
		s += " deadline"
	}
	return s
}

// compare reports the cases that differ, by their text.
func compare(t *testing.T, file, want, got string) {
	w, g := blocks(want), blocks(got)
	for i := range w {
		if w[i] != g[i] {
			t.Errorf("%s:\n got %swant %s", file, g[i], w[i])
		}
	}
}

// blocks cuts a case file into one string per line of text with its phrases.
func blocks(file string) []string {
	var out []string
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, "\t") && len(out) > 0 {
			out[len(out)-1] += line
		} else {
			out = append(out, line)
		}
	}
	return out
}
