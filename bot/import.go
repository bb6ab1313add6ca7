package bot

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/readout-bot/readout/digest"
)

// ImportFeed is the feed of articles that no poll brought: those of an archive. Like a
// feed of the operator it is seen by every tenant; unlike one it is never polled.
const ImportFeed = "import:"

// neverPolled is how far ahead the next poll of ImportFeed is put.
const neverPolled = 100 * 365 * 24 * time.Hour

// Import reads articles and keeps those that are not in the library, in the order given.
// They can be looked up but are no news. Articles that carry an ID of their own are known
// by it: a copy of a text from another outlet is an article of its own, and so is another
// text at an address that is known; what has address and text of a known one is not.
func (b *Bot) Import(ctx context.Context, articles []digest.Article) (added int, err error) {
	now := time.Now()
	feed := Feed{URL: ImportFeed, Title: "Imported articles", Added: now, Succeeded: now, Next: now.Add(neverPolled)}
	if _, err := b.store.AddFeed(ctx, "", feed); err != nil {
		return 0, fmt.Errorf("import: %w", err)
	}
	keys := make([][]string, len(articles))
	for i, a := range articles {
		keys[i] = []string{importKey(a)}
	}
	unknown, err := b.store.Unknown(ctx, ImportFeed, keys)
	if err != nil {
		return 0, fmt.Errorf("import: %w", err)
	}
	articles = slices.Clone(articles)
	for _, i := range unknown {
		articles[i] = completed(articles[i], Item{Published: articles[i].Published}, articles[i].Published)
	}
	digests := b.digestAll(articles, unknown)
	for n, i := range unknown {
		a := articles[i]
		own, err := b.ownKeys(ctx, a, keys[i][0])
		if err != nil {
			return added, fmt.Errorf("import: %w", err)
		}
		if len(own) == 0 {
			continue
		}
		fresh, err := b.store.Add(ctx, Entry{Keys: own, Feed: ImportFeed, Collected: now, Silent: true, Article: a, Digest: digests[n]})
		if err != nil {
			return added, fmt.Errorf("import: %w", err)
		}
		if fresh {
			added++
		}
	}
	return added, nil
}

// importKey is the key by which an imported article is known.
func importKey(a digest.Article) string {
	if id := strings.TrimSpace(a.ID); id != "" {
		return "guid:" + shortHash(ImportFeed+"\n"+id)
	}
	if k := urlKey(a.URL); k != "" {
		return k
	}
	return "title:" + shortHash(ImportFeed+"\n"+Fold(a.Title)+"\n"+Fold(a.Text))
}

// ownKeys returns key with those of the article's address and text that no other article
// has; none if one has both.
func (b *Bot) ownKeys(ctx context.Context, a digest.Article, key string) ([]string, error) {
	others := slices.DeleteFunc([]string{urlKey(a.URL), fingerprint(a)}, func(k string) bool { return k == "" || k == key })
	sets := make([][]string, len(others))
	for i, k := range others {
		sets[i] = []string{k}
	}
	unknown, err := b.store.Unknown(ctx, ImportFeed, sets)
	if err != nil || len(others) == 2 && len(unknown) == 0 {
		return nil, err
	}
	own := []string{key}
	for _, i := range unknown {
		own = append(own, others[i])
	}
	return own, nil
}

// digestAll reads the articles of those indices, as many at once as there are processors.
func (b *Bot) digestAll(articles []digest.Article, indices []int) []digest.Digest {
	digests := make([]digest.Digest, len(indices))
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for n, i := range indices {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			digests[n] = b.digest(articles[i])
		})
	}
	all.Wait()
	return digests
}
