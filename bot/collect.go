package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/readout-bot/readout/digest"
)

const (
	firstItems = 50  // of the first poll: enough to look things up at once
	mostItems  = 500 // of any poll
	// pagesAtOnce bounds the pages of one feed that are read at the same time; the source
	// is polite to each host besides.
	pagesAtOnce = 4
	pollWithin  = 10 * time.Minute
	// pollLease is how long a planned poll may take before it is planned again.
	pollLease  = 20 * time.Minute
	maxBackoff = 12 * time.Hour
	maxAfter   = 24 * time.Hour
	// staleAfter: an item that turns up this long after its publication is no news. Sites
	// that change all their addresses bring their archive back.
	staleAfter = 7 * 24 * time.Hour
	// pageRetries is how long a page that cannot be had for now is tried again, by the
	// item's publication; after that its title alone is kept.
	pageRetries = 24 * time.Hour
)

// Plan implements Worker.
func (b *Bot) Plan(ctx context.Context, now time.Time) error {
	_, polls := b.store.PlanPolls(ctx, now, now.Add(pollLease))
	_, slots := b.store.PlanSlots(ctx, now, func(s Subscription) ([]Slot, time.Time) {
		sched, err := ParseSchedule(s.Spec, s.Zone)
		if err != nil { // it was parsed when it was saved: the zone database has changed
			b.log.Error("schedule not understood", "sub", s.ID, "err", err)
			return nil, now.Add(24 * time.Hour)
		}
		return sched.dueSlots(s, now)
	})
	return errors.Join(polls, slots)
}

// Poll implements Worker. What is wrong with the feed is noted in the feed; the error is
// the store's.
func (b *Bot) Poll(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, pollWithin)
	defer cancel()
	f, err := b.store.Feed(ctx, url)
	if errors.Is(err, ErrNotFound) {
		return nil // nobody follows it any more
	}
	if err != nil {
		return fmt.Errorf("poll %s: %w", shownURL(url), err)
	}
	began := time.Now()
	var p Polled
	err = calmly(func() (err error) { p, err = b.source.Poll(ctx, url, f.Validators); return err })
	if err == nil && !p.Unchanged {
		err = b.collect(ctx, f, p, began)
		if errors.Is(err, errPagesLeft) {
			p.Validators, err = Validators{}, nil // so that the next poll brings them again
		}
		if err != nil {
			return fmt.Errorf("poll %s: %w", shownURL(url), err)
		}
	}
	if err != nil && ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("poll %s: %w", shownURL(url), ctx.Err()) // we are stopping; the feed is not to blame
	}
	f = b.polled(f, p, err, began)
	if err := b.store.SaveFeed(context.WithoutCancel(ctx), f); err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("poll %s: %w", shownURL(url), err)
	}
	return nil
}

// polled returns the feed as it stands after a poll.
func (b *Bot) polled(f Feed, p Polled, err error, now time.Time) Feed {
	f.Polled = now
	if err != nil {
		f.Failures++
		f.Fault = sourceWords(err)
		f.Next = now.Add(b.backoff(f.Failures, err))
		b.log.Warn("feed not polled", "feed", shownURL(f.URL), "err", err)
		return f
	}
	f.Succeeded, f.Failures, f.Fault = now, 0, ""
	f.Next = now.Add(max(b.poll, min(p.After, maxAfter)))
	if !p.Unchanged {
		f.Validators = p.Validators
		f.Title = cmp.Or(p.Title, f.Title)
	}
	return f
}

// backoff returns how long to leave a feed alone after that many failures in a row.
func (b *Bot) backoff(failures int, err error) time.Duration {
	wait := b.poll << min(failures-1, 10)
	if wait > maxBackoff || wait <= 0 {
		wait = maxBackoff
	}
	var retry *RetryError
	if errors.As(err, &retry) {
		wait = max(wait, min(retry.After, maxAfter))
	}
	return wait
}

// errPagesLeft says that some pages could not be had for now.
var errPagesLeft = errors.New("some pages are left")

