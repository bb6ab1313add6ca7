package bottest

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// Source is a bot.Source that serves feeds and pages from memory. The zero value knows
// none.
type Source struct {
	mu    sync.Mutex
	feeds map[string]feed
	pages map[string]page
	polls map[string]int
	reads map[string]int
}

type feed struct {
	polled bot.Polled
	err    error
}

type page struct {
	article digest.Article
	err     error
	panics  bool
}

var _ bot.Source = (*Source)(nil)

// SetFeed says what the next polls of url bring.
func (s *Source) SetFeed(url string, p bot.Polled, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.feeds == nil {
		s.feeds = map[string]feed{}
	}
	s.feeds[url] = feed{p, err}
}

// SetPage says what is at url.
func (s *Source) SetPage(url string, a digest.Article, err error) {
	s.setPage(url, page{article: a, err: err})
}

// PanicOn makes reading the page at url panic, as a parser may on foreign bytes.
func (s *Source) PanicOn(url string) { s.setPage(url, page{panics: true}) }

func (s *Source) setPage(url string, p page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages == nil {
		s.pages = map[string]page{}
	}
	s.pages[url] = p
}

// Polls returns how often the feed at url was polled.
func (s *Source) Polls(url string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.polls[url]
}

// Reads returns how often the page at url was asked for.
func (s *Source) Reads(url string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads[url]
}

// Poll implements bot.Source. A feed whose validators the caller has is unchanged.
func (s *Source) Poll(ctx context.Context, url string, last bot.Validators) (bot.Polled, error) {
	if err := ctx.Err(); err != nil {
		return bot.Polled{}, fmt.Errorf("poll %s: %w", url, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.polls == nil {
		s.polls = map[string]int{}
	}
	s.polls[url]++
	f, ok := s.feeds[url]
	switch {
	case !ok:
		return bot.Polled{}, fmt.Errorf("poll %s: %w", url, bot.ErrNotFound)
	case f.err != nil:
		return bot.Polled{}, fmt.Errorf("poll %s: %w", url, f.err)
	case last != (bot.Validators{}) && last == f.polled.Validators:
		return bot.Polled{Unchanged: true, After: f.polled.After}, nil
	}
	p := f.polled
	p.Items = slices.Clone(p.Items)
	for i, it := range p.Items {
		p.Items[i].Feed, p.Items[i].Source = url, cmp.Or(it.Source, p.Title)
	}
	return p, nil
}

// Article implements bot.Source: the item's content, or else the page at its URL.
func (s *Source) Article(ctx context.Context, item bot.Item) (a digest.Article, err error) {
	switch {
	case item.Content != "":
		a.URL, a.Text = item.URL, plainText(item.Content)
		if a.Text == "" {
			err = fmt.Errorf("item %s: %w", item.Title, bot.ErrNoText)
		}
	case item.URL == "":
		err = fmt.Errorf("item %s: %w", item.Title, bot.ErrNoText)
	default:
		a, err = s.Page(ctx, item.URL)
	}
	if err != nil {
		return digest.Article{}, err
	}
	a.Title = cmp.Or(a.Title, item.Title)
	a.Source = cmp.Or(a.Source, item.Source)
	a.Language = cmp.Or(a.Language, item.Language)
	if a.Published.IsZero() {
		a.Published = item.Published
	}
	return a, nil
}

// tag finds the markup in an item's content.
var tag = regexp.MustCompile(`<[^>]*>`)

// plainText returns the text of simple HTML.
func plainText(content string) string {
	return strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(content, "")))
}

// Page implements bot.Source.
func (s *Source) Page(ctx context.Context, url string) (digest.Article, error) {
	if err := ctx.Err(); err != nil {
		return digest.Article{}, fmt.Errorf("page %s: %w", url, err)
	}
	s.mu.Lock()
	if s.reads == nil {
		s.reads = map[string]int{}
	}
	s.reads[url]++
	p, ok := s.pages[url]
	s.mu.Unlock()
	switch {
	case p.panics:
		panic("source: scripted panic on " + url)
	case !ok:
		return digest.Article{}, fmt.Errorf("page %s: %w", url, bot.ErrNotFound)
	case p.err != nil:
		return digest.Article{}, fmt.Errorf("page %s: %w", url, p.err)
	}
	p.article.URL = cmp.Or(p.article.URL, url)
	return p.article, nil
}
