package feed

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"github.com/readout-bot/readout/bot"
	"github.com/readout-bot/readout/digest"
)

// Extract returns the article in a page of HTML. PageURL is where the page came from; it
// may be empty. Published is zero and Language empty where the page does not say; URL is
// the canonical one. The error wraps [bot.ErrNoText] if there is no article in it.
func Extract(page []byte, pageURL string) (digest.Article, error) {
	at := &url.URL{}
	if pageURL != "" {
		var err error
		if at, err = parseAddress(pageURL); err != nil {
			return digest.Article{}, err
		}
	}
	f, err := extract(page, "", at)
	if err != nil {
		return digest.Article{}, err
	}
	f.article.Source = first(f.article.Source, outlet(at))
	return f.article, nil
}

// outlet names a site that does not name itself.
func outlet(at *url.URL) string { return strings.TrimPrefix(at.Hostname(), "www.") }

// page fetches and reads a page; what it does not say is taken from the item.
func (c *Client) page(ctx context.Context, address string, item bot.Item) (digest.Article, error) {
	a, err := c.fetch(ctx, address, request{accept: acceptPage, limit: maxPageBytes})
	if err != nil {
		return digest.Article{}, err
	}
	f, err := extract(a.body, a.header.Get("Content-Type"), a.url)
	if err != nil {
		return digest.Article{}, err
	}
	d := f.article
	d.Title = first(d.Title, item.Title)
	d.Source = first(d.Source, item.Source, outlet(a.url))
	if !f.exact && !item.Published.IsZero() {
		d.Published = item.Published
	}
	if d.Published.IsZero() {
		d.Published, _ = http.ParseTime(a.header.Get("Last-Modified"))
	}
	return d, nil
}

// fromItem returns the article that an item carries whole.
func fromItem(item bot.Item) (digest.Article, error) {
	d := digest.Article{
		Title:     item.Title,
		Source:    item.Source,
		Published: item.Published,
		Text:      prose(fragment(item.Content), item.Title),
	}
	if item.URL != "" {
		d.URL = Canonical(item.URL)
	}
	if len(d.Text) < minText {
		return digest.Article{}, &fault{"the item " + item.Title, "holds no text of an article", bot.ErrNoText}
	}
	return d, nil
}

// A find is an article with how well its time is known.
type find struct {
	article digest.Article
	exact   bool // Published names a time of day
}

// extract reads what was found at an address.
func extract(body []byte, contentType string, at *url.URL) (find, error) {
	if kind := media(body, contentType); kind != "text/html" {
		return find{}, noText(at, "is no page of text but "+kind)
	}
	text := decodePage(body, contentType)
	if gofeed.DetectFeedType(strings.NewReader(text)) != gofeed.FeedTypeUnknown {
		return find{}, noText(at, "is a feed and not a page; add it as a feed")
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return find{}, noText(at, "is nested too deep to be read")
	}
	f := survey(doc)
	found := f.find(at)
	found.article.Text = f.text(text, doc, at, found.article.Title)
	if len(found.article.Text) < minText {
		return find{}, noText(at, "holds no text of an article; it may need a script, a login or a captcha")
	}
	return found, nil
}

// noText is the fault of an address without an article.
func noText(at *url.URL, what string) error {
	address := redact(at)
	if address == "" {
		address = "the page"
	}
	return &fault{address, what, bot.ErrNoText}
}

// media returns the media type of a body: HTML for all that may be a page.
func media(body []byte, contentType string) string {
	sniffed, _, _ := mime.ParseMediaType(http.DetectContentType(body))
	kind, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil || kind == "":
		kind = sniffed
	case sniffed == "text/html" || strings.HasSuffix(kind, "xml"):
		kind = "text/html"
	case sniffed == "application/octet-stream":
		kind = sniffed // whatever it is called, nobody can read it
	}
	if kind == "text/plain" || kind == "text/xml" {
		return "text/html" // of which a plain text is a case
	}
	return kind
}

// decodePage returns a page in UTF-8.
func decodePage(body []byte, contentType string) string {
	ascii := bytes.IndexFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
	if !utf8.Valid(body) || ascii {
		encoding, _, _ := charset.DetermineEncoding(body, contentType)
		if decoded, err := encoding.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return string(clean(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
}

// readable returns what the readability library finds in doc, which it changes.
func readable(doc *html.Node, at *url.URL) (n *html.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("%v", r)
		}
	}()
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	p.DisableJSONLD = true // survey read it
	a, err := p.ParseAndMutate(doc, at)
	return a.Node, err
}

// published orders what a page says of its time by how much it is worth.
func (f *facts) published() (t time.Time, exact bool) {
	for _, raw := range [][]string{f.linkedDates, f.metaDates, f.timeDates} {
		for _, s := range raw {
			at, full := parseDate(s)
			if full {
				return at, true
			}
			if t.IsZero() {
				t = at
			}
		}
	}
	return t, false
}
