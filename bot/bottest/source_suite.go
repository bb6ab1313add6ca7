package bottest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// A SourceRig is a Source with a hand on the web behind it. TestSource opens a fresh one
// for each case. Addresses are Site with a path.
type SourceRig struct {
	Source bot.Source
	Site   string // "http://127.0.0.1:8080"
	// Feed puts a feed at an address: title, items of one language, validators and After,
	// in whole seconds, as its server would send them.
	Feed func(url string, f bot.Polled)
	// Page puts a page at an address. What is empty in a, but for its URL, the page does not say.
	Page func(url string, a digest.Article)
	// Fail makes every request for an address go wrong.
	Fail func(url string, f SiteFault)
	// Requests returns how often an address was asked for.
	Requests func(url string) int
	// Private is an address in a network that the source must keep out of.
	Private string
}

// A SiteFault is a way in which an address goes wrong.
type SiteFault int

// The faults. What stands beside each is what the Source must say.
const (
	SiteMissing   SiteFault = iota // nothing is there: ErrNotFound
	SiteRefused                    // it wants a login: ErrRefused
	SiteMalformed                  // half a feed: ErrMalformed from Poll
	SiteNoFeed                     // a page of no text and no feed: ErrNotFeed, ErrNoText
	SiteNamesFeed                  // such a page that names a feed at /named: *NotFeedError
	SiteEndless                    // more bytes than anybody reads: ErrTooLarge
	SiteLimited                    // asks to wait for SiteLimitedFor: ErrTooOften in a *RetryError
	SiteFaulty                     // an error of the site: ErrSiteFault in a *RetryError
	SiteDropped                    // the connection breaks: *RetryError
	SiteElsewhere                  // it sends us into a private network: ErrPrivateAddress
)

// SiteLimitedFor is how long a site that is SiteLimited asks to be left alone.
const SiteLimitedFor = 90 * time.Second

// TestSource holds a bot.Source to its contract.
func TestSource(t *testing.T, open func(t *testing.T) SourceRig) {
	t.Run("poll", func(t *testing.T) { testPoll(t, open(t)) })
	t.Run("unchanged", func(t *testing.T) { testUnchanged(t, open(t)) })
	t.Run("faults of feeds", func(t *testing.T) { testFeedFaults(t, open) })
	t.Run("faults of pages", func(t *testing.T) { testPageFaults(t, open) })
	t.Run("named feed", func(t *testing.T) { testNamedFeed(t, open(t)) })
	t.Run("limited", func(t *testing.T) { testLimited(t, open(t)) })
	t.Run("private", func(t *testing.T) { testPrivate(t, open(t)) })
	t.Run("cancelled", func(t *testing.T) { testSourceCancelled(t, open(t)) })
	t.Run("article in item", func(t *testing.T) { testArticleInItem(t, open(t)) })
	t.Run("article on page", func(t *testing.T) { testArticleOnPage(t, open(t)) })
	t.Run("no article", func(t *testing.T) { testNoArticle(t, open(t)) })
}

// prose is a text that is whole: nobody takes it for a teaser.
var prose = strings.Join([]string{
	"The harbour council will meet the ferry company on Monday in the old customs house, its chair, Ada Lind, said on Thursday. " +
		"The two sides have not spoken since the company took its night boat off the line in September.",
	"Whether the night boat returns is to be decided by the end of the month. The company wants the council to pay for a new " +
		"jetty first; the council says that the old one will do for another winter, and that an engineer of its own has looked at it twice.",
	"The mayor of Nordby, across the sound, said that her town would rather have one boat each night than three by day. " +
		"She is not asked to the meeting, and will write to both sides before it.",
	"Shops on both shores have lost a third of their evening trade since the boat stopped, their union says. It wants the " +
		"line to be put out to tender, which the council has not ruled out.",
}, "\n")

// fiveHoursWest is the zone of the suite's publish times: not that of any test machine.
var fiveHoursWest = time.FixedZone("", -5*3600)

func (r SourceRig) feed() bot.Polled {
	published := time.Date(2026, 11, 5, 18, 40, 0, 0, fiveHoursWest)
	return bot.Polled{
		Title: "Harbour News",
		Items: []bot.Item{
			{GUID: "h-2", URL: r.Site + "/2", Title: "Night boat in doubt", Published: published, Language: "en-GB"},
			{GUID: "h-3", URL: r.Site + "/3", Title: "An older one, out of order", Published: published.Add(-48 * time.Hour), Language: "en-GB"},
			{GUID: "h-1", URL: r.Site + "/1", Title: "Without a date", Language: "en-GB"},
		},
		Validators: bot.Validators{ETag: `"v1"`, LastModified: "Thu, 05 Nov 2026 23:40:00 GMT"},
		After:      10 * time.Minute,
	}
}

