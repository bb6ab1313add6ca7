package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

const feedURL = "https://feeds.example/all"

func item(n int, published time.Time) bot.Item {
	return bot.Item{Feed: feedURL, GUID: fmt.Sprint("guid-", n), URL: fmt.Sprint("https://news.example/story-", n),
		Title: fmt.Sprint("Story ", n), Published: published}
}

// bring serves items, each with a page of its own.
func (r *rig) bring(items ...bot.Item) {
	for _, it := range items {
		r.source.SetPage(it.URL, digest.Article{URL: it.URL, Title: it.Title, Published: it.Published,
			Text: strings.Repeat("A sentence about "+it.Title+" that is its own. ", 12)}, nil)
	}
	r.source.SetFeed(feedURL, bot.Polled{Title: "All", Items: items}, nil)
}

func (r *rig) entries(t *testing.T, q bot.Query) []bot.Entry {
	t.Helper()
	q.Tenant, q.Limit = r.here.Tenant(), 10_000
	found, err := r.store.Find(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (r *rig) feed(t *testing.T) bot.Feed {
	t.Helper()
	f, err := r.store.Feed(t.Context(), feedURL)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// poll in a bubble, on a Wednesday, with a feed that was followed an hour before.
func inBubble(t *testing.T, f func(t *testing.T, r *rig)) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		until(wednesday)
		r.follow(t, feedURL, "All")
		f(t, r)
	})
}

func TestFirstPollIsSilentAndLimited(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		var items []bot.Item
		for i := range 10_000 {
			items = append(items, item(i, wednesday.Add(-time.Duration(i)*time.Minute)))
		}
		r.bring(items...)
		r.poll(t, feedURL)
		if got, news := len(r.entries(t, bot.Query{})), len(r.entries(t, bot.Query{News: true})); got != 50 || news != 0 {
			t.Errorf("after the first poll: %d articles, %d of them news; want 50 and 0", got, news)
		}
		if got := r.entries(t, bot.Query{})[0].Article.Title; got != "Story 0" {
			t.Errorf("the latest is %q; want the newest of the feed", got)
		}
		time.Sleep(time.Hour)
		r.bring(append([]bot.Item{item(20_000, time.Now())}, items[:60]...)...)
		r.poll(t, feedURL)
		// Those of the first poll's time that were beyond its limit are no news either.
		if got, news := len(r.entries(t, bot.Query{})), len(r.entries(t, bot.Query{News: true})); got != 61 || news != 1 {
			t.Errorf("after the second poll: %d articles, %d of them news; want 61 and 1", got, news)
		}
	})
}

func TestChangedItemsAreNotNew(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		first := item(1, wednesday)
		r.bring(first)
		r.poll(t, feedURL)
		for _, change := range []func(*bot.Item){
			func(it *bot.Item) { it.Title = "Another title" },
			func(it *bot.Item) { it.Published = wednesday.Add(72 * time.Hour) },
			func(it *bot.Item) { it.URL += "?utm_source=rss&utm_medium=feed#top" },
			func(it *bot.Item) { it.URL = "http://www.news.example/story-1/"; it.GUID = "" },
			func(it *bot.Item) { it.URL = "https://amp.news.example/story-1?amp=1"; it.GUID = "new" },
			func(it *bot.Item) { it.URL = "https://news.example/moved/story-one" },          // the GUID stays
			func(it *bot.Item) { it.URL = "https://elsewhere.example/copy"; it.GUID = "c" }, // the text stays
		} {
			it := first
			change(&it)
			r.source.SetPage(it.URL, digest.Article{URL: it.URL, Title: it.Title, Published: it.Published,
				Text: strings.Repeat("A sentence about Story 1 that is its own. ", 12)}, nil)
			r.source.SetFeed(feedURL, bot.Polled{Items: []bot.Item{it}}, nil)
			r.poll(t, feedURL)
			if got := len(r.entries(t, bot.Query{})); got != 1 {
				t.Fatalf("after %+v: %d articles; want 1", it, got)
			}
		}
	})
}

// TestNastyFeeds: items that share an address or a notice in place of their text are
// articles of their own.
func TestNastyFeeds(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		wall := strings.Repeat("Please subscribe to read this story and all others on our site. ", 8)
		var items []bot.Item
		for i := range 5 {
			it := item(i, wednesday)
			if i < 2 {
				it.URL = "https://news.example/live" // one page for all
			}
			r.source.SetPage(it.URL, digest.Article{URL: it.URL, Text: wall}, nil)
			items = append(items, it)
		}
		r.source.SetFeed(feedURL, bot.Polled{Items: items}, nil)
		r.poll(t, feedURL)
		r.poll(t, feedURL)
		if got := len(r.entries(t, bot.Query{})); got != 5 {
			t.Errorf("%d articles; want 5", got)
		}
	})
}

