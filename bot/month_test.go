package bot_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// The scripted month of testdata/month, read by the real reader into a library.

// monthArticles are its articles in publish order.
func monthArticles(t *testing.T) []digest.Article {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/month/articles.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all []digest.Article
	for _, f := range ar.Files {
		head, text, _ := strings.Cut(string(f.Data), "\n\n")
		a := digest.Article{ID: f.Name, URL: "https://news.example/" + f.Name, Text: text}
		for line := range strings.Lines(head) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "Title":
				a.Title = value
			case "Source":
				a.Source = value
			case "Published":
				a.Published = instant(t, value)
			}
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b digest.Article) int { return a.Published.Compare(b.Published) })
	return all
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// month returns a bot whose library is the month.
func month(t *testing.T, articles []digest.Article) *bot.Bot {
	t.Helper()
	return bot.New(bot.Options{Source: &bottest.Source{}, Store: monthStore(t, articles), Poster: bot.Mux{}})
}

// monthStore returns a store that holds the month.
func monthStore(t *testing.T, articles []digest.Article) bot.Store {
	t.Helper()
	store := bottest.Watched(t)
	added, err := bot.New(bot.Options{Source: &bottest.Source{}, Store: store, Poster: bot.Mux{}}).Import(t.Context(), articles)
	if err != nil || added != len(articles) {
		t.Fatalf("%d of %d articles added: %v", added, len(articles), err)
	}
	return store
}

// goldLines returns the fields of each line of a file of the month, comments aside.
func goldLines(t *testing.T, name string) [][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/month", name))
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		lines = append(lines, fields)
	}
	return lines
}

// A ratio is how many of how many.
type ratio struct{ right, of int }

func (r *ratio) count(right bool) {
	r.of++
	if right {
		r.right++
	}
}

func (r ratio) share() float64 { return float64(r.right) / float64(max(1, r.of)) }

// atLeast fails the test if r has fallen below floor.
func (r ratio) atLeast(t *testing.T, what string, floor float64) {
	t.Helper()
	t.Logf("%s: %d of %d (%.2f)", what, r.right, r.of, r.share())
	if r.share() < floor {
		t.Errorf("%s: %d of %d are %.3f, want at least %.3f", what, r.right, r.of, r.share(), floor)
	}
}

// TestMonthQuestions asks the questions of the month. The floors are what was reached;
// they only ever rise.
func TestMonthQuestions(t *testing.T) {
	b := month(t, monthArticles(t))
	for _, set := range []struct {
		file                  string
		first, three, refused float64
	}{
		{"questions.txt", 0.94, 0.98, 1},
		{"questions-kept.txt", 0.92, 0.96, 1},
		{"questions-forms.txt", 0.97, 1, 1},
	} {
		t.Run(set.file, func(t *testing.T) {
			var first, three, refused ratio
			for _, q := range goldLines(t, set.file) {
				at := instant(t, q[0])
				answer, err := b.At(at).Ask(t.Context(), "", q[1], at)
				if err != nil {
					t.Fatalf("%q: %v", q[1], err)
				}
				if q[2] == "-" {
					refused.count(!answer.Answered)
				} else {
					right := rightFacts(answer, strings.Fields(q[2]), q[3])
					first.count(slices.Index(right, true) == 0)
					three.count(slices.Contains(right[:min(3, len(right))], true))
					if slices.Index(right, true) == 0 {
						continue
					}
				}
				if set.file != "questions-kept.txt" && (q[2] != "-" || answer.Answered) {
					t.Logf("%s (%s) want %s %s\n%s", q[1], q[0][:10], q[2], q[3], factLines(answer))
				}
			}
			first.atLeast(t, "right first", set.first)
			three.atLeast(t, "right among three", set.three)
			refused.atLeast(t, "refused", set.refused)
		})
	}
}

// rightFacts says which facts of an answer are from one of the articles and have one of
// the words beside.
func rightFacts(a bot.Answer, articles []string, words string) []bool {
	var right []bool
	for _, f := range a.Facts {
		said := bot.Fold(f.Sentence() + " " + f.Quote)
		has := slices.ContainsFunc(strings.Split(words, "/"), func(w string) bool { return strings.Contains(said, bot.Fold(w)) })
		right = append(right, has && slices.Contains(articles, f.Entry.Article.ID))
	}
	return right
}

// factLines shows an answer to whoever looks into a miss.
func factLines(a bot.Answer) string {
	var b strings.Builder
	b.WriteString("    " + a.Coverage + "\n")
	for _, f := range a.Facts[:min(3, len(a.Facts))] {
		b.WriteString("    " + f.Entry.Article.ID + ": " + f.Sentence() + " “" + f.Quote + "”\n")
	}
	return b.String()
}
