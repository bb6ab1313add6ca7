package bot

import (
	"context"
	"slices"
	"strings"
)

// storyDays is how far back "stories" looks.
const storyDays = 7

// stories answers "stories [about WORDS]".
func (b *Bot) stories(ctx context.Context, a asked) (Message, error) {
	q := Query{Tenant: a.tenant, PublishedFrom: dayStart(a.now.AddDate(0, 0, -storyDays)), PublishedUntil: a.now, Limit: mostFound}
	entries, err := b.findAny(ctx, q, splitWords(a.values["about"]))
	if err != nil {
		return Message{}, err
	}
	what := "Stories of the last " + count(storyDays, "day", "days") + withWords("about", a.values["about"])
	if len(entries) == 0 {
		return b.nothing(ctx, a, what, "")
	}
	m := Message{Title: what, Lead: coverageOf(entries, a.now)}
	m.addOf(OfArticles, "Those that most articles tell first", storyLines(Stories(entries, ActorsInText(entries, nil))), 12)
	return m, nil
}

// storyLines are stories, the most told first, each with its latest article and why the
// others are in it.
func storyLines(stories []Story) []Line {
	stories = slices.Clone(stories)
	slices.SortStableFunc(stories, func(a, b Story) int { return len(b.Articles) - len(a.Articles) })
	var lines []Line
	for _, s := range stories {
		last := s.Articles[len(s.Articles)-1]
		l := sourced(Line{Text: s.Title}, last)
		if len(last.Digest.Summary) > 0 {
			l.Quote = firstQuote(last.Digest.Summary[0].Evidence)
		}
		if n := len(s.Articles); n > 1 {
			l.Note = strings.Join(nonEmpty(count(n, "article", "articles"), sourcesOf(s), s.Links[0].Reason), "; ")
		}
		l.Subject, l.Controls = storyID(s), storyControls(storyID(s))
		lines = append(lines, l)
	}
	return lines
}

// sourcesOf counts and names the outlets that tell a story; empty for a single one.
func sourcesOf(s Story) string {
	var names []string
	for _, e := range s.Articles {
		if n := sourceName(e.Article); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) < 2 {
		return ""
	}
	return count(len(names), "source", "sources") + ": " + list(names[:min(4, len(names))])
}