func (r SourceRig) wantFeed(t *testing.T, address string, got bot.Polled, want bot.Polled) {
	t.Helper()
	for i := range want.Items {
		want.Items[i].Feed, want.Items[i].Source = address, want.Title
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(sameMoment)); diff != "" {
		t.Errorf("poll of %s (-want +got):\n%s", address, diff)
	}
}

// sameMoment reports whether a and b are the same time on clocks of the same zone.
func sameMoment(a, b time.Time) bool {
	_, offsetA := a.Zone()
	_, offsetB := b.Zone()
	return a.Equal(b) && offsetA == offsetB
}

func testPoll(t *testing.T, r SourceRig) {
	address := r.Site + "/feed"
	r.Feed(address, r.feed())
	got, err := r.Source.Poll(t.Context(), address, bot.Validators{})
	if err != nil {
		t.Fatal(err)
	}
	r.wantFeed(t, address, got, r.feed())
}

func testUnchanged(t *testing.T, r SourceRig) {
	address := r.Site + "/feed"
	f := r.feed()
	r.Feed(address, f)
	got, err := r.Source.Poll(t.Context(), address, f.Validators)
	if want := (bot.Polled{Unchanged: true, After: f.After}); err != nil || !cmp.Equal(got, want) {
		t.Errorf("poll with the feed's validators: got %+v, error %v; want %+v", got, err, want)
	}
	f.Items = f.Items[:1]
	f.Validators = bot.Validators{ETag: `"v2"`, LastModified: "Fri, 06 Nov 2026 08:00:00 GMT"}
	r.Feed(address, f)
	got, err = r.Source.Poll(t.Context(), address, r.feed().Validators)
	if err != nil {
		t.Fatal(err)
	}
	r.wantFeed(t, address, got, f)
}

func testFeedFaults(t *testing.T, open func(t *testing.T) SourceRig) {
	for name, c := range map[string]struct {
		fault SiteFault
		want  error
		retry bool
	}{
		"missing":   {SiteMissing, bot.ErrNotFound, false},
		"refused":   {SiteRefused, bot.ErrRefused, false},
		"malformed": {SiteMalformed, bot.ErrMalformed, false},
		"no feed":   {SiteNoFeed, bot.ErrNotFeed, false},
		"endless":   {SiteEndless, bot.ErrTooLarge, false},
		"limited":   {SiteLimited, bot.ErrTooOften, true},
		"faulty":    {SiteFaulty, bot.ErrSiteFault, true},
		"dropped":   {SiteDropped, nil, true},
		"elsewhere": {SiteElsewhere, bot.ErrPrivateAddress, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			r.Fail(r.Site+"/feed", c.fault)
			got, err := r.Source.Poll(t.Context(), r.Site+"/feed", bot.Validators{})
			wantFault(t, "poll", err, c.want, c.retry)
			if !cmp.Equal(got, bot.Polled{}) {
				t.Errorf("poll: got %+v beside the error; want nothing", got)
			}
		})
	}
}

func testPageFaults(t *testing.T, open func(t *testing.T) SourceRig) {
	for name, c := range map[string]struct {
		fault SiteFault
		want  error
		retry bool
	}{
		"missing":   {SiteMissing, bot.ErrNotFound, false},
		"refused":   {SiteRefused, bot.ErrRefused, false},
		"no text":   {SiteNoFeed, bot.ErrNoText, false},
		"endless":   {SiteEndless, bot.ErrTooLarge, false},
		"limited":   {SiteLimited, bot.ErrTooOften, true},
		"faulty":    {SiteFaulty, bot.ErrSiteFault, true},
		"dropped":   {SiteDropped, nil, true},
		"elsewhere": {SiteElsewhere, bot.ErrPrivateAddress, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			r.Fail(r.Site+"/story", c.fault)
			got, err := r.Source.Page(t.Context(), r.Site+"/story")
			wantFault(t, "page", err, c.want, c.retry)
			if got != (digest.Article{}) {
				t.Errorf("page: got %+v beside the error; want nothing", got)
			}
			_, err = r.Source.Article(t.Context(), bot.Item{URL: r.Site + "/story", Title: "Night boat in doubt"})
			wantFault(t, "article", err, c.want, c.retry)
		})
	}
}

// wantFault demands an error that wraps want, where there is one, and is a RetryError or not.
func wantFault(t *testing.T, what string, err, want error, retry bool) {
	t.Helper()
	if err == nil || want != nil && !errors.Is(err, want) {
		t.Errorf("%s: got error %v; want one that wraps %v", what, err, want)
	}
	if again := (*bot.RetryError)(nil); errors.As(err, &again) != retry {
		t.Errorf("%s: got error %v; want it to be a RetryError: %v", what, err, retry)
	}
}

