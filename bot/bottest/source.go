package bottest

import (
	"context"
	"fmt"
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
		return bot.Polled{Unchanged: true, Validators: last, After: f.polled.After}, nil
	}
	return f.polled, nil
}

// Article implements bot.Source: the page at the item's URL, or else its content.
func (s *Source) Article(ctx context.Context, item bot.Item) (digest.Article, error) {
	a, err := s.Page(ctx, item.URL)
	if err != nil && item.Content != "" {
		a = digest.Article{URL: item.URL, Text: item.Content}
		err = nil
	}
	if err != nil {
		return digest.Article{}, err
	}
	if a.Title == "" {
		a.Title = item.Title
	}
	if a.Source == "" {
		a.Source = item.Source
	}
	if a.Published.IsZero() {
		a.Published = item.Published
	}
	return a, nil
}

// Page implements bot.Source.
func (s *Source) Page(ctx context.Context, url string) (digest.Article, error) {
	if err := ctx.Err(); err != nil {
		return digest.Article{}, fmt.Errorf("page %s: %w", url, err)
	}
	s.mu.Lock()
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
	return p.article, nil
}