// TestBadItems: what is wrong with one item stays with it.
func TestBadItems(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.bring(item(0, wednesday))
		r.poll(t, feedURL)
		time.Sleep(time.Hour)
		now := time.Now()
		good, gone, panics, reader, busy := item(1, now), item(2, now), item(3, now), item(4, now), item(5, now)
		r.bring(good, gone, panics, reader, busy)
		r.source.SetPage(gone.URL, digest.Article{}, bot.ErrNoText)
		r.source.PanicOn(panics.URL)
		r.source.SetPage(reader.URL, digest.Article{URL: reader.URL, Text: "PANIC"}, nil)
		r.source.SetPage(busy.URL, digest.Article{}, &bot.RetryError{Err: errors.New("503")})
		r.poll(t, feedURL)
		if got := len(r.entries(t, bot.Query{News: true})); got != 4 {
			t.Errorf("%d new articles; want 4, since one page is to be tried again", got)
		}
		if f := r.feed(t); f.Fault != "" || f.Validators != (bot.Validators{}) {
			t.Errorf("feed %+v; want no fault, and no validators while a page is left", f)
		}
		r.bring(good, gone, panics, reader, busy)
		time.Sleep(15 * time.Minute)
		r.poll(t, feedURL)
		if got := len(r.entries(t, bot.Query{News: true})); got != 5 {
			t.Errorf("%d new articles after another poll; want 5", got)
		}
	})
}

func TestImpossibleTimes(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.bring(item(0, wednesday))
		r.poll(t, feedURL)
		r.bring(item(1, time.Time{}), item(2, wednesday.AddDate(1, 0, 0)), item(3, time.Unix(0, 0)))
		r.poll(t, feedURL)
		for _, e := range r.entries(t, bot.Query{}) {
			if e.Article.Published.After(time.Now()) || e.Article.Published.IsZero() {
				t.Errorf("%s: published %s", e.Article.Title, e.Article.Published)
			}
			if e.Article.Title == "Story 3" && !e.Silent {
				t.Error("an article of 1970 is news")
			}
		}
	})
}

func TestBackOff(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		r.source.SetFeed(feedURL, bot.Polled{}, &bot.RetryError{Err: bot.ErrSiteFault})
		var waits []string
		for range 8 {
			r.poll(t, feedURL)
			f := r.feed(t)
			waits = append(waits, f.Next.Sub(f.Polled).String())
			until(f.Next)
		}
		want := "15m0s 30m0s 1h0m0s 2h0m0s 4h0m0s 8h0m0s 12h0m0s 12h0m0s"
		if got := strings.Join(waits, " "); got != want {
			t.Errorf("waits %s; want %s", got, want)
		}
		if f := r.feed(t); f.Failures != 8 || f.Fault != "the site reports an error of its own" {
			t.Errorf("after 8 failures: %d, %q", f.Failures, f.Fault)
		}
		r.source.SetFeed(feedURL, bot.Polled{}, &bot.RetryError{After: 20 * time.Hour, Err: errors.New("429")})
		r.poll(t, feedURL)
		if f := r.feed(t); f.Next.Sub(f.Polled) != 20*time.Hour {
			t.Errorf("the server asked for 20h; the next poll is in %s", f.Next.Sub(f.Polled))
		}
		r.source.SetFeed(feedURL, bot.Polled{After: 3 * time.Hour}, nil)
		r.poll(t, feedURL)
		if f := r.feed(t); f.Failures != 0 || f.Fault != "" || f.Next.Sub(f.Polled) != 3*time.Hour {
			t.Errorf("after a success: %+v; want no fault, the next poll in 3h", f)
		}
	})
}

func TestPollStopped(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.Poll(ctx, feedURL); err == nil {
			t.Error("a poll that was stopped returned no error")
		}
		if f := r.feed(t); f.Failures != 0 {
			t.Errorf("the feed has %d failures because we were stopped; want 0", f.Failures)
		}
	})
}

func TestPollOfForgottenFeed(t *testing.T) {
	inBubble(t, func(t *testing.T, r *rig) {
		if err := r.store.RemoveFeed(t.Context(), r.here.Tenant(), feedURL); err != nil {
			t.Fatal(err)
		}
		r.poll(t, feedURL)
		if got := r.source.Polls(feedURL); got != 0 {
			t.Errorf("a feed that nobody follows was polled %d times", got)
		}
	})
}
