package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/readout-bot/readout/digest"
)

// feedAdd answers "feed add URL": it tries the feed, follows it and shows what it would
// have brought. Nothing is posted for what is in it already.
func (b *Bot) feedAdd(ctx context.Context, a asked) (Message, error) {
	url, p, err := b.tryFeed(ctx, a)
	if err != nil {
		return Message{}, err
	}
	added, err := b.store.AddFeed(ctx, a.tenant, Feed{URL: url, Title: p.Title, Added: a.now, Next: a.now})
	if err != nil {
		return Message{}, err
	}
	if !added {
		return Message{Lead: fmt.Sprintf("This workspace follows %s already.", cmp.Or(p.Title, shownURL(url)))}, nil
	}
	b.record(ctx, a, "feed add "+shownURL(url))
	m := b.previewFeed(ctx, a, url, p)
	m.Title = "Following " + cmp.Or(p.Title, shownURL(url))
	m.Footer = "What is in the feed today can be looked up in a minute and will not be posted; what comes from now on is news."
	return m, nil
}

// feedCheck answers "feed check URL".
func (b *Bot) feedCheck(ctx context.Context, a asked) (Message, error) {
	url, p, err := b.tryFeed(ctx, a)
	if err != nil {
		return Message{}, err
	}
	m := b.previewFeed(ctx, a, url, p)
	m.Title = cmp.Or(p.Title, shownURL(url))
	m.Footer = "This was a trial: the feed is not followed by it. To follow it: feed add " + shownURL(url)
	return m, nil
}

// tryFeed polls the feed that was asked about, whatever is known of it.
func (b *Bot) tryFeed(ctx context.Context, a asked) (url string, p Polled, err error) {
	url = a.values["url"]
	if !isAddress(url) {
		return "", p, complain("“%s” takes the address of a feed, like https://example.org/rss.", a.name)
	}
	if err = calmly(func() (err error) { p, err = b.source.Poll(ctx, url, Validators{}); return err }); err != nil {
		b.log.Info("feed not tried", "feed", shownURL(url), "err", err)
		return "", p, complain("I could not read a feed there: %s", whyNoFeed(err))
	}
	return url, p, nil
}

// whyNoFeed says why there is no feed to be had, and what to try instead. An address at
// its end stands without a stop, to be copied.
func whyNoFeed(err error) string {
	why := sourceWords(err)
	switch {
	case !errors.Is(err, ErrNotFeed):
		return why + "."
	case namedFeed(err) == "":
		return why + ". Many sites name their feed at the foot of the page, as RSS."
	}
	return why
}

// previewFeed shows the latest item of a feed and what would be told of it.
func (b *Bot) previewFeed(ctx context.Context, a asked, url string, p Polled) Message {
	m := Message{Lead: fmt.Sprintf("%s in it now.", sentenceCase(count(len(p.Items), "item", "items")))}
	items := chooseItems(p.Items, true)
	if len(items) == 0 {
		return m
	}
	it := items[len(items)-1]
	it.Source = cmp.Or(it.Source, p.Title)
	var article digest.Article
	err := calmly(func() (err error) { article, err = b.source.Article(ctx, it); return err })
	if err != nil {
		b.log.Info("page not read", "feed", shownURL(url), "url", shownURL(it.URL), "err", err)
		m.add("Latest", []Line{{Text: cmp.Or(it.Title, it.URL), URL: it.URL, Published: it.Published,
			Note: "its page could not be read: " + sourceWords(err)}}, 1)
		return m
	}
	article = completed(article, it, a.now)
	d := b.digest(article)
	latest := Line{Text: article.Title, Source: article.Source, URL: article.URL, Published: article.Published,
		Note: essence(statuses(d.Upcoming(a.now)), len(d.Open(a.now)), -1)}
	m.add("Latest", []Line{latest}, 1)
	for _, s := range DigestMessage(article, d, a.now).Sections {
		m.add(s.Heading, s.Lines, 3)
	}
	return m
}

// feedList answers "feed list".
func (b *Bot) feedList(ctx context.Context, a asked) (Message, error) {
	feeds, err := b.store.Feeds(ctx, a.tenant)
	if err != nil {
		return Message{}, err
	}
	if len(feeds) == 0 {
		return Message{Lead: "No feeds are followed yet. An editor adds one with: feed add https://…"}, nil
	}
	m := Message{Title: "Feeds", Lead: sentenceCase(count(len(feeds), "feed", "feeds")) + " followed."}
	var lines []Line
	for _, f := range feeds {
		lines = append(lines, feedLine(f, a.now))
	}
	m.add("By address", lines, 40)
	return m, nil
}

func feedLine(f Feed, now time.Time) Line {
	l := Line{Label: feedName(f), Text: shownURL(f.URL), URL: shownURL(f.URL)}
	switch {
	case f.Polled.IsZero():
		l.Note = "not read yet"
	case f.Failures > 0:
		l.Note = fmt.Sprintf("%s, %s in a row, next try %s", f.Fault, count(f.Failures, "failure", "failures"), newest(f.Next.In(now.Location()), now))
	default:
		l.Note = "read " + newest(f.Succeeded.In(now.Location()), now)
	}
	return l
}

// feedRemove answers "feed remove URL".
func (b *Bot) feedRemove(ctx context.Context, a asked) (Message, error) {
	url := a.values["url"]
	err := b.store.RemoveFeed(ctx, a.tenant, url)
	if errors.Is(err, ErrNotFound) {
		// People copy addresses with other cases, slashes and parameters than they gave.
		feeds, ferr := b.store.Feeds(ctx, a.tenant)
		if ferr != nil {
			return Message{}, ferr
		}
		for _, f := range feeds {
			if c := CanonicalURL(f.URL); c != "" && c == CanonicalURL(url) {
				url = f.URL
				err = b.store.RemoveFeed(ctx, a.tenant, url)
			}
		}
	}
	if errors.Is(err, ErrNotFound) {
		return Message{}, complain("This workspace does not follow %s itself. “feed list” shows what it follows; feeds that are shared by whoever runs me can be removed only there.", clip(shownURL(url), 200))
	}
	if err != nil {
		return Message{}, err
	}
	b.record(ctx, a, "feed remove "+shownURL(url))
	return Message{Lead: "No longer following " + shownURL(url) + ". Its articles stay in the library."}, nil
}
