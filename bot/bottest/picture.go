package bottest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/readout-bot/readout/bot"
)

// Picture writes all that the library of b says: who is who, the stories, the meetings and
// decisions of a time, and the answers to questions at that time. Two libraries that say the
// same have one picture, whatever their articles are numbered.
func Picture(t testing.TB, b *bot.Bot, at time.Time, questions []string) string {
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
	then := b.At(at)
	for _, ask := range []string{"meetings", "decisions all"} {
		command := bot.Command{From: bot.Channel{Platform: "fake", Workspace: "team", ID: "news"}, Text: ask}
		err := then.Handle(t.Context(), command, func(_ context.Context, m bot.Message) error {
			w.WriteString(Text(m) + "\n")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range questions {
		answer, err := then.Ask(t.Context(), "", q, at)
		if err != nil {
			t.Fatal(err)
		}
		w.WriteString(Text(answer.Message()) + "\n")
	}
	return w.String()
}