func testNamedFeed(t *testing.T, r SourceRig) {
	r.Fail(r.Site+"/", SiteNamesFeed)
	_, err := r.Source.Poll(t.Context(), r.Site+"/", bot.Validators{})
	var named *bot.NotFeedError
	if !errors.Is(err, bot.ErrNotFeed) || !errors.As(err, &named) || named.Alternate != r.Site+"/named" {
		t.Errorf("got error %#v; want a NotFeedError that names %s", err, r.Site+"/named")
	}
}

func testLimited(t *testing.T, r SourceRig) {
	r.Fail(r.Site+"/feed", SiteLimited)
	_, err := r.Source.Poll(t.Context(), r.Site+"/feed", bot.Validators{})
	var retry *bot.RetryError
	if !errors.As(err, &retry) || retry.After != SiteLimitedFor {
		t.Errorf("got error %#v; want a RetryError after %s", err, SiteLimitedFor)
	}
}

func testPrivate(t *testing.T, r SourceRig) {
	_, err := r.Source.Poll(t.Context(), r.Private, bot.Validators{})
	wantFault(t, "poll", err, bot.ErrPrivateAddress, false)
	_, err = r.Source.Page(t.Context(), r.Private)
	wantFault(t, "page", err, bot.ErrPrivateAddress, false)
	_, err = r.Source.Article(t.Context(), bot.Item{URL: r.Private, Title: "Inside"})
	wantFault(t, "article", err, bot.ErrPrivateAddress, false)
}

func testSourceCancelled(t *testing.T, r SourceRig) {
	r.Feed(r.Site+"/feed", r.feed())
	r.Page(r.Site+"/story", digest.Article{Text: prose})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := r.Source.Poll(ctx, r.Site+"/feed", bot.Validators{})
	wantFault(t, "poll", err, context.Canceled, false)
	_, err = r.Source.Page(ctx, r.Site+"/story")
	wantFault(t, "page", err, context.Canceled, false)
	_, err = r.Source.Article(ctx, bot.Item{URL: r.Site + "/story"})
	wantFault(t, "article", err, context.Canceled, false)
	if n := r.Requests(r.Site+"/feed") + r.Requests(r.Site+"/story"); n != 0 {
		t.Errorf("%d requests were made for a caller who had gone; want 0", n)
	}
}

// wantArticle demands an article of want's text, and its other fields as they are.
func wantArticle(t *testing.T, got digest.Article, err error, want digest.Article) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(sameMoment)); diff != "" {
		t.Errorf("article (-want +got):\n%s", diff)
	}
}

func testArticleInItem(t *testing.T, r SourceRig) {
	item := bot.Item{
		Feed: r.Site + "/feed", GUID: "h-2", URL: r.Site + "/2", Title: "Night boat in doubt", Source: "Harbour News", Language: "en-GB",
		Published: r.feed().Items[0].Published, Content: "<p>" + strings.ReplaceAll(prose, "\n", "</p>\n<p>") + "</p>",
	}
	r.Page(item.URL, digest.Article{Title: "Sign up", Text: "This is the page behind the item. It must not be asked for, since the feed has carried the whole text of it already."})
	got, err := r.Source.Article(t.Context(), item)
	wantArticle(t, got, err, digest.Article{URL: item.URL, Title: item.Title, Source: item.Source, Language: item.Language, Published: item.Published, Text: prose})
	if n := r.Requests(item.URL); n != 0 {
		t.Errorf("the page was asked for %d times; want 0, the item carries its text", n)
	}
}

func testArticleOnPage(t *testing.T, r SourceRig) {
	item := bot.Item{URL: r.Site + "/2", Title: "Night boat in doubt", Source: "Harbour News", Language: "en-GB", Published: r.feed().Items[0].Published}

	// What the page says of itself goes before what the item says of it.
	full := digest.Article{URL: item.URL, Title: "Night boat: council meets company", Source: "The Harbour Daily", Language: "en",
		Published: time.Date(2026, 11, 5, 17, 5, 0, 0, fiveHoursWest), Text: prose}
	r.Page(item.URL, full)
	got, err := r.Source.Article(t.Context(), item)
	wantArticle(t, got, err, full)
	got, err = r.Source.Page(t.Context(), item.URL)
	wantArticle(t, got, err, full)

	item.URL = r.Site + "/bare"
	r.Page(item.URL, digest.Article{Text: prose})
	got, err = r.Source.Article(t.Context(), item)
	wantArticle(t, got, err, digest.Article{URL: item.URL, Title: item.Title, Source: item.Source, Language: item.Language, Published: item.Published, Text: prose})
}

func testNoArticle(t *testing.T, r SourceRig) {
	for _, item := range []bot.Item{{Title: "Neither text nor link"}, {Title: "A picture", Content: `<img src="/a.png">`}} {
		_, err := r.Source.Article(t.Context(), item)
		wantFault(t, fmt.Sprintf("article of %q", item.Title), err, bot.ErrNoText, false)
	}
}