// collect keeps the articles of a poll that are new.
func (b *Bot) collect(ctx context.Context, f Feed, p Polled, now time.Time) error {
	items := chooseItems(p.Items, f.Succeeded.IsZero())
	shared := sharedURLs(items)
	keys := make([][]string, len(items))
	for i, it := range items {
		keys[i] = itemKeys(f.URL, it, shared)
	}
	unknown, err := b.store.Unknown(ctx, f.URL, keys)
	if err != nil || len(unknown) == 0 {
		return err
	}
	for i, it := range items {
		items[i].Source = cmp.Or(it.Source, p.Title, f.Title)
	}
	entries := b.readItems(ctx, f, items, keys, unknown, now)
	dropSharedKeys(entries, keys, unknown)
	if err := b.outdate(ctx, f.URL, entries, time.Now()); err != nil {
		return err
	}
	left, kept := 0, 0
	for _, e := range entries { // in order, so that the library grows as the news came
		if e == nil {
			left++
			continue
		}
		added, err := b.store.Add(ctx, *e)
		if err != nil {
			return err
		}
		if added {
			kept++
		}
	}
	if kept > 0 {
		b.log.Info("feed polled", "feed", shownURL(f.URL), "articles", kept, "took", time.Since(now))
	}
	if left > 0 {
		return errPagesLeft
	}
	return nil
}

// chooseItems returns the newest items, oldest first.
func chooseItems(items []Item, first bool) []Item {
	items = slices.Clone(items)
	slices.Reverse(items) // most feeds begin with the newest; those without dates keep this order
	slices.SortStableFunc(items, func(a, b Item) int {
		if a.Published.IsZero() || b.Published.IsZero() {
			return 0
		}
		return a.Published.Compare(b.Published)
	})
	limit := mostItems
	if first {
		limit = firstItems
	}
	return items[max(0, len(items)-limit):]
}

// readItems reads the pages of the unknown items, a few at once. An entry is nil if its
// page is to be tried again.
func (b *Bot) readItems(ctx context.Context, f Feed, items []Item, keys [][]string, unknown []int, now time.Time) []*Entry {
	entries := make([]*Entry, len(unknown))
	turn := make(chan struct{}, pagesAtOnce)
	var all sync.WaitGroup
	for n, i := range unknown {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			entries[n] = b.readItem(ctx, f, items[i], keys[i], now)
		})
	}
	all.Wait()
	return entries
}

// readItem reads one item. What is wrong with it stays with it.
func (b *Bot) readItem(ctx context.Context, f Feed, it Item, keys []string, now time.Time) *Entry {
	var a digest.Article
	err := calmly(func() (err error) { a, err = b.source.Article(ctx, it); return err })
	if err != nil {
		var retry *RetryError
		fresh := it.Published.IsZero() || now.Sub(it.Published) < pageRetries
		if ctx.Err() != nil || errors.As(err, &retry) && fresh {
			return nil
		}
		b.log.Info("page not read", "feed", shownURL(f.URL), "url", shownURL(it.URL), "err", err)
		a = digest.Article{URL: it.URL} // its title is news all the same
	}
	a = completed(a, it, now)
	keys = slices.Concat(keys, pageKeys(a, it, keys))
	if len(keys) == 0 {
		keys = []string{"title:" + shortHash(f.URL+"\n"+Fold(a.Title))}
	}
	silent := f.Succeeded.IsZero() || a.Published.Before(f.Added) || now.Sub(a.Published) > staleAfter
	return &Entry{Keys: keys, Feed: f.URL, Collected: now, Silent: silent, Article: a, Digest: b.digest(a)}
}

// completed fills in what the page does not say from the item, and mends times that
// cannot be.
func completed(a digest.Article, it Item, now time.Time) digest.Article {
	a.URL = cmp.Or(a.URL, it.URL)
	a.Title = cmp.Or(a.Title, it.Title)
	a.Source = cmp.Or(a.Source, it.Source, host(a.URL))
	if a.Published.IsZero() {
		a.Published = it.Published
	}
	if a.Published.IsZero() || a.Published.After(now.Add(time.Hour)) {
		a.Published = now
	}
	return a
}

// digest reads an article. A fault of the reader costs its digest, not the article.
func (b *Bot) digest(a digest.Article) (d digest.Digest) {
	err := calmly(func() error { d = b.read(a); return nil })
	if err != nil {
		b.log.Error("article not read", "url", a.URL, "err", err)
		d = digest.Digest{Schema: digest.SchemaID, Article: a, Note: "the reader stumbled over this article"}
		d.Article.Text = ""
	}
	return d
}

// calmly turns a panic in f into an error: what comes from strangers must not stop us.
func calmly(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}
