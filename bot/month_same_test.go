package bot_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/bot/bottest"
	"github.com/readout-bot/readout/digest"
)

// TestMonthSame: however the articles of the month come, the library says the same in the end.
func TestMonthSame(t *testing.T) {
	articles := monthArticles(t)
	end := instant(t, "2026-03-31T09:00:00Z")
	var questions []string
	for _, q := range goldLines(t, "questions.txt") {
		questions = append(questions, q[1])
	}
	want := bottest.Picture(t, imported(t, articles), end, questions)
	for _, c := range []struct {
		name  string
		comes [][]digest.Article // one import after the other
	}{
		{"twice", [][]digest.Article{articles, articles}},
		{"each delivered twice", [][]digest.Article{doubled(articles)}},
		{"one by one", singly(articles)},
		{"shuffled within a day", [][]digest.Article{shuffledInDays(articles)}},
		{"the latest first, one by one", singly(reversed(articles))},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(want, bottest.Picture(t, imported(t, c.comes...), end, questions)); diff != "" {
				t.Errorf("not the same library (-want +got):\n%s", diff)
			}
		})
	}
}

// imported returns a bot into whose library the articles came, batch by batch.
func imported(t *testing.T, batches ...[]digest.Article) *bot.Bot {
	t.Helper()
	b := bot.New(bot.Options{Source: &bottest.Source{}, Store: bottest.Watched(t), Poster: bot.Mux{}})
	for _, batch := range batches {
		if _, err := b.Import(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func doubled(articles []digest.Article) []digest.Article {
	var all []digest.Article
	for _, a := range articles {
		all = append(all, a, a)
	}
	return all
}

func singly(articles []digest.Article) [][]digest.Article {
	return slices.Collect(slices.Chunk(articles, 1))
}

func reversed(articles []digest.Article) []digest.Article {
	all := slices.Clone(articles)
	slices.Reverse(all)
	return all
}

func shuffledInDays(articles []digest.Article) []digest.Article {
	all := slices.Clone(articles)
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	slices.SortStableFunc(all, func(a, b digest.Article) int {
		return strings.Compare(a.Published.Format("2006-01-02"), b.Published.Format("2006-01-02"))
	})
	return all
}
