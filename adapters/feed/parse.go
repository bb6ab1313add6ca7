package feed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/readout-bot/readout/bot"
)

// parse reads the feed in body. Name is the URL by which the feed is known, at where it
// was found in the end. Ttl is for how long the feed says that it is fresh.
func parse(body []byte, contentType, name string, at *url.URL) (p bot.Polled, ttl time.Duration, err error) {
	body = mend(body, contentType)
	if gofeed.DetectFeedType(bytes.NewReader(body)) == gofeed.FeedTypeUnknown {
		return bot.Polled{}, 0, notFeed(body, at)
	}
	if isBomb(body) {
		return bot.Polled{}, 0, malformed(at, errors.New("it defines entities in terms of others, as an XML bomb does"))
	}
	if heavy(body) {
		return bot.Polled{}, 0, &fault{redact(at), "lists more than is read of one feed", bot.ErrTooLarge}
	}
	f, err := decode(body)
	if err != nil {
		return bot.Polled{}, 0, malformed(at, err)
	}
	if f.FeedType == "json" && !strings.Contains(f.FeedVersion, "jsonfeed.org") && len(f.Items) == 0 {
		return bot.Polled{}, 0, notFeed(body, at) // some other JSON
	}
	p.Title = title(f.Title)
	if p.Title == "" {
		p.Title = at.Hostname()
	}
	base, language := linkBase(f, at), languageTag(f.Language)
	for _, from := range newest(f.Items, maxItems) {
		if item := newItem(from, base); item.URL != "" || item.GUID != "" || item.Content != "" {
			item.Feed, item.Source, item.Language = name, p.Title, language
			p.Items = append(p.Items, item)
		}
	}
	return p, timeToLive(f), nil
}

// nestedEntity matches the definition of an entity in terms of others. Old templates define
// entities for letters, which is harmless; only a bomb makes them of one another.
var nestedEntity = regexp.MustCompile(`<!ENTITY[^>]*["'][^"'>]*&[A-Za-z_]`)

// isBomb reports whether XML begins with a document type that piles up entities. The
// library expands none, so that such a feed would show its ruins.
func isBomb(body []byte) bool {
	head, _, _ := bytes.Cut(body[:min(len(body), 64<<10)], []byte("]>"))
	doctype := bytes.Index(head, []byte("<!DOCTYPE"))
	return doctype >= 0 && nestedEntity.Match(head[doctype:])
}

// decode parses a feed; what the library throws at it is an error like any other.
func decode(body []byte) (f *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("%v", r)
		}
	}()
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true // for the ttl, which the common form leaves out
	return p.Parse(bytes.NewReader(body))
}

// longCause is how much is shown, in bytes, of what is wrong with a malformed feed.
const longCause = 160

// malformed is the fault of a feed that breaks the rules of its format.
func malformed(at *url.URL, err error) error {
	cause := strings.ToValidUTF8(strings.Join(strings.Fields(err.Error()), " "), "")
	if len(cause) > longCause {
		cause = strings.ToValidUTF8(cause[:longCause], "") + "..."
	}
	return &fault{redact(at), "sends a malformed feed: " + cause, bot.ErrMalformed}
}

// linkBase returns what relative links of items are relative to. RSS has no rule, and
// feeds that live on a host of their own mean their site's links; Atom has one.
func linkBase(f *gofeed.Feed, at *url.URL) *url.URL {
	if f.FeedType != "rss" {
		return at
	}
	if site, err := at.Parse(strings.TrimSpace(f.Link)); err == nil && web(site) {
		return site
	}
	return at
}

func web(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// absolute returns the web address in link, or nothing if there is none.
func absolute(link string, base *url.URL) string {
	link = strings.TrimSpace(link)
	if link == "" {
		return ""
	}
	u, err := base.Parse(link)
	if err != nil || !web(u) {
		return ""
	}
	return u.String()
}

// newest returns the n newest items, in the order of the feed. Items without a date
// cannot be told to be old and count as new; among equals the feed's order decides.
func newest(items []*gofeed.Item, n int) []*gofeed.Item {
	if len(items) <= n {
		return items
	}
	order, dates := make([]int, len(items)), make([]int64, len(items))
	for i, item := range items {
		order[i], dates[i] = i, math.MaxInt64
		if t := published(item); !t.IsZero() {
			dates[i] = t.Unix()
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(dates[b], dates[a]) })
	order = order[:n]
	slices.Sort(order)
	kept := make([]*gofeed.Item, n)
	for i, at := range order {
		kept[i] = items[at]
	}
	return kept
}

// newItem maps an item to the bot's form.
func newItem(from *gofeed.Item, base *url.URL) bot.Item {
	item := bot.Item{
		GUID:      strings.TrimSpace(from.GUID),
		URL:       absolute(link(from), base),
		Title:     title(from.Title),
		Published: published(from),
	}
	for _, content := range []string{from.Content, from.Description} {
		if whole(content) || item.URL == "" && item.Content == "" {
			item.Content = content
			break
		}
	}
	return item
}

// link returns the address of an item as the feed has it.
func link(from *gofeed.Item) string {
	// FeedBurner puts a counting redirect into link and keeps the true one beside it.
	if orig := from.Extensions["feedburner"]["origLink"]; len(orig) > 0 {
		return orig[0].Value
	}
	if from.Link != "" {
		return from.Link
	}
	// A guid is a permanent link unless it says otherwise (RSS 2.0); other schemes,
	// such as tag:, are dropped by absolute.
	if strings.HasPrefix(from.GUID, "http") {
		return from.GUID
	}
	return ""
}

// published returns when an item was published, in the zone that the feed names.
func published(item *gofeed.Item) time.Time {
	for _, at := range []struct {
		raw    string
		parsed *time.Time
	}{{item.Published, item.PublishedParsed}, {item.Updated, item.UpdatedParsed}} {
		if t, _ := parseDate(at.raw); !t.IsZero() {
			return t
		}
		if at.parsed != nil {
			return *at.parsed
		}
	}
	return time.Time{}
}
