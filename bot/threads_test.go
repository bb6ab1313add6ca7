package bot_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// TestThreads reads each sequence of testdata/threads.txtar with the real reader. What is
// right of the steps wanted is logged; what came out is kept.
func TestThreads(t *testing.T) {
	const path = "testdata/threads.txtar"
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	right, wanted, made := 0, 0, 0
	for i, f := range ar.Files {
		t.Run(f.Name, func(t *testing.T) {
			told, want, _ := strings.Cut(string(f.Data), "want: ")
			want, kept, _ := strings.Cut(want, "\n")
			entries := sequence(t, told)
			now := entries[len(entries)-1].Article.Published.Add(time.Hour)
			steps, got := threads(entries, now)
			r, w, m := compareSteps(want, steps)
			right, wanted, made = right+r, wanted+w, made+m
			if *update {
				ar.Files[i].Data = []byte(told + "want: " + want + "\n" + got)
				return
			}
			if diff := cmp.Diff(kept, got); diff != "" {
				t.Errorf("steps differ (-want +got):\n%s", diff)
			}
			rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
			if _, again := threads(entries, now); again != got {
				t.Errorf("in another order of arrival: got\n%s\nwant\n%s", again, got)
			}
		})
	}
	t.Logf("steps: %d of %d wanted, %d made", right, wanted, made)
	if *update {
		if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sequence reads "outlet | time | text" lines as entries.
func sequence(t *testing.T, lines string) []bot.Entry {
	t.Helper()
	var entries []bot.Entry
	for line := range strings.Lines(lines) {
		part := strings.SplitN(strings.TrimSpace(line), " | ", 3)
		published, err := time.Parse(time.RFC3339, part[1])
		if err != nil {
			t.Fatal(err)
		}
		a := digest.Article{URL: fmt.Sprintf("https://news.example/%d", len(entries)), Source: part[0], Published: published, Text: part[2]}
		entries = append(entries, bot.Entry{ID: int64(len(entries) + 1), Article: a, Digest: digest.Build(a)})
	}
	return entries
}

// threads writes the meetings and decisions of entries: their steps on one line, and in
// full.
func threads(entries []bot.Entry, now time.Time) (short []string, full string) {
	var b strings.Builder
	write := func(head string, steps []bot.Step, date func(bot.Step) time.Time) {
		fmt.Fprintf(&b, "%s\n", head)
		var line []string
		for _, s := range steps {
			line = append(line, string(s.Kind)+" "+dateOf(date(s)))
			fmt.Fprintf(&b, "    %s %s “%s” %s\n", s.Kind, dateOf(date(s)), s.Quote, s.Entry.Article.Source)
		}
		short = append(short, strings.Join(line, ", "))
	}
	for _, d := range bot.AllMeetings(entries) {
		head := fmt.Sprintf("meeting %s: %s, %s", d.Status, d.Title, dateOf(d.When.Start))
		for _, r := range d.Rivals {
			head += " or " + dateOf(r.When.Start)
		}
		write(head, d.Steps, func(s bot.Step) time.Time { return s.When.Start })
	}
	for _, d := range bot.AllDecisions(entries, now) {
		write(fmt.Sprintf("decision %s: %s %s", d.State(), strings.Join(d.Deciders, ", "), d.Question), d.Steps, func(s bot.Step) time.Time { return s.Date })
	}
	return short, b.String()
}

func dateOf(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

// compareSteps counts the steps of want, threads parted by ";", that are in the best
// matching thread of got.
func compareSteps(want string, got []string) (right, wanted, made int) {
	for _, w := range strings.Split(want, "; ") {
		steps := strings.Split(w, ", ")
		wanted += len(steps)
		best := 0
		for _, g := range got {
			n := 0
			for _, s := range steps {
				if strings.Contains(g+",", s+",") {
					n++
				}
			}
			best = max(best, n)
		}
		right += best
	}
	for _, g := range got {
		made += len(strings.Split(g, ", "))
	}
	return right, wanted, made
}
