package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// A story is a bundled week of news, served as feeds: the demo's bot.Source.
type story struct {
	start    time.Time
	articles []storyArticle
}

var _ bot.Source = (*story)(nil)

// A storyArticle is in its feed from a time on.
type storyArticle struct {
	digest.Article
	feed string
	from time.Time
}

// batchEvery parts the batches that arrive while the demo runs.
const batchEvery = time.Minute

// parseStory reads a txtar archive: a file an article, with Day or Batch, Time, Source and
// Title lines, a blank line, then the text, in which {{weekday 2}} and {{date 2}} are days
// counted from start.
func parseStory(archive []byte, start time.Time) (*story, error) {
	s := &story{start: start}
	for _, f := range txtar.Parse(archive).Files {
		a, err := s.article(f.Name, string(f.Data))
		if err != nil {
			return nil, fmt.Errorf("story %s: %w", f.Name, err)
		}
		s.articles = append(s.articles, a)
	}
	return s, nil
}

func (s *story) article(name, data string) (storyArticle, error) {
	head, text, ok := strings.Cut(data, "\n\n")
	if !ok {
		return storyArticle{}, fmt.Errorf("no blank line after the head")
	}
	fields := map[string]string{}
	for line := range strings.SplitSeq(head, "\n") {
		k, v, _ := strings.Cut(line, ": ")
		fields[k] = v
	}
	body, err := s.fill(text)
	if err != nil {
		return storyArticle{}, err
	}
	slug := strings.ToLower(strings.ReplaceAll(fields["Source"], " ", "-"))
	a := storyArticle{feed: "https://" + slug + ".example/feed.xml", Article: digest.Article{
		URL: "https://" + slug + ".example/" + name, Title: fields["Title"], Source: fields["Source"], Language: "en", Text: strings.TrimSpace(body),
	}}
	if batch := fields["Batch"]; batch != "" {
		n, err := strconv.Atoi(batch)
		if err != nil {
			return storyArticle{}, fmt.Errorf("batch %q: %w", batch, err)
		}
		a.from = s.start.Add(time.Duration(n-1)*batchEvery + demoPoll)
		a.Published = a.from
		return a, nil
	}
	day, err := strconv.Atoi(fields["Day"])
	if err != nil {
		return storyArticle{}, fmt.Errorf("day %q: %w", fields["Day"], err)
	}
	clock, err := time.Parse("15:04", fields["Time"])
	if err != nil {
		return storyArticle{}, fmt.Errorf("time %q: %w", fields["Time"], err)
	}
	y, m, d := s.start.AddDate(0, 0, day).Date()
	a.Published = time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, s.start.Location())
	return a, nil
}

// fill puts days into a text.
func (s *story) fill(text string) (string, error) {
	t, err := template.New("text").Funcs(template.FuncMap{
		"weekday": func(n int) string { return s.start.AddDate(0, 0, n).Format("Monday") },
		"date":    func(n int) string { return s.start.AddDate(0, 0, n).Format("2 January 2006") },
	}).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return b.String(), err
}

// feeds returns the addresses of all feeds.
func (s *story) feeds() []string {
	urls := map[string]bool{}
	for _, a := range s.articles {
		urls[a.feed] = true
	}
	return slices.Sorted(maps.Keys(urls))
}

// Poll returns what is in a feed by now.
func (s *story) Poll(_ context.Context, url string, _ bot.Validators) (bot.Polled, error) {
	p := bot.Polled{After: demoPoll}
	for _, a := range s.articles {
		if a.feed != url {
			continue
		}
		p.Title = a.Source
		if !a.from.After(time.Now()) {
			p.Items = append(p.Items, bot.Item{Feed: url, GUID: a.URL, URL: a.URL, Title: a.Title, Source: a.Source, Published: a.Published})
		}
	}
	if p.Title == "" {
		return bot.Polled{}, fmt.Errorf("feed %s: the demo has only its own feeds: %w", url, bot.ErrNotFound)
	}
	return p, nil
}

// Article returns the article behind an item.
func (s *story) Article(ctx context.Context, item bot.Item) (digest.Article, error) {
	return s.Page(ctx, item.URL)
}

// Page returns a bundled article; the demo reads nothing from the network.
func (s *story) Page(_ context.Context, url string) (digest.Article, error) {
	for _, a := range s.articles {
		if a.URL == url {
			return a.Article, nil
		}
	}
	return digest.Article{}, fmt.Errorf("page %s: the demo has only its own articles: %w", url, bot.ErrNotFound)
}
