package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// TestMonth: the scripted month of package bot says the same from a database as from memory,
// however its articles came, and again when the library is rebuilt from them.
func TestMonth(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many articles in one goroutine; left out with -short")
	}
	articles := monthArticles(t)
	questions := []string{"Who is Margit Aalto?", "what changed since Monday?", "What did Grigorenko say about farmers?", "when do Otieno and Tadesse meet",
		"What is the ECB deciding?", "who is the king of Norway"}
	end := time.Date(2026, 3, 25, 20, 0, 0, 0, time.UTC)
	botOn := func(s bot.Store) *bot.Bot {
		return bot.New(bot.Options{Source: &bottest.Source{}, Store: s, Poster: bot.Mux{}})
	}
	come := func(b *bot.Bot, batches ...[]digest.Article) {
		t.Helper()
		for _, batch := range batches {
			if _, err := b.Import(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
	}
	memory := botOn(bottest.NewStore())
	come(memory, articles)
	want := bottest.Picture(t, memory, end, questions)
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			s := opened(t, e.url(t), Options{})
			b := botOn(s)
			latestFirst := slices.Clone(articles)
			slices.Reverse(latestFirst)
			come(b, slices.Collect(slices.Chunk(latestFirst, 7))...)
			come(b, articles)
			if diff := cmp.Diff(want, bottest.Picture(t, b, end, questions)); diff != "" {
				t.Errorf("grown (-memory +database):\n%s", diff)
			}
			if err := s.Rebuild(t.Context(), digest.Build, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, bottest.Picture(t, b, end, questions)); diff != "" {
				t.Errorf("rebuilt (-memory +database):\n%s", diff)
			}
		})
	}
}

// monthArticles are the articles of bot/testdata/month.
func monthArticles(t *testing.T) []digest.Article {
	t.Helper()
	ar, err := txtar.ParseFile("../../bot/testdata/month/articles.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all []digest.Article
	for _, f := range ar.Files {
		head, text, _ := strings.Cut(string(f.Data), "\n\n")
		a := digest.Article{ID: f.Name, URL: "https://news.example/" + f.Name, Text: text}
		for line := range strings.Lines(head) {
			switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
			case "Title":
				a.Title = value
			case "Source":
				a.Source = value
			case "Published":
				if a.Published, err = time.Parse(time.RFC3339, value); err != nil {
					t.Fatal(err)
				}
			}
		}
		all = append(all, a)
	}
	return all
}
