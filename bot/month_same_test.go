package bot_test

import (
	"context"
	"fmt"
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
	want := pictureOf(t, imported(t, articles))
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
			if diff := cmp.Diff(want, pictureOf(t, imported(t, c.comes...))); diff != "" {
				t.Errorf("not the same library (-want +got):\n%s", diff)
			}
		})
	}
}

// imported returns a bot into whose library the articles came, batch by batch.
func imported(t *testing.T, batches ...[]digest.Article) *bot.Bot {
	t.Helper()
	b := bot.New(bot.Options{Source: &bottest.Source{}, Store: bottest.NewStore(), Poster: bot.Mux{}})
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

// pictureOf writes all that the library says: actors, stories, meetings, decisions and the
// answers to the questions of the month.
func pictureOf(t *testing.T, b *bot.Bot) string {
	t.Helper()
	var w strings.Builder
	actors, err := b.Actors(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range actors {
		fmt.Fprintf(&w, "actor %s %s %q", a.Kind, a.Name, a.Forms)
		for _, e := range a.Told {
			w.WriteString(" " + e.Article.ID)
		}
		w.WriteString("\n")
	}
	stories, err := b.Stories(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stories {
		fmt.Fprintf(&w, "story %s:", s.Title)
		for _, e := range s.Articles {
			w.WriteString(" " + e.Article.ID)
		}
		w.WriteString("\n")
	}
	end := b.At(instant(t, "2026-03-20T09:00:00Z"))
	for _, ask := range []string{"meetings", "decisions all"} {
		command := bot.Command{From: bot.Channel{Platform: "fake", Workspace: "team", ID: "news"}, Text: ask}
		err := end.Handle(t.Context(), command, func(_ context.Context, m bot.Message) error {
			w.WriteString(bottest.Text(m) + "\n")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range goldLines(t, "questions.txt") {
		at := instant(t, q[0])
		answer, err := b.At(at).Ask(t.Context(), "", q[1], at)
		if err != nil {
			t.Fatal(err)
		}
		w.WriteString(bottest.Text(answer.Message()) + "\n")
	}
	return w.String()
}
